# METADATA
# title: Identity policy names the key by alias, account or region that does not match
# description: |
#   A policy of the principal allows the KMS action, but on an alias ARN, on
#   keys of the principal's own account, or on the key's ARN with another
#   region. KMS compares Resource with the key's own ARN: an alias ARN never
#   matches.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
#     description: Using aliases to control access
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html#cross-account-console
#     description: Cross-account use of keys
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA042
#   severity: error
#   layers: [kms_identity_policy]
#   error: "User: USER is not authorized to perform: kms:Decrypt on resource: KEY because no identity-based policy allows the kms:Decrypt action"
#   fix: >-
#     Name the key's ARN (aws_kms_key.NAME.arn), or keep Resource wide and add a
#     condition on kms:ResourceAliases.
#   refines: [kms-identity-policy-missing-allow, kms-condition-unmet]
#   traps:
#     - >-
#       kms:ResourceAliases in a condition does match aliases.
package tfaccess.rules.kms_resource_is_alias

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.kms_identity_policy
	lib.denied(denial)
	not denial.explicit
	near := [n | some n in denial.near; how_keys[n.why]][0]
	how := how_keys[near.why]
	message := sprintf("%s allows %s on %s, %s: the key is %s", [
		lib.of(near.statement),
		lib.list(denial.kms_actions),
		near.want,
		how,
		near.got,
	])
}

how_keys := {
	"alias_form": "an alias, which is never the resource of a KMS request",
	"other_account": "of another account",
	"other_region": "of another region",
}
