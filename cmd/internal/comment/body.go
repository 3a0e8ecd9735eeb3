package comment

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// MaxBytes is the size of a comment. GitHub's limit is 65,536 characters; what
// is left is for forges and proxies that count otherwise.
const MaxBytes = 60_000

// mostHistory is how many earlier runs a comment remembers.
const mostHistory = 10

// meta is what the hidden first line says.
type meta struct {
	Key     string
	Run     Run
	Head    string
	Verdict string
}

var markerLine = regexp.MustCompile(`^<!-- tfaccess:comment v1 key=(\S*) run=(\d+)\.(\d+) head=([0-9a-f]*) verdict=(\S*) -->$`)

// marker is the hidden first line. Values are escaped so far that none can end
// the comment or the line.
func marker(m meta) string {
	return fmt.Sprintf("<!-- tfaccess:comment v1 key=%s run=%d.%d head=%s verdict=%s -->",
		escapeValue(m.Key), m.Run.ID, m.Run.Attempt, hexOnly(m.Head), escapeValue(m.Verdict))
}

func escapeValue(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "-", "%2D") }

func hexOnly(s string) string {
	if strings.Trim(s, "0123456789abcdef") != "" {
		return ""
	}
	return s
}

// parseMarker reads the first line of a comment.
func parseMarker(body string) (meta, bool) {
	first, _, _ := strings.Cut(body, "\n")
	g := markerLine.FindStringSubmatch(strings.TrimRight(first, "\r"))
	if g == nil {
		return meta{}, false
	}
	key, err1 := url.QueryUnescape(g[1])
	verdict, err2 := url.QueryUnescape(g[5])
	id, err3 := strconv.ParseInt(g[2], 10, 64)
	attempt, err4 := strconv.ParseInt(g[3], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil {
		return meta{}, false
	}
	return meta{Key: key, Run: Run{id, attempt}, Head: g[4], Verdict: verdict}, true
}

const (
	historyHead = "<details><summary>Earlier runs</summary>\n\n"
	historyFoot = "\n</details>\n"
)

var historyLine = regexp.MustCompile("^- `[0-9a-f]{7}`: [^`<\n]{1,120}$")

// history is what a comment of ours remembers, and what it says itself, newest
// first.
func (o owned) history() []string {
	var lines []string
	if len(o.meta.Head) >= 7 && o.meta.Verdict != "" {
		lines = append(lines, fmt.Sprintf("- `%s`: %s", o.meta.Head[:7], o.meta.Verdict))
	}
	if i := strings.LastIndex(o.Body, historyHead); i >= 0 {
		for line := range strings.SplitSeq(o.Body[i+len(historyHead):], "\n") {
			if historyLine.MatchString(line) {
				lines = append(lines, line)
			}
		}
	}
	return lines[:min(len(lines), mostHistory)]
}

// compose is a whole comment: marker, Markdown, folded history.
func compose(p Post, history []string, markdown func(int) string) string {
	first := marker(meta{Key: p.Key, Run: p.Run, Head: p.Head, Verdict: p.Verdict}) + "\n"
	// A run of the same commit is not history of it.
	for len(history) > 0 && len(p.Head) >= 7 && strings.HasPrefix(history[0], "- `"+p.Head[:7]+"`") {
		history = history[1:]
	}
	tail := ""
	if len(history) > 0 {
		tail = "\n" + historyHead + strings.Join(history, "\n") + "\n" + historyFoot
	}
	return first + markdown(MaxBytes-1-len(first)-len(tail)) + tail
}

// sameContent compares comments without the run that wrote them; the commit is
// part of the body.
func sameContent(a, b string) bool {
	ma, ok := parseMarker(a)
	mb, _ := parseMarker(b)
	if !ok || ma.Head != mb.Head {
		return false
	}
	_, a, _ = strings.Cut(a, "\n")
	_, b, _ = strings.Cut(b, "\n")
	// Forges may store other line ends and trim the end.
	clean := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	return clean(a) == clean(b)
}
