# METADATA
# title: An access is possible that must not be
# description: |
#   An expect block with allow = false says that this access must not work, and
#   nothing denies it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#     description: Policy evaluation logic
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA040
#   severity: error
#   layers: []
#   fix: >-
#     Take the grant back on one of the two sides (on both within one account),
#     or add a Deny.
#   traps:
#     - >-
#       Across accounts one side alone gives no access.
package tfaccess.rules.expectation_violated

import data.tfaccess.lib

findings contains lib.claim(violation, message) if {
	some violation in input.violations
	violation.certainty in {"definite", "conditional"}
	message := sprintf("%q must not be possible, and %s %s use %s on %s", [
		violation.expect,
		lib.who(violation),
		can[violation.certainty],
		lib.actions(violation),
		lib.what(violation),
	])
}

can := {"definite": "can", "conditional": "may, depending on the request,"}
