package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// Rule is what METADATA tells of a rule.
type Rule struct {
	ID          string           // "TFA004"
	Name        string           // its folder: "kms-key-policy-missing-allow"
	Package     string           // its package's last word: "kms_key_policy_missing_allow"
	Title       string           // without variables
	Description string           // what it is, and why AWS answers 403
	Severity    finding.Severity // of a definite finding with evidence on both sides
	Layers      []string         // layers that it looks at; empty for a rule about the graph or expectations
	Error       string           // AWS's own message
	Fix         string
	Traps       []string // what looks the same and works
	Links       []Link
	// Refines names the rules that leave a denial to this one if both claim it.
	Refines []string
	// Inputs are the parts of the facts that it looks at: "denials.scp",
	// "violations"; "*" stands for a name that the rule does not spell out.
	Inputs []string
	// File is where it was read from.
	File string
	// Custom: it came by --rules.
	Custom bool
}

// Link is a page that explains the rule.
type Link struct{ URL, Text string }

// custom is the custom part of a rule's METADATA.
type custom struct {
	ID       string   `json:"id"`
	Severity string   `json:"severity"`
	Layers   []string `json:"layers"`
	Error    string   `json:"error"`
	Fix      string   `json:"fix"`
	Traps    []string `json:"traps"`
	Refines  []string `json:"refines"`
}

var idPattern = regexp.MustCompile(`^[A-Z]{2,8}[0-9]{3,4}$`)

// rule reads the METADATA of a rule's package; the error lists all that is wrong.
func rule(file, name string, m *ast.Module) (*Rule, error) {
	var a *ast.Annotations
	for _, x := range m.Annotations {
		if x.Scope == "package" {
			a = x
		}
	}
	if a == nil {
		return nil, fmt.Errorf("%s: the package has no METADATA", file)
	}
	raw, err := json.Marshal(a.Custom)
	if err != nil {
		return nil, fmt.Errorf("%s: custom: %w", file, err)
	}
	var c custom
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&c); err != nil {
		return nil, fmt.Errorf("%s: custom: %w", file, err)
	}
	r := &Rule{
		ID: c.ID, Name: name, Package: packageName(name), Title: a.Title, Description: strings.TrimSpace(a.Description),
		Severity: finding.Severity(c.Severity), Layers: c.Layers, Error: c.Error, Fix: c.Fix, Traps: c.Traps, Refines: c.Refines, Inputs: inputs(m), File: file,
	}
	for _, l := range a.RelatedResources {
		r.Links = append(r.Links, Link{URL: l.Ref.String(), Text: l.Description})
	}
	return r, r.check(file, m, a)
}

func (r *Rule) check(file string, m *ast.Module, a *ast.Annotations) error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s", file, fmt.Sprintf(format, args...)))
	}
	if want := "data.tfaccess.rules." + r.Package; m.Package.Path.String() != want {
		bad("package %s; in folder %s it must be %s", m.Package.Path, r.Name, strings.TrimPrefix(want, "data."))
	}
	if !idPattern.MatchString(r.ID) {
		bad("custom.id %q is not like ACME001", r.ID)
	}
	if r.Title == "" {
		bad("METADATA has no title")
	}
	if r.Description == "" {
		bad("METADATA has no description")
	}
	if r.Fix == "" {
		bad("custom.fix says nothing")
	}
	if !slices.Contains([]finding.Severity{finding.Error, finding.Warning, finding.Note}, r.Severity) {
		bad("custom.severity %q is none of error, warning, note", r.Severity)
	}
	if !slices.ContainsFunc(a.Schemas, func(s *ast.SchemaAnnotation) bool { return s.Path.String() == "input" }) {
		bad("METADATA has no schemas: - input: schema.facts, so that a misspelt fact would go unnoticed")
	}
	return errors.Join(errs...)
}

func packageName(name string) string { return strings.ReplaceAll(name, "-", "_") }
