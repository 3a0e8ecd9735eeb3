# METADATA
# title: Key of the replicas does not admit the replication role
# description: |
#   A replication rule writes replicas under a KMS key that does not let the
#   replication role encrypt with it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
#     description: Replicating encrypted objects
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA030
#   severity: error
#   layers: [kms_key_policy, kms_identity_policy]
#   error: "x-amz-replication-status: FAILED"
#   fix: >-
#     Allow kms:Encrypt (and kms:GenerateDataKey) on the destination key to the
#     replication role, in the key policy and in the role's own policy;
#     kms:Decrypt on the source key.
#   refines: [kms-key-policy-missing-allow, kms-identity-policy-missing-allow, kms-condition-unmet, kms-resource-is-alias]
#   traps:
#     - >-
#       Within one account the key policy may leave it to IAM.
package tfaccess.rules.replication_key_refused

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.kms_key_policy, input.denials.kms_identity_policy)
	lib.denied(denial)
	denial.wiring.kind == "replication"
	not denial.explicit
	message := sprintf("%s replicates to %s under %s, which does not let %s use %s", [
		lib.at(denial.wiring.place, "a replication rule"),
		lib.what(denial),
		lib.key(denial),
		lib.who(denial),
		lib.list(denial.kms_actions),
	])
}
