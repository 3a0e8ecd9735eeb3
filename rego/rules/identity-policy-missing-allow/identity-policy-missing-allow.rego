# METADATA
# title: Identity policies grant nothing that the other side offers
# description: |
#   The bucket, or somebody's expectation, says that this principal is meant to
#   use the bucket, and none of the principal's identity policies (inline,
#   attached or by group) allows the actions.
#
#   Between two accounts both sides have to allow a request: a bucket policy
#   that names a role of another account is worth nothing until a policy of that
#   role allows the same action.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
#     description: Cross-account policy evaluation logic
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
#     description: How AWS decides whether to allow a request
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA001
#   severity: error
#   layers: [identity_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no identity-based policy allows the s3:GetObject action"
#   fix: >-
#     Add the actions on the bucket (and on its objects, arn:aws:s3:::BUCKET/*)
#     to a policy of the principal.
#   traps:
#     - >-
#       In one account either side suffices: a bucket policy of the own
#       account that names the role needs no identity policy.
#     - >-
#       A policy that reaches the principal through a group or an attachment
#       in another workspace counts as well.
#     - >-
#       A role whose policies no input holds is not reported: what it may do
#       is not known.
package tfaccess.rules.identity_policy_missing_allow

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.identity_policy
	lib.denied(denial)
	not denial.explicit
	message := sprintf("no policy of %s allows %s%s", [lib.who(denial), lib.wanted(denial), lib.miss(denial)])
}
