package tfaccess.rules.scp_allow_list_omits_service_test

import data.tfaccess.fake
import data.tfaccess.rules.scp_allow_list_omits_service as rule

test_claims if {
	found := rule.findings with input as fake.denials("scp", {})
	contains(fake.message(found), "no service control policy allows")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("scp", {"explicit": true})
}
