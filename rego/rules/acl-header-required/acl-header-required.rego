# METADATA
# title: Upload works only with an ACL header
# description: |
#   The bucket policy lets uploads in only if they carry a certain canned ACL,
#   usually x-amz-acl: bucket-owner-full-control, so that the bucket's owner may
#   read them. An upload without the header is answered 403, and default
#   settings of clients do not send it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ensure-object-ownership.html
#     description: Requiring the bucket-owner-full-control ACL
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA014
#   severity: note
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no resource-based policy allows the s3:GetObject action"
#   fix: >-
#     Send the ACL (aws s3 cp --acl bucket-owner-full-control), and allow
#     s3:PutObjectAcl on both sides; or set object_ownership =
#     "BucketOwnerEnforced" and drop the condition.
#   traps:
#     - >-
#       Log deliveries of AWS send the ACL by themselves.
#     - >-
#       Terraform's aws_s3_object with acl = "bucket-owner-full-control" sends
#       it.
package tfaccess.rules.acl_header_required

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	denial.certainty == "conditional"
	denial.writes
	denial.need_families == ["acl"]
	denial.without_headers == "denied"
	statement := [s | some s in denial.statements; some c in s.conditions; c.family == "acl"][0]
	message := sprintf("uploads of %s to %s get through only with an ACL header: %s %s them where %s", [
		lib.who(denial),
		lib.what(denial),
		lib.of(statement),
		verb[statement.effect],
		lib.list([c.asks | some c in statement.conditions; c.family == "acl"]),
	])
}

verb := {"Allow": "allows", "Deny": "denies"}
