package analyzer

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/rules"
)

// judged is what was asked and answered in both worlds.
type judged struct {
	now    []facts.Judged
	doc    *facts.Document
	before *facts.Document // nil if nothing changes
}

// judge finds the accesses that are meant to work and decides them.
func (a *Analysis) judge() (*judged, error) {
	a.progress("evaluating")
	expectations, err := a.config.expectations(a.planned.Graph)
	if err != nil {
		return nil, err
	}
	var j judged
	o := access.Options{Expectations: expectations}
	if a.prior != nil {
		before := facts.Judge(*a.prior, access.Find(a.prior.Graph, access.Options{}))
		o.Before = facts.Working(before)
		j.before = facts.Build(*a.prior, nil, before)
	}
	j.now = facts.Judge(a.planned, access.Find(a.planned.Graph, o))
	prior := a.prior
	if prior == nil {
		prior = &a.planned
	}
	j.doc = facts.Build(a.planned, prior, j.now)
	return &j, nil
}

// Check judges every access that is meant to work and reports what is denied.
func (a *Analysis) Check(ctx context.Context) (*report.Report, error) {
	set, err := loadRules(a.options.RuleDirs)
	if err != nil {
		return nil, err
	}
	j, err := a.judge()
	if err != nil {
		return nil, err
	}
	a.progress("running rules")
	results, err := set.Run(ctx, j.doc, rules.Options{Severity: a.config.severities(), World: &a.planned})
	if err != nil {
		return nil, err
	}
	results = slices.DeleteFunc(results, func(r rules.Result) bool { return a.onlyContext(r) || a.options.ChangedOnly && !touchesChange(r) })

	r := &report.Report{Tool: a.options.Tool, Inputs: a.reportInputs(), Source: a.source, Rules: reportRules(set)}
	a.fixes(a.engine, results)
	a.culprits(results)
	for i := range results {
		a.locate(&results[i].Finding)
		r.Findings = append(r.Findings, results[i].Finding)
		r.Diagnostics = append(r.Diagnostics, contested(&results[i])...)
	}
	if r.Fixed, err = a.fixed(ctx, set, j, r.Findings); err != nil {
		return nil, err
	}
	a.suppress(r, set)
	a.describe(r, j)
	r.Sort()
	return r, nil
}

// contested tells of a finding that two of our rules claim: only one is
// reported, and which one was nobody's decision.
func contested(r *rules.Result) []report.Diagnostic {
	var out []report.Diagnostic
	for _, rival := range r.Rivals {
		f := &r.Finding
		out = append(out, report.Diagnostic{
			Severity: finding.Note, Code: Contested, Summary: "two rules claim the same denial, and neither refines the other",
			Detail: fmt.Sprintf("%s (%s) is reported, %s (%s) is not. Please report it: it is a defect of tfaccess, not of the configuration.", f.Rule, f.Name, rival.ID, rival.Name),
			Input:  f.Input, Address: f.Address, Location: f.Location,
		})
	}
	return out
}

// Contested is the code of the diagnostic about two rules that claim the same denial.
const Contested = "contested-finding"

// onlyContext reports whether nothing in the finding's chain comes from an
// input: what concerns --with alone is its own workspace's affair.
func (a *Analysis) onlyContext(r rules.Result) bool {
	if r.Ref == nil || r.Ref.Access == nil {
		l := a.input(r.Finding.Input)
		return l != nil && l.Context
	}
	return !touchesInput(r.Ref.Access, r.Ref.Traces)
}

// touchesInput reports whether anything in an access's chain comes from an
// input that is not context.
func touchesInput(x *access.Access, traces []eval.Trace) bool {
	touched := false
	chain(x, traces, func(o graph.Origin) { touched = touched || o.Input != "" && !o.Context })
	return touched
}

// touchesChange reports whether the plan changes anything in the chain.
func touchesChange(r rules.Result) bool {
	if r.Ref == nil || r.Ref.Access == nil {
		return true
	}
	changed := false
	chain(r.Ref.Access, r.Ref.Traces, func(o graph.Origin) { changed = changed || o.Change != "" && o.Change != "no-op" && o.Change != "read" })
	return changed || r.Finding.Change == finding.Introduced
}

// chain calls do for every origin that an access passes.
func chain(x *access.Access, traces []eval.Trace, do func(graph.Origin)) {
	do(x.Principal.Origin)
	if x.Bucket != nil {
		do(x.Bucket.Origin)
		if x.Bucket.Policy != nil {
			do(x.Bucket.Policy.Origin)
		}
		if e := x.Bucket.Encryption; e != nil && e.Key != nil {
			do(e.Key.Origin)
		}
	}
	if x.Role != nil {
		do(x.Role.Origin)
	}
	if x.Key != nil {
		do(x.Key.Origin)
	}
	if x.AccessPoint != nil {
		do(x.AccessPoint.Origin)
	}
	if x.Wiring != nil {
		do(x.Wiring.Origin)
	}
	for _, e := range x.Evidence {
		do(e.Origin)
	}
	for _, p := range x.Principal.Policies {
		do(p.Origin)
	}
	for _, t := range traces {
		if t.Request.Via != nil {
			do(t.Request.Via.Origin)
		}
		for _, l := range t.Layers {
			do(l.Subject)
		}
	}
}

// fixed are the findings of the world before that the plan makes go away: both
// sides are still there, and nothing about them is found any more.
func (a *Analysis) fixed(ctx context.Context, set *rules.Set, j *judged, now []finding.Finding) ([]finding.Finding, error) {
	if j.before == nil {
		return nil, nil
	}
	results, err := set.Run(ctx, j.before, rules.Options{Severity: a.config.severities(), World: a.prior})
	if err != nil {
		return nil, err
	}
	var out []finding.Finding
	found := newFoundNow(now)
	for _, r := range results {
		f := r.Finding
		if f.Certainty != finding.Definite || r.Ref == nil || r.Ref.Access == nil || a.onlyContext(r) {
			continue
		}
		if !found.has(&f) && a.nowWorks(r) {
			a.locate(&f)
			out = append(out, f)
		}
	}
	return out, nil
}

// foundNow are the findings of the planned world, by fingerprint and by what
// they are about.
type foundNow struct {
	fingerprints map[string]bool
	subjects     map[foundSubject]bool
}

type foundSubject struct{ layer, principal, resource string }

func newFoundNow(now []finding.Finding) foundNow {
	out := foundNow{map[string]bool{}, map[foundSubject]bool{}}
	for i := range now {
		f := &now[i]
		out.fingerprints[f.Fingerprint] = true
		out.subjects[foundSubject{f.Layer, f.Principal.ARN, f.Resource.ARN}] = true
	}
	return out
}

// has reports whether a finding of the world before is still there, be it by
// another rule.
func (n foundNow) has(f *finding.Finding) bool {
	return n.fingerprints[f.Fingerprint] || n.subjects[foundSubject{f.Layer, f.Principal.ARN, f.Resource.ARN}]
}

// nowWorks asks the planned world the requests that a finding was about.
func (a *Analysis) nowWorks(r rules.Result) bool {
	x := r.Ref.Access
	who := a.planned.Graph.Principal(x.Principal.ARN)
	if who == nil || who.Deleted {
		return false
	}
	if x.Bucket != nil {
		b := a.planned.Graph.Bucket(x.Bucket.Name)
		if b == nil || b.Deleted {
			return false
		}
	}
	for _, t := range r.Ref.Traces {
		q := t.Request
		q.Principal = who
		if q.Via != nil {
			if q.Via = sameEndpoint(a.planned.Graph, q.Via); q.Via == nil {
				return false
			}
		}
		for _, l := range a.planned.Evaluate(q).Layers {
			if l.Kind == r.Ref.Layer && l.Verdict.String() == "denied" {
				return false
			}
		}
	}
	return true
}

func sameEndpoint(g *graph.Graph, e *graph.Endpoint) *graph.Endpoint {
	for _, x := range g.Endpoints {
		if x.ID == e.ID || x.Origin.Address == e.Origin.Address && x.Origin.Input == e.Origin.Input {
			return x
		}
	}
	return nil
}

// locate fills in the ranges of what a finding names.
func (a *Analysis) locate(f *finding.Finding) {
	at := func(l *finding.Location, input, address string) {
		if l.File == "" {
			*l, _ = a.locationOf(input, address)
		}
	}
	at(&f.Location, f.Input, f.Address)
	at(&f.Principal.Location, f.Principal.Input, f.Principal.Address)
	at(&f.Resource.Location, f.Resource.Input, f.Resource.Address)
	for i := range f.Because {
		at(&f.Because[i].Location, f.Because[i].Input, f.Because[i].Address)
	}
}

func reportRules(set *rules.Set) []report.Rule {
	var out []report.Rule
	for _, r := range set.Rules {
		out = append(out, reportRule(r))
	}
	slices.SortFunc(out, func(x, y report.Rule) int { return cmp.Compare(x.ID, y.ID) })
	return out
}
