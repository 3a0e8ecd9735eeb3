package tfaccess.rules.assume_role_not_allowed_test

import data.tfaccess.fake
import data.tfaccess.rules.assume_role_not_allowed as rule

test_claims if {
	found := rule.findings with input as fake.denials("identity_policy", {"actions": ["sts:AssumeRole"], "resource": {"kind": "role", "arn": "arn:aws:iam::222222222222:role/r"}})
	contains(fake.message(found), "sts:AssumeRole")
}

test_leaves_buckets if {
	count(rule.findings) == 0 with input as fake.denials("identity_policy", {"actions": ["sts:AssumeRole"], "resource": {"kind": "bucket"}})
}
