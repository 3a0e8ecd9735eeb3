package tfaccess.rules.service_cannot_assume_role_test

import data.tfaccess.fake
import data.tfaccess.rules.service_cannot_assume_role as rule

runs := {
	"actions": ["sts:AssumeRole"],
	"principal": {"kind": "service", "arn": "lambda.amazonaws.com", "place": {"address": "", "input": "", "change": ""}},
	"resource": {"kind": "role", "name": "reader"},
	"evidence": [{"kind": "wired_service", "place": {"address": "aws_lambda_function.etl", "input": "", "change": "create"}, "sid": "", "statement": -1, "text": "service_role"}],
	"wiring": {"kind": "service_role", "service": "lambda.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_lambda_function.etl", "input": "", "change": ""}, "on_404": ""},
}

test_claims_a_missing_principal if {
	found := rule.findings with input as fake.denials("trust_policy", runs)
	fake.message(found) == "aws_lambda_function.etl runs as reader, but its trust policy does not allow sts:AssumeRole to lambda.amazonaws.com"
}

test_claims_a_deny if {
	found := rule.findings with input as fake.denials("trust_policy", object.union(runs, {"explicit": true, "statements": [fake.statement({"label": "No", "effect": "Deny"})]}))
	contains(fake.message(found), "denies sts:AssumeRole")
}

test_claims_a_condition if {
	found := rule.findings with input as fake.denials("trust_policy", object.union(runs, {"near": [fake.near({"element": "Condition", "key": "aws:SourceAccount"})]}))
	contains(fake.message(found), "admits lambda.amazonaws.com only where aws:SourceAccount")
}

test_claims_a_location_of_access_grants if {
	found := rule.findings with input as fake.denials("trust_policy", object.union(runs, {"wiring": object.union(runs.wiring, {"kind": "access_grants_location"})}))
	contains(fake.message(found), "hands out credentials of reader, but its trust policy")
}

test_leaves_people if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", {})
}

test_leaves_what_depends_on_the_request if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", object.union(runs, {"certainty": "conditional"}))
}
