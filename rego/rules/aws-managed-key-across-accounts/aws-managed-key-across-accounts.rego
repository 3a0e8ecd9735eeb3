# METADATA
# title: The AWS managed key aws/s3 serves no other account
# description: |
#   The bucket's default encryption is SSE-KMS with the AWS managed key aws/s3.
#   Its key policy is AWS's own: it admits only principals of the account that
#   the key belongs to, and nobody can change it. No principal of another
#   account can read or write objects under it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
#     description: "SSE-KMS: the AWS managed key cannot be shared"
#   - ref: https://repost.aws/knowledge-center/cross-account-access-denied-error-s3
#     description: Cross-account access to a bucket encrypted with an AWS managed key
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA010
#   severity: error
#   layers: [kms_managed_key]
#   error: "User: USER is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
#   fix: >-
#     Set kms_master_key_id to a customer managed key whose policy admits the
#     other account, and copy the existing objects onto themselves. Or use
#     SSE-S3 (AES256).
#   traps:
#     - >-
#       In its own account aws/s3 needs no KMS permission at all.
#     - >-
#       SSE-S3 (AES256) involves no KMS.
#     - >-
#       ListBucket needs no KMS permission.
#     - >-
#       Objects written before the default changed stay under their old key.
package tfaccess.rules.aws_managed_key_across_accounts

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.kms_managed_key
	lib.from_now_on(denial)
	message := sprintf("%s encrypts with the AWS managed key aws/s3, which serves only its own account: %s by %s of account %s fails%s", [
		lib.what(denial),
		lib.actions(denial),
		lib.who(denial),
		denial.principal.account,
		lib.later(denial),
	])
}
