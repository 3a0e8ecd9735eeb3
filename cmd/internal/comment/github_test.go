package comment_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/cmd/internal/comment"
)

// waits records how long the bot would have slept.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
}

func (s *waits) sleep(_ context.Context, d time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, d)
	return nil
}

func noEnvironment(string) string { return "" }

// forge connects to the fake server as somebody.
func forge(t *testing.T, f *fakeGitHub, token string, s *waits) *comment.GitHub {
	t.Helper()
	client, err := comment.NewHTTPClient(comment.HTTPOptions{Getenv: noEnvironment, Sleep: s.sleep})
	if err != nil {
		t.Fatal(err)
	}
	g, err := comment.NewGitHub(comment.GitHubOptions{APIURL: f.url + "/api/v3", Repository: "acme/infra", Number: 7, Token: token, HTTP: client, Actions: true})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

const (
	headA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	headB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// post is a comment of one run.
func post(key, head string, run int64, text string) comment.Post {
	return comment.Post{
		Key: key, Head: head, Run: comment.Run{ID: run, Attempt: 1}, Verdict: "❌ 1 error, 0 warnings",
		Body:    func(int) string { return text + "\n" },
		Summary: func() string { return "summary of " + key + "\n" },
	}
}

func clean(key, head string, run int64) comment.Post {
	p := post(key, head, run, "all is well")
	p.Clean, p.Verdict = true, "✅ no access denied"
	return p
}

func publish(t *testing.T, f *fakeGitHub, p comment.Post) comment.Result {
	t.Helper()
	var s waits
	p.Sleep = s.sleep
	res, err := comment.Publish(t.Context(), forge(t, f, "bot", &s), p)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func one(t *testing.T, f *fakeGitHub) fakeComment {
	t.Helper()
	all := f.all()
	if len(all) != 1 {
		t.Fatalf("%d comments, want 1: %+v", len(all), all)
	}
	return all[0]
}

func TestFirstFindingsMakeOneComment(t *testing.T) {
	f := newFake(t)
	res := publish(t, f, post("data", headA, 1, "one finding"))
	if res.Action != comment.Created || !strings.Contains(res.URL, "#issuecomment-") {
		t.Errorf("%+v", res)
	}
	c := one(t, f)
	if !strings.HasPrefix(c.Body, "<!-- tfaccess:comment v1 key=data run=1.1 head="+headA) || !strings.Contains(c.Body, "\none finding") {
		t.Errorf("body %q", c.Body)
	}
}

func TestCleanRunWithoutCommentSaysNothing(t *testing.T) {
	f := newFake(t)
	if res := publish(t, f, clean("data", headA, 1)); res.Action != comment.Nothing {
		t.Errorf("%+v", res)
	}
	if n := f.count("POST /repos"); n != 0 || len(f.all()) != 0 {
		t.Errorf("%d comments created", n)
	}
}

func TestUpdateIsInPlaceAndKeepsHistory(t *testing.T) {
	f := newFake(t)
	publish(t, f, post("data", headA, 1, "one finding"))
	id := one(t, f).ID
	res := publish(t, f, clean("data", headB, 2))
	if res.Action != comment.Updated {
		t.Errorf("%+v", res)
	}
	c := one(t, f)
	if c.ID != id {
		t.Error("the comment is another one")
	}
	for _, want := range []string{"all is well", "<summary>Earlier runs</summary>", "- `aaaaaaa`: ❌ 1 error, 0 warnings"} {
		if !strings.Contains(c.Body, want) {
			t.Errorf("no %q in %q", want, c.Body)
		}
	}
	if strings.Contains(c.Body, "one finding") {
		t.Error("the old finding is still there")
	}
}

func TestHistoryIsBounded(t *testing.T) {
	f := newFake(t)
	for i := range 30 {
		publish(t, f, post("data", fmt.Sprintf("%07x%033d", i+0xabc, 0), int64(i+1), fmt.Sprint("finding ", i)))
	}
	if n := strings.Count(one(t, f).Body, "\n- `"); n != 10 {
		t.Errorf("%d lines of history, want 10", n)
	}
}

func TestEqualCommentIsLeftAlone(t *testing.T) {
	f := newFake(t)
	publish(t, f, post("data", headA, 1, "one finding"))
	if res := publish(t, f, post("data", headA, 2, "one finding")); res.Action != comment.Unchanged {
		t.Errorf("%+v", res)
	}
	if n := f.count("PATCH"); n != 0 {
		t.Errorf("%d updates", n)
	}
}

func TestOlderRunDoesNotOverwriteANewerOne(t *testing.T) {
	f := newFake(t)
	publish(t, f, post("data", headB, 20, "new"))
	if res := publish(t, f, post("data", headA, 10, "old")); res.Action != comment.Newer {
		t.Errorf("%+v", res)
	}
	if c := one(t, f); !strings.Contains(c.Body, "\nnew") {
		t.Errorf("body %q", c.Body)
	}
	again := post("data", headB, 20, "repeated")
	again.Run.Attempt = 2
	if res := publish(t, f, again); res.Action != comment.Updated {
		t.Errorf("a repeated run: %+v", res)
	}
}

func TestEachStackHasItsOwnComment(t *testing.T) {
	f := newFake(t)
	publish(t, f, post("data", headA, 1, "data"))
	publish(t, f, post("network", headA, 1, "network"))
	publish(t, f, post("--> key with spaces", headA, 1, "odd"))
	publish(t, f, post("--> key with spaces", headB, 2, "odd again"))
	if n := len(f.all()); n != 3 {
		t.Errorf("%d comments, want 3", n)
	}
}

func TestForeignCommentWithOurMarkerIsNotTouched(t *testing.T) {
	f := newFake(t)
	publish(t, f, post("data", headA, 1, "one finding"))
	pasted := fakeComment{ID: 1, Body: one(t, f).Body, User: "mallory"}
	f.comments = append([]fakeComment{pasted}, f.comments...)
	publish(t, f, post("data", headB, 2, "two findings"))
	all := f.all()
	if len(all) != 2 || all[0].Body != pasted.Body || !strings.Contains(all[1].Body, "two findings") {
		t.Errorf("%+v", all)
	}
}

func TestOtherCommentsOfOursAreNotTouched(t *testing.T) {
	f := newFake(t)
	f.comments = []fakeComment{{ID: 1, Body: "coverage is 80 %", User: "github-actions[bot]"}, {ID: 2, Body: "text before\n<!-- tfaccess:comment v1 key=data run=1.1 head= verdict= -->", User: "github-actions[bot]"}}
	publish(t, f, post("data", headA, 1, "one finding"))
	if all := f.all(); len(all) != 3 || all[0].Body != "coverage is 80 %" {
		t.Errorf("%+v", all)
	}
}

func TestDuplicatesOfOursAreRemoved(t *testing.T) {
	f := newFake(t)
	publish(t, f, post("data", headA, 1, "one finding"))
	first := one(t, f)
	f.comments = append(f.comments, fakeComment{ID: 5000, Body: first.Body, User: first.User}, fakeComment{ID: 5001, Body: first.Body, User: first.User})
	res := publish(t, f, post("data", headB, 2, "two findings"))
	if res.Removed != 2 {
		t.Errorf("%+v", res)
	}
	if c := one(t, f); c.ID != first.ID || !strings.Contains(c.Body, "two findings") {
		t.Errorf("%+v", c)
	}
}

func TestCommentOnTheThirdPageIsFound(t *testing.T) {
	f := newFake(t)
	for i := range 250 {
		f.comments = append(f.comments, fakeComment{ID: int64(i + 1), Body: "chatter", User: "jane"})
	}
	publish(t, f, post("data", headA, 1, "one finding"))
	publish(t, f, post("data", headB, 2, "two findings"))
	all := f.all()
	if len(all) != 251 || !strings.Contains(all[250].Body, "two findings") {
		t.Errorf("%d comments, last %q", len(all), all[len(all)-1].Body)
	}
}

func TestPersonsTokenIsItsOwnAuthor(t *testing.T) {
	for _, token := range []string{"person", "old-bot"} {
		f := newFake(t)
		var s waits
		for i := range 2 {
			p := post("data", headA, int64(i+1), fmt.Sprint("finding ", i))
			if _, err := comment.Publish(t.Context(), forge(t, f, token, &s), p); err != nil {
				t.Fatal(err)
			}
		}
		if c := one(t, f); !strings.Contains(c.Body, "finding 1") {
			t.Errorf("%s: %+v", token, c)
		}
	}
}

func TestReadOnlyTokenIsForbidden(t *testing.T) {
	f := newFake(t)
	var s waits
	for _, token := range []string{"readonly", "unknown"} {
		p := post("data", headA, 1, "one finding")
		p.Sleep = s.sleep
		_, err := comment.Publish(t.Context(), forge(t, f, token, &s), p)
		if !errors.Is(err, comment.ErrForbidden) {
			t.Errorf("%s: %v", token, err)
		}
	}
	if len(s.all) != 0 {
		t.Errorf("waited %v for what will not change", s.all)
	}
}

func TestMissingPullRequestIsForbidden(t *testing.T) {
	f := newFake(t)
	var s waits
	g := forge(t, f, "bot", &s)
	g.SetNumber(8)
	if _, err := comment.Publish(t.Context(), g, post("data", headA, 1, "x")); !errors.Is(err, comment.ErrForbidden) {
		t.Errorf("%v", err)
	}
}

func TestTooLongFallsBackToTheSummary(t *testing.T) {
	f := newFake(t)
	long := post("data", headA, 1, strings.Repeat("é", maxCommentRunes))
	if res := publish(t, f, long); res.Action != comment.Created {
		t.Errorf("%+v", res)
	}
	if c := one(t, f); !strings.Contains(c.Body, "summary of data") || !strings.HasPrefix(c.Body, "<!-- tfaccess:comment") {
		t.Errorf("body %q", c.Body)
	}
	long.Head, long.Run.ID = headB, 2
	if res := publish(t, f, long); res.Action != comment.Updated {
		t.Errorf("an update: %+v", res)
	}
	one(t, f)
}

func TestBodyIsAskedForWhatFits(t *testing.T) {
	f := newFake(t)
	p := post("data", headA, 1, "")
	var asked int
	p.Body = func(limit int) string { asked = limit; return strings.Repeat("x", limit) }
	publish(t, f, p)
	if n := len(one(t, f).Body); n >= 60_000 || n < 59_000 {
		t.Errorf("%d bytes of a budget of %d", n, asked)
	}
}

func TestServerErrorsAndRateLimitsAreRetried(t *testing.T) {
	tests := []struct {
		name   string
		status int
		header map[string]string
		want   time.Duration
	}{
		{"a bad gateway, after a second", 502, nil, time.Second},
		{"429 with Retry-After", 429, map[string]string{"Retry-After": "17"}, 17 * time.Second},
		{"the secondary limit's 403", 403, map[string]string{"Retry-After": "30"}, 30 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			publish(t, f, post("data", headA, 1, "one finding"))
			failed := map[string]bool{}
			f.fault = func(w http.ResponseWriter, r *http.Request, _ int) bool {
				// The first GET of the comments and the first PATCH fail.
				if failed[r.Method] || r.Method == http.MethodPost || strings.HasSuffix(r.URL.Path, "/user") {
					return false
				}
				failed[r.Method] = true
				for k, v := range tt.header {
					w.Header().Set(k, v)
				}
				f.refuse(w, tt.status, "try later")
				return true
			}
			var s waits
			p := post("data", headB, 2, "two findings")
			p.Sleep = s.sleep
			res, err := comment.Publish(t.Context(), forge(t, f, "bot", &s), p)
			if err != nil || res.Action != comment.Updated {
				t.Fatalf("%+v, %v", res, err)
			}
			if len(s.all) != 2 || s.all[0] != tt.want || s.all[1] != tt.want {
				t.Errorf("waited %v, want %v twice", s.all, tt.want)
			}
			if c := one(t, f); !strings.Contains(c.Body, "two findings") {
				t.Errorf("%+v", c)
			}
		})
	}
}

func TestLongRetryAfterIsNotWaitedFor(t *testing.T) {
	f := newFake(t)
	f.fault = func(w http.ResponseWriter, _ *http.Request, _ int) bool {
		w.Header().Set("Retry-After", "3600")
		f.refuse(w, 429, "slow down")
		return true
	}
	var s waits
	client := forge(t, f, "bot", &s)
	if _, err := client.List(t.Context()); !errors.Is(err, comment.ErrTemporary) {
		t.Errorf("%v", err)
	}
	for _, d := range s.all {
		if d > time.Minute {
			t.Errorf("waited %v", d)
		}
	}
}

// TestCreationIsNotRepeatedBlindly: the comment was stored, the answer lost.
func TestCreationIsNotRepeatedBlindly(t *testing.T) {
	for name, fail := range map[string]func(*fakeGitHub){
		"the connection breaks after the comment was stored": func(f *fakeGitHub) {
			broken := false
			f.afterCreate = func() bool { first := !broken; broken = true; return !first }
		},
		"a 502 before anything was stored": func(f *fakeGitHub) {
			failed := false
			f.fault = func(w http.ResponseWriter, r *http.Request, _ int) bool {
				if r.Method != http.MethodPost || failed || !strings.HasSuffix(r.URL.Path, "/comments") {
					return false
				}
				failed = true
				f.refuse(w, 502, "bad gateway")
				return true
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			fail(f)
			publish(t, f, post("data", headA, 1, "one finding"))
			if c := one(t, f); !strings.Contains(c.Body, "one finding") {
				t.Errorf("%+v", c)
			}
		})
	}
}

func TestServerThatStaysBrokenIsGivenUp(t *testing.T) {
	f := newFake(t)
	f.fault = func(w http.ResponseWriter, r *http.Request, _ int) bool { f.refuse(w, 503, "down"); return true }
	var s waits
	p := post("data", headA, 1, "x")
	p.Sleep = s.sleep
	_, err := comment.Publish(t.Context(), forge(t, f, "bot", &s), p)
	if !errors.Is(err, comment.ErrTemporary) || !strings.Contains(err.Error(), "gave up") || strings.Contains(err.Error(), "http") {
		t.Errorf("%v", err)
	}
}

// TestConcurrentRunsLeaveOneComment: two runs see no comment and both create one.
func TestConcurrentRunsLeaveOneComment(t *testing.T) {
	f := newFake(t)
	var created sync.WaitGroup
	created.Add(2)
	var once sync.Map
	// Each run waits, after its first list, until the other has listed too.
	gate := func(next http.RoundTripper, run string) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/comments") {
				if _, seen := once.LoadOrStore(run, true); !seen {
					created.Done()
					created.Wait()
				}
			}
			return next.RoundTrip(r)
		})
	}
	var both sync.WaitGroup
	for i, run := range []string{"first", "second"} {
		both.Go(func() {
			client := &http.Client{Transport: gate(http.DefaultTransport, run)}
			g, err := comment.NewGitHub(comment.GitHubOptions{APIURL: f.url, Repository: "acme/infra", Number: 7, Token: "bot", HTTP: client, Actions: true})
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := comment.Publish(context.Background(), g, post("data", headA, int64(i+1), run)); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if c := one(t, f); !strings.Contains(c.Body, "second") {
		t.Errorf("%+v", c)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestDryRunChangesNothing(t *testing.T) {
	f := newFake(t)
	p := post("data", headA, 1, "one finding")
	p.DryRun = true
	if res := publish(t, f, p); res.Action != comment.Created || !strings.Contains(res.Body, "one finding") {
		t.Errorf("%+v", res)
	}
	if f.count("POST /repos")+f.count("PATCH")+f.count("DELETE") != 0 {
		t.Errorf("calls %v", f.calls)
	}
}

// TestAPIURLs: github.com, a server of one's own with and without /api/v3, and
// an organization on ghe.com.
func TestAPIURLs(t *testing.T) {
	for api, want := range map[string]string{
		"":                                 "https://api.github.com/user",
		"https://api.github.com":           "https://api.github.com/user",
		"https://ghe.acme.example":         "https://ghe.acme.example/api/v3/user",
		"https://ghe.acme.example/api/v3":  "https://ghe.acme.example/api/v3/user",
		"https://ghe.acme.example/api/v3/": "https://ghe.acme.example/api/v3/user",
		"https://api.acme.ghe.com":         "https://api.acme.ghe.com/user",
	} {
		var asked string
		client := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			if asked == "" {
				asked = r.URL.String()
			}
			return nil, errors.New("no network in tests")
		})}
		g, err := comment.NewGitHub(comment.GitHubOptions{APIURL: api, Repository: "acme/infra", Number: 7, Token: "x", HTTP: client})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := g.List(t.Context()); !errors.Is(err, comment.ErrTemporary) {
			t.Errorf("%q: %v", api, err)
		}
		if asked != want {
			t.Errorf("%q: asked %s, want %s", api, asked, want)
		}
	}
}

func TestFindPullTrustsOnlyTheHead(t *testing.T) {
	f := newFake(t)
	f.pulls = []fakePull{{5, "mallory:main", headB}, {7, "mallory:main", headA}, {9, "jane:main", headA}}
	var s waits
	if n, err := forge(t, f, "bot", &s).FindPull(t.Context(), "mallory", "main", headA); n != 7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := forge(t, f, "bot", &s).FindPull(t.Context(), "mallory", "main", strings.Repeat("c", 40)); err == nil {
		t.Error("a commit that has moved on was found")
	}
}

// TestProxyAndCustomCA: the environment's proxy is used, and a CA file trusted.
func TestProxyAndCustomCA(t *testing.T) {
	var through string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { through = r.URL.String() }))
	defer proxy.Close()
	env := map[string]string{"HTTP_PROXY": proxy.URL}
	client, err := comment.NewHTTPClient(comment.HTTPOptions{Getenv: func(k string) string { return env[k] }})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Get("http://ghe.acme.example/api/v3/user")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if through != "http://ghe.acme.example/api/v3/user" {
		t.Errorf("the proxy saw %q", through)
	}
	if _, err := comment.NewHTTPClient(comment.HTTPOptions{Getenv: noEnvironment, CAFile: "testdata/none.pem"}); err == nil {
		t.Error("a CA file that does not exist is no error")
	}
}
