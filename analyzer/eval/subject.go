package eval

import (
	"cmp"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// subject is the resource to change if the layer denies: the policy whose
// Deny applies, or the one in which an Allow is missing.
func (l *leg) subject(d decision.Layer, r *decision.LayerResult, layer *Layer) graph.Origin {
	if d == decision.PublicAccessBlock {
		return l.restrict
	}
	for i := range layer.Deciding {
		ref := &layer.Deciding[i]
		if ref.Effect == "Deny" && (r.Deny == policy.Yes && ref.Applies == policy.Yes || r.Deny == policy.Maybe && r.Allow == policy.Yes && ref.Applies == policy.Maybe) {
			return originOf(ref.Policy)
		}
	}
	switch d {
	case decision.Identity:
		return l.identitySubject()
	case decision.SCP, decision.RCP:
		return l.levelSubject(d, int(r.Level))
	case decision.Resource:
		if l.resource != nil && l.resource.Presence != graph.Absent && l.resource.Origin.Address != "" {
			return l.resource.Origin
		}
		return l.blame
	case decision.AccessPoint:
		if l.point != nil && l.point.Presence != graph.Absent && l.point.Origin.Address != "" {
			return l.point.Origin
		}
		return l.question.target.point.Origin
	}
	for _, p := range l.policiesOf(d, 0) {
		if p != nil {
			return originOf(p)
		}
	}
	return graph.Origin{}
}

// originOf is where a policy is written, or, for one that AWS provides, where
// it is attached.
func originOf(p *graph.Policy) graph.Origin {
	if p.Origin.Address == "" && p.Via != nil {
		return *p.Via
	}
	return p.Origin
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

// relevance ranks an identity policy as the place for a missing Allow. A
// policy that others write (AWS's, a group's) counts only if it speaks of the
// service at all.
func (l *leg) relevance(p *graph.Policy, service string) int {
	own := p.Origin.Address != ""
	inline := own && p.Via == nil
	score := 0
	if p.Presence == graph.Present {
		for _, s := range p.Document.Statements {
			if s.Effect != policy.Allow {
				continue
			}
			speaks := 0
			for _, a := range s.Actions {
				if !s.NotAction && hasPrefixFold(a.Text, service+":") {
					speaks = 4
				}
			}
			e := s.Elements(l.policyRequest())
			if e.Action == policy.Yes {
				speaks += 4
			}
			if speaks > 0 && s.HasResource && e.Resource != policy.No {
				speaks += 2
			}
			score = max(score, speaks)
		}
	}
	switch {
	case inline:
		return score*2 + 2
	case own:
		return score*2 + cmp.Compare(score, 0)
	}
	return score * 2
}

// levelSubject is the policy of the level that allows nothing: one that
// somebody wrote rather than AWS's own.
func (l *leg) levelSubject(d decision.Layer, level int) graph.Origin {
	var fallback graph.Origin
	for _, p := range l.policiesOf(d, level) {
		if p.Origin.Address != "" {
			return p.Origin
		}
		fallback = originOf(p)
	}
	if a := l.question.caller.principal.Account; d == decision.SCP && a != nil && level >= 0 && level < len(a.Levels) && a.Levels[level].Detached != nil {
		return *a.Levels[level].Detached
	}
	return fallback
}

// policyRequest is the leg's request as statements see it.
func (l *leg) policyRequest() *policy.Request {
	return &policy.Request{Action: l.request.Action, Resource: l.request.Resource, Caller: &l.request.Caller, Context: l.request.Context}
}
