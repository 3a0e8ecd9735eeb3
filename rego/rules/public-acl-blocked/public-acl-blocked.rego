# METADATA
# title: Block Public Access refuses the ACL
# description: |
#   The request sets a public ACL (public-read, public-read-write,
#   authenticated-read), and BlockPublicAcls is on for the bucket or its
#   account: S3 refuses the request.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#     description: Blocking public access
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA015
#   severity: error
#   layers: [public_access_block]
#   error: "User: USER is not authorized to perform: s3:PutObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access."
#   fix: >-
#     Do not set a public ACL. Serve public content through CloudFront with
#     origin access control.
#   traps:
#     - >-
#       Private and bucket-owner-full-control ACLs are not public.
package tfaccess.rules.public_acl_blocked

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.public_access_block
	lib.denied(denial)
	denial.reason == "public_acl_blocked"
	message := sprintf("%s writes to %s with a public ACL, which Block Public Access refuses", [lib.who(denial), lib.what(denial)])
}
