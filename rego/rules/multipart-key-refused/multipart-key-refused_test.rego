package tfaccess.rules.multipart_key_refused_test

import data.tfaccess.fake
import data.tfaccess.rules.multipart_key_refused as rule

upload := {"actions": ["s3:PutObject"], "reads": false, "writes": true, "kms_actions": ["kms:Decrypt"], "certainty": "conditional"}

test_claims_the_key_policy if {
	found := rule.findings with input as fake.denials("kms_key_policy", object.union(upload, {"reason": "multipart_only"}))
	contains(fake.message(found), "may call kms:GenerateDataKey, but not kms:Decrypt")
}

test_claims_the_identity_policy if {
	found := rule.findings with input as fake.denials("kms_identity_policy", object.union(upload, {"reason": "multipart_only"}))
	contains(fake.message(found), "but not kms:Decrypt")
}

test_leaves_other_conditional_denials if {
	count(rule.findings) == 0 with input as fake.denials("kms_key_policy", object.union(upload, {"reason": "may_deny"}))
}
