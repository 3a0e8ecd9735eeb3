# METADATA
# title: The request expects another account to own the bucket
# description: |
#   A service is told which account owns the bucket that it uses (the
#   expected_bucket_owner of an Athena workgroup or of a DMS endpoint), and the
#   bucket belongs to another account. S3 compares the two before anything else
#   and refuses the request, whatever the policies say.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
#     description: Verifying bucket ownership with bucket owner condition
#   - ref: https://docs.aws.amazon.com/athena/latest/ug/query-results-specify-location-workgroup.html
#     description: Specify a query result location using a workgroup
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA060
#   severity: error
#   layers: [service_delivery]
#   error: "Access Denied"
#   fix: >-
#     Write the id of the account that owns the bucket, or leave the argument
#     out.
#   refines: [service-not-admitted, service-source-condition-unmet]
#   traps:
#     - >-
#       It is the owner of the bucket that is named, not the account of the
#       service or of the role that it uses.
#     - >-
#       A workgroup whose settings are not enforced leaves it to its clients.
package tfaccess.rules.expected_bucket_owner_differs

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.service_delivery
	denial.certainty in {"definite", "conditional"}
	denial.reason == "delivery_owner"
	message := sprintf("%s expects another owner of %s than account %s", [
		lib.at(denial.wiring.place, "a service"),
		lib.what(denial),
		denial.resource.account,
	])
}
