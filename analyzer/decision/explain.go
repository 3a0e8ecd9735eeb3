package decision

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Explain tells what stands behind one layer's verdict: every statement of the
// layer that applies or may apply, and what the open ones depend on. It is slow
// and meant for what is printed.
func Explain(r *Request, p *Policies, layer Layer) Explanation {
	pr := policy.Request{Action: r.Action, Resource: r.Resource, Caller: &r.Caller, Context: r.Context}
	var e Explanation
	if p.AccessPoint != nil && (layer == Resource || layer == RCP) {
		pr.Resource = r.Bucket
	}
	for level, set := range p.Sets(layer) {
		e.add(set, level, &pr, layer == Resource || layer == AccessPoint || layer == Endpoint || layer == RCP)
	}
	for _, d := range e.Statements {
		for _, n := range d.Needs {
			if !slices.Contains(e.Needs, n) {
				e.Needs = append(e.Needs, n)
			}
		}
	}
	return e
}

// Sets are the sets of one layer, by level; a layer without policies has a nil set.
func (p *Policies) Sets(layer Layer) []*Set {
	switch layer {
	case Identity:
		return []*Set{p.Identity}
	case Boundary:
		return []*Set{p.Boundary}
	case Session:
		return []*Set{p.Session}
	case SCP:
		return p.SCPs
	case RCP:
		return p.RCPs
	case Endpoint:
		return []*Set{p.Endpoint}
	case Resource, PublicAccessBlock:
		return []*Set{p.Resource}
	case AccessPoint:
		return []*Set{p.AccessPoint}
	}
	return nil
}

func (e *Explanation) add(s *Set, level int, pr *policy.Request, resource bool) {
	if s == nil {
		return
	}
	for i, pol := range s.policies {
		if pol.Document == nil {
			e.Unknown = append(e.Unknown, i)
			continue
		}
		for _, name := range pol.Document.Open {
			e.Needs = append(e.Needs, policy.Need{Kind: policy.NeedSymbol, What: name})
		}
		for _, st := range pol.Document.Statements {
			if resource && !st.HasPrincipal {
				continue
			}
			if m := st.Match(pr); m != policy.No {
				e.Statements = append(e.Statements, Decided{Level: level, Policy: i, Statement: st, Applies: m, Needs: st.Needs(pr)})
			}
		}
	}
}
