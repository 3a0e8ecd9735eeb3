package tfaccess.rules.endpoint_policy_condition_unmet_test

import data.tfaccess.fake
import data.tfaccess.rules.endpoint_policy_condition_unmet as rule

test_claims if {
	found := rule.findings with input as fake.denials("vpc_endpoint_policy", {"near": [fake.near({"element": "Condition", "key": "aws:ResourceAccount", "want": "1"})]})
	contains(fake.message(found), "aws:ResourceAccount")
}

test_leaves_another_element if {
	count(rule.findings) == 0 with input as fake.denials("vpc_endpoint_policy", {"near": [fake.near({"element": "Resource"})]})
}
