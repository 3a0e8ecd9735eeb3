package tfaccess.rules.kms_explicit_deny_test

import data.tfaccess.fake
import data.tfaccess.rules.kms_explicit_deny as rule

test_claims if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "kms_actions": ["kms:Decrypt"]})
	contains(fake.message(found), "kms:Decrypt")
}

test_leaves_a_missing_allow if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"explicit": false, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny"})], "kms_actions": ["kms:Decrypt"]})
}
