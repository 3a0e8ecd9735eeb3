package tfaccess.rules.kms_condition_unmet_test

import data.tfaccess.fake
import data.tfaccess.rules.kms_condition_unmet as rule

test_claims if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "near": [fake.near({"element": "Condition", "key": "kms:ViaService", "want": "s3.eu-west-1.amazonaws.com", "family": "kms"})]})
	contains(fake.message(found), "kms:ViaService")
}

test_leaves_another_element if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "near": [fake.near({"element": "Resource"})]})
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "near": [fake.near({"element": "Condition", "key": "kms:ViaService", "want": "s3.eu-west-1.amazonaws.com", "family": "kms"})], "explicit": true})
}
