# METADATA
# title: Bucket policy does not admit the service that writes there
# description: |
#   A service is set up to deliver to the bucket (CloudTrail, flow logs, load
#   balancer or access logs, Config, inventory), and the bucket policy does not
#   let its service principal write where it delivers: the prefix, the account
#   in the path or the principal differ.
# related_resources:
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
#     description: Bucket policy for CloudTrail
#   - ref: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
#     description: Logging that goes to S3
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA033
#   severity: error
#   layers: [service_delivery, bucket_policy]
#   error: "InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket"
#   fix: >-
#     Allow the service principal s3:PutObject on exactly the prefix that it
#     writes (and s3:GetBucketAcl where the service asks for it).
#   refines: [bucket-policy-missing-allow, bucket-policy-names-another-principal, statement-can-never-match, organization-condition-unmet, tag-condition-unmet]
#   traps:
#     - >-
#       Load balancers write as the account of their region or as
#       logdelivery.elasticloadbalancing.amazonaws.com: either will do.
package tfaccess.rules.service_not_admitted

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.service_delivery, input.denials.bucket_policy)
	lib.denied(denial)
	denial.wiring.service != ""
	not denial.explicit
	message := sprintf("%s delivers to %s as %s, to which the bucket policy does not allow %s there%s", [
		lib.at(denial.wiring.place, "a service"),
		denial.resource.arn,
		denial.principal.arn,
		lib.actions(denial),
		lib.miss(denial),
	])
}
