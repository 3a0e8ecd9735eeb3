package comment_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// fakeGitHub is as much of GitHub's REST API as comments need, with the limits
// that the real one enforces.
type fakeGitHub struct {
	t  *testing.T
	mu sync.Mutex

	tokens   map[string]fakeToken
	comments []fakeComment
	pulls    []fakePull
	nextID   int64
	calls    []string // "GET /repos/…"

	// fault answers instead of the server, if it returns true.
	fault func(w http.ResponseWriter, r *http.Request, call int) bool
	// afterCreate runs when a comment was stored, before the answer is sent; it
	// may return false to break the connection instead of answering.
	afterCreate func() bool
	url         string
}

type fakeToken struct {
	login   string
	write   bool
	noUser  bool // GET /user is forbidden, as for a workflow's token
	graphQL bool // GraphQL tells the viewer
}

type fakeComment struct {
	ID   int64
	Body string
	User string
}

type fakePull struct {
	Number    int
	Head, SHA string
}

// maxCommentRunes is GitHub's limit of a comment.
const maxCommentRunes = 65536

func newFake(t *testing.T) *fakeGitHub {
	f := &fakeGitHub{t: t, nextID: 1000, tokens: map[string]fakeToken{
		"bot":      {login: "github-actions[bot]", write: true, noUser: true, graphQL: true},
		"old-bot":  {login: "github-actions[bot]", write: true, noUser: true},
		"readonly": {login: "github-actions[bot]", noUser: true, graphQL: true},
		"person":   {login: "jane", write: true},
	}}
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	f.url = srv.URL
	return f
}

var (
	listPath = regexp.MustCompile(`^/repos/acme/infra/issues/7/comments$`)
	onePath  = regexp.MustCompile(`^/repos/acme/infra/issues/comments/(\d+)$`)
	pullPath = regexp.MustCompile(`^/repos/acme/infra/pulls$`)
)

func (f *fakeGitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	path := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/api/v3"), "/api")
	f.calls = append(f.calls, r.Method+" "+path)
	if f.fault != nil && f.fault(w, r, len(f.calls)) {
		return
	}
	who, ok := f.tokens[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	if !ok {
		f.refuse(w, http.StatusUnauthorized, "Bad credentials")
		return
	}
	one := onePath.FindStringSubmatch(path)
	switch {
	case path == "/user":
		if who.noUser {
			f.refuse(w, http.StatusForbidden, "Resource not accessible by integration")
			return
		}
		f.answer(w, http.StatusOK, map[string]any{"login": who.login})
	case path == "/graphql":
		if !who.graphQL {
			f.refuse(w, http.StatusNotFound, "Not Found")
			return
		}
		f.answer(w, http.StatusOK, map[string]any{"data": map[string]any{"viewer": map[string]any{"login": strings.TrimSuffix(who.login, "[bot]")}}})
	case pullPath.MatchString(path):
		f.listPulls(w, r)
	case listPath.MatchString(path) && r.Method == http.MethodGet:
		f.list(w, r)
	case r.Method != http.MethodGet && !who.write:
		f.refuse(w, http.StatusForbidden, "Resource not accessible by integration")
	case listPath.MatchString(path) && r.Method == http.MethodPost:
		f.create(w, r, who)
	case one != nil:
		f.change(w, r, who, one[1])
	default:
		f.refuse(w, http.StatusNotFound, "Not Found")
	}
}

func (f *fakeGitHub) list(w http.ResponseWriter, r *http.Request) {
	size, page := 30, 1
	if s := r.URL.Query().Get("per_page"); s != "" {
		size, _ = strconv.Atoi(s)
	}
	if s := r.URL.Query().Get("page"); s != "" {
		page, _ = strconv.Atoi(s)
	}
	size = min(size, 100) // more is cut without a word
	from := min((page-1)*size, len(f.comments))
	to := min(from+size, len(f.comments))
	if to < len(f.comments) {
		w.Header().Set("Link", fmt.Sprintf(`<%s%s?per_page=%d&page=%d>; rel="next"`, f.url, r.URL.Path, size, page+1))
	}
	out := []map[string]any{}
	for _, c := range f.comments[from:to] {
		out = append(out, f.shape(c))
	}
	f.answer(w, http.StatusOK, out)
}

func (f *fakeGitHub) listPulls(w http.ResponseWriter, r *http.Request) {
	out := []map[string]any{}
	for _, p := range f.pulls {
		if p.Head == r.URL.Query().Get("head") {
			out = append(out, map[string]any{"number": p.Number, "head": map[string]any{"sha": p.SHA}})
		}
	}
	f.answer(w, http.StatusOK, out)
}

func (f *fakeGitHub) create(w http.ResponseWriter, r *http.Request, who fakeToken) {
	body, ok := f.body(w, r)
	if !ok {
		return
	}
	f.nextID++
	c := fakeComment{f.nextID, body, who.login}
	f.comments = append(f.comments, c)
	if f.afterCreate != nil && !f.afterCreate() {
		panic(http.ErrAbortHandler)
	}
	f.answer(w, http.StatusCreated, f.shape(c))
}

func (f *fakeGitHub) change(w http.ResponseWriter, r *http.Request, who fakeToken, id string) {
	i := slices.IndexFunc(f.comments, func(c fakeComment) bool { return strconv.FormatInt(c.ID, 10) == id })
	if i < 0 {
		f.refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	if f.comments[i].User != who.login {
		f.t.Errorf("%s touches the comment of %s", who.login, f.comments[i].User)
	}
	switch r.Method {
	case http.MethodDelete:
		f.comments = slices.Delete(f.comments, i, i+1)
		w.WriteHeader(http.StatusNoContent)
	case http.MethodPatch:
		if body, ok := f.body(w, r); ok {
			f.comments[i].Body = body
			f.answer(w, http.StatusOK, f.shape(f.comments[i]))
		}
	default:
		f.refuse(w, http.StatusNotFound, "Not Found")
	}
}

// body reads a comment and refuses one that is too long.
func (f *fakeGitHub) body(w http.ResponseWriter, r *http.Request) (string, bool) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Error(err)
	}
	var in struct{ Body string }
	if err := json.Unmarshal(data, &in); err != nil {
		f.t.Error(err)
	}
	if n := utf8.RuneCountInString(in.Body); n > maxCommentRunes {
		f.refuse(w, http.StatusUnprocessableEntity, "Validation Failed: body is too long (maximum is 65536 characters)")
		return "", false
	}
	return in.Body, true
}

func (f *fakeGitHub) shape(c fakeComment) map[string]any {
	return map[string]any{"id": c.ID, "body": c.Body, "user": map[string]any{"login": c.User}, "html_url": fmt.Sprintf("https://github.example/acme/infra/pull/7#issuecomment-%d", c.ID)}
}

func (f *fakeGitHub) answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		f.t.Error(err)
	}
}

func (f *fakeGitHub) refuse(w http.ResponseWriter, status int, message string) {
	f.answer(w, status, map[string]any{"message": message, "documentation_url": "https://docs.github.com/rest"})
}

// count is how often a call with a prefix was made.
func (f *fakeGitHub) count(prefix string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if strings.HasPrefix(c, prefix) {
			n++
		}
	}
	return n
}

// bodies are all comments, as "author: first words".
func (f *fakeGitHub) all() []fakeComment {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.comments)
}
