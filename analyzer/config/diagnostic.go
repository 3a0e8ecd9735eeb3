package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/hashicorp/hcl/v2"
	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// Diagnostic is one mistake in the file, or something in it to know of.
type Diagnostic struct {
	// Warning: the file can be used all the same.
	Warning  bool
	Summary  string // the same for every instance: "Unknown argument"
	Detail   string // full sentences: what is wrong, and what to do
	Location finding.Location

	line string // source of the location's first line
	from int    // columns to underline
	to   int
}

// Diagnostics is what reading a file had to say; it is an error if any of it is.
type Diagnostics []Diagnostic

// HasErrors reports whether the file cannot be used.
func (ds Diagnostics) HasErrors() bool {
	return slices.ContainsFunc(ds, func(d Diagnostic) bool { return !d.Warning })
}

// Error is the diagnostics as a person reads them, with the line each is about.
func (ds Diagnostics) Error() string {
	var out strings.Builder
	for i, d := range ds {
		if i > 0 {
			out.WriteString("\n")
		}
		out.WriteString(d.String())
	}
	return strings.TrimSuffix(out.String(), "\n")
}

// String is one diagnostic with the line it is about.
func (d Diagnostic) String() string {
	var out strings.Builder
	severity := "error"
	if d.Warning {
		severity = "warning"
	}
	fmt.Fprintf(&out, "%s: %s\n", severity, d.Summary)
	if d.Location.File != "" {
		fmt.Fprintf(&out, "  --> %s:%d:%d\n", d.Location.File, d.Location.Line, d.Location.Column)
	}
	if d.line != "" {
		number := fmt.Sprint(d.Location.Line)
		gutter := strings.Repeat(" ", len(number))
		fmt.Fprintf(&out, "%s |\n%s | %s\n%s | %s%s\n", gutter, number, d.line, gutter, strings.Repeat(" ", d.from), strings.Repeat("^", max(1, d.to-d.from)))
	}
	fmt.Fprintf(&out, "%s\n", d.Detail)
	return out.String()
}

// report adds a diagnostic about a range of the file.
func (d *decoder) report(warning bool, r hcl.Range, summary, detail string) {
	diag := Diagnostic{Warning: warning, Summary: summary, Detail: detail, Location: location(r)}
	if line, ok := d.sourceLine(r.Start.Line); ok {
		diag.line = strings.ReplaceAll(line, "\t", " ")
		diag.from = r.Start.Column - 1
		diag.to = len([]rune(line))
		if r.End.Line == r.Start.Line {
			diag.to = r.End.Column - 1
		}
	}
	d.diags = append(d.diags, diag)
}

func (d *decoder) errorf(r hcl.Range, summary, format string, args ...any) {
	d.report(false, r, summary, fmt.Sprintf(format, args...))
}

func (d *decoder) warnf(r hcl.Range, summary, format string, args ...any) {
	d.report(true, r, summary, fmt.Sprintf(format, args...))
}

func (d *decoder) sourceLine(n int) (string, bool) {
	lines := strings.Split(string(d.src), "\n")
	if n < 1 || n > len(lines) {
		return "", false
	}
	return strings.TrimRight(lines[n-1], "\r"), true
}

func location(r hcl.Range) finding.Location {
	return finding.Location{File: r.Filename, Line: r.Start.Line, Column: r.Start.Column, EndLine: r.End.Line}
}

// fromHCL takes over what the HCL library found wrong.
func (d *decoder) fromHCL(diags hcl.Diagnostics) {
	for _, h := range diags {
		r := hcl.Range{Filename: d.name}
		if h.Subject != nil {
			r = *h.Subject
		}
		d.report(h.Severity == hcl.DiagWarning, r, h.Summary, h.Detail)
	}
}

// sorted puts diagnostics in the order of the file.
func (d *decoder) sorted() Diagnostics {
	slices.SortStableFunc(d.diags, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Location.Line, b.Location.Line), cmp.Compare(a.Location.Column, b.Location.Column))
	})
	return d.diags
}

// didYouMean is a sentence with the nearest of the names, or empty.
func didYouMean(name string, names []string) string {
	best, distance := "", 1+len(name)/3
	for _, n := range names {
		if far := levenshtein.Distance(strings.ToLower(name), strings.ToLower(n), nil); far <= distance && (best == "" || far < distance) {
			best, distance = n, far
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" Did you mean %q?", best)
}

// oneOf lists names in a sentence: a, b or c.
func oneOf(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}
