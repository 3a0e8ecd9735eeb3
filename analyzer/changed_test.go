package analyzer

import (
	"context"
	"path/filepath"
	"testing"
)

// TestChangedOnly keeps the findings whose chain has something that the plan
// changes, and drops those that the plan neither makes nor touches.
func TestChangedOnly(t *testing.T) {
	const dir = "../fixtures/workspaces/lifecycle"
	tests := []struct {
		name, plan string
		want       int
	}{
		{"a plan that narrows the bucket policy has made the denial", "plan-policy-narrowed.json", 1},
		{"a plan that changes the key of the bucket touches the chain of a denial that was there", "plan-broken-untouched.json", 1},
		{"a state changes nothing", "state-broken.json", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := load(t, filepath.Join(dir, tt.plan), false)
			all, err := a.Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if len(all.Findings) != 1 {
				t.Fatalf("%d findings without the option; the fixture has one", len(all.Findings))
			}
			a.options.ChangedOnly = true
			changed, err := a.Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if len(changed.Findings) != tt.want {
				t.Errorf("%d findings, want %d", len(changed.Findings), tt.want)
			}
		})
	}
}
