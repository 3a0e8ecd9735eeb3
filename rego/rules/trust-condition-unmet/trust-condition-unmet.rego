# METADATA
# title: Condition of the trust policy is not met
# description: |
#   The role's trust policy names the caller, but with a condition that it does
#   not meet: another organization, another account, another external id than
#   the one that is sent, a tag, a source address.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
#     description: External IDs
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html
#     description: Troubleshoot IAM roles
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA050
#   severity: error
#   layers: [trust_policy]
#   error: "User: USER is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::ACCOUNT:role/ROLE"
#   fix: >-
#     Correct the condition's value, or send what it asks for (external_id in
#     the provider's assume_role block).
#   refines: [trust-policy-missing-principal]
#   traps:
#     - >-
#       An external id that nobody states depends on the caller and is not
#       reported.
package tfaccess.rules.trust_condition_unmet

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.trust_policy
	lib.denied(denial)
	not denial.explicit
	near := lib.near(denial, "Condition")[0]
	message := sprintf("%s of the trust policy of %s admits %s only where %s", [
		lib.label(near.statement),
		lib.at(denial.subject, denial.resource.arn),
		lib.who(denial),
		lib.unmet(near),
	])
}
