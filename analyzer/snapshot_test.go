package analyzer

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestOwnSnapshotAmongTheNeighbours joins a folder in which the workspace's own
// last snapshot lies too: the plan holds over it, and nothing is contradictory.
func TestOwnSnapshotAmongTheNeighbours(t *testing.T) {
	const dir = "../fixtures/workspaces/lifecycle"
	var published bytes.Buffer
	if err := load(t, filepath.Join(dir, "plan-create.json"), false).Snapshot(&published); err != nil {
		t.Fatal(err)
	}
	for _, plan := range []string{"plan-policy-narrowed.json", "plan-repaired.json", "plan-key-narrowed.json", "plan-untouched.json"} {
		t.Run(plan, func(t *testing.T) {
			alone, err := load(t, filepath.Join(dir, plan), false).Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(filepath.Join(dir, plan))
			if err != nil {
				t.Fatal(err)
			}
			a, err := Load(context.Background(), Options{
				Dir: ".", Now: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC),
				Inputs: []Input{
					{File: filepath.Join(dir, plan), Data: data, Label: "x"},
					{File: "snapshots/own.json", Data: published.Bytes(), Context: true},
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			joined, err := a.Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if len(joined.Diagnostics) != 0 {
				t.Errorf("diagnostics: %+v", joined.Diagnostics)
			}
			if len(joined.Findings) != len(alone.Findings) {
				t.Fatalf("%d findings with the own snapshot, %d without", len(joined.Findings), len(alone.Findings))
			}
			for i := range joined.Findings {
				if got, want := joined.Findings[i].Fingerprint, alone.Findings[i].Fingerprint; got != want {
					t.Errorf("finding %d is %s %s, without the snapshot %s", i, joined.Findings[i].Rule, got, want)
				}
			}
		})
	}
}
