package tfaccess.rules.expectation_violated_test

import data.tfaccess.fake
import data.tfaccess.rules.expectation_violated as rule

violation := {
	"id": 0,
	"expect": "guard",
	"certainty": "definite",
	"actions": ["s3:PutObject"],
	"principal": fake.denial.principal,
	"resource": fake.denial.resource,
	"subject": fake.denial.subject,
	"needs": [],
}

test_claims if {
	found := rule.findings with input as {"violations": [violation]}
	contains(fake.message(found), "must not be possible")
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as {"violations": [object.union(violation, {"certainty": "unresolved"})]}
}
