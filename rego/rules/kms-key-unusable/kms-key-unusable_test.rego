package tfaccess.rules.kms_key_unusable_test

import data.tfaccess.fake
import data.tfaccess.rules.kms_key_unusable as rule

test_claims if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "reason": "key_disabled"})
	contains(fake.message(found), "disabled")
}

test_leaves_a_key_policy if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "reason": "no_statement_allows"})
}
