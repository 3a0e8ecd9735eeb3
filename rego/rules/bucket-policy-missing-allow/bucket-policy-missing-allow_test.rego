package tfaccess.rules.bucket_policy_missing_allow_test

import data.tfaccess.fake
import data.tfaccess.rules.bucket_policy_missing_allow as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"resource": {"bucket": {"policy": "absent"}}})
	contains(fake.message(found), "has no bucket policy")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"resource": {"bucket": {"policy": "absent"}}, "explicit": true})
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"resource": {"bucket": {"policy": "absent"}}, "certainty": "unresolved"})
}

test_names_the_condition_that_fails if {
	near := fake.near({"element": "Condition", "key": "aws:PrincipalTag/team", "want": "data", "got": "web"})
	found := rule.findings with input as fake.denials("bucket_policy", {"near": [near]})
	contains(fake.message(found), "statement \"S\" of aws_s3_bucket_policy.data applies only where aws:PrincipalTag/team is \"data\", and it is \"web\"")
}
