# METADATA
# title: Bucket policy locks out the role that manages the bucket
# description: |
#   A Deny of the bucket policy also hits the identity that Terraform itself
#   uses for this bucket. The apply may still succeed; the next plan cannot read
#   the bucket's policy, nor change it back. Only the account's root user can
#   then remove the policy.
# related_resources:
#   - ref: https://repost.aws/knowledge-center/change-vpc-endpoint-s3-bucket-policy
#     description: Regain access to a locked bucket
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
#     description: Bucket policy examples
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA034
#   severity: error
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetBucketPolicy on resource: \"arn:aws:s3:::BUCKET\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Exempt the role from the Deny (ArnNotLike aws:PrincipalArn in the same
#     statement), or leave s3:*BucketPolicy and s3:GetBucket* out of it.
#   refines: [bucket-policy-explicit-deny, network-condition-unmet, organization-condition-unmet, not-principal-deny, encryption-header-required, acl-header-required]
#   traps:
#     - >-
#       A condition that exempts the role by pattern, account and name, works.
package tfaccess.rules.terraform_locked_out

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	denial.explicit
	denial.certainty in {"definite", "conditional"}
	some e in denial.evidence
	e.kind == "administers"
	message := sprintf("%s %s %s to %s%s; Terraform manages the bucket with this identity", [
		lib.statement(denial),
		verb[denial.certainty],
		lib.actions(denial),
		denial.principal.arn,
		lib.where(denial),
	])
}

verb := {"definite": "denies", "conditional": "denies, depending on the request,"}
