package tfaccess.rules.principal_recreated_test

import data.tfaccess.fake
import data.tfaccess.rules.principal_recreated as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"principal": {"replaced": true}, "evidence": [{"kind": "resource_grant", "place": {"address": "aws_subject.x", "input": "", "change": ""}, "sid": "", "statement": 0, "text": ""}]})
	contains(fake.message(found), "is replaced")
}

test_leaves_who_stays if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"principal": {"replaced": false}, "evidence": [{"kind": "resource_grant", "place": {"address": "aws_subject.x", "input": "", "change": ""}, "sid": "", "statement": 0, "text": ""}]})
}

test_leaves_who_is_not_named if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"principal": {"replaced": true}, "evidence": []})
}
