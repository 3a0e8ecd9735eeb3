package policy

import (
	"fmt"
	"strings"
)

// Parse reads a policy document in which symbols may stand (see Text): inside
// strings, or in place of a whole value. Where a whole element is a symbol, the
// answers that depend on it are Maybe. Text from outside goes through Literal
// first.
//
// The error is an *Error that says where the document is not a policy: AWS
// would refuse it with MalformedPolicy. Element names are read in any case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html (2026-11)
func Parse(t Text) (*Document, error) {
	r := &reader{src: string(t)}
	n, err := r.document()
	if err != nil {
		return nil, err
	}
	p := parser{reader: r, doc: &Document{Source: t}}
	if err := p.document(n); err != nil {
		return nil, err
	}
	return p.doc, nil
}

// MustParse is Parse for documents in tests and variables.
func MustParse(t Text) *Document {
	d, err := Parse(t)
	if err != nil {
		panic(err)
	}
	return d
}

// parser turns nodes into a Document.
type parser struct {
	reader    *reader
	doc       *Document
	variables bool
	counted   int // offset up to which lines are counted
	lines     int // line breaks before it
}

// line is the line of an offset; offsets come in ascending order.
func (p *parser) line(offset int) int {
	p.lines += strings.Count(p.reader.src[p.counted:offset], "\n")
	p.counted = offset
	return 1 + p.lines
}

func (p *parser) fail(n node, path, format string, args ...any) *Error {
	return p.reader.fail(n.offset, path, format, args...)
}

// maxProblems bounds what is remembered of hostile documents.
const maxProblems = 50

func (p *parser) problem(n node, path, format string, args ...any) {
	if len(p.doc.Problems) == maxProblems {
		return
	}
	p.doc.Problems = append(p.doc.Problems, p.fail(n, path, format, args...))
}

// opaque returns the name of the symbol that a node is and nothing else.
func (n node) opaque() (string, bool) {
	if n.kind != nodeString || !strings.HasPrefix(string(n.text), symbolOpen) {
		return "", false
	}
	for part := range n.text.parts() {
		return part.symbol.Name, part.symbol.Kind != 0 && part.symbol.Text() == n.text
	}
	return "", false
}

func (p *parser) document(n node) *Error {
	if name, ok := n.opaque(); ok {
		p.doc.Open = append(p.doc.Open, name)
		return nil
	}
	if n.kind != nodeObject {
		return p.fail(n, "", "a policy is a JSON object")
	}
	var statements *node
	for i, m := range n.members {
		switch strings.ToLower(string(m.name)) {
		case "version":
			p.doc.Version = string(m.value.text)
		case "id":
			p.doc.ID = string(m.value.text)
		case "statement":
			if statements != nil {
				p.doc.Open = append(p.doc.Open, "Statement, which occurs twice")
			}
			statements = &n.members[i].value
		default:
			p.problem(m.value, string(m.name), "not an element of a policy")
		}
	}
	if statements == nil {
		return p.fail(n, "", "the policy has no Statement")
	}
	p.variables = p.doc.Version == "2012-10-17"
	items := []node{*statements}
	if statements.kind == nodeList {
		items = statements.items
	}
	for i, s := range items {
		if name, ok := s.opaque(); ok {
			p.doc.Open = append(p.doc.Open, name)
			continue
		}
		st, err := p.statement(s, i)
		if err != nil {
			return err
		}
		p.doc.Statements = append(p.doc.Statements, st)
	}
	return nil
}

func (p *parser) statement(n node, index int) (*Statement, *Error) {
	path := fmt.Sprintf("Statement[%d]", index)
	if n.kind != nodeObject {
		return nil, p.fail(n, path, "a statement is a JSON object")
	}
	s := &Statement{Index: index, Line: p.line(n.offset)}
	var action, effect bool
	repeated := repeats(n.members)
	for i, m := range n.members {
		name := strings.ToLower(string(m.name))
		if repeated[i] {
			s.Ambiguous = true
			p.problem(m.value, path, "%s occurs twice", m.name)
		}
		var err *Error
		here := path + "." + string(m.name)
		switch name {
		case "sid":
			s.Sid = string(m.value.text)
		case "effect":
			effect = true
			s.Effect, err = p.effect(s, m.value, here)
		case "action", "notaction":
			action = true
			s.NotAction = name == "notaction"
			s.Actions, err = p.actions(m.value, here)
		case "resource", "notresource":
			s.HasResource, s.NotResource = true, name == "notresource"
			s.Resources, err = p.resources(m.value, here)
		case "principal", "notprincipal":
			s.HasPrincipal, s.NotPrincipal = true, name == "notprincipal"
			s.Principals, err = p.principals(m.value, here)
		case "condition":
			err = p.conditions(s, m.value, here)
		default:
			p.problem(m.value, here, "not an element of a statement")
		}
		if err != nil {
			return nil, err
		}
	}
	for i := range s.Resources {
		s.Resources[i] = s.Resources[i].completed(!s.HasPrincipal, p.variables)
	}
	if !effect {
		return nil, p.fail(n, path, "the statement has no Effect")
	}
	if !action {
		return nil, p.fail(n, path, "the statement has neither Action nor NotAction")
	}
	return s, nil
}

// repeats tells of each member whether one before it has its name, in any case.
func repeats(members []member) []bool {
	seen := make(map[string]bool, len(members))
	again := make([]bool, len(members))
	for i, m := range members {
		name := strings.ToLower(string(m.name))
		again[i], seen[name] = seen[name], true
	}
	return again
}

func (p *parser) effect(s *Statement, n node, path string) (Effect, *Error) {
	switch n.text {
	case "Allow":
		return Allow, nil
	case "Deny":
		return Deny, nil
	}
	if !n.text.IsWhollyKnown() {
		s.effectText = n.text
		return 0, nil
	}
	return 0, p.fail(n, path, "Effect is Allow or Deny, with this case")
}

// strings reads a string or a list of strings; numbers and booleans count as
// their text.
func (p *parser) strings(n node, path string) ([]Text, *Error) {
	switch n.kind {
	case nodeString, nodeScalar:
		return []Text{n.text}, nil
	case nodeList:
		ts := make([]Text, 0, len(n.items))
		for i, item := range n.items {
			if item.kind != nodeString && item.kind != nodeScalar {
				return nil, p.fail(item, fmt.Sprintf("%s[%d]", path, i), "expected a string")
			}
			ts = append(ts, item.text)
		}
		return ts, nil
	}
	return nil, p.fail(n, path, "expected a string or a list of strings")
}

func (p *parser) actions(n node, path string) ([]ActionPattern, *Error) {
	texts, err := p.strings(n, path)
	if err != nil {
		return nil, err
	}
	actions := make([]ActionPattern, 0, len(texts))
	for _, t := range texts {
		if t.IsWhollyKnown() && t != "*" && !strings.Contains(string(t), ":") {
			p.problem(n, path, "%q has no service prefix", t)
		}
		actions = append(actions, CompileAction(t))
	}
	return actions, nil
}

func (p *parser) resources(n node, path string) ([]Pattern, *Error) {
	texts, err := p.strings(n, path)
	if err != nil {
		return nil, err
	}
	resources := make([]Pattern, 0, len(texts))
	for _, t := range texts {
		resources = append(resources, compileResourceElement(t, p.variables))
	}
	return resources, nil
}

func (p *parser) principals(n node, path string) ([]PrincipalPattern, *Error) {
	if _, ok := n.opaque(); ok {
		return []PrincipalPattern{{Kind: PrincipalUnknown, Text: n.text}}, nil
	}
	if n.kind == nodeString {
		if n.text != "*" {
			return nil, p.fail(n, path, `expected "*" or an object`)
		}
		return []PrincipalPattern{{Kind: PrincipalAny, Text: n.text}}, nil
	}
	if n.kind != nodeObject {
		return nil, p.fail(n, path, `expected "*" or an object`)
	}
	var all []PrincipalPattern
	for _, m := range n.members {
		here := path + "." + string(m.name)
		texts, err := p.strings(m.value, here)
		if err != nil {
			return nil, err
		}
		kind, ok := principalKinds[strings.ToLower(string(m.name))]
		if !ok {
			if m.name.IsWhollyKnown() {
				p.problem(m.value, here, "not a kind of principal")
				continue
			}
			kind = PrincipalUnknown
		}
		for _, t := range texts {
			all = append(all, compilePrincipal(kind, string(m.name), t))
		}
	}
	return all, nil
}

func (p *parser) conditions(s *Statement, n node, path string) *Error {
	if name, ok := n.opaque(); ok {
		s.OpenCondition = append(s.OpenCondition, name)
		return nil
	}
	if n.kind == nodeNull {
		return nil
	}
	if n.kind != nodeObject {
		return p.fail(n, path, "expected an object of operators")
	}
	for _, op := range n.members {
		here := path + "." + string(op.name)
		if name, ok := op.value.opaque(); ok {
			s.OpenCondition = append(s.OpenCondition, name)
			continue
		}
		if op.value.kind != nodeObject {
			return p.fail(op.value, here, "expected an object of condition keys")
		}
		repeated := repeats(op.value.members)
		for i, key := range op.value.members {
			texts, err := p.strings(key.value, here+"."+string(key.name))
			if err != nil {
				return err
			}
			if repeated[i] {
				s.Ambiguous = true
				p.problem(key.value, here, "%s occurs twice", key.name)
			}
			c, ok := compileCondition(op.name, key.name, texts, p.variables)
			if !ok {
				p.problem(op.value, here, "not a condition operator")
			}
			s.Conditions = append(s.Conditions, c)
		}
	}
	return nil
}
