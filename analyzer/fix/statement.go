package fix

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// value is a text of a statement with the resource attribute that it is, so
// that configuration can refer to it.
type value struct {
	text   policy.Text
	of     graph.Origin
	attr   string // empty: no attribute
	suffix string // behind the attribute's value: "/*"
}

// statement is one statement to add.
type statement struct {
	Sid           string
	Effect        string
	PrincipalType string // "AWS", "Service", "*", or empty for an identity policy
	Principals    []value
	Actions       []string
	Resources     []value
	Conditions    []condition
}

type condition struct {
	Operator, Key string
	Values        []value
}

// JSON is the statement as policies have it, with symbols for what is not known.
func (s *statement) JSON() json.RawMessage {
	var b bytes.Buffer
	b.WriteString(`{"Sid":` + quoteJSON(s.Sid) + `,"Effect":` + quoteJSON(s.Effect))
	switch {
	case s.PrincipalType == "*":
		b.WriteString(`,"Principal":"*"`)
	case s.PrincipalType != "":
		b.WriteString(`,"Principal":{` + quoteJSON(s.PrincipalType) + `:` + listJSON(texts(s.Principals)) + `}`)
	}
	b.WriteString(`,"Action":` + listJSON(s.Actions) + `,"Resource":` + listJSON(texts(s.Resources)))
	if len(s.Conditions) > 0 {
		b.WriteString(`,"Condition":{`)
		for i, c := range s.Conditions {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoteJSON(c.Operator) + `:{` + quoteJSON(c.Key) + `:` + listJSON(texts(c.Values)) + `}`)
		}
		b.WriteByte('}')
	}
	b.WriteByte('}')
	return b.Bytes()
}

func texts(vs []value) []string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = string(v.text)
	}
	return out
}

func quoteJSON(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string always encodes
	return strings.TrimSpace(b.String())
}

func listJSON(items []string) string {
	if len(items) == 1 {
		return quoteJSON(items[0])
	}
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = quoteJSON(s)
	}
	return "[" + strings.Join(quoted, ",") + "]"
}

// HCL is the statement as a block of an aws_iam_policy_document, or as an
// object inside jsonencode, as seen from a resource.
func (s *statement) HCL(p Place, from graph.Origin, block bool) string {
	w := writer{place: p, from: from}
	if block {
		w.block(s)
	} else {
		w.object(s)
	}
	return w.b.String()
}

type writer struct {
	b     strings.Builder
	place Place
	from  graph.Origin
}

func (w *writer) line(indent int, format string, args ...any) {
	w.b.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(&w.b, format, args...)
	w.b.WriteByte('\n')
}

func (w *writer) block(s *statement) {
	w.line(0, "statement {")
	w.line(1, "sid       = %s", quoteHCL(s.Sid))
	if s.Effect == "Deny" {
		w.line(1, "effect    = %s", quoteHCL(s.Effect))
	}
	w.line(1, "actions   = %s", w.strings(s.Actions))
	w.line(1, "resources = %s", w.values(s.Resources))
	if s.PrincipalType != "" {
		ids := s.Principals
		if s.PrincipalType == "*" {
			ids = []value{{text: "*"}}
		}
		w.line(1, "principals {")
		w.line(2, "type        = %s", quoteHCL(s.PrincipalType))
		w.line(2, "identifiers = %s", w.values(ids))
		w.line(1, "}")
	}
	for _, c := range s.Conditions {
		w.line(1, "condition {")
		w.line(2, "test     = %s", quoteHCL(c.Operator))
		w.line(2, "variable = %s", quoteHCL(c.Key))
		w.line(2, "values   = %s", w.values(c.Values))
		w.line(1, "}")
	}
	w.line(0, "}")
}

func (w *writer) object(s *statement) {
	w.line(0, "{")
	w.line(1, "Sid       = %s", quoteHCL(s.Sid))
	w.line(1, "Effect    = %s", quoteHCL(s.Effect))
	switch {
	case s.PrincipalType == "*":
		w.line(1, `Principal = "*"`)
	case s.PrincipalType != "":
		w.line(1, "Principal = { %s = %s }", s.PrincipalType, w.values(s.Principals))
	}
	w.line(1, "Action    = %s", w.strings(s.Actions))
	w.line(1, "Resource  = %s", w.values(s.Resources))
	if len(s.Conditions) > 0 {
		w.line(1, "Condition = {")
		for _, c := range s.Conditions {
			w.line(2, "%s = { %s = %s }", c.Operator, quoteHCL(c.Key), w.values(c.Values))
		}
		w.line(1, "}")
	}
	w.line(0, "}")
}

func (w *writer) strings(items []string) string {
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = quoteHCL(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

func (w *writer) values(vs []value) string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = w.expression(v)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// expression refers to the resource that a value is of where the
// configuration can; else it is the value itself, with a placeholder for what
// is known only after apply.
func (w *writer) expression(v value) string {
	if v.attr != "" && v.of.Address != "" {
		if e, ok := w.place.Expression(w.from, v.of, v.attr); ok {
			if v.suffix == "" {
				return e
			}
			return `"${` + e + `}` + strings.Trim(quoteHCL(v.suffix), `"`) + `"`
		}
	}
	known := string(v.text)
	for s := range v.text.Symbols() {
		known = strings.ReplaceAll(known, string(s.Text()), "<"+s.Name+">")
	}
	return quoteHCL(known)
}

// quoteHCL quotes a text for HCL, in which "${" and "%{" begin a template.
func quoteHCL(s string) string {
	q := quoteJSON(s)
	q = strings.ReplaceAll(q, "${", "$${")
	return strings.ReplaceAll(q, "%{", "%%{")
}

// sid names a new statement after what it is for, apart from those there are.
func sid(d *policy.Document, want string) string {
	taken := func(s string) bool {
		return d != nil && slices.ContainsFunc(d.Statements, func(x *policy.Statement) bool { return x.Sid == s })
	}
	name := want
	for i := 2; taken(name); i++ {
		name = fmt.Sprintf("%s%d", want, i)
	}
	return name
}

// words makes a Sid, which takes letters and digits only.
func words(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		up := true
		for _, c := range p {
			switch {
			case c >= 'a' && c <= 'z' && up:
				b.WriteRune(c - 'a' + 'A')
				up = false
			case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
				b.WriteRune(c)
				up = false
			default:
				up = true
			}
		}
	}
	return b.String()
}

// with is a policy with one more statement; nil if its text cannot be extended.
func with(p *graph.Policy, s *statement) *graph.Policy {
	text := policy.Text(`{"Version":"2012-10-17","Statement":[` + string(s.JSON()) + `]}`)
	if p != nil && p.Presence == graph.Present {
		extended, ok := splice(p.Document, -1, s.JSON())
		if !ok {
			return nil
		}
		text = extended
	}
	return parsed(p, text)
}

// replaced is a policy with a statement in the place of another.
func replaced(p *graph.Policy, index int, s json.RawMessage) *graph.Policy {
	text, ok := splice(p.Document, index, s)
	if !ok {
		return nil
	}
	return parsed(p, text)
}

func parsed(p *graph.Policy, text policy.Text) *graph.Policy {
	d, err := policy.Parse(text)
	if err != nil {
		return nil
	}
	n := graph.Policy{}
	if p != nil {
		n = *p
	}
	n.Presence, n.Document = graph.Present, d
	return &n
}

// splice puts a statement into a document's text: in place of one, or, with a
// negative index, behind the last.
func splice(d *policy.Document, index int, s json.RawMessage) (policy.Text, bool) {
	all, rest, ok := statements(d)
	if !ok || index >= len(all) {
		return "", false
	}
	if index < 0 {
		all = append(all, s)
	} else {
		all[index] = s
	}
	list := make([]string, len(all))
	for i, x := range all {
		list[i] = string(x)
	}
	return policy.Text(`{` + rest + `"Statement":[` + strings.Join(list, ",") + `]}`), true
}

// statements are the raw statements of a document, and its other elements.
func statements(d *policy.Document) (all []json.RawMessage, rest string, ok bool) {
	var doc struct {
		Version   string
		ID        string `json:"Id"`
		Statement json.RawMessage
	}
	if err := json.Unmarshal([]byte(d.Source), &doc); err != nil {
		return nil, "", false
	}
	if json.Unmarshal(doc.Statement, &all) != nil {
		all = []json.RawMessage{doc.Statement}
	}
	if doc.Version != "" {
		rest += `"Version":` + quoteJSON(doc.Version) + `,`
	}
	if doc.ID != "" {
		rest += `"Id":` + quoteJSON(doc.ID) + `,`
	}
	return all, rest, len(all) == len(d.Statements)
}

// edit is the edit that adds a statement to a policy.
func (a *attempt) edit(p *graph.Policy, s *statement) finding.Edit {
	holder, blocks := a.Place.Document(p.Origin)
	return finding.Edit{
		Address: holder.Address, Input: holder.Input, Location: holder.Location, Action: "add_statement",
		Statement: string(s.JSON()), Text: s.HCL(a.Place, holder, blocks),
	}
}
