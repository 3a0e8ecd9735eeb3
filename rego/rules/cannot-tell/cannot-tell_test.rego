package tfaccess.rules.cannot_tell_test

import data.tfaccess.fake
import data.tfaccess.rules.cannot_tell as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"certainty": "unresolved", "needs": [fake.need("document", "policy of bucket x", "other")]})
	contains(fake.message(found), "policy of bucket x")
}

test_leaves_what_another_layer_says if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"certainty": "unresolved", "needs": [fake.need("document", "policy of bucket x", "other")], "echo": true})
}

test_leaves_what_is_denied_anyway if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"certainty": "unresolved", "needs": [fake.need("document", "policy of bucket x", "other")], "others": ["scp"]})
}

test_leaves_undescribed_buckets if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"certainty": "unresolved", "needs": [fake.need("document", "policy of bucket x", "other")], "resource": {"bucket": {"described": false}}})
}

test_leaves_partial_evidence if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"certainty": "unresolved", "needs": [fake.need("document", "policy of bucket x", "other")], "weight": "partial"})
}
