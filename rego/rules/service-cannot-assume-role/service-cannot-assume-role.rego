# METADATA
# title: The service may not assume the workload's role
# description: |
#   A function, task, instance, job or delivery uses S3 as a role that its
#   service has to assume first, and the role's trust policy does not let the
#   service do that: it names another service or nobody, denies it, or asks for
#   a source that this workload is not. AWS refuses to make the resource, or the
#   workload starts without credentials. Other uses of the role go on working.
#   S3 Access Grants assumes the role of a location, whose credentials it hands
#   out to grantees.
# related_resources:
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
#     description: Create a role to delegate permissions to an AWS service
#   - ref: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
#     description: Lambda execution role
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
#     description: The trust policy that EKS Pod Identity needs
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA062
#   severity: error
#   layers: [trust_policy]
#   error: "InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda."
#   fix: >-
#     Allow sts:AssumeRole to the service in the role's trust policy; for EKS Pod
#     Identity sts:TagSession as well.
#   refines: [trust-policy-missing-principal, trust-condition-unmet, trust-policy-explicit-deny]
#   traps:
#     - >-
#       A role may be trusted by several services: each workload needs its own
#       only.
#     - >-
#       A trust policy that people or other roles may use says nothing about
#       services.
package tfaccess.rules.service_cannot_assume_role

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.trust_policy
	lib.denied(denial)
	use := uses[denial.wiring.kind]
	message := sprintf("%s %s %s, but %s", [workload(denial), use, denial.resource.name, reason(denial)])
}

uses := {"service_role": "runs as", "access_grants_location": "hands out credentials of"}

# What runs as the role, by its place; of several, the first and how many more.
workload(denial) := lib.list(lib.some_of(sort({e.place.address | some e in denial.evidence; e.place.address != ""})))

reason(denial) := sprintf("%s denies %s to %s", [lib.statement(denial), lib.actions(denial), denial.principal.arn]) if denial.explicit

reason(denial) := sprintf("%s of its trust policy admits %s only where %s", [lib.label(near.statement), denial.principal.arn, lib.unmet(near)]) if {
	not denial.explicit
	near := lib.near(denial, "Condition")[0]
}

reason(denial) := sprintf("its trust policy does not allow %s to %s", [lib.actions(denial), denial.principal.arn]) if {
	not denial.explicit
	count(lib.near(denial, "Condition")) == 0
}
