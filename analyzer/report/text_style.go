package report

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// ANSI colours, by their SGR parameter.
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
	blue   = "34"
	cyan   = "36"
)

// pen paints, or does not.
type pen struct{ o Options }

func (p pen) style(code, s string) string {
	if !p.o.Color || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p pen) bold(code, s string) string { return p.style(bold+";"+code, s) }

func (p pen) severity(sev finding.Severity, s string) string {
	switch sev {
	case finding.Error:
		return p.bold(red, s)
	case finding.Warning:
		return p.bold(yellow, s)
	}
	return p.bold(cyan, s)
}

func (p pen) verdict(v string) string {
	switch v {
	case "allowed":
		return p.style(green, "✓")
	case "denied":
		return p.bold(red, "✗")
	}
	return p.style(yellow, verdictMark(v))
}

func (p pen) count(n int, code, s string) string {
	if n == 0 {
		return s
	}
	return p.bold(code, s)
}

// link makes a place clickable where the terminal can.
// https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda (2026-11)
func (t *textWriter) link(text string, l finding.Location) string {
	if !t.o.Links || t.o.BaseDir == "" || l.File == "" {
		return text
	}
	file := l.File
	if !path.IsAbs(file) {
		file = path.Join(t.o.BaseDir, file)
	}
	u := url.URL{Scheme: "file", Path: file}
	if l.Line > 0 {
		u.Fragment = strconv.Itoa(l.Line)
	}
	return "\x1b]8;;" + u.String() + "\x1b\\" + text + "\x1b]8;;\x1b\\"
}

// displayWidth is the number of columns of a string, without what only styles it.
func displayWidth(s string) int { return uniseg.StringWidth(plain(s)) }

// plain removes our own styling and links.
func plain(s string) string {
	if !strings.Contains(s, "\x1b") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '\x1b')
		if i < 0 || i+1 >= len(s) {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		end := "m"
		if s[i+1] == ']' {
			end = "\x1b\\"
		}
		j := strings.Index(s[i+1:], end)
		if j < 0 {
			return b.String()
		}
		s = s[i+1+j+len(end):]
	}
}
