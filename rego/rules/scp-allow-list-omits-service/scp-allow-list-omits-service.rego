# METADATA
# title: Service control policies allow the action nowhere on one level
# description: |
#   At each level from the organization's root to the account some SCP must
#   allow the action. Where FullAWSAccess is replaced by a list of services,
#   whatever is not on the list is denied for the whole branch: kms, for
#   instance, which encrypted buckets need.
# related_resources:
#   - ref: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
#     description: "SCP evaluation: how SCPs work with Allow"
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA038
#   severity: error
#   layers: [scp]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no service control policy allows the s3:GetObject action"
#   fix: >-
#     Add the action's service (s3, kms, sts) to the allow list, or attach
#     FullAWSAccess at that level again.
#   traps:
#     - >-
#       The management account is not bound.
#     - >-
#       One level without an Allow is enough; what other levels allow does not
#       help.
package tfaccess.rules.scp_allow_list_omits_service

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.scp
	lib.denied(denial)
	not denial.explicit
	message := sprintf("no service control policy allows %s at one of the levels above account %s, hence not to %s on %s", [
		lib.list(lib.judged(denial)),
		denial.principal.account,
		lib.who(denial),
		lib.what(denial),
	])
}
