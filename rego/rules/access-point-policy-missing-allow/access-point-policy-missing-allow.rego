# METADATA
# title: Access point policy does not let the principal in
# description: |
#   The request goes through an access point. Besides the bucket policy the
#   access point's own policy has to allow it, and it has none, or none that
#   fits.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
#     description: Configuring IAM policies for using access points
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA022
#   severity: error
#   layers: [access_point_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no resource-based policy allows the s3:GetObject action"
#   fix: >-
#     Add a policy to the access point that allows the actions to the principal,
#     on ACCESS-POINT-ARN/object/* for object actions.
#   traps:
#     - >-
#       The policy may be set by aws_s3control_access_point_policy.
#     - >-
#       A request straight to the bucket does not pass the access point's
#       policy.
package tfaccess.rules.access_point_policy_missing_allow

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.access_point_policy
	lib.denied(denial)
	not denial.explicit
	count(denial.legs) == 0
	message := sprintf("no statement of the policy of access point %s allows %s to %s%s", [lib.what(denial), lib.actions(denial), lib.who(denial), lib.miss(denial)])
}

findings contains lib.claim(denial, message) if {
	some denial in input.denials.access_point_policy
	lib.denied(denial)
	not denial.explicit
	count(denial.legs) > 0
	message := sprintf("requests of %s through access point %s also need %s, and no resource policy there allows it", [lib.who(denial), lib.what(denial), lib.wanted(denial)])
}
