package comment

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v93/github"
)

// GitHub is a pull request on github.com or a GitHub Enterprise server.
type GitHub struct {
	client      *github.Client
	graphQL     string
	owner, repo string
	number      int
	self        string // login of the token's owner; empty until known
	actions     bool   // in a workflow run
}

// GitHubOptions say which pull request, and who asks.
type GitHubOptions struct {
	APIURL     string // GITHUB_API_URL, with or without /api/v3
	GraphQLURL string // GITHUB_GRAPHQL_URL; empty: derived
	Repository string // "owner/name"
	Number     int
	Token      string
	HTTP       *http.Client
	// Actions: the token may be a workflow's own, whose owner no REST call tells.
	Actions bool
}

// publicAPI is github.com's API.
const publicAPI = "https://api.github.com"

// NewGitHub makes a Forge of a pull request.
func NewGitHub(o GitHubOptions) (*GitHub, error) {
	owner, repo, ok := strings.Cut(o.Repository, "/")
	if !ok || owner == "" || repo == "" || strings.ContainsAny(repo, "/?#") || strings.ContainsAny(owner, "?#") {
		return nil, fmt.Errorf("%q is not owner/repository", o.Repository)
	}
	opts := []github.ClientOptionsFunc{
		github.WithHTTPClient(o.HTTP), github.WithAuthToken(o.Token), github.WithUserAgent("tfaccess"),
		// Waiting is the transport's business: the client would answer the next
		// request itself instead of asking.
		github.WithDisableRateLimitCheck(),
	}
	api := strings.TrimSuffix(firstOf(o.APIURL, publicAPI), "/")
	if api != publicAPI {
		opts = append(opts, github.WithEnterpriseURLs(api, api))
	}
	client, err := github.NewClient(opts...)
	if err != nil {
		return nil, fmt.Errorf("GITHUB_API_URL: %w", err)
	}
	return &GitHub{client: client, graphQL: firstOf(o.GraphQLURL, graphQLURL(api)), owner: owner, repo: repo, number: o.Number, actions: o.Actions}, nil
}

// graphQLURL derives the GraphQL endpoint from the REST one.
// https://docs.github.com/en/enterprise-server@latest/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint (2026-11)
func graphQLURL(api string) string {
	if base, ok := strings.CutSuffix(api, "/api/v3"); ok {
		return base + "/api/graphql"
	}
	if strings.HasPrefix(api, "https://api.") {
		return api + "/graphql"
	}
	return api + "/api/graphql"
}

// List returns all comments, 100 a page.
func (g *GitHub) List(ctx context.Context) ([]Comment, error) {
	if err := g.whoAmI(ctx); err != nil {
		return nil, err
	}
	var all []Comment
	opts := &github.IssueListCommentsOptions{ListOptions: github.ListOptions{PerPage: 100}}
	for {
		page, resp, err := g.client.Issues.ListComments(ctx, g.owner, g.repo, g.number, opts)
		if err != nil {
			return nil, g.fail(resp, err)
		}
		for _, c := range page {
			all = append(all, g.comment(c))
		}
		if resp.NextPage == 0 {
			return all, nil
		}
		opts.Page = resp.NextPage
	}
}

// Create adds a comment.
func (g *GitHub) Create(ctx context.Context, body string) (Comment, error) {
	c, resp, err := g.client.Issues.CreateComment(ctx, g.owner, g.repo, g.number, github.IssueCommentRequest{Body: body})
	if err != nil {
		return Comment{}, g.fail(resp, err)
	}
	return g.comment(c), nil
}

// Update replaces a comment's body.
func (g *GitHub) Update(ctx context.Context, id int64, body string) (Comment, error) {
	c, resp, err := g.client.Issues.UpdateComment(ctx, g.owner, g.repo, id, github.IssueCommentRequest{Body: body})
	if err != nil {
		return Comment{}, g.fail(resp, err)
	}
	return g.comment(c), nil
}

// Delete removes a comment; one that is gone already is no error.
func (g *GitHub) Delete(ctx context.Context, id int64) error {
	resp, err := g.client.Issues.DeleteComment(ctx, g.owner, g.repo, id)
	if err != nil && resp != nil && resp.StatusCode == http.StatusNotFound {
		return nil
	}
	return g.fail(resp, err)
}

// FindPull finds the open pull request of a branch at a commit: a workflow_run
// event names none for a fork, and what the fork's artifact says is not to be
// trusted.
func (g *GitHub) FindPull(ctx context.Context, headOwner, headBranch, headSHA string) (int, error) {
	opts := &github.PullRequestListOptions{State: "open", Head: headOwner + ":" + headBranch, ListOptions: github.ListOptions{PerPage: 100}}
	pulls, resp, err := g.client.PullRequests.List(ctx, g.owner, g.repo, opts)
	if err != nil {
		return 0, g.fail(resp, err)
	}
	for _, p := range pulls {
		if p.GetHead().GetSHA() == headSHA {
			return p.GetNumber(), nil
		}
	}
	return 0, fmt.Errorf("no open pull request of %s:%s is at %s: it has moved on", headOwner, headBranch, headSHA)
}

// SetNumber sets the pull request that FindPull found.
func (g *GitHub) SetNumber(n int) { g.number = n }

func (g *GitHub) comment(c *github.IssueComment) Comment {
	return Comment{ID: c.GetID(), Body: c.GetBody(), URL: c.GetHTMLURL(), Mine: g.self != "" && strings.EqualFold(c.GetUser().GetLogin(), g.self)}
}

// actionsBot is who comments with a workflow's own token.
const actionsBot = "github-actions[bot]"

// whoAmI learns the token's login: GET /user for a person's token; a
// workflow's token may not ask that, but GraphQL's viewer.
// https://docs.github.com/en/graphql/reference/queries#user (2026-11)
func (g *GitHub) whoAmI(ctx context.Context) error {
	if g.self != "" {
		return nil
	}
	user, resp, err := g.client.Users.Get(ctx, "")
	if err == nil {
		g.self = user.GetLogin()
		return nil
	}
	if resp == nil || resp.StatusCode != http.StatusForbidden && resp.StatusCode != http.StatusNotFound {
		return g.fail(resp, err)
	}
	if login, err := g.viewer(ctx); err == nil && login != "" {
		g.self = login
		return nil
	}
	if !g.actions {
		return g.fail(resp, err)
	}
	g.self = actionsBot
	return nil
}

func (g *GitHub) viewer(ctx context.Context) (string, error) {
	req, err := g.client.NewRequest(ctx, http.MethodPost, g.graphQL, map[string]string{"query": "query{viewer{login}}"})
	if err != nil {
		return "", err
	}
	var answer struct {
		Data struct {
			Viewer struct {
				Login string `json:"login"`
			} `json:"viewer"`
		} `json:"data"`
	}
	if _, err := g.client.Do(req, &answer); err != nil {
		return "", err
	}
	login := answer.Data.Viewer.Login
	// GraphQL gives a bot's login without the suffix that REST shows.
	if login == strings.TrimSuffix(actionsBot, "[bot]") {
		login = actionsBot
	}
	return login, nil
}

// fail keeps the forge's message and drops URLs, which may hold query strings.
func (g *GitHub) fail(resp *github.Response, err error) error {
	if err == nil {
		return nil
	}
	var answer *http.Response
	if resp != nil {
		answer = resp.Response
	}
	var e *github.ErrorResponse
	if errors.As(err, &e) && answer != nil {
		err = fmt.Errorf("GitHub answered %d: %s", answer.StatusCode, e.Message)
	}
	return classify(answer, err)
}
