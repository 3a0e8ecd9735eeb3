# METADATA
# title: Session policy does not include the action
# description: |
#   The role is used with a session policy, which is passed when it is assumed.
#   A session may do only what both the role's policies and the session policy
#   allow.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
#     description: Session policies
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA018
#   severity: error
#   layers: [session_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no session policy allows the s3:GetObject action"
#   fix: >-
#     Add the action on the bucket to the session policy.
#   traps:
#     - >-
#       A bucket policy that names the session's ARN itself is not limited by
#       the session policy.
package tfaccess.rules.session_policy_omits_action

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.session_policy
	lib.denied(denial)
	message := sprintf("the session policy that %s is used with does not allow %s on %s", [
		lib.who(denial),
		lib.list(lib.judged(denial)),
		lib.what(denial),
	])
}
