package analyzer

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// The metamorphic tests take the plans of fixtures (and of the scenarios beside
// the repository, where they are) and change them in ways of which it is known
// what AWS makes of them: nothing at all, or nothing that anybody could still
// tell. No answer is written down; the answers of before and after are compared.
var moreTransformations = flag.Uint("metamorphic", 1, "how many times more transformations to try than in a usual run")

// seed is a set of inputs that are analysed together.
type seed struct {
	name    string
	inputs  []seedInput
	config  string // .tfaccess.hcl, empty: none
	queries []Query
}

type seedInput struct {
	file, dir string // dir has the HCL
	data      []byte
	aside     bool // by --with
}

// seedsUnder reads every folder with a plan.json, or with an expect.json that
// names its inputs.
func seedsUnder(t testing.TB, root string) []*seed {
	t.Helper()
	var out []*seed
	taken := map[string]bool{}
	add := func(s *seed) {
		if s != nil {
			out = append(out, s)
			for _, in := range s.inputs {
				taken[in.file] = true
			}
		}
	}
	for _, name := range []string{"expect.json", "plan.json"} {
		err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.Name() != name || taken[file] {
				return err
			}
			if name == "expect.json" {
				add(readSeed(t, root, file))
			} else {
				s := &seed{}
				s.add(t, file, filepath.Dir(file), false)
				s.finish(root, filepath.Dir(file))
				add(s)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// readSeed reads what an expect.json is about.
func readSeed(t testing.TB, root, file string) *seed {
	t.Helper()
	var about struct {
		Inputs  []string `json:"inputs"`
		With    []string `json:"with"`
		HCLRoot string   `json:"hcl_root"`
		Queries []struct {
			Principal, Action, Resource, Via string
			Context                          map[string]any
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &about); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	dir := filepath.Dir(file)
	s := &seed{}
	add := func(name string, aside bool) {
		in := filepath.Join(dir, filepath.FromSlash(name))
		s.add(t, in, filepath.Join(filepath.Dir(in), filepath.FromSlash(about.HCLRoot)), aside)
	}
	for _, name := range about.Inputs {
		if name, _, _ = strings.Cut(name, " "); strings.HasSuffix(name, ".json") && name != "state.json" {
			add(name, false)
		}
	}
	if len(s.inputs) == 0 {
		add("plan.json", false)
	}
	for _, name := range about.With {
		add(name, true)
	}
	for _, q := range about.Queries {
		values := map[string][]string{}
		for k, v := range q.Context {
			many, ok := v.([]any)
			if !ok {
				many = []any{v}
			}
			for _, one := range many {
				values[k] = append(values[k], fmt.Sprint(one))
			}
		}
		s.queries = append(s.queries, Query{Principal: q.Principal, Action: q.Action, Resource: q.Resource, Via: q.Via, Context: values})
	}
	s.finish(root, dir)
	return s
}

func (s *seed) add(t testing.TB, file, dir string, aside bool) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s.inputs = append(s.inputs, seedInput{file: file, dir: dir, data: data, aside: aside})
}

func (s *seed) finish(root, dir string) {
	s.name = strings.TrimPrefix(filepath.ToSlash(strings.TrimPrefix(dir, root)), "/")
	if config := filepath.Join(dir, ".tfaccess.hcl"); fileExists(config) {
		s.config = config
	}
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// seeds are all plans to begin with.
func seeds(t testing.TB) []*seed {
	t.Helper()
	all := seedsUnder(t, "../fixtures")
	if len(all) < 100 {
		t.Fatalf("only %d plans in fixtures", len(all))
	}
	if shared := "../../shared/scenarios"; fileExists(shared) {
		all = append(all, seedsUnder(t, shared)...)
	} else {
		t.Logf("%s is not there: fixtures alone", shared)
	}
	return all
}

// chosen reports whether a transformation is tried on a seed: one of n is, if
// not all are asked for.
func chosen(n uint32, words ...string) bool {
	h := fnv.New32a()
	for _, w := range words {
		h.Write([]byte(w + "\x00"))
	}
	return h.Sum32()%max(1, n/uint32(*moreTransformations)) == 0
}

// load analyses the seed, with or without the HCL.
func (s *seed) load(t testing.TB, source bool) *Analysis {
	t.Helper()
	o := Options{Dir: ".", NoSource: !source, ConfigFile: s.config, Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	for _, in := range s.inputs {
		o.Inputs = append(o.Inputs, Input{File: in.file, Data: in.data, Context: in.aside})
		if source {
			o.Sources = append(o.Sources, in.dir)
		}
	}
	a, err := Load(context.Background(), o)
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	return a
}

// answers is all that an analysis says, under names that transformations keep.
type answers struct {
	traces   map[string]answer
	findings map[string]bool
	// denied are the definite denials that findings tell of: "LAYER PRINCIPAL
	// ACTION BUCKET".
	denied map[string]bool
}

// answer is a trace without its reasons.
type answer struct {
	verdict string
	layers  map[string]string // by layer and action
	alone   map[string]bool
}

// String has the layers that do not allow.
func (a answer) String() string {
	var parts []string
	for _, l := range slices.Sorted(maps.Keys(a.layers)) {
		if a.layers[l] != "allowed" && a.layers[l] != eval.NotApplicable.String() {
			alone := ""
			if a.alone[l] {
				alone = " alone"
			}
			parts = append(parts, l+" "+a.layers[l]+alone)
		}
	}
	return a.verdict + " [" + strings.Join(parts, ", ") + "]"
}

var symbols = regexp.MustCompile(`⟨[^⟩]*⟩`)

// nameless is a text without the names of its symbols, which are addresses.
func nameless(text string) string { return symbols.ReplaceAllString(text, "⟨⟩") }

// ask asks the seed's own questions, and everything.
func (s *seed) ask(t testing.TB, a *Analysis) answers {
	t.Helper()
	out := answers{traces: map[string]answer{}, findings: map[string]bool{}, denied: map[string]bool{}}
	for i, q := range s.queries {
		key := fmt.Sprintf("question %d (%s)", i+1, q.Action) // transformations may change addresses
		if r, err := a.request(q); err != nil {
			out.traces[key] = answer{verdict: "refused"}
		} else {
			out.traces[key] = traced(a.planned.Evaluate(r))
		}
	}
	for _, r := range everything(a) {
		out.traces[fmt.Sprintf("%s %s %s", r.Principal.ARN, r.Action, r.Resource)] = traced(a.planned.Evaluate(r))
	}
	report, err := a.Check(context.Background())
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	for i := range report.Findings {
		f := &report.Findings[i]
		actions := strings.Fields(strings.ToLower(strings.Join(f.Actions, " "))) // of those that do not exist, as written
		slices.Sort(actions)
		out.findings[nameless(fmt.Sprintf("%s %s %s %s %s %v %s", f.Rule, f.Certainty, f.Severity, f.Layer, f.Principal.ARN, actions, f.Resource.ARN))] = true
		if f.Certainty == finding.Definite {
			for _, action := range actions {
				out.denied[nameless(fmt.Sprintf("%s %s %s %s", f.Layer, f.Principal.ARN, action, bucketOf(f.Resource.ARN)))] = true
			}
		}
	}
	return out
}

// bucketOf is the ARN of an object's bucket; others stay as they are.
func bucketOf(arn string) string {
	if bucket, _, ok := strings.Cut(arn, "/"); ok && strings.HasPrefix(arn, "arn:aws:s3:::") {
		return bucket
	}
	return arn
}

func traced(t eval.Trace) answer {
	out := answer{verdict: t.Verdict.String(), layers: map[string]string{}, alone: map[string]bool{}}
	for _, l := range t.Layers {
		key := l.Kind.String()
		if l.Action != t.Request.Action {
			key += "(" + l.Action + ")"
		}
		if old, ok := out.layers[key]; !ok || old == "allowed" {
			out.layers[key] = l.Verdict.String()
		}
		out.alone[key] = out.alone[key] || l.Alone
	}
	return out
}

// same tells every difference between two sets of answers.
func same(before, after answers) []string {
	var out []string
	for _, q := range slices.Sorted(maps.Keys(before.traces)) {
		if x, y := before.traces[q], after.traces[q]; x.String() != y.String() {
			out = append(out, fmt.Sprintf("%s\n\tbefore %s\n\tafter  %s", q, x, y))
		}
	}
	for _, f := range slices.Sorted(maps.Keys(before.findings)) {
		if !after.findings[f] {
			out = append(out, "gone: "+f)
		}
	}
	for _, f := range slices.Sorted(maps.Keys(after.findings)) {
		if !before.findings[f] {
			out = append(out, "new: "+f)
		}
	}
	return out
}

// weaker tells where answers given with less knowledge are not weaker than
// those of before: another definite verdict, or a definite finding more.
func weaker(before, after answers) []string {
	definite := func(verdict string) bool { return verdict == "allowed" || verdict == "denied" }
	var out []string
	for _, q := range slices.Sorted(maps.Keys(before.traces)) {
		x := before.traces[q]
		y, asked := after.traces[q]
		if !asked || y.verdict == "refused" {
			continue
		}
		if definite(y.verdict) && y.verdict != x.verdict {
			out = append(out, fmt.Sprintf("%s\n\tbefore %s\n\tafter  %s", q, x, y))
			continue
		}
		for _, l := range slices.Sorted(maps.Keys(y.layers)) {
			if l == eval.ServiceDelivery.String() && !definite(y.layers[eval.BucketPolicy.String()]) {
				continue // two sides of one layer
			}
			if strings.HasPrefix(l, eval.SCP.String()) || strings.HasPrefix(l, eval.RCP.String()) {
				continue // what an organization attaches unseen is taken not to deny
			}
			if was, ok := x.layers[l]; ok && definite(y.layers[l]) && was != y.layers[l] {
				out = append(out, fmt.Sprintf("%s: layer %s\n\tbefore %s\n\tafter  %s", q, l, x, y))
			}
		}
	}
	for _, f := range slices.Sorted(maps.Keys(after.denied)) {
		// What has another name now cannot be compared.
		if !before.denied[f] && !strings.Contains(f, "⟨") {
			out = append(out, "newly denied: "+f)
		}
	}
	return out
}
