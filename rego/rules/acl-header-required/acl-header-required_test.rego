package tfaccess.rules.acl_header_required_test

import data.tfaccess.fake
import data.tfaccess.rules.acl_header_required as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"certainty": "conditional", "writes": true, "need_families": ["acl"], "needs": [fake.need("request", "s3:x-amz-acl", "acl")], "without_headers": "denied", "statements": [fake.statement({"conditions": [fake.condition("s3:x-amz-acl", "bucket-owner-full-control", "acl")]})]})
	contains(fake.message(found), "allows them where s3:x-amz-acl is \"bucket-owner-full-control\"")
}

test_leaves_what_works_without if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"certainty": "conditional", "writes": true, "need_families": ["acl"], "needs": [fake.need("request", "s3:x-amz-acl", "acl")], "without_headers": "allowed"})
}

test_leaves_reads if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"certainty": "conditional", "writes": false, "need_families": ["acl"], "needs": [fake.need("request", "s3:x-amz-acl", "acl")], "without_headers": "denied"})
}

test_leaves_other_conditions if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"certainty": "conditional", "writes": true, "need_families": ["acl", "network"], "needs": [fake.need("request", "s3:x-amz-acl", "acl")], "without_headers": "denied"})
}
