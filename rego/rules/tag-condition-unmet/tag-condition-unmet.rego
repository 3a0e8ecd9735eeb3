# METADATA
# title: Condition on tags is not met
# description: |
#   A statement allows the action only for certain tags (aws:PrincipalTag,
#   aws:ResourceTag, s3:ExistingObjectTag), and the principal or the bucket has
#   another value, no such tag, or the action has no such key: object tags exist
#   neither for uploads nor for ListBucket.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
#     description: Controlling access with tags
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html
#     description: Tagging and access control policies
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA044
#   severity: error
#   layers: [identity_policy, bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no identity-based policy allows the s3:GetObject action"
#   fix: >-
#     Set the tag that the condition asks for, or correct its value (values are
#     compared with case), or give actions that know no such key a statement of
#     their own.
#   refines: [identity-policy-missing-allow, bucket-policy-missing-allow, bucket-name-differs]
#   traps:
#     - >-
#       Session tags can supply aws:PrincipalTag: then it depends on the
#       session.
#     - >-
#       Tag keys are compared without case, values with.
package tfaccess.rules.tag_condition_unmet

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.identity_policy, input.denials.bucket_policy)
	lib.denied(denial)
	not denial.explicit
	near := [n | some n in denial.near; n.family in {"principal_tag", "resource_tag"}][0]
	message := sprintf("%s allows %s only where %s", [
		lib.of(near.statement),
		lib.actions(denial),
		lib.unmet(near),
	])
}
