# METADATA
# title: Bucket policy wants another organization
# description: |
#   A statement of the bucket policy turns on the caller's organization
#   (aws:PrincipalOrgID, aws:PrincipalOrgPaths), and this principal's account is
#   not in that organization, or the id is misspelt.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
#     description: aws:PrincipalOrgID
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA026
#   severity: error
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Correct the organization's id, or exempt the partner's account beside it
#     (StringNotEquals aws:PrincipalAccount in the same statement).
#   refines: [bucket-policy-explicit-deny, bucket-policy-missing-allow, network-condition-unmet, tag-condition-unmet]
#   traps:
#     - >-
#       The management account is in the organization.
#     - >-
#       An account of which no input tells whether it is in the organization
#       is not judged.
package tfaccess.rules.organization_condition_unmet

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	denial.explicit
	"organization" in denial.families
	message := sprintf("%s admits organization %s only, which account %s of %s is not in", [
		lib.statement(denial),
		lib.list(lib.condition_values(denial, "organization")),
		denial.principal.account,
		lib.who(denial),
	])
}

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	not denial.explicit
	near := [n | some n in denial.near; n.family == "organization"][0]
	message := sprintf("%s admits organization %s only, which account %s of %s is not in", [
		lib.of(near.statement),
		near.want,
		denial.principal.account,
		lib.who(denial),
	])
}
