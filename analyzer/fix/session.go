package fix

import (
	"fmt"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
)

// session lets the session policy that a service passes allow what it lacks.
// The policy grants nothing by itself: the role's own policies stay the bound.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session (2026-11)
func (a *attempt) session() *change {
	w := a.Access.Wiring
	if w == nil || w.Session == nil || w.Session.Presence != graph.Present || w.Session.Origin.Address == "" {
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
