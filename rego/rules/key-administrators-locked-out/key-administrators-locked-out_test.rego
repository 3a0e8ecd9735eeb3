package tfaccess.rules.key_administrators_locked_out_test

import data.tfaccess.fake
import data.tfaccess.rules.key_administrators_locked_out as rule

administers := [{"kind": "administers", "place": {"address": "", "input": "", "change": ""}, "sid": "", "statement": -1, "text": ""}]

test_claims_a_missing_allow if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"evidence": administers})
	contains(fake.message(found), "neither to")
}

test_claims_a_deny if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"explicit": true, "statements": [fake.statement({"label": "No", "effect": "Deny"})], "evidence": administers})
	contains(fake.message(found), "denies")
}

test_leaves_applications if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"evidence": []})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"certainty": "unresolved", "evidence": administers})
}
