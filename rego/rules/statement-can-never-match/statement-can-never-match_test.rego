package tfaccess.rules.statement_can_never_match_test

import data.tfaccess.fake
import data.tfaccess.rules.statement_can_never_match as rule

test_claims if {
	found := rule.findings with input as fake.denials("identity_policy", {"near": [fake.near({"why": "bucket_form", "want": "arn:aws:s3:::acme-data"})]})
	contains(fake.message(found), "never the resource")
}

test_leaves_another_bucket if {
	count(rule.findings) == 0 with input as fake.denials("identity_policy", {"near": [fake.near({"why": "other_resource"})]})
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("identity_policy", {"near": [fake.near({"why": "bucket_form", "want": "arn:aws:s3:::acme-data"})], "explicit": true})
}
