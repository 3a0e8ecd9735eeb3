# METADATA
# title: Service control policy denies the request
# description: |
#   A service control policy on the way from the organization's root to the
#   principal's account denies the action. It binds every identity of the
#   account, its root user included, and no policy inside of the account can
#   lift it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
#     description: SCP evaluation
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
#     description: How AWS decides whether to allow a request
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA006
#   severity: error
#   layers: [scp]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a service control policy: arn:aws:organizations::ACCOUNT:policy/o-ID/service_control_policy/p-ID"
#   fix: >-
#     Exempt the principal in the SCP's Deny (a condition on aws:PrincipalArn),
#     narrow the Deny, or move the account to another unit.
#   traps:
#     - >-
#       SCPs never bind the management account, nor service-linked roles.
#     - >-
#       An SCP of the bucket's account says nothing about principals of other
#       accounts.
#     - >-
#       A policy that is not attached to the account or a unit above it has no
#       effect.
package tfaccess.rules.service_control_policy_denies

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.scp
	lib.denied(denial)
	denial.explicit
	message := sprintf("%s denies %s to account %s, hence to %s%s", [
		lib.statement(denial),
		lib.list(lib.judged(denial)),
		denial.principal.account,
		lib.who(denial),
		lib.where(denial),
	])
}
