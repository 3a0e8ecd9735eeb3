package eval

import "github.com/tfaccess/tfaccess/analyzer/graph"

// rcpGate is the organization's resource control policies on the account that
// owns the resource. They bind every caller, those of other organizations,
// services and unsigned ones included; not service-linked roles, and no
// resource of the management account.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html (2026-11)
var rcpGate = gate{
	kind:     always(RCP),
	policies: rcpsOf,
	document: func(l *leg) string {
		return "resource control policies of account " + string(l.request.ResourceAccount)
	},
	idle: func(l *leg) Reason {
		if l.question.caller.principal.Kind == graph.ServiceLinked || l.owner != nil && outsideOfControl(l.owner) {
			return NotBound
		}
		return NotExamined
	},
	subject: func(l *leg, level int) graph.Origin { return writtenOrigin(rcpsOf(l, level)) },
}

func rcpsOf(l *leg, level int) []*graph.Policy {
	if l.owner != nil && level >= 0 && level < len(l.owner.Levels) {
		return l.owner.Levels[level].RCPs
	}
	return nil
}
