# METADATA
# title: Made-up facts for tests of rules
# description: One whole denial, which a test changes where its rule looks.
package tfaccess.fake

# METADATA
# description: An input in which one layer has one denial, the usual one with changes.
# scope: document
denials(layer, changes) := {"denials": object.union(empty, {layer: [object.union(denial, object.union({"layer": layer}, changes))]}), "violations": []}

empty := {
	"identity_policy": [],
	"permissions_boundary": [],
	"session_policy": [],
	"scp": [],
	"rcp": [],
	"vpc_endpoint_policy": [],
	"bucket_policy": [],
	"access_point_policy": [],
	"public_access_block": [],
	"object_ownership": [],
	"requester_pays": [],
	"kms_key_policy": [],
	"kms_identity_policy": [],
	"kms_managed_key": [],
	"trust_policy": [],
	"service_delivery": [],
}

bucket := {
	"name": "acme-data",
	"arn": "arn:aws:s3:::acme-data",
	"account": "222222222222",
	"region": "us-east-1",
	"place": {"address": "aws_s3_bucket.data", "input": "", "change": "create"},
	"described": true,
	"created": true,
	"policy": "present",
	"policy_place": {"address": "aws_s3_bucket_policy.data", "input": "", "change": "create"},
	"encryption": "AES256",
	"key_ref": "",
	"managed_key": "no",
	"ownership": "BucketOwnerEnforced",
	"requester_pays": "no",
}

denial := {
	"id": 0,
	"certainty": "definite",
	"elsewhere": false,
	"explicit": false,
	"reason": "no_statement_allows",
	"actions": ["s3:GetObject"],
	"reads": true,
	"writes": false,
	"lists": false,
	"core": true,
	"kms_actions": [],
	"legs": [],
	"principal": {
		"arn": "arn:aws:iam::111111111111:role/reader",
		"kind": "role",
		"name": "reader",
		"account": "111111111111",
		"place": {"address": "aws_iam_role.reader", "input": "", "change": "create"},
		"described": true,
		"complete": true,
		"boundary": false,
		"replaced": false,
	},
	"resource": {
		"arn": "arn:aws:s3:::acme-data/*",
		"all": ["arn:aws:s3:::acme-data/*"],
		"kind": "bucket",
		"name": "acme-data",
		"account": "222222222222",
		"place": {"address": "aws_s3_bucket.data", "input": "", "change": "create"},
		"bucket": bucket,
	},
	"foreign": "yes",
	"path": "unknown",
	"evidence": [],
	"weight": "both",
	"expect": "",
	"subject": {"address": "aws_subject.x", "input": "", "change": "create"},
	"statements": [],
	"near": [],
	"needs": [],
	"need_families": [],
	"families": [],
	"without_headers": "open",
	"change": "introduced",
	"workloads": [],
	"echo": false,
	"others": [],
}

# METADATA
# description: A statement with changes.
# scope: document
statement(changes) := object.union(
	{
		"place": {"address": "aws_s3_bucket_policy.data", "input": "", "change": "create"},
		"policy": "",
		"sid": "S",
		"index": 0,
		"label": "S",
		"effect": "Allow",
		"applies": "no",
		"principals": [],
		"actions": ["s3:GetObject"],
		"resources": [],
		"inverted": [],
		"conditions": [],
	},
	changes,
)

# METADATA
# description: A near miss with changes.
# scope: document
near(changes) := object.union(said, {"asks": sprintf("%s is %q", [said.key, said.want]), "has": sprintf("it is %q", [said.got])}) if {
	said := object.union({"statement": statement({}), "element": "Resource", "key": "", "want": "W", "got": "G", "why": "other_resource", "family": ""}, changes)
}

# METADATA
# description: A condition of a statement.
# scope: document
condition(key, value, family) := {"operator": "StringEquals", "key": key, "values": [value], "family": family, "asks": sprintf("%s is %q", [key, value])}

# METADATA
# description: A need.
# scope: document
need(kind, what, family) := {"kind": kind, "what": what, "family": family, "place": {"address": "", "input": "", "change": ""}}

# METADATA
# description: The one message of a set of findings.
# scope: document
message(findings) := f.message if {
	count(findings) == 1
	some f in findings
}
