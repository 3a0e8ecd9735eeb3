package access

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// administrators takes the identity that manages a bucket with Terraform: it
// has to read and write the bucket's policy at the next run. Only a Deny can
// lock it out of its own account's bucket, so without one that covers the
// action nothing is asked; an input that uses several identities in the account
// does not tell which.
func (f *finder) administrators(b *graph.Bucket) {
	if b.Deleted || b.Account == nil || b.Policy == nil || b.Policy.Presence != graph.Present {
		return
	}
	p, session, e := f.administrator(b.Account, b.Policy)
	if p == nil {
		return
	}
	k := slot{principal: p.ARN, resource: b.ARN}.in(session)
	for _, action := range []string{"s3:GetBucketPolicy", "s3:PutBucketPolicy"} {
		a := policy.CompileAction(policy.Text(action))
		if slices.ContainsFunc(b.Policy.Document.Statements, func(s *policy.Statement) bool { return s.Effect == policy.Deny && s.Covers(a) != policy.No }) {
			f.need(k, p, target{arn: b.ARN, bucket: b}, action, e).Session = session
		}
	}
}

// keyAdministrators takes the identity that manages a key with Terraform: each
// run reads the key and its policy, and a run that writes the policy is refused
// unless whoever sends it may write it again. The account's root user has no
// more power over a key than its policy gives. Where the policy leaves the key
// to the account's identity policies only a Deny can lock out: what an identity
// lacks by itself is another matter.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html (2026-11)
// https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (2026-11): BypassPolicyLockoutSafetyCheck
func (f *finder) keyAdministrators(k *graph.Key) {
	if k.Deleted || k.Account == nil || k.Policy == nil || k.Policy.Presence != graph.Present || len(k.Policy.Document.Open) > 0 {
		return
	}
	p, session, e := f.administrator(k.Account, k.Policy)
	if p == nil {
		return
	}
	for _, action := range managing(k) {
		if delegated, denied := leaves(k, action); delegated && (!denied || lacks(p, action)) {
			continue
		}
		f.need(slot{principal: p.ARN, resource: k.ARN}.in(session), p, target{arn: k.ARN, key: k}, action, e).Session = session
	}
}

// managing are the actions that Terraform uses on a key: those of each refresh,
// and, where the plan changes the policy, the one that writes it.
//
// https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/kms/key.go (2026-11): findKeyInfo
func managing(k *graph.Key) []string {
	actions := []string{"kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListResourceTags"}
	if k.Rotates == policy.Yes {
		actions = append(actions, "kms:GetKeyRotationStatus")
	}
	if c := k.Policy.Origin.Change; c != "" && c != "no-op" {
		actions = append(actions, "kms:PutKeyPolicy")
	}
	return actions
}

// lacks reports whether all identity policies of a principal are known and none
// has an Allow for the action.
func lacks(p *graph.Principal, action string) bool {
	a := policy.CompileAction(policy.Text(action))
	return p.Complete == policy.Yes && !slices.ContainsFunc(p.Policies, func(d *graph.Policy) bool {
		return d.Presence != graph.Present || slices.ContainsFunc(d.Document.Statements, func(s *policy.Statement) bool {
			return s.Effect == policy.Allow && s.Covers(a) != policy.No
		})
	})
}

// leaves says whether a key's policy may leave an action to the identity
// policies of the key's account, and whether it may deny it to somebody.
func leaves(k *graph.Key, action string) (delegated, denied bool) {
	a := policy.CompileAction(policy.Text(action))
	for _, s := range k.Policy.Document.Statements {
		switch {
		case s.Covers(a) == policy.No:
		case s.Effect != policy.Allow:
			denied = true
		default:
			delegated = delegated || s.NotPrincipal || slices.ContainsFunc(s.Principals, func(p policy.PrincipalPattern) bool {
				return p.Kind == policy.PrincipalAny || p.Kind == policy.PrincipalUnknown ||
					p.Kind == policy.PrincipalAccount && policy.Equal(p.Account, k.Account.ID) != policy.No
			})
		}
	}
	return delegated, denied
}

// administrator is the one identity that the input of a policy uses in an
// account, its session policies, and the evidence that it manages what the
// policy is of; nil if the input uses none or several.
func (f *finder) administrator(account *graph.Account, p *graph.Policy) (*graph.Principal, []*graph.Policy, Evidence) {
	var found []graph.Administrator
	for _, a := range account.Administrators {
		known := slices.ContainsFunc(found, func(x graph.Administrator) bool { return x.ARN == a.ARN })
		if a.Provider.Input == p.Origin.Input && !known {
			found = append(found, a)
		}
	}
	if len(found) != 1 {
		return nil, nil, Evidence{}
	}
	return f.principal(found[0].ARN), found[0].Session, Evidence{Kind: Administers, Policy: p, Statement: -1, Origin: found[0].Provider}
}
