# METADATA
# title: VPC endpoint policy does not admit this request
# description: |
#   The principal's workload sits in a subnet whose route table sends its S3
#   traffic through this VPC endpoint, and the endpoint's policy allows the
#   action on other resources only. An endpoint policy filters everything that
#   passes, whatever identity and bucket policies say.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: Control access to VPC endpoints using endpoint policies
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
#     description: Gateway endpoints for Amazon S3
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA005
#   severity: error
#   layers: [vpc_endpoint_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no VPC endpoint policy allows the s3:GetObject action"
#   fix: >-
#     Add the bucket, and BUCKET/*, to the endpoint policy. For a gateway
#     endpoint keep Principal "*" and narrow by aws:PrincipalArn in a condition.
#   traps:
#     - >-
#       A workload whose subnet is not routed through the endpoint is not
#       affected.
#     - >-
#       A bucket of another Region is not reached through a gateway endpoint.
#     - >-
#       The default endpoint policy allows everything.
#     - >-
#       The policy of a KMS endpoint does not matter to S3: S3 calls KMS
#       itself.
package tfaccess.rules.endpoint_policy_excludes_bucket

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.vpc_endpoint_policy
	lib.denied(denial)
	not denial.explicit
	message := sprintf("the requests of %s%s pass %s, whose policy does not admit %s on %s%s", [
		lib.who(denial),
		lib.workloads(denial),
		lib.at(denial.subject, "a VPC endpoint"),
		lib.actions(denial),
		lib.what(denial),
		lib.miss(denial),
	])
}
