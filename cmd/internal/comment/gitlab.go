package comment

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// GitLab is a merge request on gitlab.com or a server of one's own.
// https://docs.gitlab.com/api/notes/#merge-requests (2026-11)
type GitLab struct {
	o    GitLabOptions
	self int64 // id of the token's owner; 0 until known
}

// GitLabOptions say which merge request, and who asks.
type GitLabOptions struct {
	APIURL  string // CI_API_V4_URL
	Project string // id or full path
	Number  int    // the merge request's iid
	WebURL  string // the merge request's page; may be empty
	// Token of a person, project or group with the api scope: a job's own token
	// may not write notes.
	Token string
	HTTP  *http.Client
}

type gitlabNote struct {
	ID     int64  `json:"id"`
	Body   string `json:"body"`
	System bool   `json:"system"`
	Author struct {
		ID int64 `json:"id"`
	} `json:"author"`
}

// NewGitLab makes a Forge of a merge request.
func NewGitLab(o GitLabOptions) (*GitLab, error) {
	if o.Project == "" || o.Number <= 0 {
		return nil, fmt.Errorf("no merge request: project %q, number %d", o.Project, o.Number)
	}
	o.APIURL = strings.TrimSuffix(firstOf(o.APIURL, "https://gitlab.com/api/v4"), "/")
	return &GitLab{o: o}, nil
}

// List returns all notes of people and bots, 100 a page.
func (g *GitLab) List(ctx context.Context) ([]Comment, error) {
	if g.self == 0 {
		var me struct {
			ID int64 `json:"id"`
		}
		if _, err := g.call(ctx, http.MethodGet, "/user", nil, &me); err != nil {
			return nil, err
		}
		g.self = me.ID
	}
	var all []Comment
	for page := "1"; page != ""; {
		var notes []gitlabNote
		resp, err := g.call(ctx, http.MethodGet, g.notes("")+"?per_page=100&order_by=created_at&sort=asc&page="+url.QueryEscape(page), nil, &notes)
		if err != nil {
			return nil, err
		}
		for _, n := range notes {
			if !n.System {
				all = append(all, g.comment(n))
			}
		}
		page = resp.Header.Get("X-Next-Page")
	}
	return all, nil
}

// Create adds a note.
func (g *GitLab) Create(ctx context.Context, body string) (Comment, error) {
	var n gitlabNote
	_, err := g.call(ctx, http.MethodPost, g.notes(""), map[string]string{"body": body}, &n)
	return g.comment(n), err
}

// Update replaces a note's body.
func (g *GitLab) Update(ctx context.Context, id int64, body string) (Comment, error) {
	var n gitlabNote
	_, err := g.call(ctx, http.MethodPut, g.notes(fmt.Sprint("/", id)), map[string]string{"body": body}, &n)
	return g.comment(n), err
}

// Delete removes a note; one that is gone already is no error.
func (g *GitLab) Delete(ctx context.Context, id int64) error {
	resp, err := g.call(ctx, http.MethodDelete, g.notes(fmt.Sprint("/", id)), nil, nil)
	if resp != nil && resp.StatusCode == http.StatusNotFound {
		return nil
	}
	return err
}

func (g *GitLab) notes(more string) string {
	return "/projects/" + url.PathEscape(g.o.Project) + "/merge_requests/" + strconv.Itoa(g.o.Number) + "/notes" + more
}

func (g *GitLab) comment(n gitlabNote) Comment {
	c := Comment{ID: n.ID, Body: n.Body, Mine: g.self != 0 && n.Author.ID == g.self}
	if g.o.WebURL != "" && n.ID != 0 {
		c.URL = fmt.Sprintf("%s#note_%d", g.o.WebURL, n.ID)
	}
	return c
}

func (g *GitLab) call(ctx context.Context, method, path string, body, into any) (*http.Response, error) {
	var payload io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		payload = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, g.o.APIURL+path, payload)
	if err != nil {
		return nil, err
	}
	req.Header.Set("PRIVATE-TOKEN", g.o.Token)
	req.Header.Set("User-Agent", "tfaccess")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := g.o.HTTP.Do(req)
	if err != nil {
		return nil, classify(nil, err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 64<<20))
	if err != nil {
		return resp, classify(nil, err)
	}
	if resp.StatusCode >= 300 {
		return resp, classify(resp, fmt.Errorf("GitLab answered %d: %s", resp.StatusCode, gitlabMessage(data)))
	}
	if into == nil || len(data) == 0 {
		return resp, nil
	}
	if err := json.Unmarshal(data, into); err != nil {
		return resp, fmt.Errorf("GitLab's answer to %s: %w", method, err)
	}
	return resp, nil
}

func gitlabMessage(data []byte) string {
	var m struct {
		Message json.RawMessage `json:"message"`
		Error   string          `json:"error"`
	}
	if json.Unmarshal(data, &m) != nil {
		return "no JSON"
	}
	return strings.Trim(firstOf(string(m.Message), m.Error), `"`)
}
