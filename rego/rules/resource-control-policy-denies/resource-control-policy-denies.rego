# METADATA
# title: Resource control policy denies the request
# description: |
#   A resource control policy on the way from the organization's root to the
#   bucket's account, or to its key's, denies the request. It binds every
#   caller, those from outside the organization too.
# related_resources:
#   - ref: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
#     description: Resource control policies
#   - ref: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
#     description: RCP examples
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA017
#   severity: error
#   layers: [rcp]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource control policy"
#   fix: >-
#     Exempt the caller's account or organization in the RCP's Deny, with
#     IfExists operators, and AWS services by aws:PrincipalIsAWSService.
#   traps:
#     - >-
#       RCPs do not bind resources of the management account, nor AWS managed
#       keys.
#     - >-
#       Service-linked roles are exempt.
package tfaccess.rules.resource_control_policy_denies

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.rcp
	lib.denied(denial)
	message := sprintf("%s denies %s on %s of account %s to %s%s", [
		lib.statement(denial),
		lib.list(lib.judged(denial)),
		lib.what(denial),
		denial.resource.account,
		lib.who(denial),
		lib.where(denial),
	])
}
