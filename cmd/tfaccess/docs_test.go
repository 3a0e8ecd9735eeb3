package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

type block struct{ language, text string }

// blocks are a page's fenced blocks.
func blocks(t *testing.T, file string) []block {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	for _, m := range regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$").FindAllStringSubmatch(string(data), -1) {
		all = append(all, block{m[1], m[2]})
	}
	return all
}

func pages(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(all) < 4 {
		t.Fatalf("pages %v, %v", all, err)
	}
	return all
}

// fakeTerraform stands for a terraform that has made the plan of testdata/broken.
const fakeTerraform = `#!/bin/sh
case "$1 $2" in
"plan "*) : >tfplan ;;
"show -json") cat recorded.json ;;
*) exit 9 ;;
esac
`

// TestDocumentedCommandsRun runs the sh blocks of every page, and the scripts in
// the pipelines of GitLab and Atlantis, in a project with findings.
func TestDocumentedCommandsRun(t *testing.T) {
	needsBash(t)
	for _, page := range pages(t) {
		for i, b := range blocks(t, page) {
			want := 0
			script := b.text
			switch {
			case b.language == "yaml" && strings.HasSuffix(page, "github-actions.md"):
				continue
			case b.language == "yaml":
				script = strings.Join(commands(t, b.text), "\n")
				want = 1 // the project has findings, and the pipeline says so
			case b.language != "sh":
				continue
			}
			t.Run(filepath.Base(page)+"/"+b.language+string(rune('0'+i)), func(t *testing.T) { runDocumented(t, script, want) })
		}
	}
}

func runDocumented(t *testing.T, script string, want int) {
	t.Helper()
	dir := t.TempDir()
	for _, sub := range []string{".", "network", "data"} {
		if err := os.CopyFS(filepath.Join(dir, sub), os.DirFS("testdata/broken")); err != nil {
			t.Fatal(err)
		}
	}
	recorded, err := os.ReadFile("testdata/broken/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	state := `{"format_version": "1.0", "terraform_version": "1.14.0", "values": {"root_module": {}}}`
	for name, text := range map[string]string{"recorded.json": string(recorded), "bin/terraform": fakeTerraform, "states/org.json": state} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	planFile := filepath.Join(dir, "tfplan")
	writePlanFile(t, planFile, "testdata/broken")
	cmd := exec.Command("bash", "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Join(dir, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"PLANFILE="+planFile, "PLAN_JSON_URL=file://"+filepath.Join(dir, "recorded.json"), "TFE_TOKEN=x", "RUN_ID=run-x",
		"GITHUB_TOKEN=", "GH_TOKEN=", "GITLAB_TOKEN=", "CI=", "GITHUB_ACTIONS=")
	out, err := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != want {
		t.Errorf("exit status %d (%v), want %d:\n%s\n%s", got, err, want, script, out)
	}
	if !bytes.Contains(out, []byte("TFA004")) && !bytes.Contains(out, []byte("failed")) && !bytes.Contains(out, []byte("1 error")) && !bytes.Contains(out, []byte("1 known finding")) {
		t.Errorf("nothing was found:\n%s\n%s", script, out)
	}
}

// commands are the shell commands of a pipeline.
func commands(t *testing.T, text string) []string {
	t.Helper()
	var doc any
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	var all []string
	var walk func(x any)
	walk = func(x any) {
		switch x := x.(type) {
		case map[string]any:
			if script, ok := x["script"].([]any); ok {
				for _, line := range script {
					all = append(all, line.(string))
				}
			}
			if line, ok := x["run"].(string); ok {
				all = append(all, line)
			}
			for _, k := range slices.Sorted(keys(x)) {
				walk(x[k])
			}
		case []any:
			for _, v := range x {
				walk(v)
			}
		}
	}
	walk(doc)
	if len(all) == 0 {
		t.Fatalf("no commands in:\n%s", text)
	}
	return all
}

func keys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestDocumentedWorkflows: they parse, pin other actions, and give ours inputs
// that it has.
func TestDocumentedWorkflows(t *testing.T) {
	action := readAction(t)
	steps := 0
	for _, b := range blocks(t, "../../docs/github-actions.md") {
		if b.language != "yaml" {
			continue
		}
		var w struct {
			Permissions any
			Jobs        map[string]struct {
				Steps []struct {
					Uses string
					With map[string]string
				}
			}
		}
		if err := yaml.Unmarshal([]byte(b.text), &w); err != nil {
			t.Errorf("%v in:\n%s", err, b.text)
			continue
		}
		if w.Permissions == nil {
			t.Errorf("a workflow without permissions:\n%s", b.text)
		}
		for _, job := range w.Jobs {
			for _, s := range job.Steps {
				steps++
				if strings.HasPrefix(s.Uses, "tfaccess/tfaccess@") {
					for name := range s.With {
						if _, ok := action.Inputs[name]; !ok {
							t.Errorf("the action has no input %q", name)
						}
					}
				} else if s.Uses != "" && !regexp.MustCompile(`@[0-9a-f]{40}$`).MatchString(s.Uses) {
					t.Errorf("not pinned: %s", s.Uses)
				}
			}
		}
	}
	if steps < 5 {
		t.Errorf("only %d steps found", steps)
	}
}

// TestReleaseFilesAgree: what the release makes is what action.yml looks for,
// and the files parse.
func TestReleaseFilesAgree(t *testing.T) {
	data, err := os.ReadFile("../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var g struct {
		Builds   []struct{ Main, ID string }
		Archives []struct {
			Formats      []string
			NameTemplate string `yaml:"name_template"`
		}
		DockersV2 []struct{ Dockerfile string } `yaml:"dockers_v2"`
	}
	if err := yaml.Unmarshal(data, &g); err != nil {
		t.Fatal(err)
	}
	if len(g.Archives) != 1 || g.Archives[0].NameTemplate != "tfaccess_{{ .Version }}_{{ .Os }}_{{ .Arch }}" || !slices.Equal(g.Archives[0].Formats, []string{"tar.gz"}) {
		t.Errorf("archives %+v are not what action.yml downloads", g.Archives)
	}
	for _, path := range []string{g.Builds[0].Main, g.DockersV2[0].Dockerfile, "Dockerfile", ".github/action/checksums.txt"} {
		if _, err := os.Stat(filepath.Join("../..", path)); err != nil {
			t.Error(err)
		}
	}
	workflow, err := os.ReadFile("../../.github/workflows/release.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)uses:\s*(.*)$`).FindAllStringSubmatch(string(workflow), -1) {
		if !regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`).MatchString(m[1]) {
			t.Errorf("not pinned: %s", m[1])
		}
	}
	hooks, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ ID, Entry, Language, Files string }
	if err := yaml.Unmarshal(hooks, &list); err != nil || len(list) == 0 {
		t.Fatalf("%v, %v", list, err)
	}
	for _, h := range list {
		if h.Language != "golang" || !strings.HasPrefix(h.Entry, "tfaccess ") {
			t.Errorf("hook %+v", h)
		}
		if _, err := regexp.Compile(h.Files); err != nil {
			t.Error(err)
		}
	}
}
