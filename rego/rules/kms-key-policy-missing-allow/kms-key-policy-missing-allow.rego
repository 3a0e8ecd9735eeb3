# METADATA
# title: KMS key policy does not let the principal use the key
# description: |
#   S3 calls KMS with the identity of whoever reads or writes an object that is
#   encrypted with a KMS key. A principal of another account needs the key
#   policy to name it, or its account; in the key's own account the key policy
#   must name the principal or hand the decision to IAM by naming the account.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
#     description: Allowing users in other accounts to use a KMS key
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
#     description: Server-side encryption with KMS keys
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA004
#   severity: error
#   layers: [kms_key_policy]
#   error: "User: USER is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access"
#   fix: >-
#     Add a statement to the key policy that allows the KMS actions to the
#     principal (or to its account, which then has to allow them by IAM). Keep
#     the statement that names the key's own account.
#   traps:
#     - >-
#       A KMS grant lets the principal in as well.
#     - >-
#       ListBucket and DeleteObject need no KMS permission.
#     - >-
#       An S3 interface or gateway endpoint's policy says nothing about KMS:
#       S3 calls KMS from the inside.
package tfaccess.rules.kms_key_policy_missing_allow

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.kms_key_policy
	lib.from_now_on(denial)
	not denial.explicit
	denial.reason != "unsigned_kms"
	message := sprintf("the policy of %s allows %s neither to %s nor to its account, and %s on %s needs it%s%s", [
		lib.at(denial.subject, "the key"),
		lib.list(denial.kms_actions),
		lib.who(denial),
		lib.actions(denial),
		lib.what(denial),
		lib.later(denial),
		lib.miss(denial),
	])
}

findings contains lib.claim(denial, message) if {
	some denial in input.denials.kms_key_policy
	lib.denied(denial)
	denial.reason == "unsigned_kms"
	message := sprintf("%s is encrypted under KMS, which %s cannot use, whatever the key policy says: read through an origin access control, or encrypt with SSE-S3", [
		lib.what(denial),
		reader[denial.principal.kind],
	])
}

reader := {"anonymous": "an unsigned request", "origin_access_identity": "an origin access identity"}
