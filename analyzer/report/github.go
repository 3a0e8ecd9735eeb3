package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// annotationsPerKind is how many annotations of one kind GitHub shows for a
// step; the rest it drops without a word.
// https://docs.github.com/en/actions/reference/limits (2026-11)
const annotationsPerKind = 10

// WriteGitHub prints workflow commands, which GitHub shows as annotations on
// the pull request: the worst ten of each kind, then how many there were.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands (2026-11)
func WriteGitHub(w io.Writer, r *Report, _ Options) error {
	bw := bufio.NewWriter(w)
	written, left := map[string]int{}, map[string]int{}
	for i := range r.Findings {
		f := &r.Findings[i]
		kind := annotationKind(f.Severity)
		if written[kind] == annotationsPerKind {
			left[kind]++
			continue
		}
		written[kind]++
		fmt.Fprintln(bw, r.annotation(kind, f))
	}
	for _, kind := range []string{"error", "warning", "notice"} {
		if n := left[kind]; n > 0 {
			fmt.Fprintf(bw, "tfaccess: %s not annotated: see the job summary\n", plural(n, "more "+kind))
		}
	}
	c := r.Counts()
	fmt.Fprintf(bw, "tfaccess: %s, %s, %s\n", plural(c.Errors, "error"), plural(c.Warnings, "warning"), plural(c.Notes, "note"))
	return bw.Flush()
}

func annotationKind(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "error"
	case finding.Warning:
		return "warning"
	}
	return "notice"
}

func (r *Report) annotation(kind string, f *finding.Finding) string {
	var props []string
	prop := func(name, value string) { props = append(props, name+"="+commandProperty(value)) }
	if l := inRepository(r.locate(f.Input, f.Location)); l.File != "" {
		prop("file", l.File)
		if l.Line > 0 {
			prop("line", fmt.Sprint(l.Line))
			prop("endLine", fmt.Sprint(max(l.Line, l.EndLine)))
		}
	}
	title := f.Rule + ": " + titleOf(f)
	if c := certaintyText(f.Certainty); c != "" {
		title += " (" + c + ")"
	}
	prop("title", title)
	lines := []string{inert(f.Message)}
	lines = append(lines, inert(fmt.Sprintf("%s wants %s %s", partyText(f.Principal), strings.Join(f.Actions, ", "), partyText(f.Resource))))
	if f.Address != "" {
		lines = append(lines, "at "+inert(r.qualified(f.Input, f.Address)))
	}
	if f.Fix != nil {
		lines = append(lines, "fix: "+inert(f.Fix.Summary))
	}
	return "::" + kind + " " + strings.Join(props, ",") + "::" + commandData(strings.Join(lines, "\n"))
}

// commandData escapes a command's message, commandProperty its parameters.
// https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts (2026-11)
func commandData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func commandProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(inert(s))
}
