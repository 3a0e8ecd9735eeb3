package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Nobody can write down the ARN of a role that IAM Identity Center provisions
// before it is there, and its suffix changes with the assignment. So AWS tells
// to name it by a pattern, whose wildcards stand for region and suffix: one
// that spells out the permission set means its roles and nobody else. Such a
// pattern without the path means them as well, and never matches.
//
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html (2026-11)

// setRole is a permission set in an account.
type setRole struct{ account, set policy.Text }

// provisioned are the roles of permission sets that the conditions of a
// resource policy's statement spell out.
func (f *finder) provisioned(s *policy.Statement) []*graph.Principal {
	if len(f.bySet) == 0 || s.NotPrincipal {
		return nil
	}
	accounts, wide := wideAccounts(s)
	if !wide {
		return nil
	}
	var out []*graph.Principal
	for _, c := range s.Conditions {
		if !strings.EqualFold(c.Key, "aws:PrincipalArn") || !selects(c.Operator) {
			continue
		}
		for _, v := range c.Values {
			at, ok := parse(v)
			if !ok || at.service != "iam" {
				continue
			}
			in := accounts // of a pattern for every account, those that Principal lists
			if specific(at.account) {
				in = []policy.Text{policy.Text(at.account)}
			}
			for _, account := range in {
				if p := f.bySet[setRole{account, setPattern(at.resource)}]; p != nil && !slices.Contains(out, p) {
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// wideAccounts are the accounts that a statement's Principal lists, and whether
// it lists an account or everybody.
func wideAccounts(s *policy.Statement) (accounts []policy.Text, wide bool) {
	for _, p := range s.Principals {
		switch p.Kind {
		case policy.PrincipalAny:
			wide = true
		case policy.PrincipalAccount:
			wide = true
			accounts = append(accounts, p.Account)
		}
	}
	return accounts, wide
}

// setPattern is the permission set that a pattern of role ARNs spells out:
// "Analyst" of "role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Analyst_*".
func setPattern(resource string) policy.Text {
	_, rest, found := strings.Cut(resource, "AWSReservedSSO_")
	end := strings.LastIndexByte(rest, '_')
	if !found || end <= 0 || !strings.HasPrefix(resource, "role/") || !strings.ContainsAny(rest[end:], "*?") || !specific(rest[:end]) {
		return ""
	}
	return policy.Text(rest[:end])
}

// elsewhere reports whether the policies of a permission set mean another of
// its roles when they name a bucket. The set says the same in every account
// that it is assigned to: people use the bucket from its own account, or from
// where its policy admits them.
func (f *finder) elsewhere(p *graph.Principal, b *graph.Bucket) bool {
	if p.PermissionSet == "" || b == nil || p.Account == nil || b.Account == p.Account {
		return false
	}
	mine := pair{p.ARN, b.ARN}
	if len(f.asks[mine][resourceSide]) > 0 {
		return false
	}
	return slices.ContainsFunc(f.ofSet[p.PermissionSet], func(other *graph.Principal) bool {
		return other != p && (other.Account == b.Account || len(f.asks[pair{other.ARN, b.ARN}][resourceSide]) > 0 ||
			admitsAccount(b.Policy, other.Account) && !admitsAccount(b.Policy, p.Account))
	})
}

// admitsAccount reports whether a statement of a policy allows something to an account.
func admitsAccount(p *graph.Policy, a *graph.Account) bool {
	found := false
	allows(p, func(s *policy.Statement) {
		accounts, _ := wideAccounts(s)
		found = found || a != nil && slices.Contains(accounts, a.ID)
	})
	return found
}
