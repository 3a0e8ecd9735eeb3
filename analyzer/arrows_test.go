package analyzer_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/tfaccess/tfaccess/"

// arrows are the imports of our own that each package may have, test files
// apart. It is the architecture's lock: a new arrow is a decision to make in
// the README's architecture section first.
var arrows = map[string][]string{
	"analyzer/policy":              {},
	"analyzer/finding":             {},
	"analyzer/decision":            {"analyzer/policy"},
	"analyzer/plan":                {"analyzer/policy"},
	"analyzer/source":              {"analyzer/plan", "analyzer/policy", "analyzer/finding"},
	"analyzer/graph":               {"analyzer/plan", "analyzer/source", "analyzer/policy", "analyzer/finding", "analyzer/graph/..."},
	"analyzer/graph/managedpolicy": {"analyzer/policy"},
	"analyzer/access":              {"analyzer/graph", "analyzer/policy"},
	"analyzer/eval":                {"analyzer/graph", "analyzer/access", "analyzer/policy", "analyzer/decision", "analyzer/finding"},
	"analyzer/facts":               {"analyzer/graph", "analyzer/access", "analyzer/eval", "analyzer/policy", "analyzer/finding"},
	"analyzer/config":              {"analyzer/graph", "analyzer/policy", "analyzer/finding", "analyzer/access"},
	"analyzer/snapshot":            {"analyzer/graph", "analyzer/policy", "analyzer/finding"},
	"analyzer/fix":                 {"analyzer/graph", "analyzer/eval", "analyzer/access", "analyzer/policy", "analyzer/finding"},
	"analyzer/report":              {"analyzer/finding"},
	"analyzer/suppress":            {"analyzer/finding"},
	"rego":                         {},
	"rules":                        {"analyzer/facts", "analyzer/eval", "analyzer/access", "analyzer/graph", "analyzer/policy", "analyzer/finding", "rego"},
}

// TestArrows keeps the direction of imports between the stages.
func TestArrows(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		allowed, listed := arrows[name]
		if !listed {
			continue // the driver, commands and test support see everything
		}
		for _, imported := range p.Imports {
			own, ours := strings.CutPrefix(imported, module)
			if ours && !slices.ContainsFunc(allowed, func(a string) bool { return matches(a, own) }) {
				t.Errorf("%s imports %s; it may import only %v", name, own, allowed)
			}
		}
	}
}

// TestArrowsNameEveryPackage makes a new package under analyzer say where it stands.
func TestArrowsNameEveryPackage(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		support := strings.HasSuffix(name, "test") || strings.Contains(name, "/internal/") || p.Name == "main"
		if _, listed := arrows[name]; !listed && name != "analyzer" && !support && !strings.HasPrefix(name, "cmd/") && !strings.HasPrefix(name, "fixtures") {
			t.Errorf("%s is not in the table of arrows", name)
		}
	}
}

func matches(pattern, name string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "..."); ok {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

type listed struct {
	ImportPath, Name string
	Imports          []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Imports", module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list found only %d packages", len(all))
	}
	return all
}
