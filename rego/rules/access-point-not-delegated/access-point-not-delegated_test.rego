package tfaccess.rules.access_point_not_delegated_test

import data.tfaccess.fake
import data.tfaccess.rules.access_point_not_delegated as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"resource": {"kind": "access_point"}})
	contains(fake.message(found), "through access point")
}

test_leaves_requests_to_the_bucket if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"resource": {"kind": "bucket"}})
}
