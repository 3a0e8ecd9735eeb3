package report

import (
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// fold is one finding's chain and fix, closed until somebody opens it.
func (m *mdWriter) fold(f *finding.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<details><summary>%s %s: %s</summary>\n\n", severityMark(f.Severity), mdSummary(f.Rule),
		mdSummary(fmt.Sprintf("%s → %s %s", shortName(partyText(f.Principal)), strings.Join(f.Actions, ", "), shortName(partyText(f.Resource)))))
	if f.Message != "" {
		fmt.Fprintf(&b, "%s\n\n", mdLine(titleOf(f)+": "+f.Message))
	}
	fmt.Fprintf(&b, "- who: %s%s\n", mdCode(partyText(f.Principal)), m.place(f.Principal.Input, f.Principal.Address, f.Principal.Location))
	fmt.Fprintf(&b, "- wants: %s on %s%s\n", mdCode(strings.Join(f.Actions, ", ")), mdCode(partyText(f.Resource)), m.place(f.Resource.Input, f.Resource.Address, f.Resource.Location))
	if f.Via != nil {
		fmt.Fprintf(&b, "- via: %s\n", mdCode(partyText(*f.Via)))
	}
	for _, s := range f.Because {
		if s.Verdict == "not_applicable" {
			continue
		}
		mark := verdictMark(s.Verdict) + " "
		if s.Layer == "evidence" {
			mark = ""
		}
		name := layerName(s.Layer)
		if s.Layer == "evidence" {
			name = "because"
		}
		fmt.Fprintf(&b, "- %s%s: %s", mark, mdProse(name), mdProse(s.Text))
		if st := statementText(s.Statement); st != "" {
			b.WriteString(", " + mdCode(st))
		}
		b.WriteString(m.place(s.Input, s.Address, s.Location) + "\n")
	}
	for _, n := range f.Needs {
		fmt.Fprintf(&b, "- needs: %s\n", mdProse(n))
	}
	m.fix(&b, f.Fix)
	fmt.Fprintf(&b, "\n<sub>%s · id %s</sub>\n\n</details>\n", mdProse(f.Name), mdCode(ShortID(f.Fingerprint)))
	return b.String()
}

// mdLine is prose that starts a line, where a first character could open a
// list, a heading, a quote or a quick action.
func mdLine(s string) string {
	p := mdProse(s)
	if p == "" {
		return p
	}
	if strings.ContainsRune("-+=/0123456789", rune(p[0])) {
		return "\u200b" + p
	}
	return p
}

func (m *mdWriter) place(input, address string, l finding.Location) string {
	l = inRepository(m.r.locate(input, l))
	if at := lineOf(l); at != "" {
		return " (" + m.linked(mdCode(at), l) + ")"
	}
	if address != "" {
		return " (" + mdCode(m.r.qualified(input, address)) + ")"
	}
	return ""
}

func (m *mdWriter) fix(b *strings.Builder, fix *finding.Fix) {
	if fix == nil {
		return
	}
	verified := ""
	if fix.Verified {
		verified = " (verified)"
	}
	fmt.Fprintf(b, "\n**Fix**%s: %s\n", verified, mdProse(fix.Summary))
	for _, e := range fix.Edits {
		text := e.Text
		if text == "" {
			text = e.Statement
		}
		var diff strings.Builder
		for _, line := range strings.Split(strings.TrimRight(inertLines(text), "\n"), "\n") {
			diff.WriteString(editSign(e.Action) + " " + line + "\n")
		}
		fmt.Fprintf(b, "\n%s%s\n\n%s", mdLine(editVerb(e.Action)), m.place(e.Input, e.Address, e.Location), mdFence("diff", diff.String()))
	}
}

func (m *mdWriter) fixed() string {
	if len(m.r.Fixed) == 0 {
		return ""
	}
	s := fmt.Sprintf("\n<details><summary>✅ This change fixes %s</summary>\n\n", plural(len(m.r.Fixed), "denied access"))
	for i := range m.r.Fixed {
		if i == 50 {
			s += fmt.Sprintf("- … and %d more\n", len(m.r.Fixed)-i)
			break
		}
		f := &m.r.Fixed[i]
		s += fmt.Sprintf("- %s may %s on %s\n", mdCode(shortName(partyText(f.Principal))), mdCode(strings.Join(f.Actions, ", ")), mdCode(shortName(partyText(f.Resource))))
	}
	return s + "\n</details>\n"
}

func (m *mdWriter) notices() string {
	if len(m.r.Notices) == 0 {
		return ""
	}
	s := "\n<details><summary>What could not be examined</summary>\n\n"
	for _, n := range m.r.Notices {
		s += "- " + mdProse(n.Text)
		if n.Hint != "" {
			s += " → " + mdCode(n.Hint)
		}
		s += "\n"
	}
	return s + "\n</details>\n"
}

func (m *mdWriter) diagnostics() string {
	if len(m.r.Diagnostics) == 0 {
		return ""
	}
	s := "\n<details><summary>Oddities of the input</summary>\n\n"
	for i, d := range m.r.Diagnostics {
		if i == 50 {
			s += fmt.Sprintf("- … and %d more\n", len(m.r.Diagnostics)-i)
			break
		}
		s += "- " + mdProse(d.Summary+": "+d.Detail) + m.place(d.Input, d.Address, d.Location) + "\n"
	}
	return s + "\n</details>\n"
}

func (m *mdWriter) suppressed() string {
	if len(m.r.Suppressed) == 0 {
		return ""
	}
	s := fmt.Sprintf("\n<details><summary>%s ignored</summary>\n\n", plural(len(m.r.Suppressed), "finding"))
	for i := range m.r.Suppressed {
		if i == 50 {
			s += fmt.Sprintf("- … and %d more\n", len(m.r.Suppressed)-i)
			break
		}
		x := &m.r.Suppressed[i]
		s += fmt.Sprintf("- %s %s: %s", mdCode(x.Finding.Rule), mdCode(m.r.qualified(x.Finding.Input, x.Finding.Address)), mdProse(x.Reason))
		if x.Until != "" {
			s += " (until " + mdProse(x.Until) + ")"
		}
		s += "\n"
	}
	return s + "\n</details>\n"
}
