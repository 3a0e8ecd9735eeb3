package tfaccess.rules.endpoint_policy_excludes_bucket_test

import data.tfaccess.fake
import data.tfaccess.rules.endpoint_policy_excludes_bucket as rule

test_claims if {
	found := rule.findings with input as fake.denials("vpc_endpoint_policy", {})
	contains(fake.message(found), "does not admit s3:GetObject on acme-data")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("vpc_endpoint_policy", {"explicit": true})
}

test_leaves_an_unknown_path if {
	count(rule.findings) == 0 with input as fake.denials("vpc_endpoint_policy", {"certainty": "conditional"})
}

test_names_the_workload_and_its_subnet if {
	found := rule.findings with input as fake.denials("vpc_endpoint_policy", {"workloads": [{"place": {"address": "aws_lambda_function.etl", "input": "", "change": ""}, "subnet": {"address": "aws_subnet.private", "input": "", "change": ""}}]})
	contains(fake.message(found), "aws_iam_role.reader from aws_lambda_function.etl in aws_subnet.private pass")
}

test_claims_what_works_for_another_workload if {
	found := rule.findings with input as fake.denials("vpc_endpoint_policy", {"certainty": "conditional", "elsewhere": true})
	count(found) == 1
}

test_leaves_what_the_caller_decides if {
	count(rule.findings) == 0 with input as fake.denials("vpc_endpoint_policy", {"certainty": "conditional"})
}
