package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// identityGate is the user's or role's own policies: inline, attached and by
// group. Root users, services and unsigned callers have none and need none.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html (2026-11)
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html (2026-11)
var identityGate = gate{
	kind:     func(l *leg) LayerKind { return l.identityKind },
	policies: func(l *leg, _ int) []*graph.Policy { return l.question.caller.principal.Policies },
	document: func(l *leg) string { return "identity policies of " + string(l.question.caller.principal.ARN) },
	idle:     idleForPrincipal,
	passes:   NotNeeded,
	subject:  func(l *leg, _ int) graph.Origin { return l.identitySubject() },
}

// idleForPrincipal says why a layer that hangs on users and roles has no say.
func idleForPrincipal(l *leg) Reason {
	if takesIdentityPolicies(l.question.caller.principal.Kind) {
		return NotSet
	}
	return NotBound
}

// takesIdentityPolicies is false for those whom no identity policy binds.
func takesIdentityPolicies(k graph.Kind) bool {
	return k == graph.User || k == graph.Role || k == graph.ServiceLinked
}

// identitySubject is the policy to which a missing Allow belongs: the one that
// speaks most of what is asked, else the user's or role's own inline policy,
// else the user or role itself.
func (l *leg) identitySubject() graph.Origin {
	p := l.question.caller.principal
	service, _, _ := strings.Cut(strings.ToLower(l.action), ":")
	best, score := (*graph.Policy)(nil), 0
	for _, candidate := range p.Policies {
		if s := l.relevance(candidate, service); s > score {
			best, score = candidate, s
		}
	}
	if best == nil {
		return p.Origin
	}
	return originOf(best)
}

// relevance ranks an identity policy as the place for a missing Allow: the
// more of the request a statement speaks of, the better. An inline policy
// counts even if it speaks of something else; one that others share does not.
func (l *leg) relevance(p *graph.Policy, service string) int {
	score := 0
	if p.Presence == graph.Present {
		for _, s := range p.Document.Statements {
			if s.Effect == policy.Allow {
				score = max(score, l.speaksOf(s, service))
			}
		}
	}
	score *= 2
	switch inline := p.Origin.Address != "" && p.Via == nil; {
	case inline:
		score += 2
	case score > 0 && p.Origin.Address != "":
		score++
	}
	return score
}

// speaksOf says how much of the request an Allow statement is about.
func (l *leg) speaksOf(s *policy.Statement, service string) int {
	e := s.Elements(l.policyRequest())
	score := 0
	for _, a := range s.Actions {
		if !s.NotAction && hasPrefixFold(a.Text, service+":") {
			score = 4
		}
	}
	if e.Action == policy.Yes {
		score += 4
	}
	if score > 0 && s.HasResource && e.Resource != policy.No {
		score += 2
	}
	return score
}
