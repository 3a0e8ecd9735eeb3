# METADATA
# title: Permissions boundary explicitly denies the action
# description: |
#   The policy that serves as the principal's permissions boundary has a Deny
#   statement that applies to this request. A Deny wins over every Allow.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
#     description: Permissions boundaries for IAM entities
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA049
#   severity: error
#   layers: [permissions_boundary]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a permissions boundary"
#   fix: >-
#     Narrow the Deny in the boundary policy.
#   traps:
#     - >-
#       A boundary that merely leaves the action out is another matter.
package tfaccess.rules.permissions_boundary_denies

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.permissions_boundary
	lib.denied(denial)
	denial.explicit
	message := sprintf("%s, the permissions boundary of %s, denies %s on %s%s", [
		lib.statement(denial),
		lib.who(denial),
		lib.list(lib.judged(denial)),
		lib.what(denial),
		lib.where(denial),
	])
}
