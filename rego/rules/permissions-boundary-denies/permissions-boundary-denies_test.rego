package tfaccess.rules.permissions_boundary_denies_test

import data.tfaccess.fake
import data.tfaccess.rules.permissions_boundary_denies as rule

test_claims if {
	found := rule.findings with input as fake.denials("permissions_boundary", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})]})
	contains(fake.message(found), "statement \"No\"")
}

test_leaves_what_is_left_out if {
	count(rule.findings) == 0 with input as fake.denials("permissions_boundary", {"explicit": false, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})]})
}
