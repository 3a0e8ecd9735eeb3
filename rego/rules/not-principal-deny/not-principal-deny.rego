# METADATA
# title: Deny with NotPrincipal hits the principal
# description: |
#   A statement denies the request to everybody but the principals in
#   NotPrincipal. For a role the list must name the role, its account and the
#   very session; a principal with a permissions boundary is denied whatever the
#   list says.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
#     description: NotPrincipal element
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA028
#   severity: error
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Replace NotPrincipal by Principal "*" with ArnNotLike aws:PrincipalArn in
#     the condition.
#   refines: [bucket-policy-explicit-deny, network-condition-unmet, organization-condition-unmet]
#   traps:
#     - >-
#       A list that names the role's account, the role and its session spares
#       it, if it has no boundary.
package tfaccess.rules.not_principal_deny

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	denial.explicit
	some s in denial.statements
	"NotPrincipal" in s.inverted
	message := sprintf("%s denies everybody but its NotPrincipal list, which does not spare %s", [lib.of(s), lib.who(denial)])
}
