package rules

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	bundle "github.com/tfaccess/tfaccess/rego"
)

// TestBundleIsTypeChecked compiles the embedded rules with types, which Load
// leaves out at start-up: a misspelt fact is an error here.
func TestBundleIsTypeChecked(t *testing.T) {
	modules, rules, err := parseBundle(true, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) < 30 {
		t.Fatalf("only %d rules", len(rules))
	}
	if err := checkSet(rules); err != nil {
		t.Error(err)
	}
	if _, err := compile(modules, true); err != nil {
		t.Error(err)
	}
}

// TestGeneratedFilesAreFresh compares what is generated with what lies there.
func TestGeneratedFilesAreFresh(t *testing.T) {
	want, err := Generated()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
		if err != nil || !bytes.Equal(got, text) {
			t.Errorf("%s is stale (%v); run: go generate ./rules", name, err)
		}
	}
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if _, ok := want["rules/"+filepath.ToSlash(p)]; !ok {
			t.Errorf("%s documents a rule that is gone; run: go generate ./rules", p)
		}
	}
}

// TestRuleFoldersAreRules: a folder without its rule would be silently empty.
func TestRuleFoldersAreRules(t *testing.T) {
	_, rules, err := parseBundle(false, nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range rules {
		names = append(names, r.Name)
	}
	folders, err := fs.ReadDir(bundle.Bundle, "rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if !slices.Contains(names, f.Name()) {
			t.Errorf("rules/%s holds no %[1]s.rego", f.Name())
		}
		if _, err := fs.Stat(bundle.Bundle, "rules/"+f.Name()+"/"+f.Name()+"_test.rego"); err != nil {
			t.Errorf("rules/%s has no test: %v", f.Name(), err)
		}
	}
}

// TestRuleTexts: what METADATA has to say to a person.
func TestRuleTexts(t *testing.T) {
	_, rules, err := parseBundle(false, nil)
	if err != nil {
		t.Fatal(err)
	}
	layers := map[string]bool{}
	for _, k := range eval.LayerKinds() {
		layers[k.String()] = true
	}
	for _, r := range rules {
		if len(r.Links) == 0 || len(r.Traps) == 0 {
			t.Errorf("%s: has %d links and %d traps", r.Name, len(r.Links), len(r.Traps))
		}
		if strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s: the title ends in a full stop", r.Name)
		}
		for _, l := range r.Links {
			if !strings.HasPrefix(l.URL, "https://") || l.Text == "" {
				t.Errorf("%s: link %q %q", r.Name, l.URL, l.Text)
			}
		}
		for _, l := range r.Layers {
			if !layers[l] {
				t.Errorf("%s: there is no layer %q", r.Name, l)
			}
		}
	}
}

// TestUsersRules: what a rule of a user may do, and what becomes of mistakes.
func TestUsersRules(t *testing.T) {
	const head = `# METADATA
# title: Acme
# description: Says something.
# schemas:
#   - input: schema.facts
# custom:
#   id: ACME001
#   severity: error
#   fix: Do something.
package tfaccess.rules.acme

`
	tests := []struct{ name, why, text, want string }{
		{"a right rule loads", "the contract is ours", head + `findings contains {"id": d.id, "message": "m"} if some d in input.denials.scp`, ""},
		{"a misspelt fact is an error", "otherwise the rule never fires", head + `findings contains {"id": d.id, "message": "m"} if { some d in input.denials.scp; d.certanity == "definite" }`, "certanity"},
		{"a misspelt section is an error", "otherwise the rule never fires", head + `findings contains {"id": d.id, "message": "m"} if some d in input.denyals.scp`, "denyals"},
		{"the network is out of reach", "rules come from a pull request", head + `findings contains {"id": 0, "message": "m"} if http.send({"method": "get", "url": "http://example.com"})`, "http.send"},
		{"the environment is out of reach", "rules come from a pull request", head + `findings contains {"id": 0, "message": "m"} if opa.runtime().env.HOME`, "opa.runtime"},
		{"our ids are ours", "an id means one thing", strings.Replace(head, "ACME001", "TFA001", 1) + `findings contains {"id": 0, "message": "m"} if input.schema == "x"`, "TFA001"},
		{"METADATA without schemas is refused", "facts would not be checked", strings.Replace(head, "# schemas:\n#   - input: schema.facts\n", "", 1) + `findings contains {"id": 0, "message": "m"} if input.schema == "x"`, "schemas"},
		{"an unknown word in custom is refused", "it is a misspelt one", strings.Replace(head, "severity", "severety", 1) + `findings contains {"id": 0, "message": "m"} if input.schema == "x"`, "severety"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{"acme/acme.rego": {Data: []byte(tt.text)}})
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("%v (%s)", err, tt.why)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("got %v, want something about %q (%s)", err, tt.want, tt.why)
			}
		})
	}
}

// TestTimeLimit: a rule that does not end is ended.
func TestTimeLimit(t *testing.T) {
	text := `# METADATA
# title: Acme
# description: Counts.
# schemas:
#   - input: schema.facts
# custom:
#   id: ACME001
#   severity: error
#   fix: None.
package tfaccess.rules.acme

findings contains {"id": 0, "message": "m"} if {
	some a in numbers.range(0, 100000)
	some b in numbers.range(0, 100000)
	a * b == -1
}
`
	s, err := Load(fstest.MapFS{"acme/acme.rego": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Run(context.Background(), &facts.Document{}, Options{Timeout: 50e6})
	if err == nil || !strings.Contains(err.Error(), "time limit") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkStart is what comes before the first answer: for a plan without
// denials, for one with a denial of one layer, and for one with all of them.
func BenchmarkStart(b *testing.B) {
	for name, denials := range map[string]int{"none": 0, "one layer": 1, "ten layers": 10} {
		doc := crowd(denials)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, err := Load()
				if err != nil {
					b.Fatal(err)
				}
				if _, err := s.Run(context.Background(), doc, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestRules runs the tests of the embedded rules.
func TestRules(t *testing.T) {
	results, err := Test(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(results) < 100 {
		t.Errorf("only %d tests of rules ran", len(results))
	}
	for _, r := range results {
		if !r.Pass {
			t.Errorf("%s: %s.%s failed %s", r.Location, r.Package, r.Name, r.Error)
		}
	}
}

// BenchmarkRun is one query over n denials, of ten layers in turn.
func BenchmarkRun(b *testing.B) {
	s, err := Load()
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{100, 1_000, 10_000} {
		doc := crowd(n)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r, err := s.Run(context.Background(), doc, Options{}); err != nil || len(r) == 0 {
					b.Fatal(err, len(r))
				}
			}
		})
	}
}

// crowd is a document in which n roles are refused by layers in turn.
func crowd(n int) *facts.Document {
	kinds := eval.LayerKinds()[:10]
	bucket := &graph.Bucket{Name: "b", ARN: "arn:aws:s3:::b", Managed: true}
	var accesses []*access.Access
	turn := map[policy.Text]eval.LayerKind{}
	for i := range n {
		arn := policy.Text("arn:aws:iam::111111111111:role/r" + strconv.Itoa(i))
		turn[arn] = kinds[i%len(kinds)]
		accesses = append(accesses, &access.Access{
			Principal: &graph.Principal{ARN: arn, Kind: graph.Role, Origin: graph.Origin{Address: "aws_iam_role.r[" + strconv.Itoa(i) + "]"}},
			Actions:   []string{"s3:GetObject"}, Resource: "arn:aws:s3:::b/*", Bucket: bucket, Both: true, Wanted: policy.Yes,
		})
	}
	w := facts.World{Graph: graph.Join(nil), Evaluate: func(r eval.Request) eval.Trace {
		l := eval.Layer{Kind: turn[r.Principal.ARN], Verdict: eval.Denied, Alone: true, Reason: eval.NoStatementAllows}
		return eval.Trace{Request: r, Verdict: eval.Denied, Layers: []eval.Layer{l}}
	}}
	return facts.Build(w, nil, facts.Judge(w, accesses))
}
