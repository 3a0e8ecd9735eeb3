package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// TestShareOfPolicies counts in which way the policies of all shared scenarios
// are known. With the configuration at hand none is opaque.
func TestShareOfPolicies(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "scenarios")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the shared scenarios are not beside the checkout")
	}
	var inputs []string
	for _, pattern := range []string{"*/plan.json", "*/*/plan.json"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		inputs = append(inputs, found...)
	}
	if len(inputs) == 0 {
		t.Fatal("no scenario has a plan")
	}
	for _, hcl := range []bool{true, false} {
		count := map[source.How]int{}
		for _, in := range inputs {
			countPolicies(t, in, hcl, count)
		}
		t.Logf("HCL %v: %v", hcl, count)
		if hcl && (count[source.Opaque] > 0 || count[source.Recovered] == 0) {
			t.Errorf("with the configuration: %v", count)
		}
	}
}

func countPolicies(t *testing.T, in string, hcl bool, count map[source.How]int) {
	t.Helper()
	data, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Read("s", in, data)
	if err != nil {
		t.Fatal(err)
	}
	var c *source.Config
	if hcl {
		if c, err = source.Open(p, filepath.Dir(in)); err != nil {
			t.Errorf("%s: %v", in, err)
		}
	}
	s := source.NewResolver(p, plan.Planned, c, graph.Predictor)
	for _, r := range p.Resources {
		for _, name := range []string{"policy", "assume_role_policy", "content", "json"} {
			_, state := r.Attr(plan.Planned, name)
			document := r.Data && r.Type == "aws_iam_policy_document" && name == "json"
			if state == plan.Null || r.Data != document || state == plan.Computed && !document {
				continue
			}
			count[s.Attr(r, name).How]++
		}
	}
}
