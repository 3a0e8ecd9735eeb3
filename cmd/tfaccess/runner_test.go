package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// actionFile is as much of action.yml as a runner reads.
type actionFile struct {
	Inputs  map[string]struct{ Default, Description string } `yaml:"inputs"`
	Outputs map[string]struct{ Value, Description string }   `yaml:"outputs"`
	Runs    struct {
		Using string       `yaml:"using"`
		Steps []actionStep `yaml:"steps"`
	} `yaml:"runs"`
}

type actionStep struct {
	Name             string            `yaml:"name"`
	ID               string            `yaml:"id"`
	If               string            `yaml:"if"`
	Uses             string            `yaml:"uses"`
	Shell            string            `yaml:"shell"`
	Run              string            `yaml:"run"`
	WorkingDirectory string            `yaml:"working-directory"`
	ContinueOnError  bool              `yaml:"continue-on-error"`
	Env              map[string]string `yaml:"env"`
	With             map[string]string `yaml:"with"`
}

func readAction(t *testing.T) actionFile {
	t.Helper()
	data, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var a actionFile
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&a); err != nil {
		t.Fatal(err)
	}
	if a.Runs.Using != "composite" || len(a.Runs.Steps) == 0 {
		t.Fatalf("not a composite action: %+v", a.Runs)
	}
	return a
}

// runner runs a composite action's steps as GitHub's does: in order, each in a
// bash of its own, with files for outputs and summary.
type runner struct {
	t         *testing.T
	action    actionFile
	workspace string
	temp      string
	inputs    map[string]string
	env       map[string]string // of the job
	path      string            // directory in front of PATH

	outputs map[string]string // "step.name"
	used    []actionStep      // steps that use another action, with `with` evaluated
	log     bytes.Buffer
	summary string
	failed  bool
}

func newRunner(t *testing.T, action actionFile, workspace string, inputs, env map[string]string) *runner {
	t.Helper()
	r := &runner{t: t, action: action, workspace: workspace, temp: t.TempDir(), inputs: map[string]string{}, env: env, outputs: map[string]string{}, path: quickGo(t)}
	for name, in := range action.Inputs {
		r.inputs[name] = r.expand(in.Default)
	}
	for name, value := range inputs {
		if _, ok := action.Inputs[name]; !ok {
			t.Fatalf("the action has no input %q", name)
		}
		r.inputs[name] = value
	}
	return r
}

// quickGo is a directory with a go that builds at once: it copies this test
// program, which is tfaccess when it is called so. TestActionBuildsFromSource
// uses the real one.
func quickGo(t *testing.T) string {
	t.Helper()
	tfaccess, err := exec.LookPath("tfaccess")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	script := "#!/bin/sh\n[ \"$1 $2 $3\" = 'build -trimpath -o' ] && [ \"$5\" = ./cmd/tfaccess ] && [ \"$CGO_ENABLED\" = 0 ] && [ -f go.mod ] || exit 9\nexec cp '" + tfaccess + "' \"$4/tfaccess\"\n"
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// run runs all steps; after a failure only those that say always().
func (r *runner) run() {
	r.t.Helper()
	for _, s := range r.action.Runs.Steps {
		condition := s.If
		if condition == "" {
			condition = "success()"
		}
		if r.failed && !strings.Contains(condition, "always()") || !r.truth(condition) {
			continue
		}
		if s.Uses != "" {
			for k, v := range s.With {
				s.With[k] = r.expand(v)
			}
			r.used = append(r.used, s)
			continue
		}
		if err := r.step(s); err != nil && !s.ContinueOnError {
			r.failed = true
		}
	}
}

func (r *runner) step(s actionStep) error {
	r.t.Helper()
	if s.Shell != "bash" {
		r.t.Fatalf("step %q: shell %q", s.Name, s.Shell)
	}
	if strings.Contains(s.Run, "${{") {
		r.t.Errorf("step %q: an expression is pasted into the script; it belongs into env", s.Name)
	}
	script := filepath.Join(r.temp, "script.sh")
	output, summary := filepath.Join(r.temp, "output"), filepath.Join(r.temp, "summary")
	for file, text := range map[string]string{script: s.Run, output: "", summary: ""} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell (2026-11)
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", script)
	cmd.Dir = filepath.Join(r.workspace, r.expand(s.WorkingDirectory))
	cmd.Env = []string{
		"PATH=" + r.path + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "GOCACHE=" + goEnv(r.t, "GOCACHE"), "GOMODCACHE=" + goEnv(r.t, "GOMODCACHE"),
		"GOPROXY=" + goEnv(r.t, "GOPROXY"), "GOFLAGS=-buildvcs=false", "GOTOOLCHAIN=local",
		"CI=true", "GITHUB_ACTIONS=true", "RUNNER_OS=Linux", "RUNNER_ARCH=X64", "RUNNER_TEMP=" + r.temp,
		"GITHUB_WORKSPACE=" + r.workspace, "GITHUB_OUTPUT=" + output, "GITHUB_STEP_SUMMARY=" + summary,
	}
	for k, v := range r.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	for k, v := range s.Env {
		cmd.Env = append(cmd.Env, k+"="+r.expand(v))
	}
	cmd.Stdout, cmd.Stderr = &r.log, &r.log
	err := cmd.Run()
	text, e := os.ReadFile(summary)
	if e != nil {
		r.t.Fatal(e)
	}
	r.summary += string(text)
	text, e = os.ReadFile(output)
	if e != nil {
		r.t.Fatal(e)
	}
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if !ok {
			r.t.Errorf("step %q: output line %q", s.Name, line)
		}
		r.outputs[s.ID+"."+name] = value
	}
	return err
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

var expression = regexp.MustCompile(`\$\{\{\s*(.*?)\s*\}\}`)

func (r *runner) expand(s string) string {
	return expression.ReplaceAllStringFunc(s, func(m string) string {
		return r.value(expression.FindStringSubmatch(m)[1])
	})
}

// value is one term of an expression; what the runner would not know is a
// mistake in the action.
func (r *runner) value(term string) string {
	term = strings.TrimSpace(term)
	if text, ok := strings.CutPrefix(term, "'"); ok {
		return strings.TrimSuffix(text, "'")
	}
	if name, ok := strings.CutPrefix(term, "inputs."); ok {
		v, known := r.inputs[name]
		if !known {
			r.t.Errorf("there is no input %q", name)
		}
		return v
	}
	if rest, ok := strings.CutPrefix(term, "steps."); ok {
		id, name, ok := strings.Cut(rest, ".outputs.")
		if !ok || !slices.ContainsFunc(r.action.Runs.Steps, func(s actionStep) bool { return s.ID == id }) {
			r.t.Errorf("there is no step %q", term)
		}
		return r.outputs[id+"."+name]
	}
	switch term {
	case "github.action_path":
		root, err := filepath.Abs("../..")
		if err != nil {
			r.t.Fatal(err)
		}
		return root
	case "github.token":
		return r.env["token"]
	}
	r.t.Errorf("unknown term %q", term)
	return ""
}

// truth evaluates the conditions that the action uses: comparisons with &&.
func (r *runner) truth(condition string) bool {
	for part := range strings.SplitSeq(condition, "&&") {
		part = strings.TrimSpace(part)
		switch part {
		case "always()":
			continue
		case "success()":
			if r.failed {
				return false
			}
			continue
		}
		if a, b, ok := strings.Cut(part, "!="); ok {
			if r.value(a) == r.value(b) {
				return false
			}
			continue
		}
		a, b, ok := strings.Cut(part, "==")
		if !ok {
			r.t.Errorf("condition %q", condition)
		}
		if r.value(a) != r.value(b) {
			return false
		}
	}
	return true
}

// result is the action's outputs.
func (r *runner) result() map[string]string {
	out := map[string]string{}
	for name, o := range r.action.Outputs {
		out[name] = r.expand(o.Value)
	}
	return out
}

func (r *runner) String() string {
	return fmt.Sprintf("outputs %v\nlog:\n%s\nsummary:\n%s", r.outputs, r.log.String(), r.summary)
}
