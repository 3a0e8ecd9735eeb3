# METADATA
# title: RestrictPublicBuckets keeps every other account out
# description: |
#   One statement of the bucket policy is public by AWS's definition, and
#   RestrictPublicBuckets is on for the bucket or its account. S3 then serves
#   only the bucket's own account and AWS services: principals of other accounts
#   are refused even if a statement of their own names them.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#     description: "Blocking public access and the meaning of \"public\""
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA021
#   severity: error
#   layers: [public_access_block]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Narrow the public statement (for instance with aws:PrincipalOrgID, or by
#     naming principals). Turning RestrictPublicBuckets off would publish the
#     bucket.
#   traps:
#     - >-
#       A statement for everybody with a condition on aws:PrincipalOrgID,
#       aws:SourceVpce and the like, with fixed values, is not public.
#     - >-
#       The account-level setting counts as well as the bucket's.
package tfaccess.rules.public_policy_restricted

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.public_access_block
	lib.denied(denial)
	denial.reason != "public_acl_blocked"
	message := sprintf("the policy of %s is public (%s), and RestrictPublicBuckets (%s) therefore refuses %s of account %s", [
		lib.what(denial),
		public(denial),
		lib.at(denial.subject, "the account's setting"),
		lib.who(denial),
		denial.principal.account,
	])
}

public(denial) := lib.label(found[0]) if {
	found := [s | some s in denial.statements; "*" in s.principals]
	count(found) > 0
} else := "a statement with Principal \"*\""
