package rules

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	bundle "github.com/tfaccess/tfaccess/rego"
)

// Set is a set of rules, ready to run.
type Set struct {
	Rules []*Rule // by id

	byPackage map[string]*Rule
	// whole runs all rules; nil in a set of embedded rules alone, which
	// compiles those that a document needs.
	whole *program
	embedded
}

// Load prepares the embedded rules together with those in the folders given
// (each with one folder a rule, as ours). An error names file and line.
//
// Without folders nothing is compiled yet: most plans need few of our rules, or
// none, and compiling all of them takes longer than reading a small plan.
func Load(folders ...fs.FS) (*Set, error) {
	if len(folders) == 0 {
		rules, err := embeddedRules()
		if err != nil {
			return nil, err
		}
		return newSet(rules), nil
	}
	modules, rules, err := parseBundle(false, folders)
	if err != nil {
		return nil, err
	}
	if err := checkSet(rules); err != nil {
		return nil, err
	}
	s := newSet(rules)
	s.whole, err = prepare(modules, true)
	return s, err
}

func newSet(rules []*Rule) *Set {
	s := &Set{byPackage: map[string]*Rule{}, Rules: rules}
	for _, r := range rules {
		s.byPackage[r.Package] = r
	}
	return s
}

// program is compiled rules and the one query over them.
type program struct {
	query rego.PreparedEvalQuery
	// sections are the parts of the facts document that some rule mentions.
	sections map[string]bool
	// apart: every rule looks at one denial or violation at a time.
	apart bool
}

func prepare(modules map[string]*ast.Module, types bool) (*program, error) {
	p := &program{sections: map[string]bool{}}
	for _, m := range modules {
		for _, path := range inputs(m) {
			section, _, _ := strings.Cut(path, ".")
			p.sections[section] = true
		}
	}
	compiler, err := compile(modules, types)
	if err != nil {
		return nil, err
	}
	p.query, err = rego.New(append(builtins(), rego.Query("data.tfaccess.findings"), rego.Compiler(compiler), rego.StrictBuiltinErrors(true))...).PrepareForEval(context.Background())
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	return p, nil
}

// parseBundle parses the embedded modules and those of users' folders, with
// their tests or without.
func parseBundle(tests bool, folders []fs.FS) (map[string]*ast.Module, []*Rule, error) {
	p := parser{options: parserOptions(), tests: tests, modules: map[string]*ast.Module{}}
	p.walk(bundle.Bundle, "lib", "", library)
	rules, err := fs.Sub(bundle.Bundle, "rules")
	if err != nil {
		return nil, nil, err
	}
	p.walk(rules, ".", "rules/", ours)
	for _, f := range folders {
		p.walk(f, ".", "", theirs)
	}
	slices.SortFunc(p.rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	return p.modules, p.rules, errors.Join(p.errs...)
}

func parserOptions() ast.ParserOptions {
	return ast.ParserOptions{ProcessAnnotation: true, Capabilities: capabilities(), RegoVersion: ast.RegoV1}
}

type parser struct {
	options ast.ParserOptions
	tests   bool
	modules map[string]*ast.Module
	rules   []*Rule
	errs    []error
}

// origin says what a folder holds.
type origin int8

const (
	library origin = iota // modules that rules share
	ours                  // embedded rules
	theirs                // rules of a user
)

// walk parses every module below root; but in the library NAME/NAME.rego is a rule.
func (p *parser) walk(files fs.FS, root, prefix string, from origin) {
	err := fs.WalkDir(files, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".rego" || !p.tests && strings.HasSuffix(name, "_test.rego") {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		file := prefix + name
		m, err := ast.ParseModuleWithOpts(file, string(text), p.options)
		if err != nil {
			p.errs = append(p.errs, err)
			return nil
		}
		if _, double := p.modules[file]; double {
			p.errs = append(p.errs, fmt.Errorf("%s: two folders of rules have this file", file))
			return nil
		}
		p.modules[file] = m
		folder := path.Base(path.Dir(name))
		if from == library || path.Base(name) != folder+".rego" {
			return nil
		}
		r, err := rule(file, folder, m)
		if err != nil {
			p.errs = append(p.errs, err)
			return nil
		}
		r.Custom = from == theirs
		p.rules = append(p.rules, r)
		return nil
	})
	if err != nil {
		p.errs = append(p.errs, err)
	}
}

// compile links and checks modules: with types, a misspelt fact is an error
// and not a rule that never fires.
func compile(modules map[string]*ast.Module, types bool) (*ast.Compiler, error) {
	c := ast.NewCompiler().WithCapabilities(capabilities()).WithStrict(true)
	if types {
		schemas, err := schemaSet()
		if err != nil {
			return nil, err
		}
		c = c.WithSchemas(schemas).WithUseTypeCheckAnnotations(true)
	}
	if c.Compile(modules); c.Failed() {
		return nil, c.Errors
	}
	return c, nil
}

func schemaSet() (*ast.SchemaSet, error) {
	text, err := bundle.Bundle.ReadFile("schemas/facts.json")
	if err != nil {
		return nil, err
	}
	var facts any
	if err := json.Unmarshal(text, &facts); err != nil {
		return nil, fmt.Errorf("schemas/facts.json: %w", err)
	}
	set := ast.NewSchemaSet()
	set.Put(ast.MustParseRef("schema.facts"), facts)
	return set, nil
}

// checkSet finds what no single rule can know: an id used twice, a rule that
// refines one that is not there.
func checkSet(rules []*Rule) error {
	var errs []error
	names, ids := map[string]*Rule{}, map[string]*Rule{}
	for _, r := range rules {
		if o := ids[r.ID]; o != nil {
			errs = append(errs, fmt.Errorf("%s: id %s is taken by %s", r.File, r.ID, o.File))
		}
		if o := names[r.Name]; o != nil {
			errs = append(errs, fmt.Errorf("%s: a rule %s is already in %s", r.File, r.Name, o.File))
		}
		ids[r.ID], names[r.Name] = r, r
		if r.Custom && strings.HasPrefix(r.ID, "TFA") {
			errs = append(errs, fmt.Errorf("%s: ids TFA… are tfaccess's own; use a prefix of yours", r.File))
		}
	}
	for _, r := range rules {
		for _, n := range r.Refines {
			if names[n] == nil {
				errs = append(errs, fmt.Errorf("%s: custom.refines: there is no rule %q", r.File, n))
			}
		}
	}
	errs = append(errs, refinesInCircle(names))
	return errors.Join(errs...)
}

// inputs are the parts of input that a module refers to, two names deep and in
// order: "violations", "denials.scp"; "*" stands for a name that is a variable.
func inputs(m *ast.Module) []string {
	var out []string
	ast.WalkRefs(m, func(r ast.Ref) bool {
		if len(r) == 0 || !r[0].Equal(ast.InputRootDocument) {
			return false
		}
		path := "*"
		if len(r) > 1 {
			path = constant(r[1])
		}
		if path == "denials" {
			path += ".*"
			if len(r) > 2 {
				path = "denials." + constant(r[2])
			}
		}
		out = append(out, path)
		return false
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// constant is a name in a reference; "*" if it is a variable.
func constant(t *ast.Term) string {
	if s, ok := t.Value.(ast.String); ok {
		return string(s)
	}
	return "*"
}
