# METADATA
# title: Policy goes on naming an identity that is replaced
# description: |
#   The plan deletes the user or role and makes it anew. AWS stores unique ids
#   (AROA…, AIDA…) in resource policies, not ARNs: a policy that names the ARN
#   and is not written again in the same apply goes on naming the identity that
#   is gone.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
#     description: IAM role principals and their unique ids
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA043
#   severity: error
#   layers: [bucket_policy, kms_key_policy, trust_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no resource-based policy allows the s3:GetObject action"
#   fix: >-
#     Write the policy again in the same apply: lifecycle { replace_triggered_by
#     = [aws_iam_role.NAME.unique_id] }, or terraform apply -replace. Or let the
#     account in, with a condition on aws:PrincipalArn.
#   refines: [bucket-policy-missing-allow, bucket-policy-names-another-principal, kms-key-policy-missing-allow, trust-policy-missing-principal, statement-can-never-match, organization-condition-unmet, tag-condition-unmet, trust-condition-unmet, kms-condition-unmet]
#   traps:
#     - >-
#       A condition on aws:PrincipalArn compares ARNs and survives.
#     - >-
#       A policy that the same plan changes is resolved anew.
package tfaccess.rules.principal_recreated

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in candidates
	lib.denied(denial)
	denial.principal.replaced
	not denial.explicit
	named(denial)
	message := sprintf("%s is replaced by this plan, and %s, which is not written again, goes on naming the old one", [
		lib.who(denial),
		lib.at(denial.subject, "the policy"),
	])
}

named(denial) if {
	some e in denial.evidence
	e.kind in {"resource_grant", "trust_grant", "key_grant"}
	e.place.address == denial.subject.address
}

named(denial) if {
	denial.layer == "kms_key_policy"
	some near in denial.near
	near.want == denial.principal.arn
}

candidates := array.concat(
	array.concat(input.denials.bucket_policy, input.denials.kms_key_policy),
	input.denials.trust_policy,
)
