package tfaccess.rules.tag_condition_unmet_test

import data.tfaccess.fake
import data.tfaccess.rules.tag_condition_unmet as rule

test_claims if {
	found := rule.findings with input as fake.denials("identity_policy", {"near": [fake.near({"element": "Condition", "key": "aws:PrincipalTag/team", "family": "principal_tag"})]})
	contains(fake.message(found), "aws:PrincipalTag/team")
}

test_leaves_other_conditions if {
	count(rule.findings) == 0 with input as fake.denials("identity_policy", {"near": [fake.near({"element": "Condition", "key": "aws:SourceVpc", "family": "network"})]})
}
