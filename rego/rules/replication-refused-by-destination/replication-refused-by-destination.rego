# METADATA
# title: Destination bucket does not admit the replication role
# description: |
#   A replication rule copies objects into a bucket of another account with a
#   role of the source account. The destination's bucket policy must allow that
#   role s3:ReplicateObject and s3:ReplicateDelete on its objects, and
#   s3:ObjectOwnerOverrideToBucketOwner where the rule changes the owner.
#   Nothing answers 403 to anybody: objects end in replication status FAILED.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html
#     description: Configuring replication across accounts
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA029
#   severity: error
#   layers: [bucket_policy]
#   error: "x-amz-replication-status: FAILED"
#   fix: >-
#     Let the replication role in by the destination's bucket policy.
#   refines: [bucket-policy-missing-allow, bucket-policy-names-another-principal, statement-can-never-match, organization-condition-unmet, tag-condition-unmet]
#   traps:
#     - >-
#       In one account the destination needs no bucket policy.
package tfaccess.rules.replication_refused_by_destination

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	lib.denied(denial)
	denial.wiring.kind == "replication"
	not denial.explicit
	message := sprintf("%s replicates to %s as %s, to which the bucket policy there does not allow %s%s", [
		lib.at(denial.wiring.place, "a replication rule"),
		lib.what(denial),
		lib.who(denial),
		lib.actions(denial),
		lib.miss(denial),
	])
}
