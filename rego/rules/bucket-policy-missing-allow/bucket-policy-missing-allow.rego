# METADATA
# title: Bucket policy does not let the principal of another account in
# description: |
#   A policy of the principal names this bucket, but the bucket belongs to
#   another account, and no statement of its bucket policy allows the actions to
#   the principal or to its account.
#
#   Between two accounts both sides have to allow a request: what the
#   principal's own account grants ends at the border of that account.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
#     description: Cross-account policy evaluation logic
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html
#     description: Bucket owner granting cross-account bucket permissions
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA002
#   severity: error
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no resource-based policy allows the s3:GetObject action"
#   fix: >-
#     Add a statement to the bucket policy that allows the actions to the
#     principal, on the bucket's ARN for ListBucket and on BUCKET/* for object
#     actions.
#   traps:
#     - >-
#       In the bucket's own account no bucket policy is needed.
#     - >-
#       A statement for the principal's account lets in whom that account's
#       identity policies let in.
#     - >-
#       A grant by ACL, or a request through an access point, can take the
#       place of the bucket policy.
package tfaccess.rules.bucket_policy_missing_allow

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	not denial.explicit
	denial.resource.bucket.policy == "absent"
	message := sprintf("%s has no bucket policy, and %s of another account (%s) needs one that allows %s", [
		lib.what(denial),
		lib.who(denial),
		denial.principal.account,
		lib.actions(denial),
	])
}

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	not denial.explicit
	denial.resource.bucket.policy != "absent"
	message := sprintf("the bucket policy of %s allows %s neither to %s nor to its account %s%s", [
		lib.what(denial),
		lib.actions(denial),
		lib.who(denial),
		denial.principal.account,
		lib.miss(denial),
	])
}
