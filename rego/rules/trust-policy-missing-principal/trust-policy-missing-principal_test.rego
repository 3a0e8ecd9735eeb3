package tfaccess.rules.trust_policy_missing_principal_test

import data.tfaccess.fake
import data.tfaccess.rules.trust_policy_missing_principal as rule

test_claims if {
	found := rule.findings with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"]})
	contains(fake.message(found), "names neither")
}

test_leaves_an_external_id if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"], "certainty": "conditional"})
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"], "explicit": true})
}

test_names_a_service if {
	found := rule.findings with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"], "principal": {"kind": "service", "arn": "access-grants.s3.amazonaws.com", "account": "", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "access_grants_location", "service": "access-grants.s3.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_s3control_access_grants_location.x", "input": "", "change": ""}}})
	contains(fake.message(found), "does not name access-grants.s3.amazonaws.com")
}
