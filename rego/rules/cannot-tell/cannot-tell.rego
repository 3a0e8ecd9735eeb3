# METADATA
# title: Whether the access works cannot be told
# description: |
#   Somebody evidently means this access to work, and no layer is known to
#   refuse it, but one depends on a value that exists only after apply, or on a
#   document that no input holds. The finding names what would settle it.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#     description: Policy evaluation logic
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA045
#   severity: note
#   layers: []
#   fix: >-
#     Give tfaccess what is missing: the configuration (--source), the plan or
#     snapshot of the other workspace (--with), or the account's identities (aws
#     iam get-account-authorization-details).
#   traps:
#     - >-
#       It says nothing about whether the access works.
package tfaccess.rules.cannot_tell

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some layer
	some denial in input.denials[layer]
	denial.certainty == "unresolved"
	denial.weight != "partial"
	count(denial.others) == 0
	not denial.echo
	lib.described(denial)
	message := sprintf("whether %s may use %s on %s depends on %s", [
		lib.who(denial),
		lib.actions(denial),
		lib.what(denial),
		lib.list([need.what | some need in denial.needs]),
	])
}
