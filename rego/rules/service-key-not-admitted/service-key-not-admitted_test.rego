package tfaccess.rules.service_key_not_admitted_test

import data.tfaccess.fake
import data.tfaccess.rules.service_key_not_admitted as rule

test_claims if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "kms_actions": ["kms:Decrypt"], "wiring": {"kind": "cloudtrail", "service": "cloudtrail.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}})
	contains(fake.message(found), "cloudtrail.amazonaws.com")
}

test_leaves_roles if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", {"principal": {"kind": "role"}, "kms_actions": ["kms:Decrypt"], "wiring": {"kind": "cloudtrail", "service": "cloudtrail.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}})
}
