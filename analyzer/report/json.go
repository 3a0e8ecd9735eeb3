package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// JSONSchema is the version of the JSON report. Within it, fields may be added
// and never change their meaning.
const JSONSchema = "tfaccess.report/v1"

// The JSON report's own types: finding.Finding may change, these may not.
// schema/report-v1.json is their JSON Schema; a test compares the two.
type (
	jsonReport struct {
		Schema      string           `json:"schema"`
		Tool        jsonTool         `json:"tool"`
		Inputs      []jsonInput      `json:"inputs"`
		Stats       jsonStats        `json:"stats"`
		Findings    []jsonFinding    `json:"findings"`
		Fixed       []jsonFinding    `json:"fixed"`
		Suppressed  []jsonSuppressed `json:"suppressed"`
		Baseline    *jsonBaseline    `json:"baseline,omitempty"`
		Notices     []jsonNotice     `json:"notices"`
		Diagnostics []jsonDiagnostic `json:"diagnostics"`
		Rules       []jsonRule       `json:"rules"`
	}
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		Commit  string `json:"commit,omitempty"`
		URL     string `json:"url,omitempty"`
	}
	jsonInput struct {
		Label            string `json:"label"`
		File             string `json:"file"`
		Kind             string `json:"kind"`
		Context          bool   `json:"context"`
		Banner           string `json:"banner,omitempty"`
		TerraformVersion string `json:"terraform_version,omitempty"`
		Resources        int    `json:"resources"`
	}
	jsonStats struct {
		Accesses    int `json:"accesses"`
		Accounts    int `json:"accounts"`
		Resources   int `json:"resources"`
		Allowed     int `json:"allowed"`
		Denied      int `json:"denied"`
		Conditional int `json:"conditional"`
		Unresolved  int `json:"unresolved"`
		Errors      int `json:"errors"`
		Warnings    int `json:"warnings"`
		Notes       int `json:"notes"`

		Policies jsonPolicies `json:"policies"`
	}
	jsonPolicies struct {
		Known     int `json:"known"`
		Predicted int `json:"predicted"`
		Recovered int `json:"recovered"`
		Rebuilt   int `json:"rebuilt"`
		Opaque    int `json:"opaque"`
	}
	jsonFinding struct {
		Rule        string            `json:"rule"`
		Name        string            `json:"name"`
		Title       string            `json:"title"`
		Severity    finding.Severity  `json:"severity"`
		Certainty   finding.Certainty `json:"certainty"`
		Change      finding.Change    `json:"change"`
		Layer       *string           `json:"layer"`
		Explicit    bool              `json:"explicit"`
		Principal   *jsonParty        `json:"principal"`
		Actions     []string          `json:"actions"`
		Resource    *jsonParty        `json:"resource"`
		Via         *jsonParty        `json:"via"`
		Address     string            `json:"address"`
		Input       string            `json:"input"`
		Location    *jsonLocation     `json:"location"`
		Message     string            `json:"message"`
		Because     []jsonStep        `json:"because"`
		Needs       []string          `json:"needs"`
		Instances   []string          `json:"instances"`
		Fix         *jsonFix          `json:"fix"`
		Fingerprint string            `json:"fingerprint"`
	}
	jsonParty struct {
		ARN      string        `json:"arn"`
		Address  string        `json:"address,omitempty"`
		Input    string        `json:"input,omitempty"`
		Account  string        `json:"account,omitempty"`
		Location *jsonLocation `json:"location,omitempty"`
	}
	jsonLocation struct {
		File    string     `json:"file"`
		Line    int        `json:"line"`
		Column  int        `json:"column,omitempty"`
		EndLine int        `json:"end_line,omitempty"`
		Calls   []jsonCall `json:"calls,omitempty"`
	}
	jsonCall struct {
		Module string `json:"module"`
		File   string `json:"file"`
		Line   int    `json:"line"`
	}
	jsonStep struct {
		Layer     string        `json:"layer"`
		Verdict   string        `json:"verdict"`
		Address   string        `json:"address,omitempty"`
		Input     string        `json:"input,omitempty"`
		Statement string        `json:"statement,omitempty"`
		Text      string        `json:"text"`
		Location  *jsonLocation `json:"location,omitempty"`
	}
	jsonFix struct {
		Summary  string     `json:"summary"`
		Edits    []jsonEdit `json:"edits"`
		Verified bool       `json:"verified"`
	}
	jsonEdit struct {
		Address   string        `json:"address"`
		Input     string        `json:"input,omitempty"`
		Location  *jsonLocation `json:"location,omitempty"`
		Action    string        `json:"action"`
		Statement string        `json:"statement,omitempty"`
		Text      string        `json:"text"`
	}
	jsonSuppressed struct {
		Finding  jsonFinding   `json:"finding"`
		By       string        `json:"by"`
		Reason   string        `json:"reason"`
		Until    string        `json:"until,omitempty"`
		Input    string        `json:"input,omitempty"`
		Location *jsonLocation `json:"location,omitempty"`
	}
	jsonBaseline struct {
		File  string `json:"file"`
		Known int    `json:"known"`
		Gone  int    `json:"gone"`
	}
	jsonNotice struct {
		Code string `json:"code"`
		Text string `json:"text"`
		Hint string `json:"hint,omitempty"`
	}
	jsonDiagnostic struct {
		Severity finding.Severity `json:"severity"`
		Code     string           `json:"code"`
		Summary  string           `json:"summary"`
		Detail   string           `json:"detail"`
		Input    string           `json:"input,omitempty"`
		Address  string           `json:"address,omitempty"`
		Location *jsonLocation    `json:"location,omitempty"`
	}
	jsonRule struct {
		ID       string           `json:"id"`
		Name     string           `json:"name"`
		Title    string           `json:"title"`
		Severity finding.Severity `json:"severity"`
		HelpURI  string           `json:"help_uri,omitempty"`
	}
)

// WriteJSON prints the report in the stable schema tfaccess.report/v1. Files
// are relative to the working directory, lines and columns count from 1.
func WriteJSON(w io.Writer, r *Report, _ Options) error {
	return encodeJSON(w, toJSON(r))
}

// WriteTraceJSON prints a trace.
func WriteTraceJSON(w io.Writer, t *Trace) error {
	c := *t
	c.DeniedBy = orEmpty(c.DeniedBy)
	c.Layers = orEmpty(append([]TraceLayer(nil), c.Layers...))
	for i := range c.Layers {
		c.Layers[i].Statements = orEmpty(c.Layers[i].Statements)
	}
	if c.Request.Context == nil {
		c.Request.Context = map[string][]string{}
	}
	return encodeJSON(w, c)
}

// encodeJSON prints indented JSON in which every character that would not show
// as itself is escaped: the same values, and nothing that a terminal or a CI
// log would obey.
func encodeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(escapeJSON(b.Bytes()))
	return err
}

// escapeJSON escapes within strings; "##[" and hidden characters but newlines
// occur nowhere else.
func escapeJSON(data []byte) []byte {
	data = bytes.ReplaceAll(data, []byte("##["), []byte(`#\u0023[`))
	if !bytes.ContainsFunc(data, hiddenInJSON) {
		return data
	}
	var b bytes.Buffer
	for _, c := range string(data) {
		switch {
		case !hiddenInJSON(c):
			b.WriteRune(c)
		case c > 0xFFFF:
			hi, lo := utf16.EncodeRune(c)
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&b, `\u%04x`, c)
		}
	}
	return b.Bytes()
}

func hiddenInJSON(c rune) bool { return c != '\n' && hidden(c) }

func toJSON(r *Report) jsonReport {
	c := r.Counts()
	out := jsonReport{
		Schema: JSONSchema,
		Tool:   jsonTool(r.Tool),
		Inputs: []jsonInput{},
		Stats: jsonStats{
			Accesses: r.Stats.Accesses, Accounts: r.Stats.Accounts, Resources: r.Stats.Resources,
			Allowed: r.Stats.Allowed, Denied: r.Stats.Denied, Conditional: r.Stats.Conditional, Unresolved: r.Stats.Unresolved,
			Policies: jsonPolicies(r.Stats.Policies),
			Errors:   c.Errors, Warnings: c.Warnings, Notes: c.Notes,
		},
		Findings: []jsonFinding{}, Fixed: []jsonFinding{}, Suppressed: []jsonSuppressed{},
		Notices: []jsonNotice{}, Diagnostics: []jsonDiagnostic{}, Rules: []jsonRule{},
	}
	for _, in := range r.Inputs {
		out.Inputs = append(out.Inputs, jsonInput{in.Label, in.File, in.Kind, in.Context, in.Banner, in.TerraformVersion, in.Resources})
	}
	for i := range r.Findings {
		out.Findings = append(out.Findings, r.jsonFinding(&r.Findings[i]))
	}
	for i := range r.Fixed {
		out.Fixed = append(out.Fixed, r.jsonFinding(&r.Fixed[i]))
	}
	for i := range r.Suppressed {
		s := &r.Suppressed[i]
		out.Suppressed = append(out.Suppressed, jsonSuppressed{r.jsonFinding(&s.Finding), s.By, s.Reason, s.Until, s.Input, r.jsonLocation(s.Input, s.Location)})
	}
	if r.Baseline != nil {
		b := jsonBaseline(*r.Baseline)
		out.Baseline = &b
	}
	for _, n := range r.Notices {
		out.Notices = append(out.Notices, jsonNotice(n))
	}
	for _, d := range r.Diagnostics {
		out.Diagnostics = append(out.Diagnostics, jsonDiagnostic{d.Severity, d.Code, d.Summary, d.Detail, d.Input, d.Address, r.jsonLocation(d.Input, d.Location)})
	}
	for _, rule := range r.Rules {
		out.Rules = append(out.Rules, jsonRule{rule.ID, rule.Name, rule.Title, rule.Severity, rule.HelpURI})
	}
	return out
}

func (r *Report) jsonFinding(f *finding.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule, Name: f.Name, Title: f.Title,
		Severity: f.Severity, Certainty: f.Certainty, Change: f.Change,
		Explicit: f.Explicit, Actions: orEmpty(f.Actions),
		Principal: r.jsonParty(f.Principal), Resource: r.jsonParty(f.Resource),
		Address: f.Address, Input: f.Input, Location: r.jsonLocation(f.Input, f.Location),
		Message: f.Message, Because: []jsonStep{}, Needs: orEmpty(f.Needs), Instances: orEmpty(f.Instances),
		Fingerprint: f.Fingerprint,
	}
	if f.Layer != "" {
		out.Layer = &f.Layer
	}
	if f.Via != nil {
		out.Via = r.jsonParty(*f.Via)
	}
	for _, s := range f.Because {
		out.Because = append(out.Because, jsonStep{s.Layer, s.Verdict, s.Address, s.Input, s.Statement, s.Text, r.jsonLocation(s.Input, s.Location)})
	}
	if f.Fix != nil {
		out.Fix = &jsonFix{Summary: f.Fix.Summary, Edits: []jsonEdit{}, Verified: f.Fix.Verified}
		for _, e := range f.Fix.Edits {
			out.Fix.Edits = append(out.Fix.Edits, jsonEdit{e.Address, e.Input, r.jsonLocation(e.Input, e.Location), e.Action, e.Statement, e.Text})
		}
	}
	return out
}

func (r *Report) jsonParty(p finding.Party) *jsonParty {
	return &jsonParty{p.ARN, p.Address, p.Input, p.Account, r.jsonLocation(p.Input, p.Location)}
}

func (r *Report) jsonLocation(input string, l finding.Location) *jsonLocation {
	if l.File == "" {
		return nil
	}
	l = r.locate(input, l)
	out := &jsonLocation{File: l.File, Line: l.Line, Column: l.Column, EndLine: l.EndLine}
	for _, c := range l.Calls {
		out.Calls = append(out.Calls, jsonCall(c))
	}
	return out
}

// orEmpty makes an absent list an empty one: consumers iterate without a check.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
