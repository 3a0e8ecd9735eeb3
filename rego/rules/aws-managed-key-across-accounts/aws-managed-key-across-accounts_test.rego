package tfaccess.rules.aws_managed_key_across_accounts_test

import data.tfaccess.fake
import data.tfaccess.rules.aws_managed_key_across_accounts as rule

test_claims if {
	found := rule.findings with input as fake.denials("kms_managed_key", {"certainty": "conditional", "reason": "encryption_changes"})
	contains(fake.message(found), "from now on")
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("kms_managed_key", {"certainty": "unresolved"})
}
