package tfaccess.rules.permissions_boundary_omits_action_test

import data.tfaccess.fake
import data.tfaccess.rules.permissions_boundary_omits_action as rule

test_claims if {
	found := rule.findings with input as fake.denials("permissions_boundary", {})
	contains(fake.message(found), "permissions boundary")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("permissions_boundary", {"explicit": true})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("permissions_boundary", {"certainty": "unresolved"})
}
