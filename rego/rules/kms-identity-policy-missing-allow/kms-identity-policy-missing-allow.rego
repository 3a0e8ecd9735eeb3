# METADATA
# title: Identity policies do not allow the KMS key
# description: |
#   The bucket's objects are encrypted with a KMS key whose policy leaves the
#   decision to the principal's account, and no identity policy of the principal
#   allows the KMS actions on that key. S3 calls KMS as the principal: reading
#   needs kms:Decrypt, writing kms:GenerateDataKey.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
#     description: Default key policy
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms
#     description: Permissions for SSE-KMS
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA009
#   severity: error
#   layers: [kms_identity_policy]
#   error: "User: USER is not authorized to perform: kms:GenerateDataKey on resource: KEY because no identity-based policy allows the kms:GenerateDataKey action"
#   fix: >-
#     Allow the KMS actions on the key's ARN in a policy of the principal. The
#     AWS managed S3 policies hold no KMS permission.
#   traps:
#     - >-
#       A key policy of the same account that names the principal itself needs
#       no identity policy.
#     - >-
#       kms:Encrypt is not what an upload needs.
#     - >-
#       The AWS managed key aws/s3 needs no KMS permission in its own account.
#     - >-
#       An alias is no key: Resource must be the key's ARN, or a condition on
#       kms:ResourceAliases.
package tfaccess.rules.kms_identity_policy_missing_allow

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.kms_identity_policy
	lib.from_now_on(denial)
	not denial.explicit
	message := sprintf("%s is encrypted with %s; no policy of %s allows %s on it, which %s needs%s", [
		lib.what(denial),
		lib.key(denial),
		lib.who(denial),
		lib.list(denial.kms_actions),
		lib.actions(denial),
		lib.later(denial),
	])
}
