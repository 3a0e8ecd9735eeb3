package tfaccess.rules.requester_pays_header_test

import data.tfaccess.fake
import data.tfaccess.rules.requester_pays_header as rule

test_claims if {
	found := rule.findings with input as fake.denials("requester_pays", {"certainty": "conditional"})
	contains(fake.message(found), "x-amz-request-payer")
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("requester_pays", {"certainty": "unresolved"})
}
