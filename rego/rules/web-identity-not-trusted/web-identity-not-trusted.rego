# METADATA
# title: The role does not take the tokens of the pods that are to use it
# description: |
#   Pods of a service account are given a role, which they assume with a token of
#   their cluster. The role's trust policy does not take that token: it asks for
#   another service account, namespace or audience, compares with a wildcard that
#   StringEquals takes as written, or trusts the tokens of another cluster. The
#   pods start, but have no credentials.
# related_resources:
#   - ref: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
#     description: Assign IAM roles to Kubernetes service accounts
#   - ref: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
#     description: Condition keys of identity providers
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA058
#   severity: error
#   layers: [trust_policy]
#   error: "An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity"
#   fix: >-
#     Make the trust policy name the identity provider of the pods' cluster, with
#     ISSUER:sub equal to system:serviceaccount:NAMESPACE:NAME and ISSUER:aud equal
#     to sts.amazonaws.com; for a pattern of subjects take StringLike.
#   refines: [trust-policy-missing-principal, trust-condition-unmet, trust-policy-explicit-deny]
#   traps:
#     - >-
#       A trust policy without a condition on the subject takes tokens of all
#       service accounts of the cluster.
#     - >-
#       One role may be used in several clusters: one statement that takes the
#       token suffices.
#     - >-
#       A role that is given by EKS Pod Identity is assumed by a service, not by
#       a token.
package tfaccess.rules.web_identity_not_trusted

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.trust_policy
	lib.denied(denial)
	denial.wiring.kind == "web_identity"
	message := sprintf("%s is to run as %s, but %s", [given(denial), denial.resource.name, reason(denial)])
}

# What gives its pods the role, by its place; of several, the first and how many more.
given(denial) := lib.list(lib.some_of(sort({e.place.address | some e in denial.evidence; e.place.address != ""})))

reason(denial) := sprintf("%s denies %s to its tokens", [lib.statement(denial), lib.actions(denial)]) if denial.explicit

reason(denial) := sprintf("%s of its trust policy takes tokens only where %s", [lib.label(near.statement), lib.unmet(near)]) if {
	not denial.explicit
	near := lib.near(denial, "Condition")[0]
}

reason(denial) := "its trust policy does not take the tokens of this cluster" if {
	not denial.explicit
	count(lib.near(denial, "Condition")) == 0
}
