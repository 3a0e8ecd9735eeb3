# METADATA
# title: Trust policy does not let the caller assume the role
# description: |
#   A policy of the caller allows sts:AssumeRole on this role, but the role's
#   trust policy names neither the caller nor its account. S3 access that goes
#   through the role then fails before S3 is asked.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
#     description: Update a role trust policy
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html
#     description: Troubleshoot IAM roles
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA019
#   severity: error
#   layers: [trust_policy]
#   error: "User: USER is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::ACCOUNT:role/ROLE"
#   fix: >-
#     Add the caller (or its account, with a condition on aws:PrincipalArn) to
#     the role's trust policy.
#   traps:
#     - >-
#       A trust policy that names the caller's account leaves the decision to
#       that account's policies.
#     - >-
#       In one account a trust policy that names the caller itself needs no
#       identity policy.
package tfaccess.rules.trust_policy_missing_principal

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.trust_policy
	lib.denied(denial)
	not denial.explicit
	message := sprintf("the trust policy of %s names neither %s nor account %s", [
		lib.at(denial.subject, denial.resource.arn),
		lib.who(denial),
		denial.principal.account,
	])
}
