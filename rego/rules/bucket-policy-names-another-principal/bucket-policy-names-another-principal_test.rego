package tfaccess.rules.bucket_policy_names_another_principal_test

import data.tfaccess.fake
import data.tfaccess.rules.bucket_policy_names_another_principal as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"near": [fake.near({"element": "Principal", "why": "other_path", "want": "arn:aws:iam::111111111111:role/x/reader"})]})
	contains(fake.message(found), "role/x/reader")
}

test_leaves_somebody_else_altogether if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"near": [fake.near({"element": "Principal", "why": "other_principal"})]})
}

test_leaves_a_policy_without_near_miss if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"near": []})
}

test_says_what_the_condition_takes if {
	near := fake.near({"element": "Condition", "key": "aws:PrincipalArn", "want": "arn:aws:iam::111111111111:role/app-*", "got": "arn:aws:iam::111111111111:role/app-1", "why": "other_form"})
	found := rule.findings with input as fake.denials("bucket_policy", {"near": [near]})
	contains(fake.message(found), "applies only where aws:PrincipalArn is \"arn:aws:iam::111111111111:role/app-*\", and it is")
}
