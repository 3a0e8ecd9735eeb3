package tfaccess.rules.trust_policy_missing_principal_test

import data.tfaccess.fake
import data.tfaccess.rules.trust_policy_missing_principal as rule

test_claims if {
	found := rule.findings with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"]})
	contains(fake.message(found), "names neither")
}

test_leaves_an_external_id if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"], "certainty": "conditional"})
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("trust_policy", {"actions": ["sts:AssumeRole"], "explicit": true})
}
