package source

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
)

// shared is the directory of test data beside the checkout; tests that need it
// are skipped where it is not.
func shared(t testing.TB, parts ...string) string {
	t.Helper()
	name := filepath.Join(append([]string{"..", "..", "..", "shared"}, parts...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("%s is not beside the checkout", filepath.Join(parts...))
	}
	return name
}

// scenarioInputs are all plans and states of the shared scenarios.
func scenarioInputs(t testing.TB) []string {
	t.Helper()
	root := shared(t, "scenarios")
	var names []string
	for _, pattern := range []string{"*/plan.json", "*/*/plan.json", "*/state.json", "*/*/state.json"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	if len(names) == 0 {
		t.Fatal("no scenario has a plan")
	}
	return names
}

func readPlan(t testing.TB, name string) *plan.Plan {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Read(filepath.Base(filepath.Dir(name)), name, data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return p
}
