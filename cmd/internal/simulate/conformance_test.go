package simulate

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// expectation is what the test data says beside the case itself.
type expectation struct {
	ID       string    `json:"id"`
	Expect   string    `json:"expect"`
	DeniedBy *[]string `json:"denied_by"`
	Why      string    `json:"why"`
	Source   string    `json:"source"`
}

func readCases(t *testing.T, file string) ([]byte, []expectation) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []expectation
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if len(cases) == 0 {
		t.Fatalf("%s has no cases", file)
	}
	return text, cases
}

// results runs the cases and returns the answers by id.
func results(t *testing.T, text []byte) map[string]result {
	t.Helper()
	var out, errOut bytes.Buffer
	if status, err := Run(bytes.NewReader(text), &out, &errOut, Options{}); status != StatusOK || err != nil {
		t.Fatalf("status %d, %v: %s", status, err, errOut.String())
	}
	got := map[string]result{}
	for dec := json.NewDecoder(&out); dec.More(); {
		var r result
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		got[r.ID] = r
	}
	return got
}

// TestConformance decides the cases of fixtures/conformance. Each one encodes a
// rule of AWS (why) and the page that states it (source).
func TestConformance(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "fixtures", "conformance", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatal("fixtures/conformance has no cases")
	}
	seen := map[string]string{}
	for _, file := range files {
		text, cases := readCases(t, file)
		got := results(t, text)
		for _, c := range cases {
			if at, ok := seen[c.ID]; ok {
				t.Errorf("%q stands in %s and in %s", c.ID, at, file)
			}
			seen[c.ID] = filepath.Base(file)
			if c.Why == "" || !strings.HasPrefix(c.Source, "https://docs.aws.amazon.com/") {
				t.Errorf("%q: a case says why, and which AWS page states it", c.ID)
			}
			r := got[c.ID]
			if r.Decision != c.Expect {
				t.Errorf("%q: %s, want %s: %s\n%+v", c.ID, r.Decision, c.Expect, c.Why, r.Layers)
			}
			if c.DeniedBy != nil {
				var alone []string
				for _, l := range r.Layers {
					if l.Alone {
						alone = append(alone, l.Layer)
					}
				}
				if !slices.Equal(alone, *c.DeniedBy) {
					t.Errorf("%q: denied by %v, want %v: %s", c.ID, alone, *c.DeniedBy, c.Why)
				}
			}
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d cases", len(seen))
	}
}

// TestSharedConformance decides the cases of other evaluators that stand beside
// the checkout. testdata/contradicted.json lists those that AWS contradicts.
func TestSharedConformance(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..", "shared", "conformance")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the shared conformance data is not beside the checkout")
	}
	var contradicted []struct{ ID, Why, Source string }
	list, err := os.ReadFile(filepath.Join("testdata", "contradicted.json"))
	if err == nil {
		err = json.Unmarshal(list, &contradicted)
	}
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range contradicted {
		if c.Why == "" || !strings.HasPrefix(c.Source, "https://docs.aws.amazon.com/") {
			t.Errorf("%s: an exception says why, and which AWS page contradicts the case", c.ID)
		}
		known[c.ID] = true
	}
	var files []string
	for _, dir := range []string{"open", "aws-docs"} {
		found, _ := filepath.Glob(filepath.Join(root, dir, "*.json"))
		files = append(files, found...)
	}
	n := 0
	for _, file := range files {
		if strings.HasPrefix(filepath.Base(file), "unit_") {
			continue
		}
		text, cases := readCases(t, file)
		got := results(t, text)
		for _, c := range cases {
			n++
			d := got[c.ID].Decision
			ok := d == c.Expect || c.Expect == "Denied" && (d == implicitlyDenied || d == explicitlyDenied)
			if ok == known[c.ID] {
				t.Errorf("%s: %s, want %s", c.ID, d, c.Expect)
			}
		}
	}
	if n == 0 {
		t.Fatal("no cases found")
	}
}
