package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// MaxJSON is the size up to which ReadJSON reads a report. A report that comes
// from a fork's workflow is hostile; 500 findings need about one megabyte.
const MaxJSON = 32 << 20

// ReadJSON reads a JSON report, as `tfaccess comment` does. The report may come
// from a pull request's own run and is not trusted: anything but the schema's
// shape and words is an error, and formats escape what it holds like any other.
// Unknown fields are tolerated, for a newer tfaccess may have written it.
func ReadJSON(rd io.Reader) (*Report, error) {
	data, err := io.ReadAll(io.LimitReader(rd, MaxJSON+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxJSON {
		return nil, fmt.Errorf("the report is larger than %d MiB", MaxJSON>>20)
	}
	var in jsonReport
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&in); err != nil {
		return nil, fmt.Errorf("not a JSON report: %v", err)
	}
	if in.Schema != JSONSchema {
		return nil, fmt.Errorf("not a tfaccess report: schema is %q, not %q", in.Schema, JSONSchema)
	}
	if err := in.validate(); err != nil {
		return nil, err
	}
	return in.report(), nil
}

// validate checks the words that formats rely on.
func (in *jsonReport) validate() error {
	check := func(where string, f *jsonFinding) error {
		switch f.Severity {
		case finding.Error, finding.Warning, finding.Note:
		default:
			return fmt.Errorf("%s: severity is %q", where, f.Severity)
		}
		switch f.Certainty {
		case finding.Definite, finding.Conditional, finding.Unresolved:
		default:
			return fmt.Errorf("%s: certainty is %q", where, f.Certainty)
		}
		if f.Rule == "" || f.Fingerprint == "" || f.Principal == nil || f.Resource == nil {
			return fmt.Errorf("%s: rule, fingerprint, principal and resource are required", where)
		}
		return nil
	}
	for i := range in.Findings {
		if err := check(fmt.Sprintf("findings[%d]", i), &in.Findings[i]); err != nil {
			return err
		}
	}
	for i := range in.Fixed {
		if err := check(fmt.Sprintf("fixed[%d]", i), &in.Fixed[i]); err != nil {
			return err
		}
	}
	for i := range in.Suppressed {
		if err := check(fmt.Sprintf("suppressed[%d].finding", i), &in.Suppressed[i].Finding); err != nil {
			return err
		}
	}
	return nil
}

// report turns the public shape back into ours. Locations are already relative
// to the working directory, so inputs have no Dir.
func (in *jsonReport) report() *Report {
	r := &Report{
		Tool: Tool(in.Tool),
		Stats: Stats{
			Accesses: in.Stats.Accesses, Accounts: in.Stats.Accounts, Resources: in.Stats.Resources,
			Allowed: in.Stats.Allowed, Denied: in.Stats.Denied, Conditional: in.Stats.Conditional, Unresolved: in.Stats.Unresolved,
			Policies: Policies(in.Stats.Policies),
		},
	}
	for _, i := range in.Inputs {
		r.Inputs = append(r.Inputs, Input{Label: i.Label, File: i.File, Kind: i.Kind, Context: i.Context,
			Banner: i.Banner, TerraformVersion: i.TerraformVersion, Resources: i.Resources})
	}
	for i := range in.Findings {
		r.Findings = append(r.Findings, in.Findings[i].finding())
	}
	for i := range in.Fixed {
		r.Fixed = append(r.Fixed, in.Fixed[i].finding())
	}
	for i := range in.Suppressed {
		s := &in.Suppressed[i]
		r.Suppressed = append(r.Suppressed, Suppressed{s.Finding.finding(), s.By, s.Reason, s.Until, s.Input, s.Location.location()})
	}
	if in.Baseline != nil {
		b := Baseline(*in.Baseline)
		r.Baseline = &b
	}
	for _, n := range in.Notices {
		r.Notices = append(r.Notices, Notice(n))
	}
	for _, d := range in.Diagnostics {
		r.Diagnostics = append(r.Diagnostics, Diagnostic{d.Severity, d.Code, d.Summary, d.Detail, d.Input, d.Address, d.Location.location()})
	}
	for _, rule := range in.Rules {
		r.Rules = append(r.Rules, Rule{ID: rule.ID, Name: rule.Name, Title: rule.Title, Severity: rule.Severity, HelpURI: rule.HelpURI})
	}
	r.Sort()
	return r
}

func (f *jsonFinding) finding() finding.Finding {
	out := finding.Finding{
		Rule: f.Rule, Name: f.Name, Title: f.Title,
		Severity: f.Severity, Certainty: f.Certainty, Change: f.Change,
		Explicit: f.Explicit, Actions: f.Actions,
		Principal: f.Principal.party(), Resource: f.Resource.party(),
		Address: f.Address, Input: f.Input, Location: f.Location.location(),
		Message: f.Message, Needs: f.Needs, Instances: f.Instances, Fingerprint: f.Fingerprint,
	}
	if f.Layer != nil {
		out.Layer = *f.Layer
	}
	if f.Via != nil {
		v := f.Via.party()
		out.Via = &v
	}
	for _, s := range f.Because {
		out.Because = append(out.Because, finding.Step{Layer: s.Layer, Verdict: s.Verdict, Address: s.Address, Input: s.Input,
			Statement: s.Statement, Text: s.Text, Location: s.Location.location()})
	}
	if f.Fix != nil {
		out.Fix = &finding.Fix{Summary: f.Fix.Summary, Verified: f.Fix.Verified}
		for _, e := range f.Fix.Edits {
			out.Fix.Edits = append(out.Fix.Edits, finding.Edit{Address: e.Address, Input: e.Input, Location: e.Location.location(),
				Action: e.Action, Statement: e.Statement, Text: e.Text})
		}
	}
	return out
}

func (p *jsonParty) party() finding.Party {
	return finding.Party{ARN: p.ARN, Address: p.Address, Input: p.Input, Account: p.Account, Location: p.Location.location()}
}

func (l *jsonLocation) location() finding.Location {
	if l == nil {
		return finding.Location{}
	}
	out := finding.Location{File: l.File, Line: l.Line, Column: l.Column, EndLine: l.EndLine}
	for _, c := range l.Calls {
		out.Calls = append(out.Calls, finding.Call(c))
	}
	return out
}
