package source_test

import (
	"encoding/json"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

var update = flag.Bool("update", false, "write want.json of fixtures/recovery anew")

// recovered is what want.json says of one attribute.
type recovered struct {
	How     source.How `json:"how"`
	Value   any        `json:"value,omitempty"`
	Missing []string   `json:"missing,omitempty"`
}

// TestRecovery resolves whatever a plan leaves unknown, of configurations that
// each show one way to write it. Each was planned by Terraform, and then
// applied: state.json says what the values became.
func TestRecovery(t *testing.T) {
	cases := recoveryCases(t)
	if len(cases) < 60 {
		t.Errorf("only %d cases", len(cases))
	}
	for _, dir := range cases {
		name, err := filepath.Rel(recoveryRoot, dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			got := resolveAll(t, dir, true)
			text, err := json.MarshalIndent(got, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "want.json")
			if *update {
				if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if string(want) != string(text)+"\n" {
				t.Errorf("%s differs; got\n%s", file, text)
			}
		})
	}
}

// TestRecoveryAgreesWithState fills in what apply made of each symbol: every
// recovered value must then be the one in the state, with and without HCL.
func TestRecoveryAgreesWithState(t *testing.T) {
	for _, dir := range recoveryCases(t) {
		file := filepath.Join(dir, "state.json")
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s: there is no state.json", dir)
			continue
		}
		state := readInput(t, file)
		for _, hcl := range []bool{true, false} {
			for where, got := range resolveAll(t, dir, hcl) {
				if got.How == source.Opaque {
					continue
				}
				address, attr := cutAttr(where)
				r := state.Lookup(address)
				if r == nil {
					continue // removed by the plan, or read anew
				}
				if r.Data && attr != "json" {
					continue // reading fills in defaults
				}
				v, st := r.Attr(plan.Planned, attr)
				if st != plan.Known {
					continue
				}
				f := filler{label: labelOf(dir), state: state}
				if !f.admits(got.Value, decoded(v)) {
					t.Errorf("%s (HCL %v): %s: resolved\n%s\napplied\n%s", dir, hcl, where, show(got.Value), show(decoded(v)))
				}
			}
		}
	}
}

const recoveryRoot = "../../fixtures/recovery"

// recoveryCases are the directories with a plan.
func recoveryCases(t testing.TB) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir(recoveryRoot, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == "plan.json" {
			dirs = append(dirs, filepath.Dir(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dirs
}

func labelOf(dir string) string {
	rel, err := filepath.Rel(recoveryRoot, dir)
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(filepath.ToSlash(rel), "/")
	return name
}

func readInput(t testing.TB, file string) *plan.Plan {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Read(labelOf(filepath.Dir(file)), file, data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// resolveAll resolves every attribute that the plan does not know.
func resolveAll(t testing.TB, dir string, hcl bool) map[string]recovered {
	t.Helper()
	p := readInput(t, filepath.Join(dir, "plan.json"))
	var c *source.Config
	if hcl {
		var err error
		if c, err = source.Open(p, dir); err != nil {
			t.Fatalf("%s: %v", dir, err)
		}
		for _, m := range c.Mismatches() {
			t.Errorf("%s: %s: %s", dir, m.Address, m.Detail)
		}
	}
	s := source.NewResolver(p, plan.Planned, c, graph.Predictor)
	out := map[string]recovered{}
	for _, r := range p.Resources {
		for _, attr := range r.Attributes(plan.Planned) {
			_, st := r.Attr(plan.Planned, attr)
			document := r.Data && attr == "json"
			if st == plan.Known || st == plan.Null || st == plan.Computed && !document {
				continue
			}
			res := s.Attr(r, attr)
			out[r.Address+" "+attr] = recovered{How: res.How, Value: decoded(res.Value), Missing: res.Missing}
		}
	}
	return out
}

func cutAttr(where string) (address, attr string) {
	i := strings.LastIndex(where, " ")
	return where[:i], where[i+1:]
}

// decoded is a value as JSON; a text that is JSON itself is decoded too, and
// what is unknown is "?".
func decoded(v cty.Value) any {
	if v == cty.NilVal {
		return nil
	}
	v, err := cty.Transform(v, func(_ cty.Path, e cty.Value) (cty.Value, error) {
		if !e.IsKnown() {
			return cty.StringVal("?"), nil
		}
		return e, nil
	})
	if err != nil {
		return err.Error()
	}
	text, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		return err.Error()
	}
	var out any
	if err := json.Unmarshal(text, &out); err != nil {
		return err.Error()
	}
	if s, ok := out.(string); ok && strings.HasPrefix(strings.TrimSpace(s), "{") {
		var doc any
		if json.Unmarshal([]byte(s), &doc) == nil {
			return doc
		}
	}
	return out
}

func show(v any) string {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err.Error()
	}
	return string(text)
}
