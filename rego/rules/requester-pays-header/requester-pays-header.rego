# METADATA
# title: Requester Pays bucket wants a header
# description: |
#   The bucket makes the requester pay. A request of another account has to
#   acknowledge this with the header x-amz-request-payer: requester, and is
#   answered 403 without it. No policy can waive the header.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
#     description: Using Requester Pays buckets
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ObjectsinRequesterPaysBuckets.html
#     description: Downloading objects from Requester Pays buckets
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA008
#   severity: warning
#   layers: [requester_pays]
#   error: "Access Denied"
#   fix: >-
#     Send the header (aws s3 cp --request-payer requester; RequestPayer in the
#     SDKs), or set payer = "BucketOwner".
#   traps:
#     - >-
#       A role of the bucket owner's account needs no header, whoever assumes
#       it.
#     - >-
#       Services that deliver logs, and anonymous requests, can never use such
#       a bucket.
package tfaccess.rules.requester_pays_header

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.requester_pays
	denial.certainty in {"definite", "conditional"}
	message := sprintf("%s is a Requester Pays bucket of another account: %s has to send x-amz-request-payer with every request", [
		lib.what(denial),
		lib.who(denial),
	])
}
