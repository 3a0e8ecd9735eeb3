package access

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// assumptions takes the services, and the tokens of pods, that have to be let
// into a role before a workload uses a bucket as that role. A role that uses
// none is another tool's matter; and of a trust policy that plainly lets the
// service in nothing is asked.
func (f *finder) assumptions() {
	if len(f.g.Assumptions) == 0 {
		return
	}
	uses := f.users()
	for _, a := range f.g.Assumptions {
		role := a.Role
		f.bind(a)
		if !uses[role.ARN] || role.Trust == nil || role.Trust.Presence != graph.Present || len(role.Trust.Document.Open) > 0 {
			continue
		}
		service := f.g.Principal(a.By.Service)
		k := slot{principal: service.ARN, resource: role.ARN, wiring: a.By}
		for _, action := range a.Actions {
			if a.By.Token == nil && trusts(role.Trust.Document, a.By, action) {
				continue
			}
			for _, w := range a.Workloads {
				f.need(k, service, target{arn: role.ARN, role: role}, action, Evidence{Kind: WiredService, Origin: w, Statement: -1, Text: a.By.Kind})
			}
		}
	}
}

// bind puts what a role is meant to do into the session in which alone it is
// used: the service that passes the policies is all that the role trusts, and
// has but one workload for it. Such policies narrow the role on purpose, so that
// what only the role's own allow is no evidence; what the other side asks for as
// well somebody misses.
func (f *finder) bind(a *graph.Assumption) {
	if len(a.Session) == 0 || !only(a.Role.Trust, a.By) || slices.ContainsFunc(f.g.Assumptions, func(o *graph.Assumption) bool { return o != a && o.Role == a.Role }) {
		return
	}
	for _, k := range f.order {
		d := f.drafts[k]
		if k.principal != a.Role.ARN || d.Bucket == nil && d.AccessPoint == nil || d.Session != nil || k.wiring != nil || k.guard != "" {
			continue
		}
		d.Session = a.Session
		for action, w := range d.wants {
			if !w.firm && w.sides != bothSides && covered(a.Session, graph.WiredAction{Action: action, Resource: d.Resource}) == policy.No {
				delete(d.wants, action)
			}
		}
	}
}

// only reports whether a trust policy lets nobody in but a service.
func only(trust *graph.Policy, by *graph.Wiring) bool {
	if trust == nil || trust.Presence != graph.Present || len(trust.Document.Open) > 0 {
		return false
	}
	return !slices.ContainsFunc(trust.Document.Statements, func(s *policy.Statement) bool {
		return s.Effect == policy.Allow && (s.NotPrincipal || slices.ContainsFunc(s.Principals, func(p policy.PrincipalPattern) bool { return !isService(p, by) }))
	})
}

// isService reports whether an element of a trust policy names a service, by
// any of its names.
func isService(p policy.PrincipalPattern, by *graph.Wiring) bool {
	return p.Kind == policy.PrincipalService && (p.Text == by.Service || slices.Contains(by.Alternatives, p.Text))
}

// users are the principals that are meant to use a bucket.
func (f *finder) users() map[policy.Text]bool {
	uses := map[policy.Text]bool{}
	for _, k := range f.order {
		d := f.drafts[k]
		if d.Bucket == nil && d.AccessPoint == nil || k.guard != "" || uses[k.principal] {
			continue
		}
		for action, w := range d.wants {
			if _, _, meant := f.weigh(d, action, w); meant {
				uses[k.principal] = true
				break
			}
		}
	}
	return uses
}

// trusts reports whether a trust policy names a service without a condition,
// and denies nothing.
func trusts(d *policy.Document, by *graph.Wiring, action string) bool {
	allowed := false
	for _, s := range d.Statements {
		if s.Effect == policy.Deny {
			return false
		}
		names := slices.ContainsFunc(s.Principals, func(p policy.PrincipalPattern) bool { return isService(p, by) })
		allowed = allowed || names && !s.NotPrincipal && !s.NotAction && len(s.Conditions) == 0 && allowsAction(s, action)
	}
	return allowed
}
