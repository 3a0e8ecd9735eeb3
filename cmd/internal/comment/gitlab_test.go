package comment_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/cmd/internal/comment"
)

type fakeNote struct {
	ID     int64
	Body   string
	Author int64
	System bool
}

// fakeGitLab is as much of GitLab's API as notes need.
type fakeGitLab struct {
	t     *testing.T
	notes []fakeNote
}

var notePath = regexp.MustCompile(`^/api/v4/projects/acme%2Finfra/merge_requests/7/notes(?:/(\d+))?$`)

func (f *fakeGitLab) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	users := map[string]int64{"api": 1, "reporter": 2}
	me, ok := users[r.Header.Get("PRIVATE-TOKEN")]
	if !ok {
		f.answer(w, http.StatusUnauthorized, map[string]string{"message": "401 Unauthorized"})
		return
	}
	if r.URL.EscapedPath() == "/api/v4/user" {
		f.answer(w, http.StatusOK, map[string]any{"id": me})
		return
	}
	m := notePath.FindStringSubmatch(r.URL.EscapedPath())
	if m == nil {
		f.answer(w, http.StatusNotFound, map[string]string{"message": "404 Not found"})
		return
	}
	if r.Method != http.MethodGet && me == 2 {
		f.answer(w, http.StatusForbidden, map[string]string{"message": "403 Forbidden"})
		return
	}
	var in struct{ Body string }
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			f.t.Error(err)
		}
	}
	i := slices.IndexFunc(f.notes, func(n fakeNote) bool { return strconv.FormatInt(n.ID, 10) == m[1] })
	switch {
	case r.Method == http.MethodGet:
		f.list(w, r)
	case r.Method == http.MethodPost:
		n := fakeNote{int64(1000 + len(f.notes)), in.Body, me, false}
		f.notes = append(f.notes, n)
		f.answer(w, http.StatusCreated, shapeNote(n))
	case i < 0:
		f.answer(w, http.StatusNotFound, map[string]string{"message": "404 Not found"})
	case r.Method == http.MethodPut:
		if f.notes[i].Author != me {
			f.t.Error("another author's note is changed")
		}
		f.notes[i].Body = in.Body
		f.answer(w, http.StatusOK, shapeNote(f.notes[i]))
	case r.Method == http.MethodDelete:
		f.notes = slices.Delete(f.notes, i, i+1)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (f *fakeGitLab) list(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	from := min((page-1)*size, len(f.notes))
	to := min(from+size, len(f.notes))
	if to < len(f.notes) {
		w.Header().Set("X-Next-Page", strconv.Itoa(page+1))
	}
	out := []any{}
	for _, n := range f.notes[from:to] {
		out = append(out, shapeNote(n))
	}
	f.answer(w, http.StatusOK, out)
}

func shapeNote(n fakeNote) map[string]any {
	return map[string]any{"id": n.ID, "body": n.Body, "system": n.System, "author": map[string]any{"id": n.Author}}
}

func (f *fakeGitLab) answer(w http.ResponseWriter, status int, v any) {
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		f.t.Error(err)
	}
}

func gitlab(t *testing.T, f *fakeGitLab, token string) *comment.GitLab {
	t.Helper()
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	g, err := comment.NewGitLab(comment.GitLabOptions{APIURL: srv.URL + "/api/v4", Project: "acme/infra", Number: 7, Token: token, HTTP: srv.Client(), WebURL: "https://gitlab.example/acme/infra/-/merge_requests/7"})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestGitLabThroughTheSameInterface: create, update in place, leave others alone.
func TestGitLabThroughTheSameInterface(t *testing.T) {
	f := &fakeGitLab{t: t}
	for i := range 120 {
		f.notes = append(f.notes, fakeNote{int64(i + 1), "changed the title", 3, i%2 == 0})
	}
	g := gitlab(t, f, "api")
	res, err := comment.Publish(t.Context(), g, post("data", headA, 1, "one finding"))
	if err != nil || res.Action != comment.Created || !strings.HasSuffix(res.URL, "#note_1120") {
		t.Fatalf("%+v, %v", res, err)
	}
	f.notes = append(f.notes, fakeNote{9000, f.notes[120].Body, 3, false}, fakeNote{9001, f.notes[120].Body, 1, false})
	res, err = comment.Publish(t.Context(), g, post("data", headB, 2, "two findings"))
	if err != nil || res.Action != comment.Updated || res.Removed != 1 {
		t.Fatalf("%+v, %v", res, err)
	}
	if n := len(f.notes); n != 122 || !strings.Contains(f.notes[120].Body, "two findings") || strings.Contains(f.notes[121].Body, "two findings") {
		t.Errorf("%d notes: %+v", n, f.notes[120:])
	}
}

func TestGitLabTokenWithoutPermission(t *testing.T) {
	for _, token := range []string{"reporter", "nobody"} {
		f := &fakeGitLab{t: t}
		_, err := comment.Publish(t.Context(), gitlab(t, f, token), post("data", headA, 1, "x"))
		if !errors.Is(err, comment.ErrForbidden) || strings.Contains(fmt.Sprint(err), token) {
			t.Errorf("%s: %v", token, err)
		}
	}
}
