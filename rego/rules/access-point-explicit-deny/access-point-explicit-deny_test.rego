package tfaccess.rules.access_point_explicit_deny_test

import data.tfaccess.fake
import data.tfaccess.rules.access_point_explicit_deny as rule

test_claims if {
	found := rule.findings with input as fake.denials("access_point_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})]})
	contains(fake.message(found), "statement \"No\"")
}

test_leaves_a_missing_allow if {
	count(rule.findings) == 0 with input as fake.denials("access_point_policy", {"explicit": false, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})]})
}
