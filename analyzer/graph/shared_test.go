package graph

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

const sharedScenarios = "../../../shared/scenarios"

// sharedGraph joins the plans and states of a shared scenario, with the HCL
// beside each, in one world.
func sharedGraph(t *testing.T, name string, w plan.World) *Graph {
	t.Helper()
	root := filepath.Join(sharedScenarios, name)
	if _, err := os.Stat(root); err != nil {
		t.Skip("../shared/scenarios is not there")
	}
	var fragments []*Fragment
	files, err := filepath.Glob(filepath.Join(root, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(root, "*", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, more...) {
		if filepath.Base(file) == "expect.json" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Read(filepath.Base(filepath.Dir(file)), file, data)
		if err != nil {
			t.Fatal(err)
		}
		config, err := source.Open(p, filepath.Dir(file))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		fragments = append(fragments, FromPlan(source.NewResolver(p, w, config, Predictor), p, w))
	}
	if len(fragments) == 0 {
		t.Fatalf("%s has no input", name)
	}
	return Join(fragments)
}
