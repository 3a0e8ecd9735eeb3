# METADATA
# title: Access point policy explicitly denies the request
# description: |
#   A Deny statement of the access point's policy applies to this request.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
#     description: Configuring IAM policies for using access points
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA052
#   severity: error
#   layers: [access_point_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Narrow the Deny of the access point's policy.
#   traps:
#     - >-
#       A request straight to the bucket does not pass the access point's
#       policy.
package tfaccess.rules.access_point_explicit_deny

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.access_point_policy
	lib.denied(denial)
	denial.explicit
	message := sprintf("%s denies %s through access point %s to %s%s", [lib.statement(denial), lib.actions(denial), lib.what(denial), lib.who(denial), lib.where(denial)])
}
