package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// inert makes text from a plan harmless wherever it is printed as plain text:
// every control, formatting, bidirectional, private-use or invisible character
// and every invalid byte becomes a visible escape, so that an instance key
// cannot move a cursor, start a line, or show an ARN in another order.
//
// "##[" is broken too: GitHub's runner takes "##[error]" for a command anywhere
// in a line of a log, "::error::" only at its start.
// https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs (2026-11)
func inert(s string) string {
	s = strings.ReplaceAll(s, "##[", `#\x23[`)
	if strings.Contains(s, "⟨") {
		s = finding.Readable(s)
	}
	if !strings.ContainsFunc(s, hidden) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case hidden(c) && c > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, c)
		case hidden(c):
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// InertLines makes text harmless as inert does, line by line: for messages that
// a program prints beside a report.
func InertLines(s string) string { return inertLines(s) }

// inertLines is inert for text that may have several lines.
func inertLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		indent := len(l) - len(strings.TrimLeft(l, "\t"))
		lines[i] = strings.Repeat("\t", indent) + inert(l[indent:])
	}
	return strings.Join(lines, "\n")
}

// hidden reports whether a character would not show as itself. Zero-width
// joiners are in it (category Cf), variation selectors and combining marks are
// not: they only decorate.
func hidden(c rune) bool {
	return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}

// shorten cuts text to n runes with an ellipsis.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return string(r[:n-1]) + "…"
}

// plural is "1 error", "2 errors".
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if strings.HasSuffix(word, "s") {
		return fmt.Sprintf("%d %ses", n, word)
	}
	return fmt.Sprintf("%d %ss", n, word)
}
