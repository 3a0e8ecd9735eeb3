package tfaccess.rules.kms_key_policy_missing_allow_test

import data.tfaccess.fake
import data.tfaccess.rules.kms_key_policy_missing_allow as rule

test_claims if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"]})
	contains(fake.message(found), "kms:Decrypt")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "explicit": true})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "certainty": "unresolved"})
}

test_says_that_an_origin_access_identity_cannot_use_kms if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "reason": "unsigned_kms", "principal": {"kind": "origin_access_identity"}})
	contains(fake.message(found), "an origin access identity cannot use")
}

test_claims_what_is_written_from_now_on if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "certainty": "conditional", "reason": "encryption_changes"})
	contains(fake.message(found), "from now on")
}

test_leaves_what_was_written_before if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"kms_actions": ["kms:Decrypt"], "certainty": "conditional", "reason": "encryption_was"})
}
