package analyzer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// policies are all policy documents that the inputs have, each once.
func policies(g *graph.Graph) []*graph.Policy {
	var out []*graph.Policy
	seen := map[*graph.Policy]bool{}
	add := func(all ...*graph.Policy) {
		for _, p := range all {
			if p != nil && p.Origin.Address != "" && !seen[p] && p.Presence != graph.Absent && p.Presence != graph.Unknown {
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	for _, p := range g.Principals {
		add(p.Policies...)
		add(p.Boundary, p.Trust)
	}
	for _, b := range g.Buckets {
		add(b.Policy)
		for _, o := range b.Objects {
			add(o.Session...)
		}
	}
	for _, p := range g.AccessPoints {
		add(p.Policy)
	}
	for _, k := range g.Keys {
		add(k.Policy)
	}
	for _, e := range g.Endpoints {
		add(e.Policy)
	}
	for _, w := range g.Wirings {
		add(w.Session)
	}
	for _, a := range g.Assumptions {
		add(a.Session...)
	}
	for _, a := range g.Accounts {
		for _, l := range a.Levels {
			add(l.SCPs...)
			add(l.RCPs...)
		}
	}
	return out
}

// countPolicies says how the content of each document is known, and names
// those of which it is not.
func (a *Analysis) countPolicies() (report.Policies, []report.Notice) {
	var n report.Policies
	opaque := map[string]string{}
	for _, p := range policies(a.planned.Graph) {
		switch {
		case p.Presence != graph.Present || p.How == graph.HowOpaque:
			// Where the configuration was not read, that is said already (unread).
			if l := a.input(p.Origin.Input); !p.Origin.Context && (l == nil || !l.withoutConfiguration()) {
				name := p.Origin.Address
				if len(a.inputs) > 1 {
					name = p.Origin.Input + ":" + name
				}
				opaque[name] = strings.Join(p.Missing, ", ")
			}
			n.Opaque++
		case p.How == graph.HowPredicted:
			n.Predicted++
		case p.How == graph.HowRecovered:
			n.Recovered++
		case p.How == graph.HowRebuilt:
			n.Rebuilt++
		default:
			n.Known++
		}
	}
	if len(opaque) == 0 {
		return n, nil
	}
	var names []string
	for name, missing := range opaque {
		if missing != "" {
			name += " (" + missing + ")"
		}
		names = append(names, name)
	}
	slices.SortFunc(names, cmp.Compare)
	text := strings.Join(names[:min(len(names), 3)], "; ")
	if more := len(names) - 3; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return n, []report.Notice{{
		Code: "opaque-policies",
		Text: fmt.Sprintf("What %d policy %s is not known before apply, and layers that use %s cannot be told: %s.", len(names), plural(len(names), "document says", "documents say"), plural(len(names), "it", "them"), text),
		Hint: "apply decides it: check the state afterwards (terraform show -json)",
	}}
}
