package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// session takes what people are meant to do through a service that uses a role
// with a session policy: a policy that narrows a role narrows it on purpose, so
// that what only one of the two allows is no evidence. What both allow is
// meant; and where not one object action is left of the two although each has
// some, the session is good for nothing, which nobody meant.
func (f *finder) session(w *graph.Wiring, p *graph.Principal, e Evidence) {
	var useless []graph.WiredAction
	left := false
	for _, a := range w.Actions {
		inRole, inSession := covered(p.Policies, a), policy.Yes
		if w.Session != nil {
			inSession = covered([]*graph.Policy{w.Session}, a)
		}
		object := levelOf(a.Action) == onObject
		switch {
		case inRole == policy.Yes && inSession == policy.Yes:
			f.needWired(w, p, a, e)
			left = left || object
		case inRole != policy.No && inSession != policy.No:
			left = left || object // how far the two go together is not known
		case object && inRole == policy.Yes && w.Session != nil && mentions(w.Session, a.Action):
			useless = append(useless, a)
		}
	}
	if left {
		return
	}
	for _, a := range useless {
		f.needWired(w, p, a, e)
	}
}

// mentions reports whether a policy allows an action on anything.
func mentions(p *graph.Policy, action string) bool {
	found := false
	allows(p, func(s *policy.Statement) {
		found = found || allowsAction(s, action)
	})
	return found
}

func allowsAction(s *policy.Statement, action string) bool {
	return slices.ContainsFunc(actions(s), func(a string) bool { return like(strings.ToLower(a), strings.ToLower(action)) })
}

// covered says whether Allow statements cover all of a wired action's resource
// (Yes), none of it, or a part, or that a document is not known (Maybe).
// Conditions do not count: they tell when, not what for.
func covered(policies []*graph.Policy, a graph.WiredAction) policy.Tri {
	of, out := policy.CompileResource(a.Resource), policy.No
	for _, p := range policies {
		if p.Presence != graph.Present && p.Presence != graph.Absent {
			out = out.Or(policy.Maybe)
		}
		allows(p, func(s *policy.Statement) {
			if !allowsAction(s, a.Action) {
				return
			}
			if s.NotResource {
				out = out.Or(policy.Maybe)
				return
			}
			for _, r := range s.Resources {
				out = out.Or(r.Match(of))
			}
		})
	}
	return out
}
