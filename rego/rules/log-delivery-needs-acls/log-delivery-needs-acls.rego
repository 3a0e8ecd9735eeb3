# METADATA
# title: The service delivers by the bucket's ACL, and ACLs are disabled
# description: |
#   CloudFront's standard logging (legacy), the logging_config block of a
#   distribution, writes with a grant that it adds to the bucket's ACL itself.
#   Object Ownership BucketOwnerEnforced, which is the default of new buckets,
#   disables ACLs: AWS refuses to create or update the distribution, and no
#   bucket policy makes up for it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
#     description: Configure standard logging (legacy)
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
#     description: Controlling ownership of objects
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA059
#   severity: error
#   layers: [service_delivery]
#   error: "InvalidArgument: The S3 bucket that you specified for CloudFront logs does not enable ACL access: BUCKET.s3.amazonaws.com"
#   fix: >-
#     Set object_ownership = "BucketOwnerPreferred" in
#     aws_s3_bucket_ownership_controls of the log bucket, before the
#     distribution is made, or deliver with standard logging v2
#     (aws_cloudwatch_log_delivery), which needs a bucket policy instead.
#   refines: [service-not-admitted, service-source-condition-unmet]
#   traps:
#     - >-
#       Server access logs, load balancer logs and vended logs are let in by the
#       bucket policy and work without ACLs.
#     - >-
#       The canned ACL may be private: CloudFront adds its own grant.
package tfaccess.rules.log_delivery_needs_acls

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.service_delivery
	denial.certainty in {"definite", "conditional"}
	denial.reason == "delivery_acl"
	message := sprintf("%s delivers its logs to %s by the bucket's ACL, and Object Ownership %s disables ACLs", [
		lib.at(denial.wiring.place, "a service"),
		lib.what(denial),
		denial.resource.bucket.ownership,
	])
}
