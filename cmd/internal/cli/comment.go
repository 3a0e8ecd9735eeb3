package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/cmd/internal/comment"
)

type commentFlags struct {
	reports              []string
	label                string
	aggregate            bool
	dryRun               bool
	caFile               string
	number               int
	repo, head, fallback string
}

func (c *Command) commentCommand() *cobra.Command {
	return group("comment", "Keep a pull request's comment up to date", c.commentGitHub(), c.commentGitLab())
}

func (f *commentFlags) register(fs *pflag.FlagSet, number string) {
	fs.StringArrayVar(&f.reports, "report", nil, "`[NAME=]FILE`: JSON report of tfaccess check; repeat it for several stacks")
	fs.StringVar(&f.label, "label", "", "`NAME` of the stack: one comment a name")
	fs.BoolVar(&f.aggregate, "aggregate", false, "one comment for all reports")
	fs.BoolVar(&f.dryRun, "dry-run", false, "print what would be done, and do nothing")
	fs.StringVar(&f.caFile, "ca-file", "", "`FILE` with further certificate authorities (PEM)")
	fs.IntVar(&f.number, number, 0, "`NUMBER` of the pull request (default: from the environment)")
}

func (c *Command) commentGitHub() *cobra.Command {
	var f commentFlags
	cmd := &cobra.Command{
		Use:   "github --report FILE",
		Short: "Comment on a GitHub pull request",
		Long: `comment github publishes a report that "tfaccess check --format json=FILE" wrote
as one comment: it is updated in place, turns green when all is well, and is
never written where there is nothing to say.

It needs GITHUB_TOKEN with pull-requests: write, and takes repository, pull
request and commit from the workflow's environment. Where the token may not
write (a fork's pull request) it writes the job summary and annotations instead
and exits 0.`,
		Example: "  tfaccess comment github --report r.json\n  tfaccess comment github --report network=n.json --report data=d.json --aggregate",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.postGitHub(cmd, &f) },
	}
	f.register(cmd.Flags(), "pr")
	cmd.Flags().StringVar(&f.repo, "repo", "", "`OWNER/NAME` (default: GITHUB_REPOSITORY)")
	cmd.Flags().StringVar(&f.fallback, "fallback", "summary", "summary or none: what to write where the token may not comment")
	cmd.Flags().StringVar(&f.head, "head", "", "`COMMIT` that was checked (default: from the event)")
	return cmd
}

func (c *Command) commentGitLab() *cobra.Command {
	var f commentFlags
	cmd := &cobra.Command{
		Use:   "gitlab --report FILE",
		Short: "Comment on a GitLab merge request",
		Long: `comment gitlab publishes a report as one note of the merge request, as comment
github does. It needs GITLAB_TOKEN, a token with the api scope (a job's own
token may not write notes), and takes project and merge request from the job's
environment.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.postGitLab(cmd, &f) },
	}
	f.register(cmd.Flags(), "mr")
	return cmd
}

// stack is one report with its name.
type stack struct {
	label  string
	report *report.Report
}

func (c *Command) stacks(f *commentFlags) ([]stack, error) {
	if len(f.reports) == 0 {
		return nil, withHint(usagef("comment needs --report FILE"), "tfaccess check plan.json --format json=r.json")
	}
	var all []stack
	seen := map[string]bool{}
	for _, arg := range f.reports {
		name, file, named := strings.Cut(arg, "=")
		if !named {
			name, file = f.label, arg
		}
		in, err := os.Open(c.path(file))
		if err != nil {
			return nil, inputf("%s: %v", file, cause(err))
		}
		r, err := report.ReadJSON(in)
		in.Close()
		if err != nil {
			return nil, inputf("%s: %v", file, err)
		}
		if seen[name] {
			return nil, usagef("--report: two stacks are called %q; name them: --report NAME=FILE", name)
		}
		seen[name] = true
		all = append(all, stack{name, r})
	}
	return all, nil
}

// posts are the comments to publish: one a stack, or one for all.
func posts(all []stack, f *commentFlags, o report.Options) []comment.Post {
	if f.aggregate {
		return []comment.Post{aggregatePost(all, o)}
	}
	var out []comment.Post
	for _, s := range all {
		o := o
		o.Label = s.label
		r := s.report
		out = append(out, comment.Post{
			Key:   s.label,
			Clean: clean(r),
			Body: func(limit int) string {
				o := o
				o.MaxBytes = limit
				var b bytes.Buffer
				report.WriteMarkdown(&b, r, o) // a buffer: cannot fail
				return b.String()
			},
			Summary: func() string { return report.MarkdownSummary(r, o) },
			Verdict: report.Verdict(r),
		})
	}
	return out
}

// clean reports whether there is nothing that a reviewer should read.
func clean(r *report.Report) bool {
	counts := r.Counts()
	return counts.Errors+counts.Warnings == 0 && len(r.Fixed) == 0
}

func aggregatePost(all []stack, o report.Options) comment.Post {
	slices.SortStableFunc(all, func(a, b stack) int { return strings.Compare(a.label, b.label) })
	var stacks []report.Stack
	quiet := true
	for _, s := range all {
		stacks = append(stacks, report.Stack{Label: s.label, Report: s.report})
		quiet = quiet && clean(s.report)
	}
	return comment.Post{
		Key:   "aggregate",
		Clean: quiet,
		Body: func(limit int) string {
			o := o
			o.MaxBytes = limit
			return report.Aggregate(stacks, o)
		},
		Summary: func() string { o := o; o.MaxBytes = 1; return report.Aggregate(stacks, o) },
		Verdict: report.AggregateVerdict(stacks),
	}
}

func (c *Command) postGitHub(cmd *cobra.Command, f *commentFlags) error {
	if err := c.fromEnvironment(cmd); err != nil {
		return err
	}
	all, err := c.stacks(f)
	if err != nil {
		return err
	}
	if f.fallback != "summary" && f.fallback != "none" {
		return usagef("--fallback %s: summary or none", f.fallback)
	}
	event, err := comment.ReadEvent(c.Getenv)
	if err != nil {
		return inputf("%v", err)
	}
	if f.repo != "" {
		event.Repository = f.repo
	}
	if f.head != "" {
		event.Head = f.head
	}
	if f.number != 0 {
		event.Number = f.number
	}
	o := report.Options{Permalink: event.Permalink(), Head: event.Head}
	c.ruleLinks(&o)
	list := posts(all, f, o)
	for i := range list {
		list[i].Run, list[i].Head, list[i].DryRun = event.Run, event.Head, f.dryRun
	}
	token := c.token("GITHUB_TOKEN", "GH_TOKEN")
	if token == "" {
		if f.dryRun {
			return c.printPosts(list)
		}
		return c.insteadOfComment(f, all, o, "no GITHUB_TOKEN")
	}
	forge, err := c.gitHub(cmd.Context(), f, &event, token)
	if err != nil {
		return c.orInstead(f, all, o, err)
	}
	return c.orInstead(f, all, o, c.publish(cmd.Context(), forge, list))
}

// gitHub connects to the pull request, looking for it if the event does not say.
func (c *Command) gitHub(ctx context.Context, f *commentFlags, event *comment.Event, token string) (comment.Forge, error) {
	if event.Repository == "" {
		return nil, withHint(usagef("which repository?"), "--repo OWNER/NAME, or GITHUB_REPOSITORY")
	}
	client, err := comment.NewHTTPClient(comment.HTTPOptions{Getenv: c.Getenv, CAFile: c.optionalPath(f.caFile), Now: c.Now})
	if err != nil {
		return nil, usagef("%v", err)
	}
	forge, err := comment.NewGitHub(comment.GitHubOptions{
		APIURL: event.API, GraphQLURL: event.GraphQL, Repository: event.Repository, Number: event.Number,
		Token: token, HTTP: client, Actions: event.Actions,
	})
	if err != nil {
		return nil, usagef("%v", err)
	}
	if event.Number == 0 && event.HeadBranch != "" {
		n, err := forge.FindPull(ctx, event.HeadOwner, event.HeadBranch, event.Head)
		if err != nil {
			return nil, err
		}
		forge.SetNumber(n)
	} else if event.Number == 0 {
		return nil, withHint(usagef("this run has no pull request"), "--pr NUMBER")
	}
	return forge, nil
}

func (c *Command) postGitLab(cmd *cobra.Command, f *commentFlags) error {
	if err := c.fromEnvironment(cmd); err != nil {
		return err
	}
	all, err := c.stacks(f)
	if err != nil {
		return err
	}
	head := c.Getenv("CI_COMMIT_SHA")
	o := report.Options{Head: head}
	if web := c.Getenv("CI_PROJECT_URL"); web != "" && head != "" {
		o.Permalink = web + "/-/blob/" + head + "/"
	}
	c.ruleLinks(&o)
	list := posts(all, f, o)
	pipeline, _ := strconv.ParseInt(c.Getenv("CI_PIPELINE_ID"), 10, 64)
	for i := range list {
		list[i].Run, list[i].Head, list[i].DryRun = comment.Run{ID: pipeline, Attempt: 1}, head, f.dryRun
	}
	token := c.token("GITLAB_TOKEN")
	if token == "" {
		if f.dryRun {
			return c.printPosts(list)
		}
		return withHint(usagef("no GITLAB_TOKEN"), "a project access token with the api scope, as a masked variable")
	}
	client, err := comment.NewHTTPClient(comment.HTTPOptions{Getenv: c.Getenv, CAFile: c.optionalPath(f.caFile), Now: c.Now})
	if err != nil {
		return usagef("%v", err)
	}
	number := f.number
	if number == 0 {
		number, _ = strconv.Atoi(c.Getenv("CI_MERGE_REQUEST_IID"))
	}
	project := c.Getenv("CI_MERGE_REQUEST_PROJECT_ID")
	if project == "" {
		project = c.Getenv("CI_PROJECT_ID")
	}
	forge, err := comment.NewGitLab(comment.GitLabOptions{
		APIURL: c.Getenv("CI_API_V4_URL"), Project: project, Number: number, Token: token, HTTP: client,
		WebURL: mergeRequestPage(c.Getenv("CI_MERGE_REQUEST_PROJECT_URL"), number),
	})
	if err != nil {
		return withHint(usagef("%v", err), "run it in a merge request pipeline, or give --mr and CI_PROJECT_ID")
	}
	err = c.publish(cmd.Context(), forge, list)
	if errors.Is(err, comment.ErrForbidden) {
		fmt.Fprintf(c.Stderr, "tfaccess: no comment: %s\n", report.InertLines(err.Error()))
		return nil
	}
	if err != nil {
		return inputf("%v", err)
	}
	return nil
}

func mergeRequestPage(project string, number int) string {
	if project == "" {
		return ""
	}
	return fmt.Sprintf("%s/-/merge_requests/%d", project, number)
}

// publish brings all comments up to date and says what was done.
func (c *Command) publish(ctx context.Context, forge comment.Forge, list []comment.Post) error {
	for _, p := range list {
		res, err := comment.Publish(ctx, forge, p)
		if err != nil {
			return err
		}
		if p.DryRun {
			fmt.Fprintf(c.Stdout, "would be: %s (%d duplicates removed)\n%s\n", res.Action, res.Removed, res.Body)
			continue
		}
		fmt.Fprintf(c.Stderr, "tfaccess: comment %s %s\n", res.Action, report.InertLines(res.URL))
		if err := c.githubOutput(map[string]string{"comment-url": res.URL}); err != nil {
			return err
		}
	}
	return nil
}

func (c *Command) printPosts(list []comment.Post) error {
	for _, p := range list {
		if _, err := fmt.Fprintf(c.Stdout, "%s\n", p.Body(comment.MaxBytes)); err != nil {
			return err
		}
	}
	return nil
}

// orInstead turns a refusal into the job summary, and any other failure of the
// forge into an error.
func (c *Command) orInstead(f *commentFlags, all []stack, o report.Options, err error) error {
	var own *statusError
	switch {
	case err == nil, errors.As(err, &own):
		return err
	case errors.Is(err, comment.ErrForbidden):
		return c.insteadOfComment(f, all, o, err.Error())
	}
	return inputf("%v", err)
}

// insteadOfComment is for a token that may not write: the exit status is not
// the pull request's business.
func (c *Command) insteadOfComment(f *commentFlags, all []stack, o report.Options, why string) error {
	if f.fallback == "none" {
		fmt.Fprintf(c.Stderr, "tfaccess: no comment: %s\n", report.InertLines(why))
		return nil
	}
	fmt.Fprintf(c.Stderr, "tfaccess: no comment, but job summary and annotations: %s\n", report.InertLines(why))
	for _, s := range all {
		o.Label = s.label
		if err := report.WriteGitHub(c.Stdout, s.report, o); err != nil {
			return err
		}
		if err := c.githubSummary(s.report, o); err != nil {
			return err
		}
	}
	return nil
}

func (c *Command) token(names ...string) string {
	for _, n := range names {
		if t := c.Getenv(n); t != "" {
			return t
		}
	}
	return ""
}

func (c *Command) optionalPath(p string) string {
	if p == "" {
		return ""
	}
	return c.path(p)
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
