package tfaccess.rules.service_control_policy_denies_test

import data.tfaccess.fake
import data.tfaccess.rules.service_control_policy_denies as rule

test_claims if {
	found := rule.findings with input as fake.denials("scp", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})]})
	contains(fake.message(found), "statement \"No\"")
}

test_leaves_a_missing_allow if {
	count(rule.findings) == 0 with input as fake.denials("scp", {"explicit": false, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})]})
}

test_leaves_what_depends_on_the_request if {
	count(rule.findings) == 0 with input as fake.denials("scp", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "certainty": "conditional"})
}
