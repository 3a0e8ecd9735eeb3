# METADATA
# title: Permissions boundary does not include the action
# description: |
#   The principal has a permissions boundary. It may do only what both its
#   policies and the boundary allow, and the boundary does not include this
#   action on this resource.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
#     description: Permissions boundaries for IAM entities
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA016
#   severity: error
#   layers: [permissions_boundary]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no permissions boundary allows the s3:GetObject action"
#   fix: >-
#     Add the action on the bucket (for encrypted buckets the KMS action on the
#     key as well) to the policy that serves as the boundary. A boundary grants
#     nothing by itself.
#   traps:
#     - >-
#       A bucket policy of the own account that names the user itself is not
#       limited by the boundary; one that names a role is.
#     - >-
#       An AWS managed policy may serve as the boundary.
package tfaccess.rules.permissions_boundary_omits_action

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.permissions_boundary
	lib.denied(denial)
	not denial.explicit
	message := sprintf("%s, the permissions boundary of %s, does not include %s on %s%s", [
		lib.at(denial.subject, "a managed policy"),
		lib.who(denial),
		lib.list(lib.judged(denial)),
		lib.what(denial),
		lib.miss(denial),
	])
}
