# METADATA
# title: Caller may not assume the role that trusts it
# description: |
#   The role's trust policy lets the caller, or its account, in; but none of the
#   caller's own policies allows sts:AssumeRole on the role.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
#     description: Grant a user permissions to switch roles
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA020
#   severity: error
#   layers: [identity_policy]
#   error: "User: USER is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::ACCOUNT:role/ROLE because no identity-based policy allows the sts:AssumeRole action"
#   fix: >-
#     Allow sts:AssumeRole on the role's ARN in a policy of the caller.
#   refines: [identity-policy-missing-allow]
#   traps:
#     - >-
#       A trust policy of the same account that names the caller itself needs
#       no identity policy.
package tfaccess.rules.assume_role_not_allowed

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.identity_policy
	lib.denied(denial)
	denial.resource.kind == "role"
	not denial.explicit
	message := sprintf("no policy of %s allows sts:AssumeRole on %s", [lib.who(denial), denial.resource.arn])
}
