package tfaccess.rules.service_not_admitted_test

import data.tfaccess.fake
import data.tfaccess.rules.service_not_admitted as rule

test_claims if {
	found := rule.findings with input as fake.denials("service_delivery", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "cloudtrail", "service": "cloudtrail.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}})
	contains(fake.message(found), "cloudtrail.amazonaws.com")
}

test_leaves_roles if {
	count(rule.findings) == 0 with input as fake.denials("service_delivery", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "replication", "service": "", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("service_delivery", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "cloudtrail", "service": "cloudtrail.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}, "certainty": "unresolved"})
}
