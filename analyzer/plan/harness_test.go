package plan

import (
	"os"
	"path/filepath"
	"testing"
)

// table refuses cases that say not why, or share a name.
func table[T any](t *testing.T, cases []T, name, why func(T) string) {
	t.Helper()
	seen := map[string]bool{}
	for _, c := range cases {
		if why(c) == "" {
			t.Fatalf("%q has no reason", name(c))
		}
		if seen[name(c)] {
			t.Fatalf("%q stands twice", name(c))
		}
		seen[name(c)] = true
	}
}

// load reads a plan of testdata.
func load(t testing.TB, path string) *Plan {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", path))
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, string(data))
}

// parse reads a plan that must be good.
func parse(t testing.TB, text string) *Plan {
	t.Helper()
	p, err := Read("lab", "plan.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// need finds a resource.
func need(t testing.TB, p *Plan, address string) *Resource {
	t.Helper()
	r := p.Lookup(address)
	if r == nil {
		t.Fatalf("no %s in the plan", address)
	}
	return r
}
