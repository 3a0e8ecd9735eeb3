package analyzer

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestApplyContradictsNoVerdict compares each verdict on a plan, with the
// configuration and without, with the verdict on the state that applying it
// left: what was denied or allowed for certain must be so, for a promise made
// before apply is the one that people merge on.
func TestApplyContradictsNoVerdict(t *testing.T) {
	states, err := filepath.Glob("../fixtures/recovery/*/state.json")
	applied, _ := filepath.Glob("../fixtures/*/applied.json")
	if states = append(states, applied...); err != nil || len(states) < 100 {
		t.Fatalf("%d applied fixtures, %v", len(states), err)
	}
	var asked, open, openWithout int
	for _, state := range states {
		dir := filepath.Dir(state)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			after := load(t, state, false)
			for _, noSource := range []bool{false, true} {
				before := load(t, filepath.Join(dir, "plan.json"), noSource)
				for _, r := range everything(before) {
					asked++
					was := before.planned.Evaluate(r).Verdict
					r.Principal = after.planned.Graph.Principal(r.Principal.ARN)
					is := after.planned.Evaluate(r).Verdict
					switch {
					case was != eval.Allowed && was != eval.Denied && noSource:
						openWithout++
					case was != eval.Allowed && was != eval.Denied:
						open++
					case is != was && (is == eval.Allowed || is == eval.Denied):
						t.Errorf("%s %s on %s: %s before apply (source none: %v), %s after", r.Principal.ARN, r.Action, r.Resource, was, noSource, is)
					}
				}
			}
		})
	}
	if asked < 300 {
		t.Errorf("only %d requests were compared", asked)
	}
	t.Logf("%d requests; open before apply: %d with the configuration, %d without", asked, open, openWithout)
}

// everything is each principal's reading, writing and listing of each bucket
// whose names are known before apply: a cross product, which a test may ask.
func everything(a *Analysis) []eval.Request {
	var out []eval.Request
	for _, p := range a.planned.Graph.Principals {
		if !p.ARN.IsWhollyKnown() || p.Kind != graph.User && p.Kind != graph.Role {
			continue
		}
		for _, b := range a.planned.Graph.Buckets {
			if !b.ARN.IsWhollyKnown() || b.ARN.IsUnset() {
				continue
			}
			for action, resource := range map[string]policy.Text{"s3:GetObject": b.ARN + "/k", "s3:PutObject": b.ARN + "/k", "s3:ListBucket": b.ARN} {
				out = append(out, eval.Request{Principal: p, Action: action, Resource: resource, Path: eval.Public})
			}
		}
	}
	return out
}

func load(t *testing.T, file string, noSource bool) *Analysis {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Load(context.Background(), Options{
		Inputs: []Input{{File: file, Data: data, Label: "x"}}, NoSource: noSource, Dir: ".", Now: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
