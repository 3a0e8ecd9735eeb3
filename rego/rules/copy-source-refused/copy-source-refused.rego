# METADATA
# title: The source of a copy may not be read
# description: |
#   aws_s3_object_copy sends one CopyObject request with the credentials of its
#   provider configuration. They need s3:PutObject on the destination and, for
#   the same request, s3:GetObject on the source and kms:Decrypt with the key
#   of the source. Who may write where the copy goes is refused all the same:
#   a source in another account has to let the role in by its bucket policy and
#   key policy, and the role's own policies have to allow the read as well.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
#     description: CopyObject, Permissions
#   - ref: https://repost.aws/knowledge-center/copy-s3-objects-account
#     description: Copy objects between accounts
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA054
#   severity: error
#   layers: [identity_policy, bucket_policy, kms_key_policy, kms_identity_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" because no resource-based policy allows the s3:GetObject action"
#   fix: >-
#     Let the role of the provider configuration read the source: in the source
#     bucket's policy, the source key's policy and its own policies. Or copy
#     with a provider configuration of the source's account and let that one
#     write to the destination.
#   refines: [bucket-policy-missing-allow, identity-policy-missing-allow, kms-key-policy-missing-allow, kms-identity-policy-missing-allow]
#   traps:
#     - >-
#       Within one account the role's own policies suffice.
#     - >-
#       A bucket policy may let in the role's whole account.
#     - >-
#       A copy that is made already and does not change reads its source no more.
package tfaccess.rules.copy_source_refused

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some layer in ["identity_policy", "bucket_policy", "kms_key_policy", "kms_identity_policy"]
	some denial in input.denials[layer]
	lib.denied(denial)
	denial.reason == "no_statement_allows"
	not denial.principal.replaced
	count(denial.near) == 0 # else the rule about that statement says more
	copies := [e.place | some e in denial.evidence; e.text == "copy source"]
	copy := copies[0]
	message := sprintf("%s copies from %s with %s, but %s %s there", [
		lib.at(copy, "an object copy"),
		lib.what(denial),
		lib.who(denial),
		missing(denial),
		lib.list(lib.judged(denial)),
	])
}

missing(denial) := "none of the role's policies allows" if denial.layer in {"identity_policy", "kms_identity_policy"}

missing(denial) := "there is no bucket policy to allow" if {
	denial.layer == "bucket_policy"
	denial.resource.bucket.policy == "absent"
}

missing(denial) := "the bucket policy does not allow" if {
	denial.layer == "bucket_policy"
	denial.resource.bucket.policy != "absent"
}

missing(denial) := sprintf("the policy of %s does not allow", [lib.key(denial)]) if denial.layer == "kms_key_policy"
