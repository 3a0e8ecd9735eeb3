# METADATA
# title: Identity policy names a bucket with nearly this name
# description: |
#   A policy of the principal allows the actions, but on a bucket whose name
#   differs from this one in a letter or two, or in case. The statement never
#   applies to this bucket.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html
#     description: Amazon S3 ARNs
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA046
#   severity: error
#   layers: [identity_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no identity-based policy allows the s3:GetObject action"
#   fix: >-
#     Correct the name, or refer to the resource (aws_s3_bucket.NAME.arn)
#     instead of writing it out.
#   refines: [identity-policy-missing-allow]
#   traps:
#     - >-
#       The other bucket may exist and be meant; then a statement for this one
#       is missing.
package tfaccess.rules.bucket_name_differs

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.identity_policy
	lib.denied(denial)
	not denial.explicit
	near := [n | some n in denial.near; n.element == "Resource"; n.why in {"similar_name", "other_case"}][0]
	message := sprintf("%s allows %s on %s, not on %s", [
		lib.of(near.statement),
		lib.actions(denial),
		near.want,
		near.got,
	])
}
