package tfaccess.rules.cloudfront_not_admitted_test

import data.tfaccess.fake
import data.tfaccess.rules.cloudfront_not_admitted as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "cloudfront_oac", "service": "cloudfront.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}})
	contains(fake.message(found), "does not admit")
}

test_leaves_other_services if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"principal": {"kind": "service", "arn": "cloudtrail.amazonaws.com", "place": {"address": "", "input": "", "change": ""}}, "wiring": {"kind": "cloudtrail", "service": "cloudtrail.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}})
}
