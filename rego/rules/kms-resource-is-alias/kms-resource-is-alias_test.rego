package tfaccess.rules.kms_resource_is_alias_test

import data.tfaccess.fake
import data.tfaccess.rules.kms_resource_is_alias as rule

test_claims if {
	found := rule.findings with input as fake.denials("kms_identity_policy", {"kms_actions": ["kms:Decrypt"], "near": [fake.near({"why": "alias_form", "want": "arn:aws:kms:us-east-1:222222222222:alias/a"})]})
	contains(fake.message(found), "alias")
}

test_leaves_another_key if {
	count(rule.findings) == 0 with input as fake.denials("kms_identity_policy", {"kms_actions": ["kms:Decrypt"], "near": [fake.near({"why": "other_resource"})]})
}
