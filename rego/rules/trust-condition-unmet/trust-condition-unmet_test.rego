package tfaccess.rules.trust_condition_unmet_test

import data.tfaccess.fake
import data.tfaccess.rules.trust_condition_unmet as rule

test_claims if {
	found := rule.findings with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"], "near": [fake.near({"element": "Condition", "key": "aws:PrincipalOrgID", "want": "o-acme", "family": "organization"})]})
	contains(fake.message(found), "o-acme")
}

test_leaves_another_principal if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"], "near": [fake.near({"element": "Principal"})]})
}

test_leaves_an_external_id if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"], "near": [fake.near({"element": "Condition", "key": "aws:PrincipalOrgID", "want": "o-acme", "family": "organization"})], "certainty": "conditional"})
}
