package tfaccess.rules.public_acl_blocked_test

import data.tfaccess.fake
import data.tfaccess.rules.public_acl_blocked as rule

test_claims if {
	found := rule.findings with input as fake.denials("public_access_block", {"reason": "public_acl_blocked"})
	contains(fake.message(found), "public ACL")
}

test_leaves_a_public_policy if {
	count(rule.findings) == 0 with input as fake.denials("public_access_block", {"reason": "public_policy"})
}
