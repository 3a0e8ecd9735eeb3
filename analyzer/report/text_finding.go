package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// finding prints one finding: head, place, snippet, chain and fix.
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
	if f.Resource.Address != "" && f.Resource.Address != f.Address && partyText(f.Resource) != f.Resource.Address {
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
