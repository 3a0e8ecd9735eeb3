package source_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// TestShare is a scratch.
func TestShare(t *testing.T) {
	inputs, _ := filepath.Glob("../../../shared/scenarios/*/plan.json")
	more, _ := filepath.Glob("../../../shared/scenarios/*/*/plan.json")
	inputs = append(inputs, more...)
	for _, hcl := range []bool{true, false} {
		count := map[source.How]int{}
		for _, in := range inputs {
			data, err := os.ReadFile(in)
			if err != nil {
				t.Fatal(err)
			}
			p, err := plan.Read(filepath.Base(filepath.Dir(in)), in, data)
			if err != nil {
				t.Fatal(err)
			}
			var c *source.Config
			if hcl {
				c, err = source.Open(p, filepath.Dir(in))
				if err != nil {
					t.Errorf("%s: %v", in, err)
				} else if m := c.Mismatches(); len(m) > 0 {
					t.Errorf("%s: %v", in, m)
				}
			}
			s := source.NewResolver(p, plan.Planned, c, graph.Predictor)
			for _, r := range p.Resources {
				if !r.Exists(plan.Planned) {
					continue
				}
				for _, name := range []string{"policy", "assume_role_policy", "content", "json"} {
					if _, st := r.Attr(plan.Planned, name); st == plan.Null {
						continue
					}
					if r.Data && r.Type != "aws_iam_policy_document" {
						continue
					}
					res := s.Attr(r, name)
					if res.State == plan.Computed && !r.Data {
						continue
					}
					count[res.How]++
					if res.How == source.Opaque && hcl || os.Getenv("SHOW") != "" && strings.Contains(in, os.Getenv("SHOW")) && res.How != source.Known {
						text := ""
						if res.Value.IsKnown() && !res.Value.IsNull() {
							text = res.Value.AsString()
						}
						fmt.Println(in, r.Address, name, res.How, res.Missing, text)
					}
				}
			}
		}
		var lines []string
		for h, n := range count {
			lines = append(lines, fmt.Sprintf("%s %d", h, n))
		}
		sort.Strings(lines)
		fmt.Println("hcl", hcl, lines)
	}
}
