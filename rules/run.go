package rules

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Result is a finding with what it was made from: the access, the requests
// that the layer denies and their traces. A rule about something else than a
// denial or an expectation has no reference.
type Result struct {
	Finding finding.Finding
	Ref     *facts.Ref
	// Rivals are further rules of ours that claim the same denial, where neither
	// refines the other: a defect of the rules, to be told and not hidden.
	Rivals []*Rule
}

// Options of one run.
type Options struct {
	// Severity by rule id or name, from the configuration; "off" runs the rule
	// and drops its findings.
	Severity map[string]string
	// Timeout ends the run; zero means 30 seconds.
	Timeout time.Duration
	// World answers tfaccess.evaluate; nil makes a call of it an error.
	World *facts.World
}

// Run evaluates every rule on a document. Findings come in no particular
// order of importance but always in the same one.
func (s *Set) Run(ctx context.Context, doc *facts.Document, o Options) ([]Result, error) {
	ctx, cancel := context.WithTimeout(withWorld(ctx, o.World), cmp.Or(o.Timeout, 30*time.Second))
	defer cancel()
	claims, err := s.ask(ctx, doc)
	if err != nil {
		return nil, err
	}
	settled := s.settle(claims)
	out := make([]Result, 0, len(settled))
	for _, c := range settled {
		r, err := result(doc, c, o)
		if err != nil {
			return nil, err
		}
		if r != nil {
			r.Rivals = c.rivals
			out = append(out, *r)
		}
	}
	return merge(out), nil
}

// input is the document as rules see it: only the sections that one of them
// mentions, for turning facts into Rego values costs more than most rules.
func (p *program) input(doc *facts.Document) ast.Value {
	all := p.sections["*"]
	if all || slices.ContainsFunc([]string{"accesses", "accounts", "principals", "buckets", "keys", "endpoints"}, func(n string) bool { return p.sections[n] }) {
		doc.Complete()
	}
	v := reflect.ValueOf(doc).Elem()
	var fields [][2]*ast.Term
	for _, f := range layout(v.Type()) {
		name := string(f.name.Value.(ast.String))
		if all || p.sections[name] || name == "schema" {
			fields = append(fields, [2]*ast.Term{f.name, term(v.Field(f.index))})
		}
	}
	return ast.NewObject(fields...)
}

// failure says which rule failed, where OPA tells.
func failure(ctx context.Context, err error) error {
	var te *topdown.Error
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return errors.New("rules: evaluation took longer than the time limit")
	case errors.As(err, &te) && te.Location != nil:
		return fmt.Errorf("rules: %s:%d: %s", te.Location.File, te.Location.Row, te.Message)
	}
	return fmt.Errorf("rules: %w", err)
}

// claim is what a rule says of one denial or violation, or of a place.
type claim struct {
	rule     *Rule
	id       int // -1 if it is about no denial
	message  string
	severity finding.Severity
	place    facts.Place // where id is -1
	rivals   []*Rule     // set by settle
}

// claims reads the answer to the one query.
func (s *Set) claims(answer any) ([]claim, error) {
	list, _ := answer.([]any)
	out := make([]claim, 0, len(list))
	for _, x := range list {
		pair, _ := x.(map[string]any)
		name, _ := pair["rule"].(string)
		f, _ := pair["finding"].(map[string]any)
		r := s.byPackage[name]
		if r == nil {
			return nil, fmt.Errorf("rules: package tfaccess.rules.%s is no rule: its file must be %s/%[1]s.rego", name, name)
		}
		c, err := readClaim(r, f)
		if err != nil {
			return nil, fmt.Errorf("rules: %s: %w", r.File, err)
		}
		out = append(out, c)
	}
	return out, nil
}

// sortClaims puts the claims of one denial together.
func sortClaims(claims []claim) {
	slices.SortStableFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.rule.ID, b.rule.ID), cmp.Compare(a.message, b.message), cmp.Compare(a.place.Address, b.place.Address))
	})
}

func readClaim(r *Rule, f map[string]any) (claim, error) {
	c := claim{rule: r, id: -1, severity: r.Severity}
	c.message, _ = f["message"].(string)
	if c.message == "" {
		return c, errors.New("a finding has no message")
	}
	if s, ok := f["severity"].(string); ok {
		c.severity = finding.Severity(s)
	}
	switch id := f["id"].(type) {
	case nil:
		p, _ := f["place"].(map[string]any)
		c.place.Address, _ = p["address"].(string)
		c.place.Input, _ = p["input"].(string)
		if c.place.Address == "" {
			return c, errors.New("a finding has neither the id of a denial nor a place")
		}
	case fmt.Stringer: // json.Number
		if _, err := fmt.Sscan(id.String(), &c.id); err != nil {
			return c, fmt.Errorf("a finding's id %s is no number", id)
		}
	default:
		return c, fmt.Errorf("a finding's id is a %T", id)
	}
	return c, nil
}

// merge puts findings of one rule about one principal, resource, layer and
// place together: they differ only in how the accesses are known. What is
// certain of some keys of a bucket makes it superfluous to say that it may be
// so of others.
func merge(results []Result) []Result {
	out := make([]Result, 0, len(results))
	at := map[mergeKey]int{}
	for _, r := range results {
		k := keyOf(&r.Finding)
		i, seen := at[k]
		if !seen {
			at[k] = len(out)
			out = append(out, r)
			continue
		}
		have := &out[i]
		actions := slices.Compact(slices.Sorted(slices.Values(slices.Concat(have.Finding.Actions, r.Finding.Actions))))
		rivals := append(have.Rivals, r.Rivals...)
		switch now, before := rank(r.Finding.Severity), rank(have.Finding.Severity); {
		case now < before:
			*have = r
		case now == before && facts.OfObjects(policy.Text(r.Finding.Resource.ARN)) && !facts.OfObjects(policy.Text(have.Finding.Resource.ARN)):
			have.Finding.Resource = r.Finding.Resource
		}
		have.Finding.Actions, have.Rivals = actions, rivals
	}
	kept := make([]Result, 0, len(out))
	for _, r := range out {
		if !outdone(&r.Finding, at, out) {
			kept = append(kept, r)
		}
	}
	return kept
}

// outdone reports whether a surer finding says the same.
func outdone(f *finding.Finding, at map[mergeKey]int, all []Result) bool {
	k := keyOf(f)
	for _, surer := range []finding.Certainty{finding.Definite, finding.Conditional} {
		if f.Certainty == surer {
			return false
		}
		k.certainty = surer
		if i, ok := at[k]; ok && subset(f.Actions, all[i].Finding.Actions) {
			return true
		}
	}
	return false
}

type mergeKey struct {
	fingerprint, principal, resource, via, address, input string
	certainty                                             finding.Certainty
}

func keyOf(f *finding.Finding) mergeKey {
	k := mergeKey{f.Fingerprint, f.Principal.ARN, baseARN(f.Resource.ARN), "", f.Address, f.Input, f.Certainty}
	if f.Via != nil {
		k.via = f.Via.ARN
	}
	return k
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(x string) bool { return !slices.Contains(b, x) })
}

func rank(s finding.Severity) int {
	return slices.Index([]finding.Severity{finding.Error, finding.Warning, finding.Note}, s)
}
