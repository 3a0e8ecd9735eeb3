package tfaccess.rules.endpoint_policy_excludes_bucket_test

import data.tfaccess.fake
import data.tfaccess.rules.endpoint_policy_excludes_bucket as rule

test_claims if {
	found := rule.findings with input as fake.denials("vpc_endpoint_policy", {})
	contains(fake.message(found), "does not admit this bucket")
}

test_leaves_a_deny if {
	count(rule.findings) == 0 with input as fake.denials("vpc_endpoint_policy", {"explicit": true})
}

test_leaves_an_unknown_path if {
	count(rule.findings) == 0 with input as fake.denials("vpc_endpoint_policy", {"certainty": "conditional"})
}
