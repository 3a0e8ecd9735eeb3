package tfaccess.rules.session_policy_omits_action_test

import data.tfaccess.fake
import data.tfaccess.rules.session_policy_omits_action as rule

test_claims if {
	found := rule.findings with input as fake.denials("session_policy", {})
	contains(fake.message(found), "session policy")
}

test_leaves_what_depends_on_the_request if {
	count(rule.findings) == 0 with input as fake.denials("session_policy", {"certainty": "conditional"})
}
