package tfaccess.rules.replication_refused_by_destination_test

import data.tfaccess.fake
import data.tfaccess.rules.replication_refused_by_destination as rule

test_claims if {
	found := rule.findings with input as fake.denials("bucket_policy", {"wiring": {"kind": "replication", "service": "", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}})
	contains(fake.message(found), "replicates to acme-data")
}

test_leaves_other_wirings if {
	count(rule.findings) == 0 with input as fake.denials("bucket_policy", {"wiring": {"kind": "cloudtrail", "service": "", "role": "", "source_arn": "", "account": "", "place": {"address": "aws_wired.x", "input": "", "change": ""}}})
}
