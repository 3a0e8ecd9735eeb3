package tfaccess.rules.missing_object_looks_refused_test

import data.tfaccess.fake
import data.tfaccess.rules.missing_object_looks_refused as rule

waiting := {"certainty": "conditional", "actions": ["s3:ListBucket"], "wiring": {"kind": "cloudfront_oac", "service": "cloudfront.amazonaws.com", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}, "on_404": "custom_error_response"}}

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", object.union(waiting, {"reason": "missing_object"}))
	contains(fake.message(found), "waits for status 404 (custom_error_response)")
}

test_leaves_what_depends_on_the_request if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", object.union(waiting, {"reason": "may_allow"}))
}
