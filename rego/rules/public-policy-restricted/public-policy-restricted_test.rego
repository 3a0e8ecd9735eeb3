package tfaccess.rules.public_policy_restricted_test

import data.tfaccess.fake
import data.tfaccess.rules.public_policy_restricted as rule

test_claims if {
	found := rule.findings with input as fake.denials("public_access_block", {"reason": "explicit_deny", "explicit": true})
	contains(fake.message(found), "RestrictPublicBuckets")
}

test_leaves_a_public_acl if {
	count(rule.findings) == 0 with input as fake.denials("public_access_block", {"reason": "public_acl_blocked", "explicit": true})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("public_access_block", {"reason": "explicit_deny", "explicit": true, "certainty": "unresolved"})
}
