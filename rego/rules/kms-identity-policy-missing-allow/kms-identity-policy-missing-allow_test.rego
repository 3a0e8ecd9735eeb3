package tfaccess.rules.kms_identity_policy_missing_allow_test

import data.tfaccess.fake
import data.tfaccess.rules.kms_identity_policy_missing_allow as rule

test_claims if {
	found := rule.findings with input as fake.denials("kms_identity_policy", {"kms_actions": ["kms:Decrypt"]})
	contains(fake.message(found), "no policy of aws_iam_role.reader allows kms:Decrypt")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("kms_identity_policy", {"kms_actions": ["kms:Decrypt"], "explicit": true})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("kms_identity_policy", {"kms_actions": ["kms:Decrypt"], "certainty": "unresolved"})
}
