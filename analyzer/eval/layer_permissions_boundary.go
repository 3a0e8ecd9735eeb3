package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
)

// boundaryGate is the permissions boundary: it grants nothing and caps what
// identity policies, and resource policies that name a role, grant. In the
// resource's own account a grant to the user or session itself passes it.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html (2026-11)
var boundaryGate = gate{
	kind:     always(PermissionsBoundary),
	policies: func(l *leg, _ int) []*graph.Policy { return []*graph.Policy{l.question.caller.principal.Boundary} },
	document: func(l *leg) string { return "permissions boundary of " + string(l.question.caller.principal.ARN) },
	idle:     idleForPrincipal,
	passes:   Bypassed,
	subject: func(l *leg, _ int) graph.Origin {
		p := l.question.caller.principal
		if o := firstOrigin([]*graph.Policy{p.Boundary}); o.Address != "" {
			return o
		}
		return p.Origin // the boundary is AWS's own: what sets it is the place
	},
}

// capSet compiles a boundary. One of which no input tells
// whether there is any is assumed not to be there: it would be a resource of
// its own that somebody attached.
func capSet(p *graph.Policy) *decision.Set {
	if p == nil || p.Presence == graph.Absent || p.Presence == graph.Unknown {
		return nil
	}
	return compileOne(p)
}
