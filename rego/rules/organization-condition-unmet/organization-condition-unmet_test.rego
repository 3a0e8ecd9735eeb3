package tfaccess.rules.organization_condition_unmet_test

import data.tfaccess.fake
import data.tfaccess.rules.organization_condition_unmet as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "conditions": [{"operator": "StringNotEquals", "key": "aws:PrincipalOrgID", "values": ["o-acme"], "family": "organization"}]})], "families": ["organization"]})
	contains(fake.message(found), "o-acme")
}

test_leaves_other_conditions if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "conditions": [{"operator": "StringNotEquals", "key": "aws:PrincipalOrgID", "values": ["o-acme"], "family": "organization"}]})], "families": ["network"]})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"explicit": true, "reason": "explicit_deny", "statements": [fake.statement({"label": "No", "conditions": [{"operator": "StringNotEquals", "key": "aws:PrincipalOrgID", "values": ["o-acme"], "family": "organization"}]})], "families": ["organization"], "certainty": "unresolved"})
}
