package tfaccess.rules.object_owned_by_writer_test

import data.tfaccess.fake
import data.tfaccess.rules.object_owned_by_writer as rule

test_claims if {
	found := rule.findings with input as fake.denials("object_ownership", {"reason": "foreign_objects"})
	contains(fake.message(found), "keep their objects")
}

test_leaves_what_cannot_be_told if {
	count(rule.findings) == 0 with input as fake.denials("object_ownership", {"reason": "foreign_objects", "certainty": "unresolved"})
}
