# METADATA
# title: KMS use is explicitly denied
# description: |
#   A Deny statement of the key policy, or of one of the principal's policies,
#   applies to the KMS call that S3 makes for this request.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
#     description: Key policies in AWS KMS
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA036
#   severity: error
#   layers: [kms_key_policy, kms_identity_policy]
#   error: "User: USER is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
#   fix: >-
#     Narrow the Deny. Remember that S3's calls to KMS carry no network keys: a
#     Deny unless aws:SourceVpce is met by none of them; exempt kms:ViaService
#     instead.
#   traps:
#     - >-
#       A Deny with a positive condition on a key that S3's call does not
#       carry is inert.
package tfaccess.rules.kms_explicit_deny

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.kms_key_policy, input.denials.kms_identity_policy)
	lib.denied(denial)
	denial.explicit
	message := sprintf("%s denies %s to %s%s, and %s on %s needs it", [
		lib.statement(denial),
		lib.list(denial.kms_actions),
		lib.who(denial),
		lib.where(denial),
		lib.actions(denial),
		lib.what(denial),
	])
}
