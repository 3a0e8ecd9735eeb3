# METADATA
# title: The KMS key of the bucket is disabled or about to be deleted
# description: |
#   The bucket's objects are encrypted with a KMS key that the plan disables or
#   schedules for deletion. Nobody can read or write under it; KMS answers 400
#   (KMS.DisabledException, KMS.KMSInvalidStateException), which applications
#   meet in the same place as a 403.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html
#     description: Enabling and disabling keys
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
#     description: Deleting KMS keys
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA041
#   severity: warning
#   layers: [kms_key_policy]
#   error: "KMS.DisabledException: The request was rejected because the specified KMS key is not enabled"
#   fix: >-
#     Enable the key again (is_enabled = true), or move the bucket to another
#     key and copy its objects before the old key goes.
#   refines: [kms-key-policy-missing-allow, service-key-not-admitted, replication-key-refused, principal-recreated]
#   traps:
#     - >-
#       Objects under other keys are not affected.
package tfaccess.rules.kms_key_unusable

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.kms_key_policy
	denial.certainty in {"definite", "conditional"}
	denial.reason == "key_disabled"
	message := sprintf("%s is encrypted with %s, which is %s: no object under it can be read or written", [lib.what(denial), lib.key(denial), state(denial)])
}

state(denial) := "scheduled for deletion" if denial.key.deleting == "yes"

state(denial) := "disabled" if denial.key.deleting != "yes"

state(denial) := "disabled" if not denial.key
