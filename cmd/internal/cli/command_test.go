package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// told is an engine that answers what a test says.
type told struct {
	report *report.Report
	err    error
	asked  analyzer.Options
}

func (e *told) Check(_ context.Context, o analyzer.Options) (*report.Report, error) {
	e.asked = o
	if e.report == nil && e.err == nil {
		return &report.Report{}, nil
	}
	return e.report, e.err
}

func (e *told) Trace(_ context.Context, o analyzer.Options, _ analyzer.Query) (*report.Trace, error) {
	e.asked = o
	return &report.Trace{Verdict: "allowed"}, e.err
}
func (e *told) Facts(context.Context, analyzer.Options, io.Writer) error { return e.err }
func (e *told) Graph(context.Context, analyzer.Options) (*report.Graph, error) {
	return &report.Graph{}, e.err
}
func (e *told) Snapshot(context.Context, analyzer.Options, io.Writer) error { return e.err }
func (e *told) ConfigInit(context.Context, analyzer.Options) ([]byte, error) {
	return []byte("# start\n"), e.err
}
func (e *told) Rules([]string) ([]analyzer.Rule, error) {
	return []analyzer.Rule{{Rule: report.Rule{ID: "TFA001", Name: "one"}, Page: "# TFA001\n"}}, nil
}

// run is one run of the program in a directory with some files.
type run struct {
	dir, stdout, stderr string
	status              int
}

func start(t *testing.T, e engine, env map[string]string, files map[string]string, args ...string) run {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errOut bytes.Buffer
	c := Command{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errOut, Dir: dir, engine: e,
		Getenv: func(k string) string { return env[k] },
		Now:    func() time.Time { return time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC) },
		Exec: func(context.Context, string, string, ...string) ([]byte, error) {
			return []byte("{}"), nil
		},
	}
	status := c.Main(args)
	return run{dir, out.String(), errOut.String(), status}
}

func findings(all ...finding.Severity) *report.Report {
	r := &report.Report{}
	for _, s := range all {
		r.Findings = append(r.Findings, finding.Finding{Rule: "TFA001", Severity: s, Certainty: finding.Definite, Fingerprint: "abcd"})
	}
	return r
}

func TestExitStatus(t *testing.T) {
	tests := []struct {
		name   string
		report *report.Report
		err    error
		args   []string
		want   int
	}{
		{"nothing", findings(), nil, nil, StatusOK},
		{"an error", findings(finding.Error), nil, nil, StatusFindings},
		{"a warning does not fail by default", findings(finding.Warning), nil, nil, StatusOK},
		{"a warning fails if asked to", findings(finding.Warning), nil, []string{"--fail-on=warning"}, StatusFindings},
		{"a note never fails", findings(finding.Note), nil, []string{"--fail-on=warning"}, StatusOK},
		{"an error, if nothing is to fail", findings(finding.Error), nil, []string{"--fail-on=never"}, StatusOK},
		{"an error in another format", findings(finding.Error), nil, []string{"--format=sarif"}, StatusFindings},
		{"an input that is none", nil, &analyzer.InputError{Err: errors.New("bad plan"), Hint: "do this"}, nil, StatusInput},
		{"a configuration that is none", nil, &analyzer.UsageError{Err: errors.New("bad file"), Hint: "do this"}, nil, StatusUsage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, &told{report: tt.report, err: tt.err}, nil, map[string]string{"plan.json": "{}"}, append([]string{"check", "plan.json"}, tt.args...)...)
			if r.status != tt.want {
				t.Errorf("status %d, want %d: %s", r.status, tt.want, r.stderr)
			}
			if tt.err != nil && (!strings.Contains(r.stderr, "hint: do this") || r.stdout != "") {
				t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
			}
		})
	}
}

// TestInputs: what is read, as what.
func TestInputs(t *testing.T) {
	files := map[string]string{
		"plan.json": "{}", "a/plan.json": "{}", "a/terraform.tfstate": "{}", "a/b/state.json": "{}", "a/main.tf.json": "{}", "a/notes.txt": "",
		"a/.terraform/modules.json": "{}", "a/.git/x.json": "{}", "org/state.json": "{}", "tfplan": "PK\x03\x04",
	}
	tests := []struct {
		name string
		args []string
		want []string // FILE, with flags behind it
	}{
		{"a file", []string{"plan.json"}, []string{"plan.json"}},
		{"a directory, without what is no input of ours", []string{"a"}, []string{"a/b/state.json optional", "a/plan.json optional", "a/terraform.tfstate optional"}},
		{"context", []string{"plan.json", "--with", "org"}, []string{"plan.json", "org/state.json context optional"}},
		{"a label", []string{"a/plan.json", "plan.json", "--label", "data=a/plan.json"}, []string{"a/plan.json =data", "plan.json"}},
		{"a label for the only input", []string{"plan.json", "--label", "data", "--with", "org"}, []string{"plan.json =data", "org/state.json context optional"}},
		{"a binary plan is converted and kept", []string{"tfplan"}, []string{"tfplan planfile"}},
		{"a plan with its binary", []string{"plan.json", "--plan-file", "tfplan"}, []string{"plan.json planfile"}},
		{"the binary alone", []string{"--plan-file", "tfplan"}, []string{"tfplan planfile"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := &told{}
			if r := start(t, e, nil, files, append([]string{"check"}, tt.args...)...); r.status != StatusOK {
				t.Fatalf("status %d: %s", r.status, r.stderr)
			}
			var got []string
			for _, in := range e.asked.Inputs {
				s := filepath.ToSlash(in.File)
				for _, f := range []struct {
					on   bool
					text string
				}{{in.Context, " context"}, {in.Optional, " optional"}, {in.Label != "", " =" + in.Label}, {in.PlanFile != nil, " planfile"}} {
					if f.on {
						s += f.text
					}
				}
				got = append(got, s)
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestInputMistakes(t *testing.T) {
	files := map[string]string{"plan.json": "{}", "other.json": "{}", "tfplan": "PK\x03\x04"}
	tests := []struct {
		name   string
		args   []string
		status int
		want   string
	}{
		{"a lone label for two inputs", []string{"plan.json", "other.json", "--label", "x"}, StatusUsage, "--label NAME=FILE"},
		{"a label of a file that is none", []string{"plan.json", "--label", "x=none.json"}, StatusUsage, "no such input"},
		{"a label with a colon", []string{"plan.json", "--label", "a:b=plan.json"}, StatusUsage, "without \":\""},
		{"a plan file for two plans", []string{"plan.json", "other.json", "--plan-file", "tfplan"}, StatusUsage, "belongs to one plan"},
		{"a plan file that is JSON", []string{"plan.json", "--plan-file", "other.json"}, StatusInput, "not a binary plan"},
		{"no source and a source", []string{"plan.json", "--source", "none", "--source", "."}, StatusUsage, "excludes"},
		{"standard input twice", []string{"-", "-"}, StatusInput, "standard input"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, &told{}, nil, files, append([]string{"check"}, tt.args...)...)
			if r.status != tt.status || !strings.Contains(r.stderr, tt.want) {
				t.Errorf("status %d, want %d; stderr %q, want %q", r.status, tt.status, r.stderr, tt.want)
			}
		})
	}
}

// TestEnvironmentFillsFlags: a flag wins over it, and lists are separated by commas.
func TestEnvironmentFillsFlags(t *testing.T) {
	env := map[string]string{"TFACCESS_FAIL_ON": "never", "TFACCESS_WITH": "a.json, b.json", "TFACCESS_FORMAT": "text,json=r.json"}
	files := map[string]string{"plan.json": "{}", "a.json": "{}", "b.json": "{}"}
	e := &told{report: findings(finding.Error)}
	r := start(t, e, env, files, "check", "plan.json")
	if r.status != StatusOK || len(e.asked.Inputs) != 3 {
		t.Errorf("status %d, %d inputs: %s", r.status, len(e.asked.Inputs), r.stderr)
	}
	if _, err := os.Stat(filepath.Join(r.dir, "r.json")); err != nil {
		t.Error(err)
	}
	if r := start(t, e, env, files, "check", "plan.json", "--fail-on", "error"); r.status != StatusFindings {
		t.Errorf("a flag does not win: %d", r.status)
	}
	if r := start(t, e, map[string]string{"TFACCESS_CHANGED_ONLY": "perhaps"}, files, "check", "plan.json"); r.status != StatusUsage || !strings.Contains(r.stderr, "TFACCESS_CHANGED_ONLY") {
		t.Errorf("status %d: %s", r.status, r.stderr)
	}
}

// TestErrorsAreInert: a file's name or a plan's text in an error moves no cursor
// and is no command of a CI log.
func TestErrorsAreInert(t *testing.T) {
	e := &told{err: &analyzer.InputError{Err: errors.New("plan\x1b[2J \u202ex ##[error]y")}}
	r := start(t, e, nil, map[string]string{"plan.json": "{}"}, "check", "plan.json")
	if strings.ContainsAny(r.stderr, "\x1b\u202e") || strings.Contains(r.stderr, "##[") {
		t.Errorf("%q", r.stderr)
	}
}

func TestNearest(t *testing.T) {
	for word, want := range map[string]string{"chek": "check", "traec": "trace", "TFA04": "TFA004", "xyz": "", "": ""} {
		if got := nearest(word, []string{"check", "trace", "graph", "TFA004", "kms-key"}); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}
