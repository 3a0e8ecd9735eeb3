package source_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// teams is a configuration of about n resources that nobody has applied yet,
// and its plan: instances of one module, in which for_each is chained from
// buckets to their settings. Terraform planned testdata/teams, which has one
// instance; the others are that one under other names.
func teams(tb testing.TB, n int) (dir string, planned []byte) {
	tb.Helper()
	text, err := os.ReadFile("testdata/teams/plan.json")
	if err != nil {
		tb.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		tb.Fatal(err)
	}
	changes, _ := doc["resource_changes"].([]any)
	values, _ := doc["planned_values"].(map[string]any)["root_module"].(map[string]any)
	count := n / len(changes)
	doc["resource_changes"] = copies(tb, changes, count)
	values["child_modules"] = copies(tb, values["child_modules"], count)
	if planned, err = json.Marshal(doc); err != nil {
		tb.Fatal(err)
	}
	return teamFiles(tb, count), planned
}

// copies are the elements of a list for so many instances.
func copies(tb testing.TB, list any, count int) []any {
	tb.Helper()
	text, err := json.Marshal(list)
	if err != nil {
		tb.Fatal(err)
	}
	var out []any
	for i := range count {
		var more []any
		if err := json.Unmarshal(bytes.ReplaceAll(text, []byte("team0"), fmt.Appendf(nil, "team%d", i)), &more); err != nil {
			tb.Fatal(err)
		}
		out = append(out, more...)
	}
	return out
}

func teamFiles(tb testing.TB, count int) string {
	tb.Helper()
	dir := tb.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/teams")); err != nil {
		tb.Fatal(err)
	}
	main := filepath.Join(dir, "main.tf")
	text, err := os.ReadFile(main)
	if err != nil {
		tb.Fatal(err)
	}
	one, all := []byte("range(1)"), fmt.Appendf(nil, "range(%d)", count)
	if err := os.WriteFile(main, bytes.Replace(text, one, all, 1), 0o644); err != nil {
		tb.Fatal(err)
	}
	return dir
}
