package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// The identity side of a request to a key is identityGate in a leg to KMS.
// In the key's account it counts only as far as the key policy delegates to
// the account; across accounts it is always needed, on the key's own ARN.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies.html (2026-11)
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html (2026-11)

// newKeyLeg starts a leg to a key.
func (q *question) newKeyLeg(action string, key *graph.Key) leg {
	return leg{
		question: q, action: action, owner: key.Account, resource: key.Policy, blame: key.Origin,
		identityKind: KMSIdentityPolicy, resourceKind: KMSKeyPolicy,
		document: func(l *leg) string { return "policy of key " + string(l.request.Resource.Text) },
	}
}

// grantOnly reports whether only a grant, across accounts, stands for the key
// account's consent: whether the caller's identity policies have to allow the
// action as well is not documented, so that their silence denies nothing.
func (l *leg) grantOnly() bool {
	r := &l.result
	return l.policies.Granted != policy.No && r.SameAccount != policy.Yes && !r.Explicit &&
		r.Layers[decision.Resource].Allow == policy.No && r.Layers[decision.Identity].Verdict == policy.No
}
