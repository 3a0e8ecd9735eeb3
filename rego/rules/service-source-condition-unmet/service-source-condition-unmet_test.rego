package tfaccess.rules.service_source_condition_unmet_test

import data.tfaccess.fake
import data.tfaccess.rules.service_source_condition_unmet as rule

test_claims if {
	found := rule.findings with input as fake.denials("service_delivery", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "cloudtrail", "service": "cloudtrail.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}, "reason": "delivery_condition"})
	contains(fake.message(found), "another source")
}

test_leaves_another_prefix if {
	count(rule.findings) == 0 with input as fake.denials("service_delivery", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "cloudtrail", "service": "cloudtrail.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}, "reason": "delivery_resource"})
}
