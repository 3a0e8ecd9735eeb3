package comment

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Event is what a GitHub workflow run knows of its pull request, from its
// environment and its event's payload, both of which GitHub writes.
// https://docs.github.com/en/actions/reference/workflows-and-actions/variables (2026-11)
type Event struct {
	Server, API, GraphQL string
	Repository           string // the base repository
	Number               int    // 0: no pull request, or not told
	Head                 string // commit that was checked
	// HeadOwner and HeadBranch find the pull request of a workflow_run event.
	HeadOwner, HeadBranch string
	Run                   Run
	Name                  string // "pull_request", "workflow_run", …
	Actions               bool
}

// ReadEvent reads the environment and the event's payload. Outside a workflow
// run it is nearly empty.
func ReadEvent(getenv func(string) string) (Event, error) {
	e := Event{
		Server:     firstOf(getenv("GITHUB_SERVER_URL"), "https://github.com"),
		API:        getenv("GITHUB_API_URL"),
		GraphQL:    getenv("GITHUB_GRAPHQL_URL"),
		Repository: getenv("GITHUB_REPOSITORY"),
		Head:       getenv("GITHUB_SHA"),
		Name:       getenv("GITHUB_EVENT_NAME"),
		Actions:    getenv("GITHUB_ACTIONS") == "true",
	}
	e.Run.ID, _ = strconv.ParseInt(getenv("GITHUB_RUN_ID"), 10, 64)
	e.Run.Attempt, _ = strconv.ParseInt(getenv("GITHUB_RUN_ATTEMPT"), 10, 64)
	path := getenv("GITHUB_EVENT_PATH")
	if path == "" {
		return e, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return e, fmt.Errorf("GITHUB_EVENT_PATH: %w", err)
	}
	var p payload
	if err := json.Unmarshal(data, &p); err != nil {
		return e, fmt.Errorf("GITHUB_EVENT_PATH: %w", err)
	}
	p.apply(&e)
	return e, nil
}

type payload struct {
	Number      int          `json:"number"`
	PullRequest *pullRequest `json:"pull_request"`
	Issue       *struct {
		Number      int             `json:"number"`
		PullRequest json.RawMessage `json:"pull_request"`
	} `json:"issue"`
	WorkflowRun *struct {
		ID           int64         `json:"id"`
		Attempt      int64         `json:"run_attempt"`
		HeadSHA      string        `json:"head_sha"`
		HeadBranch   string        `json:"head_branch"`
		PullRequests []pullRequest `json:"pull_requests"`
		HeadRepo     struct {
			Owner struct {
				Login string `json:"login"`
			} `json:"owner"`
		} `json:"head_repository"`
	} `json:"workflow_run"`
}

type pullRequest struct {
	Number int `json:"number"`
	Head   struct {
		SHA string `json:"sha"`
	} `json:"head"`
}

func (p *payload) apply(e *Event) {
	switch {
	case p.PullRequest != nil:
		e.Number = p.PullRequest.Number
		// GITHUB_SHA is the merge commit, which nobody can look at.
		e.Head = firstOf(p.PullRequest.Head.SHA, e.Head)
	case p.Issue != nil && len(p.Issue.PullRequest) > 0:
		e.Number = p.Issue.Number
	case p.WorkflowRun != nil:
		// The run that made the report is what orders comments, not the run
		// that posts it.
		w := p.WorkflowRun
		e.Run = Run{w.ID, w.Attempt}
		e.Head, e.HeadBranch, e.HeadOwner = w.HeadSHA, w.HeadBranch, w.HeadRepo.Owner.Login
		for _, pr := range w.PullRequests {
			if pr.Head.SHA == w.HeadSHA {
				e.Number = pr.Number
			}
		}
	}
}

// Permalink leads to files at the checked commit.
func (e Event) Permalink() string {
	if e.Repository == "" || e.Head == "" || strings.Trim(e.Head, "0123456789abcdef") != "" {
		return ""
	}
	return strings.TrimSuffix(e.Server, "/") + "/" + e.Repository + "/blob/" + e.Head + "/"
}
