# METADATA
# title: Statement grants object actions on the bucket, or bucket actions on its objects
# description: |
#   A policy lists the action, but on a resource that the action never works on:
#   GetObject works on objects (arn:aws:s3:::BUCKET/*), ListBucket on the bucket
#   (arn:aws:s3:::BUCKET). IAM accepts such a statement and never applies it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
#     description: Actions, resources and condition keys for Amazon S3
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html
#     description: How Amazon S3 works with IAM
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA013
#   severity: error
#   layers: [identity_policy, bucket_policy, permissions_boundary, vpc_endpoint_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no identity-based policy allows the s3:GetObject action"
#   fix: >-
#     List both ARNs: resources = [aws_s3_bucket.NAME.arn,
#     "${aws_s3_bucket.NAME.arn}/*"].
#   refines: [identity-policy-missing-allow, bucket-policy-missing-allow, bucket-policy-names-another-principal, permissions-boundary-omits-action, endpoint-policy-excludes-bucket, bucket-name-differs, tag-condition-unmet, organization-condition-unmet, endpoint-policy-condition-unmet]
#   traps:
#     - >-
#       arn:aws:s3:::BUCKET* covers both.
#     - >-
#       Another statement may supply the right form.
package tfaccess.rules.statement_can_never_match

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in candidates
	lib.denied(denial)
	not denial.explicit
	near := [n | some n in denial.near; n.why in {"bucket_form", "object_form"}][0]
	message := sprintf("%s allows %s on %s only, which is never the resource of such a request", [
		lib.of(near.statement),
		lib.actions(denial),
		near.want,
	])
}

candidates := array.concat(
	array.concat(input.denials.identity_policy, input.denials.bucket_policy),
	array.concat(input.denials.permissions_boundary, input.denials.vpc_endpoint_policy),
)
