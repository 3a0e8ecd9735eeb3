# METADATA
# title: A Deny may apply, depending on a value known only after apply
# description: |
#   A Deny statement turns on a value that exists only after apply (an output of
#   another stack, an id that AWS assigns), so that it may hit an access that
#   somebody means to work.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html
#     description: Explicit and implicit denies
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA053
#   severity: note
#   layers: [bucket_policy, identity_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Refer to the resource that the value comes from, or pass the value in a
#     variable that the plan knows; then the Deny can be judged.
#   refines: [cannot-tell]
#   traps:
#     - >-
#       A value that is the same reference on both sides is equal, though it
#       is not known.
package tfaccess.rules.deny_depends_on_apply

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in array.concat(input.denials.bucket_policy, input.denials.identity_policy)
	denial.certainty == "unresolved"
	denial.reason == "may_deny"
	count(denial.statements) > 0
	every need in denial.needs {
		need.kind == "apply"
	}
	message := sprintf("%s may deny %s to %s: it turns on %s", [
		lib.statement(denial),
		lib.actions(denial),
		lib.who(denial),
		lib.list([need.what | some need in denial.needs]),
	])
}
