# METADATA
# title: A condition of the key grant does not fit S3
# description: |
#   A statement allows the KMS action to the principal, but with a condition
#   that S3's call to KMS does not meet: kms:ViaService of another region,
#   kms:CallerAccount of another account, kms:EncryptionContext:aws:s3:arn with
#   objects where an S3 Bucket Key makes the context the bucket's ARN, or a
#   network key, which is absent from calls that S3 makes on the caller's
#   behalf.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
#     description: KMS condition keys
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
#     description: S3 Bucket Keys and the encryption context
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA035
#   severity: error
#   layers: [kms_key_policy, kms_identity_policy]
#   error: "User: USER is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
#   fix: >-
#     Let the condition fit: kms:ViaService s3.REGION.amazonaws.com of the
#     bucket's region; both BUCKET and BUCKET/* as encryption context; no
#     aws:SourceVpce, aws:SourceVpc or aws:SourceIp in key policies that S3 is
#     to use.
#   refines: [kms-key-policy-missing-allow, kms-identity-policy-missing-allow]
#   traps:
#     - >-
#       kms:ViaService of the bucket's region is met by every S3 request.
#     - >-
#       Operators with IfExists are met where the key is absent.
package tfaccess.rules.kms_condition_unmet

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.kms_key_policy, input.denials.kms_identity_policy)
	lib.from_now_on(denial)
	not denial.explicit
	near := lib.near(denial, "Condition")[0]
	not lib.names_principal(near)
	message := sprintf("%s allows %s only where %s when %s calls %s%s", [
		lib.of(near.statement),
		lib.list(denial.kms_actions),
		lib.unmet(near),
		lib.who(denial),
		lib.actions(denial),
		lib.later(denial),
	])
}
