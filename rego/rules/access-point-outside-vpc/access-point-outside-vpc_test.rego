package tfaccess.rules.access_point_outside_vpc_test

import data.tfaccess.fake
import data.tfaccess.rules.access_point_outside_vpc as rule

test_claims if {
	found := rule.findings with input as fake.denials("access_point_policy", {"reason": "wrong_network"})
	contains(fake.message(found), "own VPC")
}

test_leaves_a_missing_statement if {
	count(rule.findings) == 0 with input as fake.denials("access_point_policy", {"reason": "no_statement_allows"})
}

test_leaves_an_unknown_path if {
	count(rule.findings) == 0 with input as fake.denials("access_point_policy", {"reason": "wrong_network", "certainty": "conditional"})
}
