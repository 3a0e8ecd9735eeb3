# METADATA
# title: Objects belong to the account that wrote them
# description: |
#   With Object Ownership other than BucketOwnerEnforced, an object that another
#   account uploads belongs to that account, unless the upload gave the bucket
#   owner full control under BucketOwnerPreferred. The bucket's owner, and
#   whomever the bucket policy lets in, cannot read what the bucket's account
#   does not own.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
#     description: Controlling ownership of objects
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-overview.html#access-control-resources-basics
#     description: Object ownership and bucket policies
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA007
#   severity: error
#   layers: [object_ownership]
#   error: "Access Denied"
#   fix: >-
#     Set object_ownership = "BucketOwnerEnforced" in
#     aws_s3_bucket_ownership_controls; it applies to the objects that are there
#     already as well. If ACLs must stay, use BucketOwnerPreferred and deny
#     uploads without x-amz-acl: bucket-owner-full-control.
#   traps:
#     - >-
#       Buckets made since April 2023 disable ACLs unless ownership controls
#       say otherwise.
#     - >-
#       Objects written by the bucket's own account belong to it.
#     - >-
#       A bucket policy that refuses uploads without bucket-owner-full-control
#       makes BucketOwnerPreferred safe.
package tfaccess.rules.object_owned_by_writer

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.object_ownership
	denial.certainty in {"definite", "conditional"}
	message := sprintf("other accounts upload to %s (object ownership %s) and %s their objects, which %s then cannot read", [
		lib.what(denial),
		denial.resource.bucket.ownership,
		keep[denial.certainty],
		lib.who(denial),
	])
}

keep := {"definite": "keep", "conditional": "may keep"}
