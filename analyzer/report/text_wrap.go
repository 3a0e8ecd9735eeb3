package report

import (
	"bufio"
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// item is one "= key value" line of a finding.
func (t *textWriter) item(pad, key, value string) {
	lead := pad + t.pen.style(blue, "=") + " " + fmt.Sprintf("%-8s", key)
	hang := pad + strings.Repeat(" ", 10)
	if t.o.Width > 0 && t.o.Width < 60 {
		hang = pad + "    "
	}
	t.paragraph(lead, value, hang)
}

// paragraph prints text after a lead, wrapped at spaces, with the following
// lines behind hang. A word is never broken: ARNs are there to be copied.
func (t *textWriter) paragraph(lead, text, hang string) { t.paragraphStyled(lead, text, hang, "") }

func (t *textWriter) paragraphStyled(lead, text, hang, code string) {
	paint := func(s string) string {
		if code == "" {
			return s
		}
		return t.pen.style(code, s)
	}
	if t.o.Width <= 0 {
		t.line(strings.TrimRight(lead+paint(text), " "))
		return
	}
	line, used := lead, displayWidth(lead)
	start := used // where this line's text begins
	var words strings.Builder
	flush := func() {
		t.line(strings.TrimRight(line+paint(words.String()), " "))
		words.Reset()
	}
	for _, word := range splitWords(text) {
		w := displayWidth(strings.TrimRight(word, " "))
		// A word that is too long for any line stays where most of it fits.
		if used+w > t.o.Width && (used > start || start > displayWidth(hang)) {
			flush()
			line, used = hang, displayWidth(hang)
			start = used
		}
		words.WriteString(word)
		used += displayWidth(word)
	}
	flush()
}

// Wrap breaks a paragraph at spaces into lines no wider than width; those that
// follow the first begin with hang. Width 0 leaves it on one line.
func Wrap(text string, width int, hang string) string {
	var out strings.Builder
	t := textWriter{w: bufio.NewWriter(&out), o: Options{Width: width}}
	t.paragraph("", text, hang)
	t.w.Flush()
	return strings.TrimSuffix(out.String(), "\n")
}

// columns prints parts two spaces apart on one line if they fit, else one below
// the other.
func (t *textWriter) columns(lead string, parts []string, hang string) {
	whole := lead + strings.Join(parts, "   ")
	if t.o.Width <= 0 || displayWidth(whole) <= t.o.Width {
		t.line(whole)
		return
	}
	t.line(lead + parts[0])
	for _, p := range parts[1:] {
		t.paragraph(hang, p, hang)
	}
}

// splitWords cuts after runs of spaces, which stay with the word before them.
// Spaces inside a hyperlink's escape do not occur: URLs have none.
func splitWords(s string) []string {
	var words []string
	start := 0
	for i := 1; i < len(s); i++ {
		if s[i-1] == ' ' && s[i] != ' ' {
			words = append(words, s[start:i])
			start = i
		}
	}
	return append(words, s[start:])
}

// gutterWidth is the room for line numbers.
func gutterWidth(l finding.Location) int {
	return max(2, len(fmt.Sprint(max(l.Line, l.EndLine))))
}

// snippet shows the line to change with what is wrong under it. Only the first
// line of the block and the line of the statement that denies are shown: the
// rest of a block may hold what is nobody's business.
func (t *textWriter) snippet(f *finding.Finding, loc finding.Location, gutter int) {
	pad := strings.Repeat(" ", gutter+1)
	bar := t.pen.style(blue, "|")
	message := inert(f.Message)
	lines := t.sourceLines(f)
	if len(lines) == 0 {
		if message != "" {
			t.item(pad, "what", message)
		}
		return
	}
	t.line(pad + bar)
	for i, l := range lines {
		if i > 0 && l.number > lines[i-1].number+1 {
			t.line(t.pen.style(blue, strings.Repeat(" ", max(0, gutter-3))+"..."))
		}
		number := fmt.Sprintf("%*d", gutter, l.number)
		text := l.text
		if t.o.Width > 0 {
			text = shorten(text, max(20, t.o.Width-gutter-3))
		}
		t.line(t.pen.style(blue, number) + " " + bar + " " + text)
	}
	last := lines[len(lines)-1].text
	indent := len(last) - len(strings.TrimLeft(last, " "))
	carets := max(1, min(displayWidth(strings.TrimSpace(last)), 30))
	under := pad + bar + " " + strings.Repeat(" ", indent)
	mark := strings.Repeat("^", carets)
	if t.o.Width > 0 && displayWidth(under)+carets+1+displayWidth(message) > t.o.Width {
		t.line(under + t.pen.severity(f.Severity, mark))
		t.paragraph(under, message, under)
	} else {
		t.line(under + t.pen.severity(f.Severity, strings.TrimRight(mark+" "+message, " ")))
	}
	t.line(pad + bar)
}

type sourceLine struct {
	number int
	text   string
}

// sourceLines are the lines to show: the block's head, and the statement inside
// it that decides.
func (t *textWriter) sourceLines(f *finding.Finding) []sourceLine {
	if t.r.Source == nil || f.Location.File == "" || f.Location.Line < 1 {
		return nil
	}
	src, ok := t.r.Source(f.Input, f.Location.File)
	if !ok {
		return nil
	}
	all := strings.Split(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n")
	get := func(n int) sourceLine {
		return sourceLine{n, strings.TrimRight(inert(strings.ReplaceAll(all[n-1], "\t", "    ")), " ")}
	}
	if f.Location.Line > len(all) {
		return nil
	}
	lines := []sourceLine{get(f.Location.Line)}
	for _, s := range layers(f) {
		in := s.Location
		if s.Verdict == "denied" && s.Layer == f.Layer && s.Input == f.Input && in.File == f.Location.File &&
			in.Line > f.Location.Line && in.Line <= min(f.Location.EndLine, len(all)) {
			return append(lines, get(in.Line))
		}
	}
	return lines
}
