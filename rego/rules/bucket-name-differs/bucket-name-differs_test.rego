package tfaccess.rules.bucket_name_differs_test

import data.tfaccess.fake
import data.tfaccess.rules.bucket_name_differs as rule

test_claims if {
	found := rule.findings with input as fake.denials("identity_policy", {"near": [fake.near({"why": "similar_name", "want": "arn:aws:s3:::acme-dta/*"})]})
	contains(fake.message(found), "acme-dta")
}

test_leaves_another_bucket if {
	count(rule.findings) == 0 with input as fake.denials("identity_policy", {"near": [fake.near({"why": "other_resource"})]})
}
