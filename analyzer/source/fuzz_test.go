package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// FuzzRecover evaluates configurations that nearly are those of the fixtures.
// None may panic, and what the plan knows stays what it is.
func FuzzRecover(f *testing.F) {
	seeds := 0
	for _, dir := range recoveryCases(f) {
		main, err := os.ReadFile(filepath.Join(dir, "main.tf"))
		if err != nil {
			continue
		}
		planned, err := os.ReadFile(filepath.Join(dir, "plan.json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(main), string(planned))
		seeds++
	}
	if seeds == 0 {
		f.Fatal("no seeds")
	}
	f.Fuzz(func(t *testing.T, main, planned string) {
		p, err := plan.Read("fuzz", "plan.json", []byte(planned))
		if err != nil {
			return
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(main), 0o644); err != nil {
			t.Fatal(err)
		}
		c, err := source.Open(p, dir)
		if err != nil {
			c = nil
		}
		s := source.NewResolver(p, plan.Planned, c, graph.Predictor)
		for _, r := range p.Resources {
			s.Location(r)
			s.Ignores(r)
			for _, attr := range r.Attributes(plan.Planned) {
				s.StatementLocation(r, attr, 0)
				_, state := r.Attr(plan.Planned, attr)
				if res := s.Attr(r, attr); state == plan.Known && !r.Sensitive(plan.Planned, attr) && res.How != source.Known {
					t.Errorf("%s.%s is known, and was %s", r.Address, attr, res.How)
				}
			}
		}
	})
}
