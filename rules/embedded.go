package rules

import (
	_ "embed" // the index
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tfaccess/tfaccess/analyzer/facts"
	bundle "github.com/tfaccess/tfaccess/rego"
)

// embedded are our own rules while they are not compiled. What is said of them
// comes from rules/index.json, which is generated from their METADATA;
// a test compares the two, and tests compile all of them with types.
type embedded struct {
	mu sync.Mutex
	// chosen are the rules that ready holds.
	chosen map[*Rule]bool
	ready  *program
}

//go:embed index.json
var indexFile []byte

// embeddedRules reads the index.
func embeddedRules() ([]*Rule, error) {
	var out []*Rule
	if err := json.Unmarshal(indexFile, &out); err != nil {
		return nil, fmt.Errorf("rules/index.json: %w", err)
	}
	return out, nil
}

// index makes rules/index.json.
func index(rules []*Rule) ([]byte, error) {
	out, err := json.MarshalIndent(rules, "", "  ")
	return append(out, '\n'), err
}

// program compiles the rules that have something to look at in a document,
// beside those that an earlier document needed; nil if there is none.
func (s *Set) program(doc *facts.Document) (*program, error) {
	if s.whole != nil {
		return s.whole, nil
	}
	filled := filledInputs(doc)
	s.mu.Lock()
	defer s.mu.Unlock()
	chosen := map[*Rule]bool{}
	needed, missing := false, false
	for _, r := range s.Rules {
		if r.looksAt(filled) {
			needed, missing = true, missing || !s.chosen[r]
			chosen[r] = true
		} else if s.chosen[r] {
			chosen[r] = true
		}
	}
	switch {
	case !needed:
		return nil, nil
	case !missing:
		return s.ready, nil
	}
	modules, err := parseChosen(chosen)
	if err != nil {
		return nil, err
	}
	p, err := prepare(modules, false)
	if err != nil {
		return nil, err
	}
	// So do all of ours that see denials and violations alone, which a test holds
	// them to.
	p.apart = !slices.ContainsFunc(slices.Collect(maps.Keys(p.sections)), func(n string) bool { return n != "denials" && n != "violations" })
	s.chosen, s.ready = chosen, p
	return p, nil
}

// looksAt reports whether a rule reads anything that is there. One that reads
// only what is empty finds nothing: a test runs all rules on an empty document.
func (r *Rule) looksAt(filled map[string]bool) bool {
	return slices.ContainsFunc(r.Inputs, func(path string) bool {
		switch section, _, _ := strings.Cut(path, "."); {
		case path == "denials.*":
			return filled["denials"]
		case section == "denials" || path == "violations":
			return filled[path]
		}
		return true
	})
}

// filledInputs are the lists of denials and violations that are not empty, as
// Rule.Inputs names them, and "denials" if any of those is.
func filledInputs(doc *facts.Document) map[string]bool {
	out := map[string]bool{"violations": len(doc.Violations) > 0}
	denials := reflect.ValueOf(&doc.Denials).Elem()
	for _, f := range layout(denials.Type()) {
		if denials.Field(f.index).Len() > 0 {
			out["denials"], out["denials."+string(f.name.Value.(ast.String))] = true, true
		}
	}
	return out
}

// parseChosen parses the modules of embedded rules and the library, without
// METADATA: the index has it.
func parseChosen(chosen map[*Rule]bool) (map[string]*ast.Module, error) {
	o := parserOptions()
	o.ProcessAnnotation = false
	p := parser{options: o, modules: map[string]*ast.Module{}}
	p.walk(bundle.Bundle, "lib", "", library)
	for r := range chosen {
		text, err := bundle.Bundle.ReadFile(r.File)
		if err != nil {
			return nil, err
		}
		m, err := ast.ParseModuleWithOpts(r.File, string(text), o)
		if err != nil {
			return nil, err
		}
		p.modules[r.File] = m
	}
	return p.modules, errors.Join(p.errs...)
}
