package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// hostileText is what an instance key, a Sid, a bucket name or a tag of a pull
// request may hold.
const hostileText = "x\n::error::pwned\r\n::stop-commands::tok ##[error]v1 `b``t` |pipe| <script>alert(1)</script> <!-- c --> @org/team #1 GH-1 https://evil.example/ www.evil.example ![i](http://evil.example/i.png) [l](javascript:1) \u202etxet\u2066 \u200bzw \x1b[31mred\x1b]8;;http://evil.example\x07 \x9b2J *b* _i_ ~~s~~ $1 %2 ^3 &amp; \\ ]]> {{ }} */ 100% a:b,c"

// hostile has it in every text that comes from a plan.
func hostile() *report.Report {
	h := hostileText
	loc := finding.Location{File: "a`|<b>\n::error::/m.tf", Line: 3, Column: 1, EndLine: 5, Calls: []finding.Call{{Module: "module.m[\"" + h + "\"]", File: "main.tf", Line: 2}}}
	party := finding.Party{ARN: "arn:aws:s3:::" + h, Address: "aws_s3_bucket.b[\"" + h + "\"]", Input: "data", Account: "1", Location: loc}
	f := finding.Finding{
		Rule: "TFA004", Name: "n", Title: h, Severity: finding.Error, Certainty: finding.Definite, Change: finding.Introduced, Layer: "kms_key_policy",
		Principal: party, Actions: []string{h}, Resource: party, Via: &party, Address: party.Address, Input: "data", Location: loc, Message: h,
		Because: []finding.Step{
			{Layer: "evidence", Verdict: "allowed", Address: party.Address, Input: "data", Statement: h, Text: h, Location: loc},
			{Layer: h, Verdict: h, Address: party.Address, Input: "data", Statement: h, Text: h},
		},
		Needs: []string{h}, Instances: []string{h},
		Fix: &finding.Fix{Summary: h, Edits: []finding.Edit{
			{Address: party.Address, Input: "data", Action: "add_statement", Text: "````\n" + h + "\n```\n::error::x\n/close"},
			{Address: party.Address, Input: "data", Action: h, Statement: h},
		}},
		Fingerprint: "abad1dea000000000000000000000000",
	}
	quiet := f
	quiet.Severity, quiet.Certainty, quiet.Fingerprint = finding.Note, finding.Unresolved, "abad1dea000000000000000000000001"
	r := base()
	r.Inputs[0].Banner = h
	r.Source = func(string, string) ([]byte, bool) { return []byte("1\n2\nresource \"" + h + "\" {\n}\n"), true }
	r.Findings = []finding.Finding{f, quiet}
	r.Fixed = []finding.Finding{f}
	r.Suppressed = []report.Suppressed{{Finding: f, By: "config", Reason: h, Until: h, Location: loc}}
	r.Notices = []report.Notice{{Code: "c", Text: h, Hint: h}}
	r.Diagnostics = []report.Diagnostic{{Severity: finding.Warning, Code: "d", Summary: h, Detail: h, Input: "data", Address: party.Address, Location: loc}}
	r.Accesses = []report.Access{{Principal: party, Actions: []string{h}, Resource: party, Verdict: "denied", Expect: h, Fingerprints: []string{f.Fingerprint}}}
	return r
}

// TestHostileTextIsInert: whatever a plan holds, nobody who prints the report
// obeys it.
func TestHostileTextIsInert(t *testing.T) {
	for _, format := range report.Formats() {
		t.Run(format.Name, func(t *testing.T) {
			var b bytes.Buffer
			o := options()
			o.Verbose, o.Label = true, hostileText
			if err := format.Write(&b, hostile(), o); err != nil {
				t.Fatal(err)
			}
			checkPlain(t, format.Name, b.String())
			checkWorkflowCommands(t, format.Name, b.String())
			switch format.Name {
			case "json", "sarif", "gitlab":
				if !json.Valid(b.Bytes()) {
					t.Error("not JSON")
				}
			case "junit":
				checkXML(t, b.String())
			case "markdown":
				checkMarkdown(t, b.String())
			}
			if format.Name == "sarif" && strings.Contains(b.String(), "](") {
				t.Error("a SARIF message holds a link")
			}
		})
	}
}

// checkPlain: no control, formatting or bidirectional character but newlines,
// and the zero-width space that Markdown sets itself.
func checkPlain(t *testing.T, format, out string) {
	t.Helper()
	for i, c := range out {
		ours := c == '\n' || c == '\u200b' && format == "markdown"
		if !ours && unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Errorf("hidden character %U in %q", c, out[max(0, i-20):min(len(out), i+20)])
			return
		}
	}
}

// checkWorkflowCommands: a CI log that prints the output runs no command but
// the annotations of the github format.
func checkWorkflowCommands(t *testing.T, format, out string) {
	t.Helper()
	own := regexp.MustCompile(`^::(error|warning|notice) (file=[^:]*,line=\d+,endLine=\d+,)?title=[^:]*::[^\r]*$`)
	for line := range strings.Lines(out) {
		line = strings.TrimSuffix(line, "\n")
		if strings.Contains(line, "##[") {
			t.Errorf("a command of the old kind: %q", line)
		}
		if !strings.HasPrefix(strings.TrimSpace(line), "::") {
			continue
		}
		if format != "github" || !own.MatchString(line) || strings.Contains(line, "stop-commands::tok\n") {
			t.Errorf("a line that the runner obeys: %q", line)
		}
	}
}

func checkXML(t *testing.T, out string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(out))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("not XML: %v", err)
		}
	}
}

// checkMarkdown takes code away, which forges leave alone, and looks at the rest.
func checkMarkdown(t *testing.T, out string) {
	t.Helper()
	text := withoutCode(t, out)
	allowed := regexp.MustCompile(`</?(details|summary|sub|code)>|\]\(https://(github\.com/acme/infra/blob/a{40}/|example\.com/)[^)\s]*\)`)
	rest := allowed.ReplaceAllString(text, "")
	for what, pattern := range map[string]string{
		"HTML":          `<[a-zA-Z!/]`,
		"a mention":     `@[A-Za-z]`,
		"a reference":   `(^|[^\\\w])#\d|[^\\]#[A-Za-z0-9]|GH-\d`,
		"an autolink":   `://|www\.`,
		"a link":        `[^\\]\]\(`,
		"an image":      `(^|[^\\])!\[`,
		"emphasis":      `(^|[^\\*])\*[a-z]`,
		"a GitLab ref":  `[$%^~][0-9]`,
		"quick actions": `(?m)^/[a-z]`,
	} {
		if m := regexp.MustCompile(pattern).FindString(rest); m != "" {
			i := strings.Index(rest, m)
			t.Errorf("%s in %q", what, rest[max(0, i-30):min(len(rest), i+30)])
		}
	}
	// A table's rows all have as many cells as its head.
	for line := range strings.Lines(out) {
		if strings.HasPrefix(line, "| ❌") && strings.Count(line, "|") != 7 {
			t.Errorf("a row of %d cells: %q", strings.Count(line, "|")-1, line)
		}
	}
}

// withoutCode removes fenced blocks, code spans and code elements as CommonMark
// finds them.
func withoutCode(t *testing.T, md string) string {
	t.Helper()
	var b strings.Builder
	fence := ""
	for line := range strings.Lines(md) {
		trimmed := strings.TrimRight(line, "\n")
		if fence != "" {
			if strings.HasPrefix(trimmed, fence) && strings.Trim(trimmed, "`") == "" {
				fence = ""
			}
			continue
		}
		if ticks := len(trimmed) - len(strings.TrimLeft(trimmed, "`")); ticks >= 3 && !strings.Contains(trimmed[ticks:], "`") {
			fence = trimmed[:ticks]
			continue
		}
		b.WriteString(withoutSpans(line))
	}
	if fence != "" {
		t.Error("a fence is not closed")
	}
	return regexp.MustCompile(`<code>[^<]*</code>`).ReplaceAllString(b.String(), "")
}

func withoutSpans(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); {
		if line[i] == '\\' && i+1 < len(line) && strings.IndexByte("\\`*_{}[]|#!~$", line[i+1]) >= 0 {
			b.WriteString(line[i : i+2])
			i += 2
			continue
		}
		if line[i] != '`' {
			b.WriteByte(line[i])
			i++
			continue
		}
		n := len(line[i:]) - len(strings.TrimLeft(line[i:], "`"))
		end := closingRun(line[i+n:], n)
		if end < 0 {
			b.WriteString(line[i : i+n])
			i += n
			continue
		}
		i += n + end + n
	}
	return b.String()
}

// closingRun is the index of the next run of exactly n backticks.
func closingRun(s string, n int) int {
	for i := 0; i < len(s); i++ {
		if s[i] != '`' {
			continue
		}
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == n {
			return i
		}
		i += run - 1
	}
	return -1
}

// TestHostileGraph: dot and mermaid.
func TestHostileGraph(t *testing.T) {
	g := &report.Graph{
		Nodes: []report.GraphNode{{ID: hostileText, Kind: "bucket", Label: hostileText, Account: hostileText}, {ID: "b", Kind: "role", Label: `"];evil;["`}},
		Edges: []report.GraphEdge{{From: hostileText, To: "b", Label: hostileText, Verdict: "denied", Layers: []string{hostileText}}},
	}
	var dot, mermaid bytes.Buffer
	if err := report.WriteGraphDOT(&dot, g); err != nil {
		t.Fatal(err)
	}
	if err := report.WriteGraphMermaid(&mermaid, g); err != nil {
		t.Fatal(err)
	}
	checkPlain(t, "dot", dot.String())
	checkWorkflowCommands(t, "dot", dot.String())
	checkPlain(t, "mermaid", mermaid.String())
	golden(t, "graph/hostile.dot", dot.Bytes())
	golden(t, "graph/hostile.mmd", mermaid.Bytes())
	for line := range strings.Lines(dot.String()) {
		inside := regexp.MustCompile(`"(\\.|[^"\\])*"`).ReplaceAllString(line, "")
		if strings.Contains(inside, "evil") || strings.Contains(inside, `"`) {
			t.Errorf("text breaks out of its quotes: %q", line)
		}
	}
	for line := range strings.Lines(mermaid.String()) {
		if strings.Contains(regexp.MustCompile(`"[^"]*"`).ReplaceAllString(line, ""), "evil") {
			t.Errorf("text breaks out of its quotes: %q", line)
		}
	}
}
