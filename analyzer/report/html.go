package report

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// WriteHTML prints one page that opens from disk: who may what as a graph to
// explore, then every finding with its chain and fix, and what could not be
// seen. It holds all that it needs and loads nothing.
//
// Text of a plan reaches the page as text alone: inert shows what would hide,
// html/template escapes for the place where it stands, and the page's own
// policy lets no script in but the one that is hashed there. Without scripts
// the page is whole; they add filtering and zooming.
func WriteHTML(w io.Writer, r *Report, o Options) error {
	p := page{r: r, o: o, Tool: inert(strings.TrimSpace(r.Tool.Name + " " + r.Tool.Version)), Style: template.CSS(htmlStyle), Script: template.JS(htmlScript), Policy: htmlPolicy}
	p.fill()
	bw := bufio.NewWriter(w)
	if err := htmlPage.Execute(bw, &p); err != nil {
		return err
	}
	return bw.Flush()
}

//go:embed html/page.tmpl
var htmlText string

//go:embed html/style.css
var htmlStyle string

//go:embed html/script.js
var htmlScript string

var htmlPage = template.Must(template.New("page").Parse(htmlText))

// page is what the template prints; every text in it is inert.
type page struct {
	r *Report
	o Options

	Tool, Title, Policy, Counts string
	Style                       template.CSS
	Script                      template.JS
	Banners                     []string
	Graph                       *htmlGraph
	Findings                    []htmlFinding
	Accesses                    []htmlAccess
	Fixed, Ignored              []string
	Notices, Diagnostics        []htmlNote
}

type htmlFinding struct {
	ID, Kind, Severity, Rule, RuleURL, Title, Place, Message string
	Facts                                                    []htmlNote // who, wants, because …
	Steps                                                    []htmlStep
	Fix                                                      *htmlFix
}

// htmlNote is a text with a heading or a remark.
type htmlNote struct{ Head, Text string }

type htmlStep struct{ Verdict, Mark, Layer, Text, Place string }

type htmlFix struct {
	Summary string
	Edits   []htmlEdit
}

// htmlEdit has its lines apart: each begins with a tag, so that none is a
// command to a CI log that prints the page.
type htmlEdit struct {
	Place string
	Lines []string
}

type htmlAccess struct {
	ID, Verdict, Principal, Actions, Resource, Why string
	Findings                                       []htmlNote // id, rule
}

func (p *page) fill() {
	r := p.r
	c := r.Counts()
	p.Title = fmt.Sprintf("%s, %s", plural(c.Errors, "error"), plural(c.Warnings, "warning"))
	if len(r.Findings) == 0 {
		p.Title = "No access is known to be denied"
	}
	p.Counts = fmt.Sprintf("%s in %s", plural(r.Stats.Accesses, "access"), plural(r.Stats.Accounts, "account"))
	if c.Unresolved > 0 {
		p.Counts += fmt.Sprintf(" · %d cannot be told before apply", c.Unresolved)
	}
	for _, in := range r.Inputs {
		if in.Banner != "" {
			p.Banners = append(p.Banners, inert(in.File+": "+in.Banner))
		}
	}
	rules := map[string]string{}
	for i := range r.Findings {
		f := &r.Findings[i]
		rules[f.Fingerprint] = inert(f.Rule)
		p.Findings = append(p.Findings, p.finding(f))
	}
	for i := range r.Accesses {
		p.Accesses = append(p.Accesses, p.access(i, rules))
	}
	p.Graph = p.graph()
	for i := range r.Fixed {
		f := &r.Fixed[i]
		p.Fixed = append(p.Fixed, inert(fmt.Sprintf("%s may now %s on %s", partyText(f.Principal), strings.Join(f.Actions, ", "), partyText(f.Resource))))
	}
	for _, s := range r.Suppressed {
		text := fmt.Sprintf("%s %s: %s", s.Finding.Rule, r.qualified(s.Finding.Input, s.Finding.Address), s.Reason)
		if s.Until != "" {
			text += " (until " + s.Until + ")"
		}
		p.Ignored = append(p.Ignored, inert(text))
	}
	for _, n := range r.Notices {
		p.Notices = append(p.Notices, htmlNote{inert(n.Text), inert(n.Hint)})
	}
	for _, d := range r.Diagnostics {
		where := cmp.Or(lineOf(r.locate(d.Input, d.Location)), r.qualified(d.Input, d.Address))
		p.Diagnostics = append(p.Diagnostics, htmlNote{inert(strings.TrimSpace(d.Summary + " " + where)), inert(d.Detail)})
	}
}

func (p *page) finding(f *finding.Finding) htmlFinding {
	r := p.r
	out := htmlFinding{
		ID: anchor(f.Fingerprint), Kind: string(f.Severity), Severity: string(f.Severity), Rule: inert(f.Rule), Title: inert(titleOf(f)), Message: inert(f.Message),
		Place: inert(strings.TrimSpace(lineOf(r.locate(f.Input, f.Location)) + "  " + r.qualified(f.Input, f.Address))),
	}
	if quiet(f) {
		out.Kind = "unresolved"
	}
	if c := certaintyText(f.Certainty); c != "" {
		out.Severity += ", " + c
	}
	if p.o.RuleURL != nil {
		out.RuleURL = p.o.RuleURL(f.Rule)
	}
	fact := func(head, text string) {
		if text != "" {
			out.Facts = append(out.Facts, htmlNote{head, inert(text)})
		}
	}
	fact("who", p.party(f.Principal))
	fact("wants", strings.Join(f.Actions, ", ")+" on "+p.party(f.Resource))
	if e, ok := evidence(f); ok {
		fact("because", strings.TrimSpace(e.Text+" "+p.at(e)))
	}
	if f.Via != nil {
		fact("via", p.party(*f.Via))
	}
	fact("needs", strings.Join(f.Needs, "; "))
	if c, ok := changeStep(f); ok {
		fact("change", strings.TrimSpace(c.Text+" "+p.at(c)))
	}
	if f.Change == finding.Existing {
		fact("since", "before this plan")
	}
	fact("also", strings.Join(f.Instances, ", "))
	for _, s := range layers(f) {
		if s.Verdict != "not_applicable" {
			out.Steps = append(out.Steps, htmlStep{inert(s.Verdict), verdictMark(s.Verdict), inert(layerName(s.Layer)), inert(s.Text), inert(p.at(s))})
		}
	}
	if f.Fix != nil {
		out.Fix = &htmlFix{Summary: inert(f.Fix.Summary)}
		if f.Fix.Verified {
			out.Fix.Summary += " (verified)"
		}
		for _, e := range f.Fix.Edits {
			where := strings.TrimSpace(editVerb(e.Action) + " " + lineOf(r.locate(e.Input, e.Location)) + " " + r.qualified(e.Input, e.Address))
			out.Fix.Edits = append(out.Fix.Edits, htmlEdit{inert(where), strings.Split(strings.ReplaceAll(inertLines(strings.TrimRight(cmp.Or(e.Text, e.Statement), "\n")), "\t", "    "), "\n")})
		}
	}
	return out
}

// party is one side with its address and line.
func (p *page) party(x finding.Party) string {
	text := partyText(x)
	more := []string{p.r.qualified(x.Input, x.Address), lineOf(p.r.locate(x.Input, x.Location))}
	more = slices.DeleteFunc(more, func(s string) bool { return s == "" || s == text })
	if len(more) > 0 {
		text += " (" + strings.Join(more, ", ") + ")"
	}
	return text
}

// at is a step's place and statement.
func (p *page) at(s finding.Step) string {
	where := cmp.Or(lineOf(p.r.locate(s.Input, s.Location)), p.r.qualified(s.Input, s.Address))
	return strings.TrimSpace(where + " " + statementText(s.Statement))
}

func (p *page) access(i int, rules map[string]string) htmlAccess {
	a := &p.r.Accesses[i]
	out := htmlAccess{
		ID: fmt.Sprintf("access-%d", i+1), Verdict: inert(a.Verdict), Principal: inert(partyText(a.Principal)),
		Actions: inert(strings.Join(a.Actions, ", ")), Resource: inert(partyText(a.Resource)), Why: inert(a.Why),
	}
	if a.Expect != "" {
		out.Why = inert("expected: " + a.Expect)
	}
	for _, id := range a.Fingerprints {
		if rule, ok := rules[id]; ok {
			out.Findings = append(out.Findings, htmlNote{anchor(id), rule})
		}
	}
	return out
}

// anchor is a finding's place in the page.
func anchor(fingerprint string) string {
	return "finding-" + strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, fingerprint)
}
