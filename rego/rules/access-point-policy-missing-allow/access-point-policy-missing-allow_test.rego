package tfaccess.rules.access_point_policy_missing_allow_test

import data.tfaccess.fake
import data.tfaccess.rules.access_point_policy_missing_allow as rule

test_claims if {
	found := rule.findings with input as fake.denials("access_point_policy", {})
	contains(fake.message(found), "access point")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("access_point_policy", {"explicit": true})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("access_point_policy", {"certainty": "unresolved"})
}
