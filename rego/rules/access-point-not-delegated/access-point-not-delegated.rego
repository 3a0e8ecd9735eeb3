# METADATA
# title: Bucket policy does not delegate to the access point
# description: |
#   The request goes through an access point whose policy may allow it, but the
#   bucket's own policy has to allow it as well, usually by delegating to all
#   access points of an account with s3:DataAccessPointAccount.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-delegating-control
#     description: Delegating access control to access points
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA023
#   severity: error
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no resource-based policy allows the s3:GetObject action"
#   fix: >-
#     Add a statement to the bucket policy: Principal "*", the actions, the
#     bucket and its objects, and the condition s3:DataAccessPointAccount equal
#     to the account of the access point.
#   refines: [bucket-policy-missing-allow, bucket-policy-names-another-principal, statement-can-never-match]
#   traps:
#     - >-
#       A bucket policy that lets the principal in directly serves as well.
package tfaccess.rules.access_point_not_delegated

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	denial.resource.kind == "access_point"
	not denial.explicit
	message := sprintf(wording[denial.resource.bucket.policy == "absent"], [
		denial.resource.bucket.name,
		lib.actions(denial),
		lib.who(denial),
		lib.what(denial),
	])
}

wording := {
	true: "%s has no bucket policy, and needs one that allows %s to %s or to all that comes through access point %s",
	false: "the bucket policy of %s allows %s neither to %s nor to all that comes through access point %s",
}
