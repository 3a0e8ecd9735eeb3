package tfaccess.rules.not_principal_deny_test

import data.tfaccess.fake
import data.tfaccess.rules.not_principal_deny as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "effect": "Deny", "inverted": ["NotPrincipal"]})]})
	contains(fake.message(found), "NotPrincipal")
}

test_leaves_a_plain_deny if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"effect": "Deny"})]})
}
