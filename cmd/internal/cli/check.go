package cli

import (
	"cmp"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/analyzer/suppress"
)

type checkFlags struct {
	inputFlags
	outputFlags
	failOn, baseline, root, runLabel string
	changedOnly                      bool
}

func (c *Command) checkCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [INPUT|DIR|-]...",
		Short: "Report the S3 accesses that will be denied after apply",
		Long: `check analyses plans and states (terraform show -json, or the binary plan if
terraform or tofu is on PATH), snapshots, and the JSON of
aws iam get-account-authorization-details, joins them in one graph, and reports
the accesses that somebody evidently means to work and that AWS will deny.

Without INPUT it takes what it finds in the working directory.`,
		Example: `  tfaccess check plan.json
  tfaccess check network/plan.json data/plan.json --with org/state.json
  terraform show -json tfplan | tfaccess check -
  tfaccess check plan.json --format text --format sarif=tfaccess.sarif`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.check(cmd, &f, args) },
	}
	f.register(cmd.Flags())
	return cmd
}

func (f *checkFlags) register(fs *pflag.FlagSet) {
	f.inputFlags.register(fs)
	f.outputFlags.register(fs, strings.Join(formatNames(), ", "))
	fs.StringVar(&f.failOn, "fail-on", "error", "error, warning or never: what makes the exit status 1")
	fs.StringVar(&f.baseline, "baseline", "", "`FILE` of known findings: only new ones are reported")
	fs.StringVar(&f.root, "repo-root", "", "`DIR` that paths in reports are relative to (default: the CI job's checkout, else the working directory)")
	fs.StringVar(&f.runLabel, "run-label", "", "`NAME` of this run where a pipeline has several (SARIF category, JUnit suite, heading)")
	fs.BoolVar(&f.changedOnly, "changed-only", false, "only findings whose chain has something that the plan changes")
}

func (c *Command) check(cmd *cobra.Command, f *checkFlags, args []string) error {
	if err := c.fromEnvironment(cmd); err != nil {
		return err
	}
	if !slices.Contains([]string{"error", "warning", "never"}, f.failOn) {
		return usagef("--fail-on %s: error, warning or never", f.failOn)
	}
	all, err := targets(f.formats)
	if err != nil {
		return err
	}
	o, err := c.options(&f.outputFlags)
	if err != nil {
		return err
	}
	var known *suppress.Known
	if f.baseline != "" {
		if known, err = c.readBaseline(f.baseline); err != nil {
			return err
		}
	}
	start := c.Now()
	r, err := c.report(cmd, &f.inputFlags, args, f.changedOnly)
	if err != nil {
		return err
	}
	if known != nil {
		applyBaseline(r, known, f.baseline)
	}
	if o.Width > 0 {
		r.Stats.Elapsed = max(c.Now().Sub(start), time.Nanosecond)
	}
	o.Label = cmp.Or(f.runLabel, runLabel(f.labels))
	if o.BaseDir, err = c.relocate(r, f.root); err != nil {
		return err
	}
	c.githubOptions(&o, r.Rules)
	if err := c.writeReport(r, all, o); err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(t target) bool { return t.format.Name == "github" }) {
		if err := c.githubFiles(r, o); err != nil {
			return err
		}
	}
	if f.failOn != "never" && r.Reaches(finding.Severity(f.failOn)) {
		return errFindings
	}
	return nil
}

// report reads the inputs and analyses them.
func (c *Command) report(cmd *cobra.Command, f *inputFlags, args []string, changedOnly bool) (*report.Report, error) {
	return withInputs(c, cmd, f, args, func(a analyzer.Options) (*report.Report, error) {
		a.ChangedOnly = changedOnly
		return c.engine.Check(cmd.Context(), a)
	})
}

// relocate makes the report's paths relative to the repository's root, which is
// what annotations, code scanning and links need, and returns that root.
func (c *Command) relocate(r *report.Report, flag string) (string, error) {
	root := c.Dir
	switch {
	case flag != "":
		root = c.path(flag)
		if info, err := os.Stat(root); err != nil || !info.IsDir() {
			return "", usagef("--repo-root %s: no such directory", flag)
		}
	case c.Getenv("GITHUB_ACTIONS") == "true":
		root = cmp.Or(c.Getenv("GITHUB_WORKSPACE"), root)
	case c.Getenv("GITLAB_CI") == "true":
		root = cmp.Or(c.Getenv("CI_PROJECT_DIR"), root)
	}
	prefix, err := filepath.Rel(root, c.Dir)
	if err != nil || flag == "" && (prefix == ".." || strings.HasPrefix(prefix, ".."+string(filepath.Separator))) {
		return filepath.ToSlash(c.Dir), nil
	}
	for i := range r.Inputs {
		if in := &r.Inputs[i]; in.Dir != "" && !filepath.IsAbs(in.Dir) {
			in.Dir = path.Join(filepath.ToSlash(prefix), in.Dir)
		}
	}
	return filepath.ToSlash(root), nil
}

// runLabel names the run in formats that keep several apart: the label, where
// just one was given.
func runLabel(labels []string) string {
	if len(labels) != 1 {
		return ""
	}
	name, _, _ := strings.Cut(labels[0], "=")
	return name
}

// readBaseline reads a baseline file.
func (c *Command) readBaseline(name string) (*suppress.Known, error) {
	data, err := os.ReadFile(c.path(name))
	if err != nil {
		return nil, withHint(usagef("--baseline %s: %v", name, cause(err)), "tfaccess baseline create -o "+name)
	}
	known, err := suppress.ParseBaseline(data)
	if err != nil {
		return nil, usagef("--baseline %s: %v", name, err)
	}
	return known, nil
}

// applyBaseline hides what the baseline knows.
func applyBaseline(r *report.Report, known *suppress.Known, file string) {
	fresh, old, gone := known.Split(r.Findings)
	r.Findings = fresh
	r.Baseline = &report.Baseline{File: file, Known: len(old), Gone: len(gone)}
	for _, f := range old {
		r.Suppressed = append(r.Suppressed, report.Suppressed{Finding: f, By: string(suppress.Baseline), Reason: "known: " + file})
	}
	r.Sort()
}
