# METADATA
# title: Bucket policy explicitly denies the request
# description: |
#   A Deny statement of the bucket policy applies to this request. A Deny wins
#   over every Allow, on either side.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html
#     description: Explicit and implicit denies
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA011
#   severity: error
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Narrow the Deny: exempt the principal in its condition (ArnNotLike
#     aws:PrincipalArn beside the others, in the same statement), or take the
#     action or the prefix out. Another Allow does not help.
#   traps:
#     - >-
#       Conditions of one statement must all hold for the Deny to apply.
#     - >-
#       A Deny of requests without TLS stops no client that uses HTTPS.
package tfaccess.rules.bucket_policy_explicit_deny

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	denial.explicit
	message := sprintf("%s denies %s on %s to %s%s", [
		lib.statement(denial),
		lib.actions(denial),
		lib.what(denial),
		lib.who(denial),
		lib.where(denial),
	])
}
