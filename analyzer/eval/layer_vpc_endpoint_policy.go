package eval

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// endpointGate is the policy of the VPC endpoint that the request passes. It
// judges whoever's credentials pass it; an endpoint without a policy lets
// everything through.
//
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html (2026-11)
var endpointGate = gate{
	kind:     always(VPCEndpointPolicy),
	policies: func(l *leg, _ int) []*graph.Policy { return []*graph.Policy{l.question.route.via.Policy} },
	document: func(l *leg) string { return "policy of endpoint " + string(l.question.route.via.ID) },
	idle: func(l *leg) Reason {
		q := l.question
		switch {
		case q.context.hop == viaS3, q.route.kind == Public, q.route.kind == Internal:
			return NotOnPath
		case q.route.kind == ThroughEndpoint:
			return DefaultPolicy
		}
		return PathNotKnown
	},
	subject: func(l *leg, _ int) graph.Origin {
		if o := firstOrigin([]*graph.Policy{l.question.route.via.Policy}); o.Address != "" {
			return o
		}
		return l.question.route.via.Origin
	},
}

// endpointSet is the policy of an endpoint as it judges a caller; nil for the
// default policy, which lets everything pass.
//
// A gateway endpoint's Principal is not like others: it has to be "*"; an
// account there means the account's root user alone. What a user's or role's
// ARN does is not documented, so that it never decides.
//
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#gateway-endpoint-policies (2026-11)
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html#edit-vpc-endpoint-policy-s3 (2026-11)
func (e *Engine) endpointSet(v *graph.Endpoint, who *policy.Caller) *decision.Set {
	set := e.set(v.Policy)
	if set == nil || v.Type != "Gateway" || v.Policy.Presence != graph.Present || who.Kind == policy.CallerRoot {
		return set
	}
	named := func(p policy.PrincipalPattern) bool {
		return p.Kind == policy.PrincipalAccount || p.Kind == policy.PrincipalAWS
	}
	plain := !slices.ContainsFunc(v.Policy.Document.Statements, func(s *policy.Statement) bool {
		return slices.ContainsFunc(s.Principals, named)
	})
	if plain {
		return set
	}
	document := *v.Policy.Document
	document.Statements = slices.Clone(document.Statements)
	for i, s := range document.Statements {
		changed := *s
		changed.Principals = slices.Clone(s.Principals)
		for j, p := range changed.Principals {
			switch {
			case p.Kind == policy.PrincipalAccount:
				changed.Principals[j] = policy.PrincipalPattern{Kind: policy.PrincipalService, Text: rootUserOnly}
			case p.Kind == policy.PrincipalAWS && p.Names(who).Any() != policy.No:
				changed.Principals[j].Kind = policy.PrincipalUnknown
			}
		}
		document.Statements[i] = &changed
	}
	return decision.Compile([]decision.Policy{{Document: &document}}, false)
}

// rootUserOnly stands in a gateway endpoint's policy where an account does: it
// names no user and no role.
const rootUserOnly policy.Text = "root user only"

// gatewayPrincipal is what would settle whether a user's or role's ARN counts there.
const gatewayPrincipal = "what a principal's ARN means in a gateway endpoint's policy"
