# METADATA
# title: Key policy does not admit the service
# description: |
#   An AWS service that is set up to read or write the bucket needs the bucket's
#   KMS key as well: a service principal has no identity policies, so that only
#   the key policy can let it in.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html#create-oac-overview-sse-kms
#     description: SSE-KMS with origin access control
#   - ref: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
#     description: KMS key policies for CloudTrail
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA032
#   severity: error
#   layers: [kms_key_policy]
#   error: "User: USER is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
#   fix: >-
#     Allow the KMS actions (kms:Decrypt to read, kms:GenerateDataKey* to write)
#     to the service principal in the key policy, with the same aws:SourceArn.
#   refines: [kms-key-policy-missing-allow, kms-condition-unmet]
#   traps:
#     - >-
#       A bucket encrypted with SSE-S3 needs no key.
package tfaccess.rules.service_key_not_admitted

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.kms_key_policy
	lib.denied(denial)
	denial.principal.kind == "service"
	not denial.explicit
	message := sprintf("%s works on %s as %s, to which %s does not allow %s", [
		lib.at(denial.wiring.place, "a service"),
		lib.what(denial),
		denial.principal.arn,
		lib.key(denial),
		lib.list(denial.kms_actions),
	])
}
