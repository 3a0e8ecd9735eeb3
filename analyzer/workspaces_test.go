package analyzer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// workspaces is one want.json: plans and states that belong together, and what
// is to be found in several selections of them.
type workspaces struct {
	About  string  `json:"about"`
	Checks []check `json:"checks"`
}

// check is one run of the driver. Files are relative to the folder.
type check struct {
	Name   string   `json:"name"`
	Why    string   `json:"why"`
	Inputs []string `json:"inputs"`
	With   []string `json:"with"`
	Config string   `json:"config"`
	// Snapshots are the inputs that are to give the same findings as their
	// snapshots do.
	Snapshots []string `json:"snapshots"`
	// Findings and Fixed as line prints them, Changes the resource that the plan
	// changes, by finding.
	Findings []string `json:"findings"`
	// Undecided wants findings, of any number, that are all unresolved.
	Undecided bool     `json:"undecided"`
	Fixed     []string `json:"fixed"`
	Changes   []string `json:"changes"`
	// Expected are the expectations behind findings: "TFA040 the expectation …".
	Expected []string `json:"expected"`
	// Suppressed are the rules of findings that an ignore hides.
	Suppressed []string `json:"suppressed"`
	// Unresolved is the number of accesses that cannot be told.
	Unresolved int `json:"unresolved"`
	// Says are parts of the banners, notices and diagnostics that have to be
	// there. Notices that are not listed are allowed, diagnostics are not.
	Says []string `json:"says"`
	// Error is part of the usage error that is wanted instead of a report.
	Error string `json:"error"`
}

const workspaceDir = "../fixtures/workspaces"

// TestWorkspaces checks selections of the plans and states of several
// workspaces: what each tells alone, and what they tell together.
func TestWorkspaces(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(workspaceDir, "*", "want.json"))
	if err != nil || len(files) < 6 {
		t.Fatalf("%d folders with want.json (%v)", len(files), err)
	}
	for _, file := range files {
		dir := filepath.Dir(file)
		var w workspaces
		strict(t, file, &w)
		if w.About == "" || len(w.Checks) == 0 {
			t.Errorf("%s: says nothing", file)
		}
		names := map[string]bool{}
		for _, c := range w.Checks {
			if c.Name == "" || c.Why == "" || names[c.Name] {
				t.Errorf("%s: %q has no why, or its name is taken", file, c.Name)
			}
			names[c.Name] = true
			t.Run(filepath.Base(dir)+"/"+c.Name, func(t *testing.T) {
				t.Parallel()
				r, err := run(t, dir, c, nil)
				if c.Error != "" {
					usage := new(analyzer.UsageError)
					if !asUsage(err, &usage) || !strings.Contains(err.Error(), c.Error) {
						t.Fatalf("error is %v; want a usage error with %q", err, c.Error)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				compareReport(t, r, c)
				for _, name := range c.Snapshots {
					compareSnapshot(t, dir, c, name)
				}
			})
		}
	}
}

func asUsage(err error, target **analyzer.UsageError) bool {
	u, ok := err.(*analyzer.UsageError)
	*target = u
	return ok
}

func strict(t *testing.T, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// options are the inputs of a check; instead holds the content of files that
// are not to be read.
func options(t *testing.T, dir string, c check, instead map[string][]byte) analyzer.Options {
	t.Helper()
	o := analyzer.Options{
		Dir: dir, Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
		Tool: report.Tool{Name: "tfaccess", Version: "test"},
	}
	if c.Config != "" {
		o.ConfigFile = filepath.Join(dir, c.Config)
	}
	add := func(name string, asContext bool) {
		data := instead[name]
		if data == nil {
			var err error
			if data, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
		o.Inputs = append(o.Inputs, analyzer.Input{File: name, Data: data, Context: asContext})
	}
	for _, name := range c.Inputs {
		add(name, false)
	}
	for _, name := range c.With {
		add(name, true)
	}
	return o
}

func run(t *testing.T, dir string, c check, instead map[string][]byte) (*report.Report, error) {
	t.Helper()
	a, err := analyzer.Load(context.Background(), options(t, dir, c, instead))
	if err != nil {
		return nil, err
	}
	return a.Check(context.Background())
}

// line is a finding in one line: what the tool's users act on.
func line(f *finding.Finding) string {
	return strings.Join([]string{
		f.Rule, string(f.Severity), string(f.Certainty), string(f.Change), f.Layer,
		last(f.Principal.ARN), strings.Join(f.Actions, ","), last(f.Resource.ARN), "at", f.Input + ":" + f.Address,
	}, " ")
}

func last(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

func lines(all []finding.Finding) []string {
	var out []string
	for i := range all {
		out = append(out, line(&all[i]))
	}
	slices.Sort(out)
	return out
}

// changed are the resources whose change breaks something.
func changed(all []finding.Finding) []string {
	var out []string
	for i := range all {
		for _, s := range all[i].Because {
			if s.Layer == "change" {
				out = append(out, s.Verdict+" "+s.Input+":"+s.Address)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// expected are the expectations that findings go back to.
func expected(all []finding.Finding) []string {
	var out []string
	for i := range all {
		if s := all[i].Because; len(s) > 0 && s[0].Layer == "evidence" && s[0].Verdict == "expected" {
			out = append(out, all[i].Rule+" "+s[0].Text)
		}
	}
	slices.Sort(out)
	return out
}

func compareReport(t *testing.T, r *report.Report, c check) {
	t.Helper()
	same := func(what string, got, want []string) {
		t.Helper()
		got, want = slices.Clone(got), slices.Clone(want)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n  got  %s\n  want %s", what, strings.Join(got, "\n       "), strings.Join(want, "\n       "))
		}
	}
	if c.Undecided {
		decided := func(f finding.Finding) bool { return f.Certainty != finding.Unresolved }
		if len(r.Findings) == 0 || slices.ContainsFunc(r.Findings, decided) {
			t.Errorf("findings:\n  got  %s\n  want some, all of them unresolved", strings.Join(lines(r.Findings), "\n       "))
		}
	} else {
		same("findings", lines(r.Findings), c.Findings)
		same("changes", changed(r.Findings), c.Changes)
	}
	same("fixed", lines(r.Fixed), c.Fixed)
	same("expected", expected(r.Findings), c.Expected)
	var hidden []string
	for i := range r.Suppressed {
		hidden = append(hidden, r.Suppressed[i].Finding.Rule)
	}
	slices.Sort(hidden)
	same("suppressed", hidden, c.Suppressed)
	if r.Stats.Unresolved != c.Unresolved {
		t.Errorf("%d accesses are unresolved, want %d", r.Stats.Unresolved, c.Unresolved)
	}
	var said []string
	for _, in := range r.Inputs {
		said = append(said, in.Banner)
	}
	for _, n := range r.Notices {
		said = append(said, n.Text+" → "+n.Hint)
	}
	for _, d := range r.Diagnostics {
		text := fmt.Sprintf("%s (%s:%s): %s", d.Summary, d.Input, d.Address, d.Detail)
		said = append(said, text)
		if !slices.ContainsFunc(c.Says, func(part string) bool { return strings.Contains(text, part) }) {
			t.Errorf("nobody wants the diagnostic %s", text)
		}
	}
	for _, part := range c.Says {
		if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, part) }) {
			t.Errorf("nothing says %q, but:\n  %s", part, strings.Join(said, "\n  "))
		}
	}
}

// identity is what a finding has to keep when a neighbour's plan is replaced by
// the neighbour's snapshot.
func identity(f *finding.Finding) string {
	return strings.Join([]string{f.Rule, string(f.Certainty), f.Layer, f.Principal.ARN, strings.Join(f.Actions, ","), f.Resource.ARN}, " ")
}

func identities(all []finding.Finding) []string {
	var out []string
	for i := range all {
		out = append(out, identity(&all[i]))
	}
	slices.Sort(out)
	return out
}

// compareSnapshot puts one input's snapshot, as context, in its place: the
// findings that touch the others are the same as with the input as context.
func compareSnapshot(t *testing.T, dir string, c check, name string) {
	t.Helper()
	neighbour := check{Inputs: slices.DeleteFunc(slices.Clone(c.Inputs), func(s string) bool { return s == name }), Config: c.Config}
	neighbour.With = append(slices.DeleteFunc(slices.Clone(c.With), func(s string) bool { return s == name }), name)
	if len(neighbour.Inputs) == 0 {
		t.Fatalf("%s is the only input", name)
	}
	whole, err := run(t, dir, neighbour, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := analyzer.Load(context.Background(), options(t, dir, check{Inputs: []string{name}}, nil))
	if err != nil {
		t.Fatal(err)
	}
	var taken bytes.Buffer
	if err := a.Snapshot(&taken); err != nil {
		t.Fatal(err)
	}
	small, err := run(t, dir, neighbour, map[string][]byte{name: taken.Bytes()})
	if err != nil {
		t.Fatal(err)
	}
	got, want := identities(small.Findings), identities(whole.Findings)
	if !slices.Equal(got, want) {
		t.Errorf("with the snapshot of %s:\n  got  %s\n  want %s", name, strings.Join(got, "\n       "), strings.Join(want, "\n       "))
	}
}

// TestSnapshotsOfScenarios does the same with every input of the shared
// scenarios that have several.
func TestSnapshotsOfScenarios(t *testing.T) {
	dirs, err := filepath.Glob("../../shared/scenarios/m*")
	if err != nil || len(dirs) == 0 {
		t.Skip("the shared scenarios are not beside this checkout")
	}
	compared := 0
	for _, dir := range dirs {
		data, err := os.ReadFile(filepath.Join(dir, "expect.json"))
		if err != nil {
			t.Fatal(err)
		}
		var scenario struct{ Inputs, With []string }
		if err := json.Unmarshal(data, &scenario); err != nil {
			t.Fatal(err)
		}
		c := check{With: scenario.With}
		for _, name := range scenario.Inputs {
			if strings.HasSuffix(name, ".json") {
				c.Inputs = append(c.Inputs, name)
			}
		}
		for _, name := range append(slices.Clone(c.Inputs), c.With...) {
			if len(c.Inputs) < 2 && slices.Contains(c.Inputs, name) {
				continue
			}
			compared++
			t.Run(filepath.Base(dir)+"/"+name, func(t *testing.T) { compareSnapshot(t, dir, c, name) })
		}
	}
	if compared < 6 {
		t.Errorf("only %d snapshots were compared", compared)
	}
}

// TestAddressesOfSeveralInputs checks that an address that several inputs have
// is refused with the candidates, and that LABEL:ADDRESS chooses one.
func TestAddressesOfSeveralInputs(t *testing.T) {
	tests := []struct {
		name                string
		principal, resource string
		via                 string
		want                []string // of the error; none: an answer
		why                 string
	}{
		{"one input has the address", "aws_iam_role.adjuster", "aws_s3_bucket.claims/x", "", nil, "Nothing to choose from."},
		{"several inputs have the principal's", "aws_iam_role.reader", "arn:aws:s3:::b/x", "", []string{"--principal", "left:aws_iam_role.reader", "right:aws_iam_role.reader"}, "Two workspaces name a role alike; they are two roles."},
		{"several inputs have the bucket's", "arn:aws:iam::111111111111:role/left", "aws_s3_bucket.b/x", "", []string{"--resource", "left:aws_s3_bucket.b", "right:aws_s3_bucket.b"}, "The same for buckets."},
		{"a label chooses", "left:aws_iam_role.reader", "right:aws_s3_bucket.b/x", "", nil, "LABEL:ADDRESS is unique."},
		{"a label that is none", "middle:aws_iam_role.reader", "right:aws_s3_bucket.b/x", "", []string{"middle:aws_iam_role.reader"}, "The message repeats what was asked for."},
		{"an endpoint that is none", "left:aws_iam_role.reader", "left:aws_s3_bucket.b/x", "left:aws_s3_bucket.b", []string{"--via", "a bucket"}, "What was found instead is said."},
	}
	o := options(t, workspaceDir, check{Inputs: []string{"three-accounts/consumer/plan.json", "three-accounts/data/plan.json"}}, nil)
	for _, label := range []string{"left", "right"} {
		o.Inputs = append(o.Inputs, analyzer.Input{Label: label, File: label + ".json", Data: twin(label)})
	}
	a, err := analyzer.Load(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.why == "" {
				t.Error("why is missing")
			}
			_, err := a.Trace(analyzer.Query{Principal: tt.principal, Action: "s3:GetObject", Resource: tt.resource, Via: tt.via})
			if tt.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			usage := new(analyzer.UsageError)
			if !asUsage(err, &usage) {
				t.Fatalf("error is %v (%T), want a usage error", err, err)
			}
			for _, part := range tt.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
		})
	}
}

// twin is a small state with a role and a bucket of its own at addresses that
// other states have, too.
func twin(name string) []byte {
	return fmt.Appendf(nil, `{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{"resources":[
{"address":"aws_iam_role.reader","mode":"managed","type":"aws_iam_role","name":"reader","provider_name":"registry.terraform.io/hashicorp/aws","schema_version":0,"values":{"name":%[1]q,"path":"/","arn":"arn:aws:iam::111111111111:role/%[1]s"}},
{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","provider_name":"registry.terraform.io/hashicorp/aws","schema_version":0,"values":{"bucket":%[1]q,"id":%[1]q,"arn":"arn:aws:s3:::%[1]s"}}]}}}`, name)
}
