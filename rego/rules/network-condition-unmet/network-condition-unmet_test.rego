package tfaccess.rules.network_condition_unmet_test

import data.tfaccess.fake
import data.tfaccess.rules.network_condition_unmet as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "families": ["network"], "path": "public"})
	contains(fake.message(found), "no VPC endpoint")
}

test_leaves_other_conditions if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "families": ["organization"], "path": "public"})
}

test_leaves_what_depends_on_the_request if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "families": ["network"], "path": "public", "certainty": "conditional"})
}

test_leaves_what_no_input_holds if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "families": ["network"], "path": "public", "certainty": "unresolved", "needs": [fake.need("document", "x", "other")]})
}
