package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// result makes a finding of a claim; nil if its rule is turned off.
func result(doc *facts.Document, c claim, o Options) (*Result, error) {
	f := finding.Finding{Rule: c.rule.ID, Name: c.rule.Name, Title: c.rule.Title, Severity: c.severity, Message: finding.Readable(c.message)}
	r := &Result{}
	switch {
	case c.id < 0:
		f.Certainty, f.Change = finding.Definite, finding.Existing
		f.Address, f.Input = c.place.Address, c.place.Input
	case doc.Has(c.id):
		ref := doc.Ref(c.id)
		r.Ref = &ref
		describe(&f, doc, ref, c.id)
	default:
		return nil, fmt.Errorf("rules: %s: a finding names denial %d, which is not there", c.rule.File, c.id)
	}
	for _, name := range []string{c.rule.ID, c.rule.Name} {
		switch s := o.Severity[name]; s {
		case "":
		case "off":
			return nil, nil
		default:
			f.Severity = finding.Severity(s)
		}
	}
	f.Fingerprint = fingerprint(&f)
	r.Finding = f
	return r, nil
}

// describe fills in what the denial or violation says.
func describe(f *finding.Finding, doc *facts.Document, ref facts.Ref, id int) {
	a := ref.Access
	f.Principal = Party(a.Principal.ARN, a.Principal.Origin, a.Principal.Account)
	var needs []facts.Need
	if d := doc.Denial(id); d != nil {
		f.Layer, f.Explicit, f.Actions = d.Layer, d.Explicit, d.Actions
		f.Certainty, f.Change = finding.Certainty(d.Certainty), finding.Change(d.Change)
		f.Resource = finding.Party{ARN: d.Resource.ARN, Address: d.Resource.Place.Address, Input: d.Resource.Place.Input, Account: number(d.Resource.Account)}
		f.Severity = lower(f.Severity, d.Weight, d.Certainty, d.Core)
		needs = d.Needs
		if d.Elsewhere {
			f.Message += "; on the path of another of its workloads the access is not denied"
		}
		subject(f, ref)
	} else if v := doc.Violation(id); v != nil {
		f.Actions, f.Certainty, f.Change = v.Actions, finding.Certainty(v.Certainty), finding.Change(v.Change)
		f.Resource = finding.Party{ARN: v.Resource.ARN, Address: v.Resource.Place.Address, Input: v.Resource.Place.Input, Account: number(v.Resource.Account)}
		f.Severity = lower(f.Severity, "both", v.Certainty, true)
		f.Address, f.Input = v.Subject.Address, v.Subject.Input
		needs = v.Needs
		if len(a.Evidence) > 0 {
			f.Location = a.Evidence[0].Origin.Location
		}
	}
	f.Resource.Location = a.Target().Origin.Location
	if len(ref.Traces) > 0 {
		if via := ref.Traces[0].Request.Via; via != nil {
			p := Party(via.ID, via.Origin, via.Account)
			f.Via = &p
		}
		f.Because = because(ref)
	}
	if f.Certainty != finding.Definite {
		for _, n := range needs {
			f.Needs = append(f.Needs, finding.Readable(n.What))
		}
		slices.Sort(f.Needs)
		f.Needs = slices.Compact(f.Needs)
	}
}

// subject says where to change something.
func subject(f *finding.Finding, ref facts.Ref) {
	if len(ref.Traces) == 0 {
		return
	}
	// A request and its KMS leg pass the same organization policies: of two
	// answers of one layer, the one that denies is at fault.
	at := -1
	layers := ref.Traces[0].Layers
	for i, l := range layers {
		if l.Kind == ref.Layer && (at < 0 || fault(l.Verdict) > fault(layers[at].Verdict)) {
			at = i
		}
	}
	if at >= 0 {
		o := layers[at].Subject
		f.Address, f.Input, f.Location = o.Address, o.Input, o.Location
	}
}

// fault orders verdicts by how much they have to do with a denial.
func fault(v eval.Verdict) int {
	switch v {
	case eval.Denied:
		return 4
	case eval.Conditional:
		return 3
	case eval.Unresolved:
		return 2
	case eval.Allowed:
		return 1
	}
	return 0
}

// lower takes the severity of a rule down to what the evidence and the
// certainty of one denial bear: partial evidence is a warning, companions of
// what an application does are no more than a note, and only a certain denial
// is an error.
func lower(s finding.Severity, weight, certainty string, core bool) finding.Severity {
	at := rank(s)
	if weight == "partial" {
		at = max(at, rank(finding.Warning))
		if !core {
			at = rank(finding.Note)
		}
	}
	switch certainty {
	case "conditional":
		at = max(at, rank(finding.Warning))
	case "unresolved":
		at = rank(finding.Note)
	}
	return []finding.Severity{finding.Error, finding.Warning, finding.Note}[at]
}

// Party is one side of an access as findings have it.
func Party(arn policy.Text, o graph.Origin, account *graph.Account) finding.Party {
	p := finding.Party{ARN: string(arn), Address: o.Address, Input: o.Input, Location: o.Location}
	if account != nil {
		p.Account = number(string(account.ID))
	}
	return p
}

// number is an account's id if it is one.
func number(id string) string {
	if len(id) == 12 && strings.Trim(id, "0123456789") == "" {
		return id
	}
	return ""
}

// because is the chain: why the access is meant, then what each layer says.
func because(ref facts.Ref) []finding.Step {
	var out []finding.Step
	for _, e := range ref.Access.Evidence {
		out = append(out, finding.Step{
			Layer: "evidence", Verdict: e.Kind.String(), Address: e.Origin.Address, Input: e.Origin.Input,
			Statement: evidenceLabel(e), Text: Evidence(e), Location: e.Origin.Location,
		})
		switch last := &out[len(out)-1]; {
		case e.Kind == access.Expected && ref.Access.Wanted == policy.No:
			last.Text = fmt.Sprintf("the expectation %q forbids it", e.Text)
		case e.Kind == access.WorkedBefore: // no line says so
			last.Address, last.Input, last.Location = "", "", finding.Location{}
		}
	}
	t := shown(ref)
	for _, l := range t.Layers {
		if l.Verdict == eval.NotApplicable {
			continue
		}
		s := finding.Step{Layer: l.Kind.String(), Verdict: l.Verdict.String(), Address: l.Subject.Address, Input: l.Subject.Input, Location: l.Subject.Location}
		if d, ok := decisive(l); ok && reasonTexts[l.Reason][l.Verdict] == "" {
			s.Statement = StatementName(d)
			if d.Policy != nil && d.Policy.Origin.Address == "" && d.Policy.Name != "" {
				s.Statement = "" // the sentence names the policy
			}
			if d.Policy != nil {
				s.Address, s.Input, s.Location = d.Policy.Origin.Address, d.Policy.Origin.Input, d.Policy.Origin.Location
			}
		}
		if l.Kind == ref.Layer && l.Action == t.Request.Action {
			s.Text = Sentence(t.Request, l, ref.Actions()...)
		} else {
			s.Text = Sentence(t.Request, l)
		}
		out = append(out, s)
	}
	return out
}

// shown is the trace that stands for all of a denial's: of a request for
// objects if there is one, as the resource in the report is.
func shown(ref facts.Ref) eval.Trace {
	for _, t := range ref.Traces {
		if facts.OfObjects(t.Request.Resource) {
			return t
		}
	}
	return ref.Traces[0]
}

// fingerprint identifies a finding across runs by rule, who, what, where to
// change it and which layer: no lines, no paths, and no instance keys, so that
// moving code or adding an instance brings nothing back.
func fingerprint(f *finding.Finding) string {
	via := ""
	if f.Via != nil {
		via = withoutKeys(f.Via.Address)
	}
	h := sha256.New()
	for _, part := range []string{f.Rule, withoutKeys(f.Principal.ARN), withoutKeys(baseARN(f.Resource.ARN)), f.Layer, fmt.Sprint(f.Explicit), withoutKeys(f.Address), via} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// baseARN is an object ARN's bucket or access point.
func baseARN(arn string) string {
	if rest, found := strings.CutPrefix(arn, "arn:aws:s3:::"); found {
		bucket, _, _ := strings.Cut(rest, "/")
		return "arn:aws:s3:::" + bucket
	}
	point, _, _ := strings.Cut(arn, "/object/") // objects of an access point
	return point
}

// withoutKeys removes instance keys: "aws_iam_role.x[\"a\"]" is "aws_iam_role.x".
func withoutKeys(address string) string {
	var out strings.Builder
	depth := 0
	quoted := false
	for i := 0; i < len(address); i++ {
		c := address[i]
		switch {
		case depth > 0 && c == '\\' && quoted:
			i++
			continue
		case depth > 0 && c == '"':
			quoted = !quoted
		case c == '[' && !quoted:
			depth++
		}
		if depth == 0 {
			out.WriteByte(c)
		}
		if c == ']' && !quoted && depth > 0 {
			depth--
		}
	}
	return out.String()
}
