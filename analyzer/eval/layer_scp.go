package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// scpGate is the organization's service control policies on the caller's
// account: each level from the root down has to allow. They bind the users,
// roles and root user of member accounts, whatever account the resource is in.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html (2026-11)
var scpGate = gate{
	kind:     always(SCP),
	policies: scpsOf,
	document: func(l *leg) string {
		return "service control policies of account " + string(l.question.caller.who.Account)
	},
	idle: func(l *leg) Reason {
		p := l.question.caller.principal
		if !boundBySCPs(p.Kind) || p.Account != nil && outsideOfControl(p.Account) {
			return NotBound
		}
		return NotExamined
	},
	subject: scpSubject,
}

func scpsOf(l *leg, level int) []*graph.Policy {
	if a := l.question.caller.principal.Account; a != nil && level >= 0 && level < len(a.Levels) {
		return a.Levels[level].SCPs
	}
	return nil
}

// boundBySCPs is false for service-linked roles, service principals and
// unsigned callers. The management account has no compiled levels.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp (2026-11)
func boundBySCPs(k graph.Kind) bool {
	return k == graph.User || k == graph.Role || k == graph.Root
}

// outsideOfControl: organization policies do not bind the management account,
// nor accounts of no organization.
func outsideOfControl(a *graph.Account) bool { return a.Management || a.Membership == policy.No }

// scpSubject is the policy of the level that allows nothing: one that somebody
// wrote, else what took FullAWSAccess away.
func scpSubject(l *leg, level int) graph.Origin {
	if o := writtenOrigin(scpsOf(l, level)); o.Address != "" {
		return o
	}
	if a := l.question.caller.principal.Account; a != nil && level >= 0 && level < len(a.Levels) {
		if o := a.Levels[level].Detached; o != nil {
			return *o
		}
	}
	return graph.Origin{}
}

// writtenOrigin is the first policy that an input holds, rather than AWS's own.
func writtenOrigin(policies []*graph.Policy) graph.Origin {
	for _, p := range policies {
		if p.Origin.Address != "" {
			return p.Origin
		}
	}
	return firstOrigin(policies)
}
