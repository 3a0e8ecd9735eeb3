package report

import (
	"html"
	"net/url"
	"strings"
)

// mdCode is plan data as a code span: nothing in it is Markdown, HTML, a
// mention or a reference. The fence is longer than any run of backticks inside.
// A pipe would end a table's cell even there, so it is escaped visibly.
// https://github.github.com/gfm/#code-spans (2026-11)
func mdCode(s string) string {
	s = strings.ReplaceAll(inert(s), "|", `\u007c`)
	if s == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.TrimSpace(s) == "" {
		s = " " + s + " "
	}
	return fence + s + fence
}

// mdProse is a sentence that holds plan data. Backslashes stop Markdown and
// entities stop HTML, but GitHub and GitLab look for mentions, references and
// addresses in the text after that: a zero-width space, ours and not the
// plan's, breaks those.
// https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls (2026-11)
// https://docs.gitlab.com/user/markdown/#gitlab-specific-references (2026-11)
func mdProse(s string) string {
	const gap = "\u200b"
	var b strings.Builder
	for _, c := range inert(s) {
		switch c {
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;" + gap)
		case '@', '%', '^':
			b.WriteRune(c)
			b.WriteString(gap)
		case '#', '!', '~', '$':
			b.WriteRune('\\')
			b.WriteRune(c)
			b.WriteString(gap)
		case '\\', '`', '*', '_', '{', '}', '[', ']', '|':
			b.WriteRune('\\')
			b.WriteRune(c)
		default:
			b.WriteRune(c)
		}
	}
	s = b.String()
	for _, auto := range []string{"://", "www.", "WWW.", "GH-", "gh-"} {
		s = strings.ReplaceAll(s, auto, auto[:len(auto)-1]+gap+auto[len(auto)-1:])
	}
	return s
}

// mdSummary is plan data inside an HTML element, where Markdown does not apply.
func mdSummary(s string) string {
	return "<code>" + html.EscapeString(inert(s)) + "</code>"
}

// mdFence is a fenced block that its content cannot close.
func mdFence(language, content string) string {
	fence := strings.Repeat("`", max(3, longestRun(content, '`')+1))
	return fence + language + "\n" + strings.TrimRight(inertLines(content), "\n") + "\n" + fence + "\n"
}

// mdURL makes a path safe in a link's target.
func mdURL(path string) string {
	u := (&url.URL{Path: path}).EscapedPath()
	return strings.NewReplacer("(", "%28", ")", "%29", "'", "%27", "*", "%2A").Replace(u)
}

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
