package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// whyNotAsked says why a layer has no say in the leg.
func (l *leg) whyNotAsked(d decision.Layer) Reason {
	q := l.question
	switch d {
	case decision.SCP:
		a := q.caller.principal.Account
		switch {
		case !boundBySCPs(q.caller.principal.Kind), a != nil && a.Management, a != nil && a.Membership == policy.No:
			return NotBound
		}
		return NotExamined
	case decision.RCP:
		switch {
		case q.caller.principal.Kind == graph.ServiceLinked, l.owner != nil && (l.owner.Management || l.owner.Membership == policy.No):
			return NotBound
		}
		return NotExamined
	case decision.Endpoint:
		switch {
		case q.context.hop == viaS3, q.route.kind == Public, q.route.kind == Internal:
			return NotOnPath
		case q.route.kind == ThroughEndpoint:
			return DefaultPolicy
		}
		return PathNotKnown
	case decision.Identity, decision.Boundary, decision.Session:
		if !takesIdentityPolicies(q.caller.principal.Kind) {
			return NotBound
		}
	case decision.PublicAccessBlock:
		return NotPublic
	case decision.AccessPoint:
		return NotOnPath
	}
	return NotSet
}

// whyAllowed says how a layer lets the request pass.
func (l *leg) whyAllowed(d decision.Layer, r *decision.LayerResult) Reason {
	switch {
	case d == decision.PublicAccessBlock:
		return NotPublic
	case r.Allow == policy.Yes:
		return StatementAllows
	case d == decision.Resource && l.policies.Granted == policy.Yes:
		return GrantAllows
	case d == decision.Identity || d == decision.Resource:
		return NotNeeded
	case d == decision.Boundary || d == decision.Session:
		return Bypassed
	}
	return StatementAllows
}

// whyOpen says what about a layer is not known.
func (l *leg) whyOpen(d decision.Layer, r *decision.LayerResult) Reason {
	for _, p := range l.policiesOf(d, int(r.Level)) {
		if p != nil && p.Presence != graph.Present && p.Presence != graph.Absent {
			return DocumentUnknown
		}
	}
	switch {
	case d == decision.PublicAccessBlock:
		return PublicPolicy
	case r.Allow == policy.Yes:
		return MayDeny
	}
	return MayAllow
}
