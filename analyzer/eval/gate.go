package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// gate is what this package knows of one of decision's layers. Each stands in
// its layer's file.
type gate struct {
	// kind names the layer in a leg; zero if it has no part in it.
	kind func(l *leg) LayerKind
	// policies are the graph's policies behind the layer, in the order in which
	// they were compiled. level counts from the organization's root.
	policies func(l *leg, level int) []*graph.Policy
	// document names what an open verdict would need.
	document func(l *leg) string
	// idle says why the layer has no say.
	idle func(l *leg) Reason
	// passes says how it lets a request pass without an Allow of its own.
	passes Reason
	// subject is what to change where an Allow is missing.
	subject func(l *leg, level int) graph.Origin
}

var gates = [decision.NumLayers]*gate{
	decision.Identity:          &identityGate,
	decision.Boundary:          &boundaryGate,
	decision.Session:           &sessionGate,
	decision.SCP:               &scpGate,
	decision.RCP:               &rcpGate,
	decision.Endpoint:          &endpointGate,
	decision.Resource:          &resourceGate,
	decision.AccessPoint:       &accessPointGate,
	decision.PublicAccessBlock: &publicBlockGate,
}

// always is the kind of a layer that has the same name in every leg.
func always(k LayerKind) func(*leg) LayerKind { return func(*leg) LayerKind { return k } }

// resourceGate is the resource's own policy: bucket, key or trust policy.
var resourceGate = gate{
	kind:     func(l *leg) LayerKind { return l.resourceKind },
	policies: func(l *leg, _ int) []*graph.Policy { return []*graph.Policy{l.resource} },
	document: func(l *leg) string { return l.document(l) },
	idle:     func(*leg) Reason { return NotSet },
	passes:   NotNeeded,
	subject: func(l *leg, _ int) graph.Origin {
		if p := l.resource; p != nil && p.Presence != graph.Absent && p.Origin.Address != "" {
			return p.Origin
		}
		return l.blame
	},
}

// subject is the resource to change if the layer denies: the policy whose
// Deny applies, or the one in which an Allow is missing.
func (l *leg) subject(d decision.Layer, r *decision.LayerResult, layer *Layer) graph.Origin {
	if d != decision.PublicAccessBlock {
		for i := range layer.Deciding {
			ref := &layer.Deciding[i]
			if ref.Effect == "Deny" && (r.Deny == policy.Yes && ref.Applies == policy.Yes || r.Deny == policy.Maybe && r.Allow == policy.Yes) {
				return originOf(ref.Policy)
			}
		}
	}
	return gates[d].subject(l, int(r.Level))
}

// originOf is where a policy is written, or, for one that AWS provides, where
// it is attached.
func originOf(p *graph.Policy) graph.Origin {
	if p.Origin.Address == "" && p.Via != nil {
		return *p.Via
	}
	return p.Origin
}

// firstOrigin is where the only policy of a layer is written.
func firstOrigin(policies []*graph.Policy) graph.Origin {
	if len(policies) == 0 || policies[0] == nil {
		return graph.Origin{}
	}
	return originOf(policies[0])
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
	case gates[d].passes != "":
		return gates[d].passes
	}
	return StatementAllows
}

// whyOpen says what about a layer is not known.
func (l *leg) whyOpen(d decision.Layer, r *decision.LayerResult) Reason {
	for _, p := range gates[d].policies(l, int(r.Level)) {
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
