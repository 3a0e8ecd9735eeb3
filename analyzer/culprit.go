package analyzer

import (
	"fmt"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/rules"
)

// culprits adds to each access that the plan breaks the change that does it:
// where the denied policy itself is untouched, an attachment that goes, a policy
// that is deleted, an account that moves.
func (a *Analysis) culprits(results []rules.Result) {
	if a.prior == nil {
		return
	}
	for i := range results {
		r := &results[i]
		if r.Finding.Change != finding.Introduced || r.Ref == nil || r.Ref.Access == nil || len(r.Ref.Traces) == 0 {
			continue
		}
		if o, change := a.culprit(r.Ref); change != "" {
			if gone(&r.Finding, o, change) {
				r.Finding.Address, r.Finding.Input, r.Finding.Location = o.Address, o.Input, o.Location
			}
			r.Finding.Because = append(r.Finding.Because, finding.Step{
				Layer: "change", Verdict: change, Address: o.Address, Input: o.Input, Location: o.Location,
				Text: fmt.Sprintf("this plan %s %s", verbs[change], o.Address),
			})
		}
	}
}

// gone reports whether a finding is about what the plan takes away: nothing
// that is left is at fault, so it is told where that was written, if its block
// is still there (an element of for_each goes, a count becomes 0). The
// fingerprint stays that of what is left, which the next plan will tell of.
func gone(f *finding.Finding, o graph.Origin, change string) bool {
	return change == "delete" && !f.Explicit && o.Location.File != ""
}

// verbs say what a plan does, by Terraform's name for it.
var verbs = map[string]string{"create": "creates", "update": "changes", "delete": "deletes", "replace": "replaces"}

// culprit is the first thing that a layer depends on, now or before, that the
// plan changes; change is empty if there is none, or if the request could not
// have been sent before.
func (a *Analysis) culprit(ref *facts.Ref) (o graph.Origin, change string) {
	layer, now := ref.Layer, ref.Traces[0]
	if ref.Access.Created() {
		return graph.Origin{}, ""
	}
	before := now.Request
	before.Wiring = nil
	who := a.prior.Graph.Principal(before.Principal.ARN)
	if who == nil || now.Request.Wiring != nil {
		return graph.Origin{}, ""
	}
	before.Principal = who
	if before.Via != nil {
		if before.Via = sameEndpoint(a.prior.Graph, before.Via); before.Via == nil {
			return graph.Origin{}, ""
		}
	}
	places := append(dependsOn(layer, now), dependsOn(layer, a.prior.Evaluate(before))...)
	switch account := bucketAccount(ref.Access); {
	case layer == eval.SCP && ref.Access.Principal.Account != nil:
		places = append(places, ref.Access.Principal.Account.Placed)
	case layer == eval.RCP && account != nil:
		places = append(places, account.Placed)
	}
	for _, o := range places {
		if l := a.input(o.Input); l != nil && l.plan != nil {
			if r := l.plan.Lookup(o.Address); r != nil && verbs[r.Change] != "" {
				return o, r.Change
			}
		}
	}
	return graph.Origin{}, ""
}

// dependsOn are the resources behind a layer's answer: what it holds to be at
// fault, and the policies whose statements decided, with what attaches them.
func dependsOn(layer eval.LayerKind, t eval.Trace) []graph.Origin {
	var out []graph.Origin
	for _, l := range t.Layers {
		if l.Kind != layer {
			continue
		}
		out = append(out, l.Subject)
		for _, s := range l.Deciding {
			if s.Policy == nil || s.Applies == policy.No {
				continue
			}
			out = append(out, s.Policy.Origin)
			if s.Policy.Via != nil {
				out = append(out, *s.Policy.Via)
			}
		}
	}
	return out
}
