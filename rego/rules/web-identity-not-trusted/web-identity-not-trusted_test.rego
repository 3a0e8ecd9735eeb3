package tfaccess.rules.web_identity_not_trusted_test

import data.tfaccess.fake
import data.tfaccess.rules.web_identity_not_trusted as rule

shows := {
	"actions": ["sts:AssumeRoleWithWebIdentity"],
	"principal": {"kind": "federated", "arn": "arn:aws:iam::111111111111:oidc-provider/issuer", "place": {"address": "", "input": "", "change": ""}},
	"resource": {"kind": "role", "name": "reader"},
	"evidence": [{"kind": "wired_service", "place": {"address": "kubernetes_service_account_v1.etl", "input": "", "change": "create"}, "sid": "", "statement": -1, "text": "web_identity"}],
	"wiring": {"kind": "web_identity", "service": "arn:aws:iam::111111111111:oidc-provider/issuer", "role": "", "source_arn": "", "account": "", "place": {"address": "kubernetes_service_account_v1.etl", "input": "", "change": ""}, "on_404": ""},
}

test_claims_another_issuer if {
	found := rule.findings with input as fake.denials("trust_policy", shows)
	fake.message(found) == "kubernetes_service_account_v1.etl is to run as reader, but its trust policy does not take the tokens of this cluster"
}

test_claims_a_deny if {
	found := rule.findings with input as fake.denials("trust_policy", object.union(shows, {"explicit": true, "statements": [fake.statement({"label": "No", "effect": "Deny"})]}))
	contains(fake.message(found), "denies sts:AssumeRoleWithWebIdentity")
}

test_claims_another_subject if {
	found := rule.findings with input as fake.denials("trust_policy", object.union(shows, {"near": [fake.near({"element": "Condition", "key": "issuer:sub"})]}))
	contains(fake.message(found), "takes tokens only where issuer:sub")
}

test_leaves_services if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", object.union(shows, {"wiring": object.union(shows.wiring, {"kind": "service_role"})}))
}

test_leaves_what_is_not_known if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", object.union(shows, {"certainty": "unresolved"}))
}
