# METADATA
# title: Bucket policy refuses the network path
# description: |
#   A statement of the bucket policy turns on where the request comes from
#   (aws:SourceVpce, aws:SourceVpc, aws:SourceIp), and the path of this
#   principal's requests is another one: another VPC endpoint, no endpoint at
#   all, or another region, which no gateway endpoint serves.
# related_resources:
#   - ref: https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies-vpc-endpoint.html
#     description: Controlling access from VPC endpoints with bucket policies
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpce
#     description: aws:SourceVpce
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA025
#   severity: error
#   layers: [bucket_policy]
#   error: "User: USER is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::BUCKET/KEY\" with an explicit deny in a resource-based policy"
#   fix: >-
#     Add the endpoint (or VPC, or address range) of this workload to the
#     condition, or exempt the principal with aws:PrincipalArn in the same
#     statement.
#   refines: [bucket-policy-explicit-deny, deny-depends-on-apply, cannot-tell]
#   traps:
#     - >-
#       A workload whose subnet is routed through the listed endpoint works.
#     - >-
#       A path that no input shows is not judged.
#     - >-
#       Several values of one StringNotEquals must all differ for the Deny to
#       apply.
package tfaccess.rules.network_condition_unmet

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.bucket_policy
	denial.explicit
	"network" in denial.families
	some verb in verbs(denial)
	message := sprintf("%s %s %s to %s%s; its requests%s come %s", [
		lib.statement(denial),
		verb,
		lib.actions(denial),
		lib.who(denial),
		lib.where(denial),
		lib.workloads(denial),
		path(denial),
	])
}

verbs(denial) := {"denies"} if lib.denied(denial)

# What depends on a document that no input holds is not a suspicion.
verbs(denial) := {"may deny"} if {
	denial.certainty == "unresolved"
	every need in denial.needs {
		need.kind == "apply"
	}
}

path(denial) := sprintf("through %s", [lib.at(denial.via.place, denial.via.id)]) if denial.via

path(denial) := "through no VPC endpoint" if denial.path == "public"

path(denial) := "from inside AWS" if denial.path == "internal"

path(denial) := "from elsewhere" if {
	denial.path == "unknown"
}
