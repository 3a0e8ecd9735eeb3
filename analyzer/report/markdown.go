package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// WriteMarkdown prints the report for a comment or a job summary: a verdict
// line, a table with a row a finding, a fold with chain and fix for each.
//
// With Options.MaxBytes it is cut by whole units: folds first, from the least
// important, then notes and warnings, then the detail of rows. Every error
// keeps its row as long as the shortest rows fit.
func WriteMarkdown(w io.Writer, r *Report, o Options) error {
	_, err := io.WriteString(w, markdown(r, o))
	return err
}

// MarkdownSummary is the verdict line and counts only: what a comment falls
// back to if a forge refuses the whole.
func MarkdownSummary(r *Report, o Options) string {
	m := mdWriter{r: r, o: o}
	return m.verdict() + "\n" + m.inputs() + m.footer()
}

func markdown(r *Report, o Options) string {
	m := mdWriter{r: r, o: o}
	for detail := range rowDetails {
		if s, ok := m.build(rowDetail(detail)); ok {
			return s
		}
	}
	return m.grouped()
}

// rowDetail says how much a table's row tells.
type rowDetail int

const (
	rowFull  rowDetail = iota // with permalinks
	rowPlain                  // without
	rowShort                  // cells cut to a few words
	rowTiny                   // rule, who, what
	rowDetails
)

type mdWriter struct {
	r *Report
	o Options
}

// build assembles the units that fit. It fails if not every error's row does.
func (m *mdWriter) build(detail rowDetail) (string, bool) {
	const slack = 400 // for the sentence that says what was cut
	head := m.verdict() + "\n" + m.inputs()
	foot := m.footer()
	budget := m.o.MaxBytes - len(head) - len(foot) - slack
	if m.o.MaxBytes <= 0 {
		budget = 1 << 40
	}
	take := func(s string) bool {
		if len(s) > budget {
			return false
		}
		budget -= len(s)
		return true
	}

	table, rows, cut := m.tableHead(detail), 0, 0
	if !take(table) {
		return "", false
	}
	for i := range m.r.Findings {
		f := &m.r.Findings[i]
		row := m.row(f, detail)
		switch {
		case cut == 0 && take(row):
			table += row
			rows++
		case f.Severity == finding.Error:
			return "", false
		default:
			cut++
		}
	}
	// Warnings without permalinks are better than few warnings with them.
	if cut > 0 && detail < rowShort {
		return "", false
	}
	if rows == 0 {
		table = ""
	}

	tail := ""
	for _, section := range []string{m.fixed(), m.notices(), m.diagnostics(), m.suppressed()} {
		if section != "" && take(section) {
			tail += section
		}
	}
	folds, folded := "", 0
	for i := range m.r.Findings {
		fold := m.fold(&m.r.Findings[i])
		if !take(fold) {
			break
		}
		folds += fold
		folded++
	}
	var b strings.Builder
	b.WriteString(head)
	if table != "" {
		b.WriteString("\n" + table + "\n")
	}
	if cut > 0 {
		fmt.Fprintf(&b, "… and %s, which the report has.\n\n", plural(cut, "more finding"))
	}
	b.WriteString(folds)
	if missing := len(m.r.Findings) - folded; missing > 0 {
		fmt.Fprintf(&b, "\nTraces and fixes of %s are left out here; the report has them.\n", plural(missing, "finding"))
	}
	b.WriteString(tail)
	b.WriteString(foot)
	return b.String(), true
}

// grouped is the last resort: thousands of errors, a row a rule.
func (m *mdWriter) grouped() string {
	type group struct {
		f *finding.Finding
		n int
	}
	at := map[string]int{}
	var groups []group
	for i := range m.r.Findings {
		f := &m.r.Findings[i]
		k := string(f.Severity) + " " + f.Rule
		if _, ok := at[k]; !ok {
			at[k] = len(groups)
			groups = append(groups, group{f: f})
		}
		groups[at[k]].n++
	}
	s := m.verdict() + "\n" + m.inputs() + "\n| | Rule | Findings |\n|---|---|---|\n"
	for _, g := range groups {
		s += fmt.Sprintf("| %s | %s %s | %d |\n", severityMark(g.f.Severity), mdCode(g.f.Rule), mdProse(shorten(titleOf(g.f), 80)), g.n)
	}
	s += "\nToo many findings for one page: the report has them all.\n" + m.footer()
	return s
}

func severityMark(s finding.Severity) string {
	switch s {
	case finding.Error:
		return "❌"
	case finding.Warning:
		return "⚠️"
	}
	return "ℹ️"
}

// verdict is the first line: what a reviewer wants to know.
func (m *mdWriter) verdict() string {
	c := m.r.Counts()
	label := ""
	if m.o.Label != "" {
		label = " · " + mdProse(m.o.Label)
	}
	switch {
	case c.Errors > 0:
		verb := "accesses will be denied"
		if c.Errors == 1 {
			verb = "access will be denied"
		}
		text := fmt.Sprintf("### ❌ tfaccess%s: %d %s after apply", label, c.Errors, verb)
		if c.Warnings > 0 {
			text += ", " + plural(c.Warnings, "warning")
		}
		return text + "\n"
	case c.Warnings > 0:
		return fmt.Sprintf("### ⚠️ tfaccess%s: %s\n", label, plural(c.Warnings, "warning"))
	case m.r.Stats.Accesses == 0 && len(m.r.Findings) == 0:
		return fmt.Sprintf("### ✅ tfaccess%s: no S3 access found to judge\n", label)
	case m.r.Stats.Unresolved > 0:
		return fmt.Sprintf("### ✅ tfaccess%s: no access is known to be denied, %d cannot be told\n", label, m.r.Stats.Unresolved)
	}
	return fmt.Sprintf("### ✅ tfaccess%s: no access will be denied\n", label)
}

func (m *mdWriter) inputs() string {
	s := m.r.Stats
	text := fmt.Sprintf("%s in %s judged", plural(s.Accesses, "access"), plural(s.Accounts, "account"))
	if c := m.r.Counts(); c.Unresolved > 0 {
		text += fmt.Sprintf("; %d cannot be told before apply", c.Unresolved)
	}
	text += ".\n"
	for _, in := range m.r.Inputs {
		if in.Banner != "" {
			text += "\n> **Note:** " + mdCode(in.Label) + " is not whole: " + mdProse(in.Banner) + "\n"
		}
	}
	return text
}

func (m *mdWriter) tableHead(d rowDetail) string {
	if d == rowTiny {
		return "| | Rule | Who | What |\n|---|---|---|---|\n"
	}
	return "| | Rule | Who | What | Why | Where |\n|---|---|---|---|---|---|\n"
}

func (m *mdWriter) row(f *finding.Finding, d rowDetail) string {
	limit := 200
	switch d {
	case rowShort:
		limit = 32
	case rowTiny:
		limit = 20
	}
	code := func(s string) string { return mdCode(shorten(s, limit)) }
	rule := code(f.Rule)
	if d == rowFull && m.o.RuleURL != nil {
		if u := m.o.RuleURL(f.Rule); u != "" {
			rule = "[" + rule + "](" + u + ")"
		}
	}
	actions := strings.Join(f.Actions, ", ")
	cells := []string{severityMark(f.Severity), rule, code(shortName(partyText(f.Principal)))}
	what := code(actions) + " " + code(shortName(partyText(f.Resource)))
	if d >= rowShort {
		what = code(shortName(partyText(f.Resource)))
	}
	cells = append(cells, what)
	if d == rowTiny {
		return "|" + strings.Join(cells, "|") + "|\n"
	}
	why := layerName(f.Layer)
	if f.Layer == "" {
		why = titleOf(f)
	}
	if f.Explicit {
		why += ", explicit Deny"
	}
	if c := certaintyText(f.Certainty); c != "" {
		why += " (" + c + ")"
	}
	cells = append(cells, mdProse(shorten(why, limit)), m.whereCell(f, d, limit))
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// whereCell is the place to change; a permalink at the head commit where the
// checkout has the file. Nothing else of a plan ever becomes a link.
func (m *mdWriter) whereCell(f *finding.Finding, d rowDetail, limit int) string {
	l := inRepository(m.r.locate(f.Input, f.Location))
	text := lineOf(l)
	if text == "" {
		text = m.r.qualified(f.Input, f.Address)
	}
	if d == rowFull {
		return m.linked(mdCode(shorten(text, limit)), l)
	}
	return mdCode(shorten(text, limit))
}

func (m *mdWriter) linked(text string, l finding.Location) string {
	if m.o.Permalink == "" || l.File == "" || text == "" {
		return text
	}
	target := m.o.Permalink + mdURL(l.File)
	if l.Line > 0 {
		target += fmt.Sprintf("#L%d", l.Line)
		if l.EndLine > l.Line {
			target += fmt.Sprintf("-L%d", l.EndLine)
		}
	}
	return "[" + text + "](" + target + ")"
}

func (m *mdWriter) footer() string {
	version := m.r.Tool.Version
	if version == "" {
		version = "devel"
	}
	head := ""
	if len(m.o.Head) >= 7 {
		head = " · commit " + mdCode(m.o.Head[:7])
	}
	return fmt.Sprintf("\n<sub>tfaccess %s%s · decided from the plan alone, without AWS credentials</sub>\n", mdProse(shorten(version, 40)), head)
}
