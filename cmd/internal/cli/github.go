package cli

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/cmd/internal/comment"
)

// maxStepSummary is the size of a step's summary.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary (2026-11)
const maxStepSummary = 1 << 20

// githubOptions makes places links to the checked commit, where a workflow run
// says which it is, and rules links to their pages.
func (c *Command) githubOptions(o *report.Options, all []report.Rule) {
	if event, err := comment.ReadEvent(c.Getenv); err == nil {
		o.Permalink, o.Head = event.Permalink(), event.Head
	}
	pages := map[string]string{}
	for _, r := range all {
		pages[r.ID] = r.HelpURI
	}
	o.RuleURL = func(id string) string { return pages[id] }
}

// ruleLinks makes rules links to our own pages, and not to those that a report
// names: it may come from a fork.
func (c *Command) ruleLinks(o *report.Options) {
	all, err := c.engine.Rules(nil)
	if err != nil {
		return
	}
	o.RuleURL = func(id string) string {
		r, _ := findRule(all, id)
		return r.HelpURI
	}
}

// githubFiles writes what belongs to annotations in a workflow run: the job
// summary and the step's outputs.
func (c *Command) githubFiles(r *report.Report, o report.Options) error {
	if err := c.githubSummary(r, o); err != nil {
		return err
	}
	counts := r.Counts()
	return c.githubOutput(map[string]string{
		"errors":     fmt.Sprint(counts.Errors),
		"warnings":   fmt.Sprint(counts.Warnings),
		"unresolved": fmt.Sprint(counts.Unresolved),
	})
}

// githubSummary appends to the job summary, as much as fits.
func (c *Command) githubSummary(r *report.Report, o report.Options) error {
	path := c.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	room := maxStepSummary - 1024 - size(path)
	if room < 4096 {
		return nil // an earlier command of this step has filled it
	}
	o.MaxBytes = room
	var b bytes.Buffer
	if err := report.WriteMarkdown(&b, r, o); err != nil {
		return err
	}
	return appendFile(path, b.Bytes())
}

// githubOutput sets outputs of a workflow's step. Values are ours: numbers and
// URLs of one line.
func (c *Command) githubOutput(values map[string]string) error {
	path := c.Getenv("GITHUB_OUTPUT")
	if path == "" {
		return nil
	}
	var b bytes.Buffer
	for _, name := range sortedKeys(values) {
		if v := values[name]; !strings.ContainsAny(v, "\r\n") {
			fmt.Fprintf(&b, "%s=%s\n", name, v)
		}
	}
	return appendFile(path, b.Bytes())
}

func size(path string) int {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return int(info.Size())
}

func appendFile(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if e := f.Close(); err == nil {
		err = e
	}
	return err
}
