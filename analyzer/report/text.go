package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// shownFixLines is how much of a fix the text report prints unless asked for
// all; `tfaccess explain ID` prints the rest.
const shownFixLines = 16

// WriteText prints the report for people: what is denied, where, to whom, by
// which layer, and the line to change.
func WriteText(w io.Writer, r *Report, o Options) error {
	bw := bufio.NewWriter(w)
	t := textWriter{w: bw, r: r, pen: pen{o}, o: o}
	t.banners()
	var folded []*finding.Finding
	for i := range r.Findings {
		f := &r.Findings[i]
		if quiet(f) && !o.Verbose {
			folded = append(folded, f)
			continue
		}
		t.finding(f)
	}
	t.folded(folded)
	t.fixed()
	t.diagnostics()
	t.notices()
	t.summary()
	return bw.Flush()
}

// WriteFindingText prints one finding in full, as `tfaccess explain` does.
func WriteFindingText(w io.Writer, r *Report, f *finding.Finding, o Options) error {
	bw := bufio.NewWriter(w)
	o.Verbose = true
	t := textWriter{w: bw, r: r, pen: pen{o}, o: o}
	t.finding(f)
	return bw.Flush()
}

// quiet findings get one line each: what cannot be told before apply is worth
// knowing and not worth a page.
func quiet(f *finding.Finding) bool {
	return f.Certainty == finding.Unresolved && f.Severity == finding.Note
}

type textWriter struct {
	w   *bufio.Writer
	r   *Report
	pen pen
	o   Options
}

func (t *textWriter) line(s string) { fmt.Fprintln(t.w, s) }

// banners say which inputs are not whole, before anything is concluded from them.
func (t *textWriter) banners() {
	for _, in := range t.r.Inputs {
		if in.Banner == "" {
			continue
		}
		t.paragraph(t.pen.bold(yellow, "note")+": ", fmt.Sprintf("%s: %s", inert(in.File), inert(in.Banner)), "      ")
		t.line("")
	}
}

// folded are the quiet findings, a line each.
func (t *textWriter) folded(all []*finding.Finding) {
	if len(all) == 0 {
		return
	}
	t.paragraphStyled(t.pen.bold(cyan, "cannot tell")+" ", "(--verbose shows each with its chain)", "    ", dim)
	// Several layers of one access may be open: that is one thing not to know.
	type open struct {
		lead, text string
		needs      []string
	}
	var lines []*open
	byAccess := map[string]*open{}
	for _, f := range all {
		text := fmt.Sprintf("%s %s  %s", inert(shortName(partyText(f.Principal))), inert(strings.Join(f.Actions, ", ")), inert(shortName(partyText(f.Resource))))
		key := strings.Join([]string{f.Rule, f.Principal.ARN, strings.Join(f.Actions, ","), f.Resource.ARN}, " ")
		l := byAccess[key]
		if l == nil {
			l = &open{lead: "  ? " + inert(f.Rule) + " ", text: text}
			byAccess[key] = l
			lines = append(lines, l)
		}
		for _, n := range f.Needs {
			if n = inert(n); !slices.Contains(l.needs, n) {
				l.needs = append(l.needs, n)
			}
		}
	}
	const most = 8
	for i, l := range lines {
		if i == most {
			t.line(t.pen.style(dim, fmt.Sprintf("  … and %d more", len(lines)-most)))
			break
		}
		if len(l.needs) > 0 {
			l.text += ": needs " + strings.Join(l.needs, "; ")
		}
		t.paragraph(l.lead, l.text, "      ")
	}
	t.line("")
}

// fixed is what the plan repairs: good news, briefly.
func (t *textWriter) fixed() {
	for i := range t.r.Fixed {
		f := &t.r.Fixed[i]
		t.paragraph(t.pen.bold(green, "fixed")+" ", fmt.Sprintf("%s may now %s  %s", inert(shortName(partyText(f.Principal))),
			inert(strings.Join(f.Actions, ", ")), inert(partyText(f.Resource))), "    ")
	}
	if len(t.r.Fixed) > 0 {
		t.line("")
	}
}

func (t *textWriter) diagnostics() {
	for _, d := range t.r.Diagnostics {
		where := inert(t.r.qualified(d.Input, d.Address))
		if l := lineOf(t.r.locate(d.Input, d.Location)); l != "" {
			where = inert(l)
		}
		head := t.pen.severity(d.Severity, string(d.Severity)) + ": "
		text := inert(d.Summary)
		if where != "" {
			text += " (" + where + ")"
		}
		t.paragraph(head, text, "    ")
		if d.Detail != "" {
			t.paragraph("    ", inert(d.Detail), "    ")
		}
	}
	if len(t.r.Diagnostics) > 0 {
		t.line("")
	}
}

// notices are what could not be examined, with the flag that would help.
func (t *textWriter) notices() {
	if len(t.r.Notices) == 0 {
		return
	}
	t.line(t.pen.bold(cyan, "not examined"))
	for _, n := range t.r.Notices {
		text := inert(n.Text)
		if n.Hint != "" {
			text += "  " + t.pen.style(dim, "→ "+inert(n.Hint))
		}
		t.paragraph("  ", text, "      ")
	}
	t.line("")
}

func (t *textWriter) summary() {
	c, s := t.r.Counts(), t.r.Stats
	counts := []string{
		t.pen.count(c.Errors, red, plural(c.Errors, "error")),
		t.pen.count(c.Warnings, yellow, plural(c.Warnings, "warning")),
	}
	if c.Unresolved > 0 {
		counts = append(counts, fmt.Sprintf("%d cannot tell (known only after apply, or in no input)", c.Unresolved))
	}
	parts := []string{strings.Join(counts, ", ")}
	if len(t.r.Findings) == 0 {
		parts[0] = t.pen.style(green, "no access will be denied")
		if s.Unresolved > 0 {
			parts[0] = fmt.Sprintf("no access is known to be denied, %d cannot be told (known only after apply, or in no input)", s.Unresolved)
		}
		if s.Accesses == 0 {
			parts[0] = "no S3 access found to judge"
		}
	}
	if s.Accesses > 0 {
		parts = append(parts, fmt.Sprintf("%s in %s", plural(s.Accesses, "access"), plural(s.Accounts, "account")))
	}
	if n := len(t.r.Fixed); n > 0 {
		parts = append(parts, fmt.Sprintf("%d fixed", n))
	}
	if n := len(t.r.Suppressed); n > 0 {
		parts = append(parts, fmt.Sprintf("%d ignored", n))
	}
	if b := t.r.Baseline; b != nil {
		text := fmt.Sprintf("%d in the baseline", b.Known)
		if b.Gone > 0 {
			text += fmt.Sprintf(", %d of it gone (tfaccess baseline prune)", b.Gone)
		}
		parts = append(parts, text)
	}
	if s.Elapsed > 0 {
		parts = append(parts, fmt.Sprintf("%.2f s", s.Elapsed.Round(10*time.Millisecond).Seconds()))
	}
	t.paragraph("", strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " · "), "")
}
