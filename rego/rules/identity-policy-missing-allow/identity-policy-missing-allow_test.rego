package tfaccess.rules.identity_policy_missing_allow_test

import data.tfaccess.fake
import data.tfaccess.rules.identity_policy_missing_allow as rule

test_claims if {
	found := rule.findings with input as fake.denials("identity_policy", {})
	contains(fake.message(found), "no policy of aws_iam_role.reader")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("identity_policy", {"explicit": true})
}

test_leaves_what_depends_on_the_request if {
	count(rule.findings) == 0 with input as fake.denials("identity_policy", {"certainty": "conditional"})
}
