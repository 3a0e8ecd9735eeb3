# METADATA
# title: Bucket policy does not admit the distribution
# description: |
#   A CloudFront distribution with origin access control, or origin access
#   identity, reads this bucket. The bucket policy must let
#   cloudfront.amazonaws.com in for the distribution's ARN (aws:SourceArn), or
#   the identity's ARN.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
#     description: Restrict access to an Amazon S3 origin
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA031
#   severity: error
#   layers: [bucket_policy, service_delivery]
#   error: "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
#   fix: >-
#     Allow s3:GetObject on BUCKET/* to cloudfront.amazonaws.com with
#     aws:SourceArn equal to the distribution's ARN.
#   refines: [bucket-policy-missing-allow, bucket-policy-names-another-principal, service-not-admitted, service-source-condition-unmet, statement-can-never-match, organization-condition-unmet, tag-condition-unmet]
#   traps:
#     - >-
#       The id of a distribution that the plan makes is not known; the same
#       reference on both sides is equal all the same.
package tfaccess.rules.cloudfront_not_admitted

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.bucket_policy, input.denials.service_delivery)
	lib.denied(denial)
	denial.wiring.kind in {"cloudfront_oac", "cloudfront_oai"}
	not denial.explicit
	message := sprintf("%s reads %s, whose bucket policy does not admit it%s", [
		lib.at(denial.wiring.place, "a distribution"),
		lib.what(denial),
		lib.miss(denial),
	])
}
