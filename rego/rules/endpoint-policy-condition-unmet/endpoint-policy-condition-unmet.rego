# METADATA
# title: Condition of the VPC endpoint policy excludes the request
# description: |
#   The endpoint policy admits the action, but with a condition that this
#   request does not meet: aws:ResourceAccount or aws:ResourceOrgID of other
#   accounts' buckets, aws:PrincipalOrgID or aws:PrincipalArn of other callers;
#   or a Deny of it applies.
# related_resources:
#   - ref: https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
#     description: Control access to VPC endpoints using endpoint policies
#   - ref: https://aws.amazon.com/blogs/storage/limit-access-to-amazon-s3-buckets-owned-by-specific-aws-accounts/
#     description: Limit access to buckets owned by specific accounts
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA037
#   severity: error
#   layers: [vpc_endpoint_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no VPC endpoint policy allows the s3:GetObject action"
#   fix: >-
#     Add the bucket's account (or the caller) to the condition's values.
#   refines: [endpoint-policy-excludes-bucket]
#   traps:
#     - >-
#       A list of accounts that has the bucket's owner admits the bucket.
package tfaccess.rules.endpoint_policy_condition_unmet

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.vpc_endpoint_policy
	lib.denied(denial)
	not denial.explicit
	near := lib.near(denial, "Condition")[0]
	message := sprintf("%s admits %s on %s only where %s; the requests of %s%s pass it", [
		lib.of(near.statement),
		lib.actions(denial),
		lib.what(denial),
		lib.unmet(near),
		lib.who(denial),
		lib.workloads(denial),
	])
}

findings contains lib.claim(denial, message) if {
	some denial in input.denials.vpc_endpoint_policy
	lib.denied(denial)
	denial.explicit
	message := sprintf("%s denies %s on %s to what passes the endpoint%s, as the requests of %s%s do", [
		lib.statement(denial),
		lib.actions(denial),
		lib.what(denial),
		lib.where(denial),
		lib.who(denial),
		lib.workloads(denial),
	])
}
