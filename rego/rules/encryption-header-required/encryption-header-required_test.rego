package tfaccess.rules.encryption_header_required_test

import data.tfaccess.fake
import data.tfaccess.rules.encryption_header_required as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "certainty": "conditional", "writes": true, "need_families": ["encryption"], "without_headers": "denied"})
	contains(fake.message(found), "default encryption does not count")
}

test_leaves_what_works_without if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "certainty": "conditional", "writes": true, "need_families": ["encryption"], "without_headers": "allowed"})
}

test_leaves_reads if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "certainty": "conditional", "writes": false, "need_families": ["encryption"], "without_headers": "denied"})
}

test_leaves_other_conditions if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "certainty": "conditional", "writes": true, "need_families": ["network"], "without_headers": "denied"})
}
