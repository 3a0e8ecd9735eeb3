# METADATA
# title: Trust policy explicitly denies the caller
# description: |
#   A Deny statement of the role's trust policy applies to the caller.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
#     description: Update a role trust policy
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA051
#   severity: error
#   layers: [trust_policy]
#   error: "User: USER is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::ACCOUNT:role/ROLE with an explicit deny in a resource-based policy"
#   fix: >-
#     Narrow the Deny of the trust policy.
#   traps:
#     - >-
#       Conditions of one statement must all hold for the Deny to apply.
package tfaccess.rules.trust_policy_explicit_deny

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.trust_policy
	lib.denied(denial)
	denial.explicit
	message := sprintf("%s denies sts:AssumeRole to %s%s", [lib.statement(denial), lib.who(denial), lib.where(denial)])
}
