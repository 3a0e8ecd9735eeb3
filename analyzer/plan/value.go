package plan

import (
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// nullValue is null: a plan's JSON does not tell of which type.
var nullValue = cty.NullVal(cty.DynamicPseudoType)

// decode turns JSON into a value without a schema: objects, tuples, strings,
// numbers, booleans and nulls. unknown is the same tree of after_unknown:
// where it is true, the value is unknown, whatever stands in value.
//
// Terraform writes a null for an unknown element of a list and leaves an
// unknown attribute out; a false or {} says nothing.
// https://developer.hashicorp.com/terraform/internals/json-format#change-representation (2026-11)
func decode(value, unknown raw) cty.Value {
	if unknown == "true" {
		return cty.DynamicVal
	}
	if !strings.Contains(string(unknown), "true") {
		unknown = ""
	}
	switch {
	case value.isObject(), value.isNull() && unknown.isObject():
		return decodeObject(value, unknown)
	case value.isArray(), value.isNull() && unknown.isArray():
		return decodeArray(value, unknown)
	case value.isNull():
		return nullValue
	case value[0] == '"':
		return cty.StringVal(value.text())
	case value == "true":
		return cty.True
	case value == "false":
		return cty.False
	}
	return decodeNumber(string(value))
}

func decodeObject(value, unknown raw) cty.Value {
	known, holes := value.fields(), unknown.fields()
	attrs := make(map[string]cty.Value, len(known)+len(holes))
	for _, f := range known {
		attrs[f.name] = decode(f.value, find(holes, f.name))
	}
	for _, f := range holes {
		if _, ok := attrs[f.name]; !ok {
			attrs[f.name] = decode("", f.value)
		}
	}
	return cty.ObjectVal(attrs)
}

func decodeArray(value, unknown raw) cty.Value {
	known, holes := value.elements(), unknown.elements()
	list := make([]cty.Value, max(len(known), len(holes)))
	for i := range list {
		var v, u raw
		if i < len(known) {
			v = known[i]
		}
		if i < len(holes) {
			u = holes[i]
		}
		list[i] = decode(v, u)
	}
	return cty.TupleVal(list)
}

// decodeNumber gives an unknown for a number that only an attacker writes: its
// binary form would need more memory than the plan.
func decodeNumber(s string) cty.Value {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return cty.NumberIntVal(n)
	}
	const longest, largestExponent = 400, 4
	if len(s) > longest {
		return cty.DynamicVal
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 && len(strings.TrimLeft(s[i+1:], "+-0")) > largestExponent {
		return cty.DynamicVal
	}
	v, err := cty.ParseNumberVal(s)
	if err != nil {
		return cty.DynamicVal
	}
	return v
}

// find is the last field with a name.
func find(fields []field, name string) raw {
	for i := len(fields) - 1; i >= 0; i-- {
		if fields[i].name == name {
			return fields[i].value
		}
	}
	return ""
}
