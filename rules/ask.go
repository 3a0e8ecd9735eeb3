package rules

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/tfaccess/tfaccess/analyzer/facts"
)

// partSize is how many denials one query looks at, where rules need not see
// all: what a query remembers of them is dropped with it, and the next one can
// run on another core.
const partSize = 250

// ask runs the rules that have something to look at and returns their claims
// in order.
func (s *Set) ask(ctx context.Context, doc *facts.Document) ([]claim, error) {
	p, err := s.program(doc)
	if p == nil || err != nil {
		return nil, err
	}
	docs := []*facts.Document{doc}
	if p.apart {
		docs = split(doc, partSize)
	}
	claims, errs := make([][]claim, len(docs)), make([]error, len(docs))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, d := range docs {
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			claims[i], errs[i] = s.askOne(ctx, p, d)
		})
	}
	group.Wait()
	// The first error, not all: they are one rule's, said again of each part.
	if i := slices.IndexFunc(errs, func(err error) bool { return err != nil }); i >= 0 {
		return nil, errs[i]
	}
	out := slices.Concat(claims...)
	sortClaims(out)
	return out, nil
}

func (s *Set) askOne(ctx context.Context, p *program, doc *facts.Document) ([]claim, error) {
	answers, err := p.query.Eval(ctx, rego.EvalParsedInput(p.input(doc)))
	if err != nil {
		return nil, failure(ctx, err)
	}
	if len(answers) == 0 || len(answers[0].Expressions) == 0 {
		return nil, errors.New("rules: data.tfaccess.findings is undefined")
	}
	return s.claims(answers[0].Expressions[0].Value)
}

// split deals the denials and violations of a document out to documents of at
// most about size each, which have nothing else.
func split(doc *facts.Document, size int) []*facts.Document {
	whole := reflect.ValueOf(&doc.Denials).Elem()
	total := len(doc.Violations)
	for i := range whole.NumField() {
		total += whole.Field(i).Len()
	}
	n := (total + size - 1) / size
	out := make([]*facts.Document, n)
	for part := range n {
		d := &facts.Document{Schema: doc.Schema}
		share := func(length int) (from, to int) { return length * part / n, length * (part + 1) / n }
		from, to := share(len(doc.Violations))
		d.Violations = doc.Violations[from:to]
		denials := reflect.ValueOf(&d.Denials).Elem()
		for i := range whole.NumField() {
			from, to := share(whole.Field(i).Len())
			denials.Field(i).Set(whole.Field(i).Slice(from, to))
		}
		out[part] = d
	}
	return out
}
