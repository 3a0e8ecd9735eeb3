package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

const headSHA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

// pullRequestServer is GitHub as far as one pull request's comments go: with
// "writer" one may comment, with "fork" only read.
type pullRequestServer struct {
	mu       sync.Mutex
	comments []string
	calls    []string
}

func (s *pullRequestServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, r.Method+" "+r.URL.Path)
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	answer := func(status int, v any) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(v)
	}
	comment := func(i int) map[string]any {
		return map[string]any{"id": i + 1, "body": s.comments[i], "user": map[string]any{"login": "github-actions[bot]"}, "html_url": fmt.Sprintf("https://github.example/acme/infra/pull/7#issuecomment-%d", i+1)}
	}
	read := func() string {
		var in struct{ Body string }
		data, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(data, &in)
		return in.Body
	}
	switch {
	case token != "writer" && token != "fork":
		answer(http.StatusUnauthorized, map[string]any{"message": "Bad credentials"})
	case r.URL.Path == "/api/v3/user" || strings.HasSuffix(r.URL.Path, "/graphql"):
		answer(http.StatusForbidden, map[string]any{"message": "Resource not accessible by integration"})
	case r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/repos/acme/infra/issues/7/comments"):
		list := []any{}
		for i := range s.comments {
			list = append(list, comment(i))
		}
		answer(http.StatusOK, list)
	case token == "fork":
		answer(http.StatusForbidden, map[string]any{"message": "Resource not accessible by integration"})
	case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/repos/acme/infra/issues/7/comments"):
		s.comments = append(s.comments, read())
		answer(http.StatusCreated, comment(len(s.comments)-1))
	case r.Method == http.MethodPatch && strings.HasSuffix(r.URL.Path, "/repos/acme/infra/issues/comments/1"):
		s.comments[0] = read()
		answer(http.StatusOK, comment(0))
	default:
		answer(http.StatusNotFound, map[string]any{"message": "Not Found"})
	}
}

// job is a run of the action for a pull request of acme/infra.
func job(t *testing.T, srv *pullRequestServer, project, token string, run int, inputs map[string]string) *runner {
	t.Helper()
	server := httptest.NewServer(srv)
	t.Cleanup(server.Close)
	workspace := t.TempDir()
	if err := os.CopyFS(filepath.Join(workspace, "infra"), os.DirFS(project)); err != nil {
		t.Fatal(err)
	}
	event := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(event, []byte(`{"pull_request": {"number": 7, "head": {"sha": "`+headSHA+`"}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{"working-directory": "infra", "plan": "plan.json"}
	for k, v := range inputs {
		all[k] = v
	}
	r := newRunner(t, readAction(t), workspace, all, map[string]string{
		"token": token, "GITHUB_API_URL": server.URL + "/api/v3", "GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "acme/infra",
		"GITHUB_SHA": strings.Repeat("e", 40), "GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": event,
		"GITHUB_RUN_ID": fmt.Sprint(run), "GITHUB_RUN_ATTEMPT": "1",
	})
	r.inputs["github-token"] = token
	r.run()
	return r
}

func needsBash(t *testing.T) {
	t.Helper()
	for _, program := range []string{"bash", "awk", "tar", "curl"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%v: the action's steps need it", err)
		}
	}
}

func TestActionFindings(t *testing.T) {
	needsBash(t)
	srv := &pullRequestServer{}
	r := job(t, srv, "testdata/broken", "writer", 1, map[string]string{"upload-sarif": "true", "label": "data"})
	out := r.result()
	if !r.failed || out["conclusion"] != "failure" || out["errors"] != "1" || out["warnings"] != "0" || out["unresolved"] != "0" {
		t.Fatalf("failed %v, outputs %v\n%s", r.failed, out, r)
	}
	if !strings.HasSuffix(out["comment-url"], "#issuecomment-1") || len(srv.comments) != 1 {
		t.Fatalf("comment %q, %d comments\n%s", out["comment-url"], len(srv.comments), r)
	}
	link := "https://github.example/acme/infra/blob/" + headSHA + "/infra/modules/bucket/main.tf#L40"
	for what, text := range map[string]string{"comment": srv.comments[0], "summary": r.summary} {
		if !strings.Contains(text, link) || !strings.Contains(text, "TFA004") {
			t.Errorf("the %s has no link to the key at the head commit:\n%s", what, text)
		}
	}
	if !strings.Contains(r.log.String(), "\n::error file=infra/modules/bucket/main.tf,line=40,") {
		t.Errorf("no annotation:\n%s", r)
	}
	// Code scanning gets the file that the check wrote, before the job fails.
	upload := r.used[len(r.used)-1]
	if !strings.HasPrefix(upload.Uses, "github/codeql-action/upload-sarif@") || upload.With["sarif_file"] != out["sarif"] {
		t.Errorf("uploaded %+v", upload)
	}
	data, err := os.ReadFile(out["sarif"])
	if err != nil || !strings.Contains(string(data), `"uri": "infra/modules/bucket/main.tf"`) || !strings.Contains(string(data), `"id": "tfaccess/data/"`) {
		t.Errorf("%v, SARIF:\n%s", err, data)
	}

	// The next push repairs it: the comment turns green in place.
	r = job(t, srv, "testdata/clean", "writer", 2, map[string]string{"label": "data"})
	if r.failed || r.result()["conclusion"] != "success" || len(srv.comments) != 1 || !strings.Contains(srv.comments[0], "✅") {
		t.Errorf("%s\n%v", r, srv.comments)
	}
}

func TestActionClean(t *testing.T) {
	needsBash(t)
	srv := &pullRequestServer{}
	r := job(t, srv, "testdata/clean", "writer", 1, nil)
	out := r.result()
	if r.failed || out["conclusion"] != "success" || out["errors"] != "0" || out["comment-url"] != "" || len(srv.comments) != 0 {
		t.Errorf("outputs %v\n%s", out, r)
	}
	if !strings.Contains(r.summary, "✅") {
		t.Errorf("no summary:\n%s", r)
	}
	for _, s := range r.used {
		if strings.Contains(s.Uses, "codeql") {
			t.Error("SARIF was uploaded unasked")
		}
	}
}

func TestActionNotAnalysable(t *testing.T) {
	needsBash(t)
	srv := &pullRequestServer{}
	project := t.TempDir()
	if err := os.WriteFile(filepath.Join(project, "plan.json"), []byte("Terraform will perform the following actions:\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := job(t, srv, project, "writer", 1, map[string]string{"upload-sarif": "true"})
	out := r.result()
	if !r.failed || out["conclusion"] != "error" || out["report"] != "" || out["sarif"] != "" || len(srv.calls) != 0 {
		t.Errorf("outputs %v, calls %v\n%s", out, srv.calls, r)
	}
	if log := r.log.String(); !strings.Contains(log, "terraform show -json") || !strings.Contains(log, "::error title=tfaccess::not checked (exit status 3)") {
		t.Errorf("the log does not say what to do:\n%s", log)
	}
}

func TestActionForkPullRequest(t *testing.T) {
	needsBash(t)
	srv := &pullRequestServer{}
	r := job(t, srv, "testdata/broken", "fork", 1, map[string]string{"fail-on": "never"})
	out := r.result()
	if r.failed || out["conclusion"] != "success" || out["errors"] != "1" || out["comment-url"] != "" || len(srv.comments) != 0 {
		t.Errorf("a token that may not write changes the result: %v\n%s", out, r)
	}
	if !strings.Contains(r.summary, "TFA004") || strings.Count(r.summary, "### ❌") != 1 {
		t.Errorf("the summary is not there once:\n%s", r.summary)
	}
	if strings.Count(r.log.String(), "\n::error file=") != 1 {
		t.Errorf("the annotation is not there once:\n%s", r)
	}
}

func TestActionCommentOff(t *testing.T) {
	needsBash(t)
	srv := &pullRequestServer{}
	r := job(t, srv, "testdata/broken", "", 1, map[string]string{"comment": "false", "annotations": "false"})
	if !r.failed || r.result()["conclusion"] != "failure" || len(srv.calls) != 0 {
		t.Errorf("calls %v\n%s", srv.calls, r)
	}
	if strings.Contains(r.log.String(), "::error") {
		t.Errorf("annotated unasked:\n%s", r)
	}
	if !strings.Contains(r.summary, "TFA004") {
		t.Errorf("no summary:\n%s", r)
	}
}

// TestActionBuildsFromSource runs the first steps with the real go.
func TestActionBuildsFromSource(t *testing.T) {
	needsBash(t)
	if os.Getenv("CI") == "" {
		t.Skip("compiles everything once more with other flags; CI=true runs it")
	}
	action := readAction(t)
	action.Runs.Steps = action.Runs.Steps[:3]
	action.Outputs = nil
	r := newRunner(t, action, t.TempDir(), nil, map[string]string{"token": ""})
	r.path = "/nonexistent"
	r.run()
	out, err := exec.Command(filepath.Join(r.outputs["find.dir"], "tfaccess"), "version").CombinedOutput()
	if r.failed || err != nil || !strings.HasPrefix(string(out), "tfaccess ") {
		t.Errorf("%v: %s\n%s", err, out, r)
	}
}

// TestActionInputsAreArguments: no input is a piece of shell.
func TestActionInputsAreArguments(t *testing.T) {
	needsBash(t)
	marker := filepath.Join(t.TempDir(), "pwned")
	evil := "$(touch " + marker + ")`touch " + marker + "`'\"; touch " + marker + "; --config=x"
	r := job(t, &pullRequestServer{}, "testdata/broken", "", 1, map[string]string{"plan": evil, "label": evil, "comment": "false"})
	if r.result()["conclusion"] != "error" {
		t.Errorf("%s", r)
	}
	if _, err := os.Stat(marker); err == nil {
		t.Error("an input was run")
	}
}

// TestActionVerifiesTheBinary: a release is used only with the checksum that
// the action's own commit carries.
func TestActionVerifiesTheBinary(t *testing.T) {
	needsBash(t)
	root := t.TempDir()
	releases, files := filepath.Join(root, "releases"), filepath.Join(root, "files")
	for _, d := range []string{filepath.Join(releases, "v1.2.3"), files, filepath.Join(root, ".github/action")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	script := "#!/bin/sh\nwhile [ $# -gt 0 ]; do case $1 in --format=json=*) echo '{}' >\"${1#--format=json=}\";; --format=*=*) f=${1#--format=*=}; : >\"$f\";; esac; shift; done\necho released\n"
	if err := os.WriteFile(filepath.Join(files, "tfaccess"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(releases, "v1.2.3", "tfaccess_1.2.3_linux_amd64.tar.gz")
	if out, err := exec.Command("tar", "-czf", archive, "-C", files, "tfaccess").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sum, err := exec.Command("sha256sum", archive).Output()
	if err != nil {
		t.Skipf("%v", err)
	}
	for name, tt := range map[string]struct {
		sum  string
		want bool
	}{
		"the checksum is right": {strings.Fields(string(sum))[0], true},
		"the checksum is wrong": {strings.Repeat("0", 64), false},
	} {
		t.Run(name, func(t *testing.T) {
			checksums := "# comment\n" + tt.sum + "  tfaccess_1.2.3_linux_amd64.tar.gz\n" + strings.Repeat("1", 64) + "  tfaccess_1.2.3_darwin_arm64.tar.gz\n"
			if err := os.WriteFile(filepath.Join(root, ".github/action/checksums.txt"), []byte(checksums), 0o600); err != nil {
				t.Fatal(err)
			}
			action := readAction(t)
			for i := range action.Runs.Steps {
				for k, v := range action.Runs.Steps[i].Env {
					action.Runs.Steps[i].Env[k] = strings.ReplaceAll(v, "${{ github.action_path }}", root)
				}
			}
			workspace := t.TempDir()
			r := newRunner(t, action, workspace, map[string]string{"comment": "false"}, map[string]string{"TFACCESS_RELEASES": "file://" + releases, "token": ""})
			r.run()
			if ran := strings.Contains(r.log.String(), "released"); ran != tt.want || r.failed == tt.want || len(r.used) != 0 {
				t.Errorf("ran %v, failed %v, used %v\n%s", ran, r.failed, r.used, r)
			}
		})
	}
	r := newRunner(t, readAction(t), t.TempDir(), map[string]string{"version": "9.9.9"}, map[string]string{"token": ""})
	r.run()
	if !r.failed || !strings.Contains(r.log.String(), "no checksum for the version") {
		t.Errorf("a version without a checksum: %s", r)
	}
}

// TestActionIsPinned: every other action by a full commit, with its version in
// a comment; every input and output described.
func TestActionIsPinned(t *testing.T) {
	data, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	uses := regexp.MustCompile(`(?m)^\s*uses:\s*(.*)$`).FindAllStringSubmatch(string(data), -1)
	if len(uses) == 0 {
		t.Fatal("the action uses no other")
	}
	for _, m := range uses {
		if !regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`).MatchString(m[1]) {
			t.Errorf("not pinned: %s", m[1])
		}
	}
	a := readAction(t)
	for name, in := range a.Inputs {
		if in.Description == "" || !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(name) {
			t.Errorf("input %q", name)
		}
	}
	for name, o := range a.Outputs {
		if o.Description == "" || o.Value == "" {
			t.Errorf("output %q", name)
		}
	}
}
