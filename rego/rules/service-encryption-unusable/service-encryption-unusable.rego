# METADATA
# title: The service cannot use the encryption of the bucket
# description: |
#   The service that is set up to deliver here cannot write under the bucket's
#   default encryption: load balancer and S3 access logs need SSE-S3; others
#   cannot use the AWS managed key.
# related_resources:
#   - ref: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
#     description: Access logs for an Application Load Balancer
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
#     description: Enabling server access logging
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA048
#   severity: error
#   layers: [service_delivery, kms_managed_key]
#   error: "Access Denied"
#   fix: >-
#     Use SSE-S3 (AES256) for this bucket, or a customer managed key that admits
#     the service where it can use one.
#   refines: [service-not-admitted, aws-managed-key-across-accounts, service-source-condition-unmet]
#   traps:
#     - >-
#       CloudTrail and flow logs can use a customer managed key that admits
#       them.
package tfaccess.rules.service_encryption_unusable

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.service_delivery, input.denials.kms_managed_key)
	denial.certainty in {"definite", "conditional"}
	denial.wiring.service != ""
	unusable(denial)
	message := sprintf("%s delivers to %s, whose default encryption (%s) it cannot use", [
		lib.at(denial.wiring.place, "a service"),
		lib.what(denial),
		denial.resource.bucket.encryption,
	])
}

unusable(denial) if denial.reason == "delivery_encryption"

unusable(denial) if denial.layer == "kms_managed_key"
