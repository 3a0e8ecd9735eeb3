# METADATA
# title: Access point takes requests of one VPC only
# description: |
#   The access point was made with a VPC configuration, so that S3 refuses every
#   request that does not come from that VPC through a VPC endpoint; the
#   principal's requests come from elsewhere.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html
#     description: Creating access points restricted to a virtual private cloud
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA024
#   severity: error
#   layers: [access_point_policy]
#   error: "Access Denied"
#   fix: >-
#     Send the requests from that VPC through an S3 endpoint in it, or use an
#     access point with network origin Internet. The origin of an access point
#     cannot be changed.
#   refines: [access-point-policy-missing-allow]
#   traps:
#     - >-
#       Requests from that VPC through a gateway or interface endpoint work.
package tfaccess.rules.access_point_outside_vpc

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.access_point_policy
	lib.denied(denial)
	denial.reason == "wrong_network"
	message := sprintf("access point %s takes requests of its own VPC only, and those of %s come from elsewhere", [lib.what(denial), lib.who(denial)])
}
