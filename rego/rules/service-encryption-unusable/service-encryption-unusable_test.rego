package tfaccess.rules.service_encryption_unusable_test

import data.tfaccess.fake
import data.tfaccess.rules.service_encryption_unusable as rule

test_claims if {
	found := rule.findings with input as fake.denials("service_delivery", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "elb_access_log", "service": "logdelivery.elasticloadbalancing.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}, "reason": "delivery_encryption"})
	contains(fake.message(found), "cannot use")
}

test_leaves_another_prefix if {
	count(rule.findings) == 0 with input as fake.denials("service_delivery", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "elb_access_log", "service": "logdelivery.elasticloadbalancing.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}, "reason": "delivery_resource"})
}
