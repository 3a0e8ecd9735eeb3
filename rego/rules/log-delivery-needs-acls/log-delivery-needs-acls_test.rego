package tfaccess.rules.log_delivery_needs_acls_test

import data.tfaccess.fake
import data.tfaccess.rules.log_delivery_needs_acls as rule

test_claims if {
	found := rule.findings with input as fake.denials("service_delivery", {"wiring": {"kind": "cloudfront_access_log", "service": "delivery.logs.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_cloudfront_distribution.site", "input": "", "change": ""}}, "reason": "delivery_acl"})
	contains(fake.message(found), "BucketOwnerEnforced disables ACLs")
}

test_leaves_another_prefix if {
	count(rule.findings) == 0 with input as fake.denials("service_delivery", {"wiring": {"kind": "vpc_flow_log", "service": "delivery.logs.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_flow_log.x", "input": "", "change": ""}}, "reason": "delivery_resource"})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("service_delivery", {"reason": "delivery_acl", "certainty": "unresolved"})
}
