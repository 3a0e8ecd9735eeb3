package cli

import (
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

type explainFlags struct {
	inputFlags
	outputFlags
	reportFile string
}

func (c *Command) explainCommand() *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain RULE | FINGERPRINT [INPUT]...",
		Short: "Explain a rule, or show one finding in full",
		Long: `explain RULE prints what the rule finds, why AWS answers 403, AWS's own message
for it, and how to fix it.

explain FINGERPRINT prints one finding with its whole chain and fix. It analyses
the INPUTs like check, or reads a report that check wrote (--report). The first
characters of a fingerprint are enough if they are unique.`,
		Example: "  tfaccess explain TFA004\n  tfaccess explain 6f1c0e plan.json\n  tfaccess explain 6f1c0e --report r.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return withHint(usagef("explain needs a rule or a fingerprint"), "tfaccess rules list")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.explain(cmd, &f, args[0], args[1:]) },
	}
	f.inputFlags.register(cmd.Flags())
	f.outputFlags.registerColor(cmd.Flags())
	cmd.Flags().StringVar(&f.reportFile, "report", "", "JSON report `FILE` to take the finding from")
	return cmd
}

func (c *Command) explain(cmd *cobra.Command, f *explainFlags, what string, args []string) error {
	if err := c.fromEnvironment(cmd); err != nil {
		return err
	}
	all, err := c.engine.Rules(c.paths(f.rules))
	if err != nil {
		return err
	}
	if r, ok := findRule(all, what); ok {
		return c.page(&f.outputFlags, r)
	}
	if !isFingerprint(what) {
		return unknownRule(all, what)
	}
	r, err := c.reportFor(cmd, f, args)
	if err != nil {
		return err
	}
	hits := findingsWith(r, what)
	switch {
	case len(hits) == 0:
		hint := "tfaccess check prints the id of each finding"
		if len(args) == 0 && f.reportFile == "" {
			hint = "name what was checked: tfaccess explain " + what + " plan.json"
		}
		return withHint(usagef("no finding has the fingerprint %s", what), hint)
	case len(hits) > 1:
		return usagef("%d findings have fingerprints that begin with %s; give more of it", len(hits), what)
	}
	o, err := c.options(&f.outputFlags)
	if err != nil {
		return err
	}
	if o.BaseDir, err = c.relocate(r, ""); err != nil {
		return err
	}
	if err := report.WriteFindingText(c.Stdout, r, hits[0], o); err != nil {
		return err
	}
	if doc, ok := findRule(all, hits[0].Rule); ok {
		return c.page(&f.outputFlags, doc)
	}
	return nil
}

// page prints a rule's page as wide as the terminal is.
func (c *Command) page(f *outputFlags, r analyzer.Rule) error {
	o, err := c.options(f)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.Stdout, readable(strings.TrimSpace(r.Page), o.Width))
	return err
}

// beside is a link to another file of the repository, which a terminal cannot follow.
var beside = regexp.MustCompile(`\[([^\]]*)\]\((?:\.\./)+[^)]*\)`)

// readable is a page of Markdown for a terminal: prose is wrapped at spaces,
// code and headings stay as they are. Width 0 leaves the lines alone.
func readable(page string, width int) string {
	page = beside.ReplaceAllString(page, "$1")
	if width <= 0 {
		return page
	}
	var out, prose []string
	flush := func() {
		if len(prose) == 0 {
			return
		}
		hang := ""
		if strings.HasPrefix(prose[0], "- ") {
			hang = "  " // what follows in an item is indented
		}
		out = append(out, report.Wrap(strings.Join(prose, " "), width, hang))
		prose = nil
	}
	fenced := false
	for line := range strings.SplitSeq(page, "\n") {
		fence := strings.HasPrefix(line, "```")
		if fenced || fence || line == "" || line[0] == '#' || line[0] == '|' {
			flush()
			out = append(out, line)
			fenced = fenced != fence
			continue
		}
		if strings.HasPrefix(line, "- ") {
			flush()
		}
		prose = append(prose, strings.TrimSpace(line))
	}
	flush()
	return strings.Join(out, "\n")
}

// reportFor is the report to look in: a file's, or one made now.
func (c *Command) reportFor(cmd *cobra.Command, f *explainFlags, args []string) (*report.Report, error) {
	if f.reportFile == "" {
		return c.report(cmd, &f.inputFlags, args, false)
	}
	file, err := os.Open(c.path(f.reportFile))
	if err != nil {
		return nil, inputf("%s: %v", f.reportFile, cause(err))
	}
	defer file.Close()
	r, err := report.ReadJSON(file)
	if err != nil {
		return nil, inputf("%s: %v", f.reportFile, err)
	}
	return r, nil
}

func findingsWith(r *report.Report, prefix string) []*finding.Finding {
	var hits []*finding.Finding
	prefix = strings.ToLower(prefix)
	for i := range r.Findings {
		if strings.HasPrefix(r.Findings[i].Fingerprint, prefix) {
			hits = append(hits, &r.Findings[i])
		}
	}
	for i := range r.Suppressed {
		if strings.HasPrefix(r.Suppressed[i].Finding.Fingerprint, prefix) {
			hits = append(hits, &r.Suppressed[i].Finding)
		}
	}
	return hits
}

// isFingerprint recognises the beginning of a fingerprint: hexadecimal.
func isFingerprint(s string) bool {
	if len(s) < 4 {
		return false
	}
	_, err := hex.DecodeString(s[:len(s)&^1])
	return err == nil && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

// findRule finds a rule by ID or name.
func findRule(all []analyzer.Rule, what string) (analyzer.Rule, bool) {
	i := slices.IndexFunc(all, func(r analyzer.Rule) bool { return strings.EqualFold(r.ID, what) || strings.EqualFold(r.Name, what) })
	if i < 0 {
		return analyzer.Rule{}, false
	}
	return all[i], true
}

// unknownRule is the error for a rule that does not exist.
func unknownRule(all []analyzer.Rule, what string) error {
	var names []string
	for _, r := range all {
		names = append(names, r.ID, r.Name)
	}
	err := usagef("there is no rule %q", what)
	if near := nearest(what, names); near != "" {
		return withHint(err, fmt.Sprintf("did you mean %s?", near))
	}
	return withHint(err, "tfaccess rules list")
}
