# METADATA
# title: Bucket policy wants an encryption header
# description: |
#   A statement of the bucket policy denies uploads without a certain x-amz-
#   server-side-encryption header. S3 fills the condition key from the request's
#   header only: the bucket's default encryption does not satisfy it, so an
#   upload that relies on the default is refused.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
#     description: Default encryption FAQ
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
#     description: Require SSE-KMS
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA027
#   severity: warning
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:PutObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Drop the Deny (default encryption encrypts every object), or let it spare
#     requests without the header: add Null s3:x-amz-server-side-encryption =
#     false to the same statement.
#   refines: [bucket-policy-explicit-deny, not-principal-deny]
#   traps:
#     - >-
#       A Deny with StringNotEquals and Null = false hits only requests that
#       name another encryption.
#     - >-
#       Clients that send the header work.
package tfaccess.rules.encryption_header_required

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	denial.explicit
	denial.writes
	refused(denial)
	message := sprintf("%s refuses uploads of %s where %s, as it is of those that send no such header; default encryption does not count", [
		lib.statement(denial),
		lib.who(denial),
		lib.asks(denial, "encryption"),
	])
}

refused(denial) if {
	lib.denied(denial)
	"encryption" in denial.families
}

refused(denial) if {
	denial.certainty == "conditional"
	denial.need_families == ["encryption"]
	denial.without_headers == "denied"
}
