# METADATA
# title: Large uploads need kms:Decrypt as well
# description: |
#   An upload in one request needs kms:GenerateDataKey. One in parts also needs
#   kms:Decrypt, for S3 decrypts the parts to put them together. The AWS CLI and
#   the SDKs upload in parts from 8 MiB or so on: small files work, large ones
#   answer 403. Only accesses are judged that ask for s3:AbortMultipartUpload
#   or s3:ListMultipartUploadParts on the same keys, which nobody needs who
#   uploads in one request; a lifecycle rule that removes unfinished uploads is
#   no such sign. The finding is conditional, since the upload's size decides.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
#     description: Multipart upload API and permissions
#   - ref: https://repost.aws/knowledge-center/s3-large-file-encryption-kms-key
#     description: Uploading a large file to a bucket encrypted under KMS
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA057
#   severity: warning
#   layers: [kms_key_policy, kms_identity_policy]
#   error: "An error occurred (AccessDenied) when calling the CompleteMultipartUpload operation: User: USER is not authorized to perform: kms:Decrypt on resource: \"KEY\""
#   fix: >-
#     Allow kms:Decrypt beside kms:GenerateDataKey, in the key's policy and in
#     the role's own where both have to.
#   traps:
#     - >-
#       Who uploads small objects only needs no kms:Decrypt: writers of logs are
#       often kept from reading on purpose.
#     - >-
#       SSE-S3 and the AWS managed key aws/s3 in its own account need no KMS
#       permission.
package tfaccess.rules.multipart_key_refused

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.kms_key_policy, input.denials.kms_identity_policy)
	denial.reason == "multipart_only"
	message := sprintf("%s is let upload to %s in parts; with %s it may call kms:GenerateDataKey, but not %s, so a large upload is refused", [
		lib.who(denial),
		lib.what(denial),
		lib.key(denial),
		lib.list(denial.kms_actions),
	])
}
