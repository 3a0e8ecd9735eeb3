# METADATA
# title: Bucket policy wants another source of the service
# description: |
#   The bucket policy admits the service, but only for another aws:SourceArn or
#   aws:SourceAccount, or with another ACL or header, than the resource that is
#   set up to deliver here has.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
#     description: The confused deputy problem
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA047
#   severity: error
#   layers: [service_delivery, bucket_policy]
#   error: "Access Denied"
#   fix: >-
#     Add the source's ARN or account to the condition: ArnLike where there are
#     wildcards. An S3 source's ARN has no account, so that aws:SourceAccount
#     pins it.
#   refines: [service-not-admitted, bucket-policy-missing-allow, bucket-policy-names-another-principal]
#   traps:
#     - >-
#       Several sources may be listed in one condition.
#     - >-
#       The same reference on both sides is equal, though its value is known
#       only after apply.
package tfaccess.rules.service_source_condition_unmet

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.service_delivery, input.denials.bucket_policy)
	lib.denied(denial)
	denial.wiring.service != ""
	not denial.explicit
	conditional(denial)
	message := sprintf("%s delivers to %s; the bucket policy admits %s for another source only%s", [
		lib.at(denial.wiring.place, "a service"),
		denial.resource.arn,
		denial.principal.arn,
		lib.miss(denial),
	])
}

conditional(denial) if denial.reason == "delivery_condition"

conditional(denial) if {
	some near in denial.near
	near.family == "source"
}
