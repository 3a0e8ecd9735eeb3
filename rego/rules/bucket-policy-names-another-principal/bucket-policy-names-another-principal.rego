# METADATA
# title: Bucket policy names somebody else
# description: |
#   A statement of the bucket policy allows the actions, but to a principal that
#   is not the one that uses the bucket: another account's role of the same
#   name, a role ARN without its path, a name in another case, or the ARN of an
#   assumed-role session where the role's ARN is compared.
#
#   IAM compares principals letter by letter: role/etl is not role/service/etl,
#   and role/ops-reader is not role/Ops-Reader.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
#     description: Principal element
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
#     description: IAM ARNs and their paths
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA003
#   severity: error
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no resource-based policy allows the s3:GetObject action"
#   fix: >-
#     Write the principal's full ARN, path and case included, or refer to the
#     resource (aws_iam_role.NAME.arn).
#   refines: [bucket-policy-missing-allow, organization-condition-unmet, tag-condition-unmet]
#   traps:
#     - >-
#       The statement may really be meant for another role that exists; then
#       the bucket policy simply lacks a statement for this one.
#     - >-
#       A statement for the whole account with a condition on aws:PrincipalArn
#       that matches works.
package tfaccess.rules.bucket_policy_names_another_principal

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	not denial.explicit
	near := lib.names_another(denial)
	message := sprintf("%s %s", [lib.of(near.statement), names(near)])
}

names(near) := sprintf("allows %s, not %s: %s", [near.want, near.got, lib.slip[near.why]]) if near.element == "Principal"

names(near) := sprintf("applies only where %s, and %s: %s", [near.asks, near.has, lib.slip[near.why]]) if near.element == "Condition"
