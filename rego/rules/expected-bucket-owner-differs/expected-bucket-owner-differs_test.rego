package tfaccess.rules.expected_bucket_owner_differs_test

import data.tfaccess.fake
import data.tfaccess.rules.expected_bucket_owner_differs as rule

test_claims if {
	found := rule.findings with input as fake.denials("service_delivery", {"wiring": {"kind": "athena_results", "service": "", "role": "arn:aws:iam::111111111111:role/analyst", "source_arn": "", "account": "", "place": {"address": "aws_athena_workgroup.reports", "input": "", "change": ""}}, "reason": "delivery_owner"})
	contains(fake.message(found), "expects another owner of acme-data")
}

test_leaves_another_prefix if {
	count(rule.findings) == 0 with input as fake.denials("service_delivery", {"wiring": {"kind": "cloudtrail", "service": "cloudtrail.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_cloudtrail.x", "input": "", "change": ""}}, "reason": "delivery_resource"})
}
