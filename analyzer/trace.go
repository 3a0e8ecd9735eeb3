package analyzer

import (
	"fmt"
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/rules"
)

// Trace answers one request with every layer's own verdict. The error is a
// *UsageError if the query names something that is not there.
func (a *Analysis) Trace(q Query) (*report.Trace, error) {
	r, err := a.request(q)
	if err != nil {
		return nil, err
	}
	t := a.planned.Evaluate(r)
	out := &report.Trace{Verdict: t.Verdict.String(), DeniedBy: []report.Denial{}, Layers: []report.TraceLayer{}, Request: a.traceRequest(t.Request), SeveralInputs: len(a.inputs) > 1}
	where := &report.Report{Inputs: a.reportInputs()}
	for _, l := range t.Layers {
		out.Layers = append(out.Layers, traceLayer(where, t.Request, l))
		if l.Verdict == eval.Denied && l.Alone {
			out.DeniedBy = append(out.DeniedBy, denial(t.Request, l))
		}
		for _, n := range l.Needs {
			if text := need(n); !slices.Contains(out.Needs, text) && t.Verdict != eval.Allowed && t.Verdict != eval.Denied {
				out.Needs = append(out.Needs, text)
			}
		}
	}
	return out, nil
}

func denial(r eval.Request, l eval.Layer) report.Denial {
	d := report.Denial{
		Layer: l.Kind.String(), Explicit: l.Explicit, Address: l.Subject.Address, Input: l.Subject.Input,
		Why: rules.Sentence(r, l),
	}
	if l.Action != r.Action {
		d.Action = l.Action
	}
	if l.Explicit && len(l.Deciding) > 0 {
		s := rules.StatementName(l.Deciding[0])
		d.Statement = &s
	}
	return d
}

// traceLayer is a layer as reports have it; where knows the inputs' folders.
func traceLayer(where *report.Report, r eval.Request, l eval.Layer) report.TraceLayer {
	out := report.TraceLayer{
		Layer: l.Kind.String(), Verdict: l.Verdict.String(), Explicit: l.Explicit, Action: l.Action,
		Address: l.Subject.Address, Input: l.Subject.Input, Statements: []report.TraceStatement{}, Why: rules.Sentence(r, l),
	}
	if l.Action == r.Action {
		out.Action = ""
	}
	for _, s := range l.Deciding {
		if l.Kind == eval.PublicAccessBlock && l.Verdict == eval.Allowed {
			break // no statement of the bucket's policy makes it public
		}
		out.Statements = append(out.Statements, traceStatement(where, s, ""))
	}
	for _, n := range l.Near {
		out.Statements = append(out.Statements, traceStatement(where, n.Statement, nearMiss(n)))
	}
	for _, n := range l.Needs {
		out.Needs = append(out.Needs, need(n))
	}
	return out
}

func traceStatement(where *report.Report, s eval.StatementRef, near string) report.TraceStatement {
	out := report.TraceStatement{Sid: s.Sid, Index: s.Index, Effect: s.Effect, Applies: s.Applies.String(), NearMiss: near}
	if s.Policy != nil {
		out.Address, out.Input = s.Policy.Origin.Address, s.Policy.Origin.Input
		at := s.Policy.Origin.Location
		out.File, out.Line = where.File(s.Policy.Origin.Input, at.File), at.Line
		if out.Address == "" {
			out.Policy = s.Policy.Name
			if out.Policy == "" {
				out.Policy = string(s.Policy.ARN)
			}
		}
		if d := s.Policy.Document; d != nil && s.Index >= 0 && s.Index < len(d.Statements) {
			for i := range d.Statements[s.Index].Conditions {
				out.Conditions = append(out.Conditions, facts.Asks(&d.Statements[s.Index].Conditions[i]))
			}
		}
	}
	return out
}

// nearMiss says by what a statement misses the request.
func nearMiss(n eval.NearMiss) string {
	if n.Condition != nil {
		return facts.Asks(n.Condition) + " is asked for, and " + facts.Has(n.Got)
	}
	return fmt.Sprintf("%s %s, the request has %s", n.Element, n.Want, n.Got)
}

// need says what would settle an open verdict.
func need(n eval.Need) string {
	what := finding.Readable(n.What)
	switch n.Kind {
	case eval.NeedRequest:
		return "depends on the request: " + what
	case eval.NeedApply:
		return "known only after apply: " + what
	}
	return "in no input: " + what
}

func (a *Analysis) traceRequest(r eval.Request) report.TraceRequest {
	out := report.TraceRequest{
		Principal: string(r.Principal.ARN), PrincipalAddress: r.Principal.Origin.Address, PrincipalAccount: accountID(r.Principal.Account),
		Action: r.Action, Resource: string(r.Resource), Path: r.Path.String(), Context: map[string][]string{},
	}
	if r.Via != nil {
		via := r.Via.Origin.Address
		if via == "" {
			via = string(r.Via.ID)
		}
		out.Via = &via
	}
	for k, values := range r.Context {
		for _, v := range values {
			out.Context[k] = append(out.Context[k], string(v))
		}
	}
	if origin, account := a.resourceOf(r.Resource); origin != nil {
		out.ResourceAddress, out.ResourceAccount = origin.Address, accountID(account)
	}
	return out
}

func accountID(a *graph.Account) string {
	if a == nil || !a.ID.IsWhollyKnown() {
		return ""
	}
	return string(a.ID)
}

// resourceOf finds the thing that an ARN is of, for the trace to name it.
func (a *Analysis) resourceOf(arn policy.Text) (*graph.Origin, *graph.Account) {
	g := a.planned.Graph
	for _, b := range g.Buckets {
		if arn == b.ARN || len(arn) > len(b.ARN) && arn[:len(b.ARN)] == b.ARN && arn[len(b.ARN)] == '/' {
			return &b.Origin, b.Account
		}
	}
	for _, p := range g.AccessPoints {
		if arn == p.ARN || len(arn) > len(p.ARN) && arn[:len(p.ARN)] == p.ARN && arn[len(p.ARN)] == '/' {
			return &p.Origin, p.Account
		}
	}
	for _, k := range g.Keys {
		if arn == k.ARN {
			return &k.Origin, k.Account
		}
	}
	if p := g.Principal(arn); p != nil && p.Kind == graph.Role {
		return &p.Origin, p.Account
	}
	return nil, nil
}
