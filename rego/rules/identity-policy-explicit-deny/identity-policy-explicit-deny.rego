# METADATA
# title: A policy of the principal explicitly denies the request
# description: |
#   A Deny statement in one of the principal's own policies, or of a group that
#   it is in, applies to this request. A Deny wins over every Allow, on either
#   side: a bucket policy cannot lift it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html
#     description: Explicit and implicit denies
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA012
#   severity: error
#   layers: [identity_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in an identity-based policy"
#   fix: >-
#     Narrow the Deny (its Resource, its NotResource list, its condition), or
#     detach the policy from this principal.
#   traps:
#     - >-
#       Deny with NotAction, or NotResource, covers whatever is not in the
#       list; an action in the list is left alone.
#     - >-
#       A Deny whose condition needs a key that the request does not have is
#       inert.
package tfaccess.rules.identity_policy_explicit_deny

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.identity_policy
	lib.denied(denial)
	denial.explicit
	message := sprintf("%s denies %s on %s to %s%s", [
		lib.statement(denial),
		lib.actions(denial),
		lib.what(denial),
		lib.who(denial),
		lib.where(denial),
	])
}
