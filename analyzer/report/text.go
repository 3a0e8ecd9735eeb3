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

func (t *textWriter) finding(f *finding.Finding) {
	head := t.pen.severity(f.Severity, fmt.Sprintf("%s[%s]", f.Severity, inert(f.Rule)))
	title := inert(titleOf(f))
	if c := certaintyText(f.Certainty); c != "" {
		title += " (" + c + ")"
	}
	t.paragraphStyled(head+" ", title, "    ", bold)

	loc := t.r.locate(f.Input, f.Location)
	gutter := gutterWidth(loc)
	t.place(f, loc, gutter)
	t.snippet(f, loc, gutter)

	pad := strings.Repeat(" ", gutter+1)
	t.item(pad, "who", t.party(f.Principal))
	wants := inert(strings.Join(f.Actions, ", ")) + "  " + inert(partyText(f.Resource))
	if f.Resource.Address != "" && f.Resource.Address != f.Address {
		wants += "  (" + inert(t.r.qualified(f.Resource.Input, f.Resource.Address)) + ")"
	}
	t.item(pad, "wants", wants)
	if e, ok := evidence(f); ok {
		t.item(pad, "because", inert(e.Text)+t.at(e))
	}
	if f.Via != nil {
		t.item(pad, "via", t.party(*f.Via))
	}
	t.layers(pad, f)
	if len(f.Needs) > 0 {
		t.item(pad, "needs", inert(strings.Join(f.Needs, "; ")))
	}
	if c, ok := changeStep(f); ok {
		text := inert(c.Text)
		if l := lineOf(t.r.locate(c.Input, c.Location)); l != "" {
			text += " (" + inert(l) + ")"
		}
		t.item(pad, "change", text)
	}
	if f.Change == finding.Existing {
		t.item(pad, "since", "before this plan")
	}
	t.fix(pad, f.Fix)
	t.paragraphStyled(pad+t.pen.style(blue, "=")+" ", "tfaccess explain "+inert(f.Rule)+" · id "+inert(ShortID(f.Fingerprint)), pad+"    ", dim)
	t.line("")
}

func titleOf(f *finding.Finding) string {
	if f.Title != "" {
		return f.Title
	}
	return f.Name
}

// place is the arrow line: file, address, and how its module is reached.
func (t *textWriter) place(f *finding.Finding, loc finding.Location, gutter int) {
	arrow := strings.Repeat(" ", gutter) + t.pen.style(blue, "-->") + " "
	address := inert(t.r.qualified(f.Input, f.Address))
	if n := len(f.Instances); n > 0 {
		address += " and " + plural(n, "more instance")
	}
	var parts []string
	if loc.File != "" {
		at := inert(loc.File) + fmt.Sprintf(":%d", loc.Line)
		if loc.Column > 0 {
			at += fmt.Sprintf(":%d", loc.Column)
		}
		parts = append(parts, t.link(at, loc))
	}
	if address != "" {
		parts = append(parts, address)
	}
	if n := len(loc.Calls); n > 0 {
		c := loc.Calls[n-1]
		parts = append(parts, "("+inert(c.Module)+", called at "+inert(fmt.Sprintf("%s:%d", c.File, c.Line))+")")
	}
	if len(parts) == 0 {
		return
	}
	t.columns(arrow, parts, strings.Repeat(" ", gutter+4))
}

// layers are the chain: each gate's own verdict.
func (t *textWriter) layers(pad string, f *finding.Finding) {
	steps := layers(f)
	width := 0
	if !t.o.Verbose {
		steps = slices.DeleteFunc(steps, func(s finding.Step) bool { return s.Verdict == "not_applicable" })
	}
	for _, s := range steps {
		width = max(width, displayWidth(layerName(s.Layer)))
	}
	if t.o.Width > 0 && t.o.Width < 60 {
		width = 0
	}
	for _, s := range steps {
		name := inert(layerName(s.Layer))
		name += strings.Repeat(" ", max(0, width-displayWidth(name)))
		text := inert(s.Text)
		if s.Input != f.Input || s.Address != f.Address || s.Statement != "" || s.Verdict != "denied" {
			text += t.at(s) // else it is the place in the head
		}
		// Of a gate that is passed, the statement is all that anybody looks up.
		if at := t.where(s); s.Verdict == "allowed" && at != "" && !t.o.Verbose {
			text = strings.TrimSpace(at + " " + inert(statementText(s.Statement)))
		}
		lead := pad + t.pen.verdict(s.Verdict) + " " + name + "  "
		t.paragraph(lead, text, pad+"    ")
	}
}

// where is a step's place: a line if there is HCL, else the address.
func (t *textWriter) where(s finding.Step) string {
	loc := t.r.locate(s.Input, s.Location)
	if l := lineOf(loc); l != "" {
		return t.link(inert(l), loc)
	}
	return inert(t.r.qualified(s.Input, s.Address))
}

// at is where, as an appendix.
func (t *textWriter) at(s finding.Step) string {
	w := t.where(s)
	st := inert(statementText(s.Statement))
	if strings.Contains(s.Text, `"`+s.Statement+`"`) {
		st = "" // the sentence names it already
	}
	if st != "" && w != "" {
		w += " " + st
	} else if w == "" {
		w = st
	}
	if w == "" || w == inert(s.Text) {
		return ""
	}
	return " (" + w + ")"
}

func (t *textWriter) party(p finding.Party) string {
	s := inert(partyText(p))
	var more []string
	if p.Address != "" && p.Address != s {
		more = append(more, inert(t.r.qualified(p.Input, p.Address)))
	}
	loc := t.r.locate(p.Input, p.Location)
	if l := lineOf(loc); l != "" {
		more = append(more, t.link(inert(l), loc))
	}
	if len(more) > 0 {
		s += "  (" + strings.Join(more, ", ") + ")"
	}
	return s
}

func (t *textWriter) fix(pad string, fix *finding.Fix) {
	if fix == nil {
		return
	}
	summary := inert(fix.Summary)
	if fix.Verified {
		summary += " (verified)"
	}
	t.item(pad, "fix", summary)
	budget := shownFixLines
	for _, e := range fix.Edits {
		text := e.Text
		if text == "" {
			text = e.Statement
		}
		where := inert(t.r.qualified(e.Input, e.Address))
		if l := lineOf(t.r.locate(e.Input, e.Location)); l != "" {
			where = inert(l) + "  " + where
		}
		t.paragraphStyled(pad+"    ", strings.TrimSpace(editVerb(e.Action)+" "+where), pad+"      ", dim)
		lines := strings.Split(strings.TrimRight(inertLines(text), "\n"), "\n")
		for i, l := range lines {
			if budget == 0 && !t.o.Verbose {
				t.line(pad + "    " + t.pen.style(dim, fmt.Sprintf("… %s", plural(len(lines)-i, "more line"))))
				break
			}
			budget = max(0, budget-1)
			t.line(pad + "    " + t.pen.style(green, editSign(e.Action)+" "+strings.TrimRight(l, " \t")))
		}
	}
}

func editVerb(action string) string {
	switch action {
	case "add_statement":
		return "add to"
	case "replace_statement":
		return "replace the statement in"
	case "set_argument":
		return "set in"
	case "add_resource":
		return "add"
	case "remove_resource":
		return "remove"
	}
	return inert(strings.ReplaceAll(action, "_", " "))
}

func editSign(action string) string {
	if action == "remove_resource" {
		return "-"
	}
	return "+"
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
