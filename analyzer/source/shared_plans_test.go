package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// TestPlansOfPublicProjects resolves every attribute of plans that other
// projects made, without their configuration: nothing may fail, and what is
// known must stay as it is.
func TestPlansOfPublicProjects(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "plans")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the shared plans are not beside the checkout")
	}
	files, err := filepath.Glob(filepath.Join(root, "*", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no plans: %v", err)
	}
	count := map[source.How]int{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Read("p", file, data)
		if err != nil {
			continue // malformed/ is meant to be refused
		}
		for _, w := range []plan.World{plan.Planned, plan.Prior} {
			s := source.NewResolver(p, w, nil, graph.Predictor)
			for _, r := range p.Resources {
				for _, attr := range r.Attributes(w) {
					_, state := r.Attr(w, attr)
					res := s.Attr(r, attr)
					if state == plan.Known && res.How != source.Known {
						t.Errorf("%s: %s.%s is known, and was %s", file, r.Address, attr, res.How)
					}
					if attr == "policy" && state == plan.Unknown {
						count[res.How]++
					}
				}
			}
		}
	}
	t.Logf("unknown policies: %v", count)
}
