package rules

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
)

// everything is the embedded rules compiled together, as they are beside rules
// of a user.
func everything(t *testing.T) *Set {
	t.Helper()
	modules, rules, err := parseBundle(false, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := newSet(rules)
	if s.whole, err = prepare(modules, false); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestEmbeddedRulesFindNothingInNothing: a rule is left out where all that it
// looks at is empty, which is right only if it finds nothing there.
func TestEmbeddedRulesFindNothingInNothing(t *testing.T) {
	claims, err := everything(t).ask(context.Background(), &facts.Document{Schema: facts.Version})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range claims {
		t.Errorf("%s finds %q in a document without denials", c.rule.Name, c.message)
	}
}

// TestEmbeddedRulesStandAlone: a rule can be compiled without the others, and
// the library looks at nothing behind its back.
func TestEmbeddedRulesStandAlone(t *testing.T) {
	modules, _, err := parseBundle(false, nil)
	if err != nil {
		t.Fatal(err)
	}
	for file, m := range modules {
		if strings.HasPrefix(file, "lib/") && len(inputs(m)) > 0 {
			t.Errorf("%s looks at input.%s, of which the rules that use it know nothing", file, inputs(m))
		}
		for _, i := range m.Imports {
			if i.Path.String() != "data.tfaccess.lib" {
				t.Errorf("%s imports %s; a rule may import data.tfaccess.lib alone", file, i.Path)
			}
		}
		for _, rule := range m.Rules {
			ast.WalkRefs(rule, func(r ast.Ref) bool {
				if r.HasPrefix(ast.DefaultRootRef) && file != "lib/main.rego" {
					t.Errorf("%s refers to %s, which may not be compiled", file, r)
				}
				return false
			})
		}
	}
}

// TestChosenRulesSayTheSame compares the rules that a document needs with all
// rules, layer by layer: what was compiled for one layer stays for the next.
func TestChosenRulesSayTheSame(t *testing.T) {
	chosen, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	all := everything(t)
	random := rand.New(rand.NewPCG(1, 1))
	for layer := eval.IdentityPolicy; layer <= eval.ServiceDelivery; layer++ {
		doc := &facts.Document{Schema: facts.Version}
		for i := range 200 {
			d := madeUp(random, layer)
			d.ID = i
			*listOf(&doc.Denials, layer) = append(*listOf(&doc.Denials, layer), d)
		}
		got, err := chosen.ask(context.Background(), doc)
		if err != nil {
			t.Fatal(err)
		}
		want, err := all.ask(context.Background(), doc)
		if err != nil {
			t.Fatal(err)
		}
		if len(want) == 0 || !reflect.DeepEqual(words(got), words(want)) {
			t.Errorf("%s: %d claims of the chosen rules, %d of all", layer, len(got), len(want))
		}
	}
}

// words are claims without the pointers to their rules.
func words(claims []claim) []string {
	var out []string
	for _, c := range claims {
		out = append(out, fmt.Sprint(c.id, c.rule.ID, c.message, c.severity))
	}
	return out
}

// TestRulesLookAtOneDenialAtATime: the claims of a document are those of its
// denials each by itself, so that it may be dealt out to several queries.
func TestRulesLookAtOneDenialAtATime(t *testing.T) {
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(2, 2))
	doc := &facts.Document{Schema: facts.Version}
	id := 0
	for layer := eval.IdentityPolicy; layer <= eval.ServiceDelivery; layer++ {
		for range 40 {
			d := madeUp(random, layer)
			d.ID = id
			id++
			*listOf(&doc.Denials, layer) = append(*listOf(&doc.Denials, layer), d)
		}
	}
	for range 10 {
		doc.Violations = append(doc.Violations, facts.Violation{ID: id, Expect: "no", Certainty: "definite", Actions: []string{"s3:GetObject"}})
		id++
	}
	p, err := s.program(doc)
	if err != nil {
		t.Fatal(err)
	}
	if !p.apart {
		t.Fatal("some rule looks at more than denials and violations")
	}
	whole, err := s.askOne(context.Background(), p, doc)
	if err != nil {
		t.Fatal(err)
	}
	var parts []claim
	for _, part := range split(doc, 1) {
		c, err := s.askOne(context.Background(), p, part)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, c...)
	}
	sortClaims(whole)
	sortClaims(parts)
	if len(whole) < id/2 || !reflect.DeepEqual(words(parts), words(whole)) {
		t.Errorf("%d claims of the whole, %d of %d parts", len(whole), len(parts), id)
	}
}
