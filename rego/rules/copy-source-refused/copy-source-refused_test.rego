package tfaccess.rules.copy_source_refused_test

import data.tfaccess.fake
import data.tfaccess.rules.copy_source_refused as rule

evidence(text) := [{"kind": "other_writer", "place": {"address": "aws_s3_object_copy.x", "input": "", "change": "create"}, "sid": "", "statement": -1, "text": text}]

test_claims_the_bucket_policy if {
	found := rule.findings with input as fake.denials("bucket_policy", {"evidence": evidence("copy source")})
	contains(fake.message(found), "aws_s3_object_copy.x copies from acme-data")
	contains(fake.message(found), "the bucket policy does not allow s3:GetObject")
}

test_claims_the_key_policy if {
	found := rule.findings with input as fake.denials("kms_key_policy", {"evidence": evidence("copy source"), "kms_actions": ["kms:Decrypt"]})
	contains(fake.message(found), "the policy of a KMS key does not allow kms:Decrypt")
}

test_leaves_objects_that_are_written if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"evidence": evidence("")})
}

test_leaves_what_depends_on_the_request if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"certainty": "conditional", "evidence": evidence("copy source")})
}

test_leaves_a_statement_that_nearly_allows_it if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"near": [fake.near({"element": "Principal", "why": "other_case"})], "evidence": evidence("copy source")})
}
