# METADATA
# title: Key policy locks out the role that manages the key
# description: |
#   The identity that Terraform uses for this key may not read or change the
#   key's policy once the policy is in force. The account's root user has no
#   more power over a key than its policy gives, so that nobody may be able to
#   mend it but whom the policy names; where it names nobody, only AWS Support.
#   AWS refuses a policy that its sender could not change again
#   (MalformedPolicyDocumentException, status 400), unless
#   bypass_policy_lockout_safety_check is set; what remains fails with 403 at
#   the next plan.
# related_resources:
#   - ref: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
#     description: Default key policy
#   - ref: https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
#     description: PutKeyPolicy and its lockout safety check
# schemas:
#   - input: schema.facts
# custom:
#   id: TFA055
#   severity: error
#   layers: [kms_key_policy]
#   error: "User: USER is not authorized to perform: kms:GetKeyPolicy on resource: KEY because no resource-based policy allows the kms:GetKeyPolicy action"
#   fix: >-
#     Keep the statement that names the account's root (kms:* for
#     arn:aws:iam::ACCOUNT:root), or allow the role kms:DescribeKey,
#     kms:GetKeyPolicy, kms:GetKeyRotationStatus, kms:ListResourceTags and
#     kms:PutKeyPolicy; exempt it from a Deny with ArnNotLike aws:PrincipalArn.
#   refines: [kms-key-policy-missing-allow, kms-explicit-deny, kms-condition-unmet, kms-key-unusable, principal-recreated, copy-source-refused]
#   traps:
#     - >-
#       A statement for the account's root leaves the key to identity policies.
#     - >-
#       A condition that exempts the role by pattern works.
package tfaccess.rules.key_administrators_locked_out

import data.tfaccess.lib

findings contains lib.claim(denial, message) if {
	some denial in input.denials.kms_key_policy
	lib.denied(denial)
	managed(denial)
	message := sprintf("%s; Terraform manages %s with this identity", [refusal(denial), lib.at(denial.subject, "the key")])
}

managed(denial) if {
	some e in denial.evidence
	e.kind == "administers"
}

refusal(denial) := sprintf("%s denies %s to %s", [lib.statement(denial), lib.actions(denial), denial.principal.arn]) if denial.explicit

refusal(denial) := sprintf("the key policy allows %s neither to %s nor to its account", [lib.actions(denial), denial.principal.arn]) if not denial.explicit
