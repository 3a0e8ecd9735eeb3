package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// docReader reads one statement block.
type docReader struct {
	name    string // of the symbols for what is unknown in it
	version string
	err     error
}

func (r *docReader) statement(v cty.Value) (*docStatement, error) {
	if !v.IsKnown() || v.IsNull() || !v.Type().IsObjectType() && !v.Type().IsMapType() {
		return nil, errUndecided
	}
	s := &docStatement{}
	var ok bool
	if s.Sid, ok = text(field(v, "sid")); !ok {
		s.Sid = r.symbol("sid")
	}
	if s.Effect, ok = word(field(v, "effect")); !ok {
		return nil, fmt.Errorf("effect: %w", errUndecided)
	}
	if s.Effect == "" {
		s.Effect = "Allow"
	}
	s.Action, s.NotAction = r.names(v, "actions", false), r.names(v, "not_actions", false)
	s.Resource, s.NotResource = r.names(v, "resources", true), r.names(v, "not_resources", true)
	s.Principal, s.NotPrincipal = r.principals(v, "principals"), r.principals(v, "not_principals")
	s.Condition = r.conditions(v)
	return s, r.err
}

func (r *docReader) symbol(path string) string {
	return "⟨~" + plan.CleanName(r.name+"."+path) + "⟩"
}

// names is a set of strings: sorted, last first, one as itself; nil if empty.
func (r *docReader) names(v cty.Value, attr string, variables bool) any {
	list := r.texts(field(v, attr), attr, variables)
	if len(list) == 0 {
		return nil
	}
	return oneOrMore(lastFirst(list))
}

// texts are strings in which unknown ones are symbols. In some of them &{x}
// stands for the policy variable ${x}, which Terraform would evaluate itself.
func (r *docReader) texts(v cty.Value, path string, variables bool) []string {
	if v == cty.NilVal || v.IsKnown() && v.IsNull() {
		return nil
	}
	values, ok := elements(v)
	if !ok {
		return []string{r.symbol(path)}
	}
	out := make([]string, 0, len(values))
	for i, el := range values {
		s, ok := text(el)
		if !ok {
			s = r.symbol(fmt.Sprintf("%s[%d]", path, i))
		}
		if variables && strings.Contains(s, "&{") {
			if r.version == oldVersion {
				r.err = fmt.Errorf("%s: &{ needs the policy version %s", path, currentVersion)
			}
			s = strings.ReplaceAll(s, "&{", "${")
		}
		out = append(out, s)
	}
	return out
}

func (r *docReader) principals(v cty.Value, attr string) docPrincipals {
	blocks, ok := elements(field(v, attr))
	if !ok {
		r.err = fmt.Errorf("%s: %w", attr, errUndecided)
		return nil
	}
	var p docPrincipals
	for i, b := range hashed(blocks) {
		typ, ok := word(field(b, "type"))
		if !ok {
			r.err = fmt.Errorf("%s: type: %w", attr, errUndecided)
			return nil
		}
		if p == nil {
			p = docPrincipals{}
		}
		ids := lastFirst(r.texts(field(b, "identifiers"), fmt.Sprintf("%s[%d].identifiers", attr, i), true))
		p[typ] = oneOrMore(append(asList(p[typ]), ids...))
	}
	return p
}

func (r *docReader) conditions(v cty.Value) docConditions {
	blocks, ok := elements(field(v, "condition"))
	if !ok {
		r.err = fmt.Errorf("condition: %w", errUndecided)
		return nil
	}
	var c docConditions
	for i, b := range hashed(blocks) {
		test, ok1 := word(field(b, "test"))
		key, ok2 := text(field(b, "variable"))
		if !ok1 || !ok2 {
			r.err = fmt.Errorf("condition: %w", errUndecided)
			return nil
		}
		if c == nil {
			c = docConditions{}
		}
		c.add(test, key, r.texts(field(b, "values"), fmt.Sprintf("condition[%d].values", i), true))
	}
	return c
}

// field is an attribute of an object or map; cty.NilVal if it has none.
func field(v cty.Value, name string) cty.Value {
	switch {
	case v == cty.NilVal || v.IsKnown() && v.IsNull():
		return cty.NilVal
	case !v.IsKnown():
		return cty.DynamicVal
	case v.Type().IsObjectType():
		if v.Type().HasAttribute(name) {
			return v.GetAttr(name)
		}
	case v.Type().IsMapType():
		if v.HasIndex(cty.StringVal(name)).True() {
			return v.Index(cty.StringVal(name))
		}
	}
	return cty.NilVal
}

// elements are those of a list, set or tuple; one object counts as a list of
// one, nothing as an empty list. ok is false if they are not known.
func elements(v cty.Value) (list []cty.Value, ok bool) {
	switch {
	case v == cty.NilVal:
		return nil, true
	case !v.IsKnown():
		return nil, false
	case v.IsNull():
		return nil, true
	case v.Type().IsObjectType() || v.Type().IsMapType():
		return []cty.Value{v}, true
	case v.CanIterateElements():
		return v.AsValueSlice(), true
	case v.Type() == cty.String && symbolic(v):
		return nil, false // a symbol that stands for a list
	}
	return nil, false
}

// text is a string, empty if null; ok is false if it is not known.
func text(v cty.Value) (s string, ok bool) {
	switch {
	case v == cty.NilVal:
		return "", true
	case !v.IsKnown():
		return "", false
	case v.IsNull():
		return "", true
	}
	t, err := convert.Convert(v, cty.String)
	if err != nil || !t.IsKnown() {
		return "", false
	}
	return t.AsString(), true
}

// word is a text without symbols.
func word(v cty.Value) (s string, ok bool) {
	s, ok = text(v)
	return s, ok && !hasSymbol(s)
}

// serialized is a block as the SDK's set hash reads it: strings and lists each
// closed by a semicolon, attributes by name.
func serialized(v cty.Value) string {
	if v == cty.NilVal || !v.IsKnown() || v.IsNull() {
		return ";"
	}
	var b strings.Builder
	switch ty := v.Type(); {
	case ty.IsObjectType():
		for _, name := range slices.Sorted(maps.Keys(ty.AttributeTypes())) {
			el := v.GetAttr(name)
			b.WriteString(name + ":" + serializedAs(name, el))
		}
	case ty.IsPrimitiveType():
		s, _ := text(v)
		b.WriteString(s + ";")
	default:
		b.WriteString(serializedAs("", v))
	}
	return b.String()
}

// serializedAs tells sets from lists by their name: identifiers are a set,
// values a list.
func serializedAs(name string, v cty.Value) string {
	list, ok := elements(v)
	if !ok || v.Type().IsPrimitiveType() {
		return serialized(v)
	}
	if name == "identifiers" {
		var b strings.Builder
		for _, el := range hashed(list) {
			b.WriteString(serialized(el))
		}
		return "{" + b.String() + "};"
	}
	var b strings.Builder
	for _, el := range list {
		b.WriteString(serialized(el))
	}
	return "(" + b.String() + ");"
}
