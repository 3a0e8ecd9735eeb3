package tfaccess.rules.deny_depends_on_apply_test

import data.tfaccess.fake
import data.tfaccess.rules.deny_depends_on_apply as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"explicit": true, "reason": "may_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "certainty": "unresolved", "needs": [fake.need("apply", "vpce", "network")]})
	contains(fake.message(found), "vpce")
}

test_leaves_what_no_input_holds if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "may_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "certainty": "unresolved", "needs": [fake.need("document", "x", "other")]})
}

test_leaves_a_missing_allow if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "may_allow", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "certainty": "unresolved", "needs": [fake.need("apply", "vpce", "network")]})
}
