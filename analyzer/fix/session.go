package fix

import (
	"fmt"
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
)

// session lets the session policy that a service passes allow what it lacks.
// The policy grants nothing by itself: the role's own policies stay the bound.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session (2026-11)
func (a *attempt) session() *change {
	w := a.Access.Wiring
	if w == nil {
		return a.passed()
	}
	if w.Session == nil || w.Session.Presence != graph.Present || w.Session.Origin.Address == "" {
		return nil
	}
	s := a.allow(w.Session.Document, "AllowSession")
	if s == nil {
		return nil
	}
	n := *w
	if n.Session = with(w.Session, s); n.Session == nil {
		return nil
	}
	return &change{wiring: &n, fix: finding.Fix{
		Summary: fmt.Sprintf("let the session policy pass %s", list(s.Actions)), Edits: []finding.Edit{a.edit(w.Session, s)},
	}}
}

// passed is the same for the document that a provider configuration passes.
// Where it passes managed policies only, another choice is theirs who made it.
func (a *attempt) passed() *change {
	for i, have := range a.Access.Session {
		if have.Presence != graph.Present || !have.ARN.IsUnset() || have.Origin.Address == "" {
			continue
		}
		s := a.allow(have.Document, "AllowSession")
		if s == nil {
			return nil
		}
		c := &change{passed: slices.Clone(a.Access.Session), fix: finding.Fix{
			Summary: fmt.Sprintf("let the session policy pass %s", list(s.Actions)), Edits: []finding.Edit{a.edit(have, s)},
		}}
		if c.passed[i] = with(have, s); c.passed[i] == nil {
			return nil
		}
		return c
	}
	return nil
}
