package tfaccess.rules.terraform_locked_out_test

import data.tfaccess.fake
import data.tfaccess.rules.terraform_locked_out as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "evidence": [{"kind": "administers", "place": {"address": "", "input": "", "change": ""}, "sid": "", "statement": -1, "text": ""}]})
	contains(fake.message(found), "manages the bucket")
}

test_leaves_applications if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "evidence": []})
}

test_leaves_a_missing_allow if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": false, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "evidence": [{"kind": "administers", "place": {"address": "", "input": "", "change": ""}, "sid": "", "statement": -1, "text": ""}]})
}
