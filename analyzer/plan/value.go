package plan

import (
	"slices"
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
	var h *hole
	if strings.Contains(string(unknown), "true") {
		h = readHole(&scanner{src: string(unknown)})
	}
	switch {
	case value == "":
		return h.fill()
	case value[0] == '"' && h == nil: // most attributes: no scanner
		return cty.StringVal(value.text())
	}
	return decodeValue(&scanner{src: string(value)}, h)
}

// decodeValue reads the scanner's next value in one pass. What the scanner
// would refuse has been refused when the plan was read.
func decodeValue(s *scanner, h *hole) cty.Value {
	if h != nil && h.all {
		_ = s.skip()
		return cty.DynamicVal
	}
	c := s.space()
	start := s.pos
	switch c {
	case '{':
		return decodeObject(s, h)
	case '[':
		return decodeArray(s, h)
	case '"':
		text, _ := s.str()
		return cty.StringVal(text)
	}
	_ = s.skip()
	switch c {
	case 't':
		return cty.True
	case 'f':
		return cty.False
	case 'n':
		return h.fill()
	}
	return decodeNumber(s.src[start:s.pos])
}

func decodeObject(s *scanner, h *hole) cty.Value {
	attrs := map[string]cty.Value{}
	_ = s.object(func(name string) error {
		attrs[name] = decodeValue(s, h.member(name))
		return nil
	})
	if h != nil {
		for i, name := range h.names {
			if _, ok := attrs[name]; !ok {
				attrs[name] = h.parts[i].fill()
			}
		}
	}
	return cty.ObjectVal(attrs)
}

func decodeArray(s *scanner, h *hole) cty.Value {
	var list []cty.Value
	_ = s.array(func() error {
		list = append(list, decodeValue(s, h.element(len(list))))
		return nil
	})
	if h != nil && h.list {
		for len(list) < len(h.parts) {
			list = append(list, h.parts[len(list)].fill())
		}
	}
	return cty.TupleVal(list)
}

// hole is a part of after_unknown; nil where nothing is unknown.
type hole struct {
	all   bool
	list  bool
	names []string // of an object's members
	parts []*hole  // members or elements
}

func readHole(s *scanner) *hole {
	switch s.space() {
	case 't':
		_ = s.skip()
		return &hole{all: true}
	case '{':
		h := &hole{}
		_ = s.object(func(name string) error {
			h.names = append(h.names, name)
			h.parts = append(h.parts, readHole(s))
			return nil
		})
		return h
	case '[':
		h := &hole{list: true}
		_ = s.array(func() error {
			h.parts = append(h.parts, readHole(s))
			return nil
		})
		return h
	}
	_ = s.skip()
	return nil
}

// member is the hole in an object's member.
func (h *hole) member(name string) *hole {
	if h == nil {
		return nil
	}
	for i := len(h.names) - 1; i >= 0; i-- {
		if h.names[i] == name {
			return h.parts[i]
		}
	}
	return nil
}

// element is the hole in a list's element.
func (h *hole) element(i int) *hole {
	if h == nil || !h.list || i >= len(h.parts) {
		return nil
	}
	return h.parts[i]
}

// any reports whether there is a true in it.
func (h *hole) any() bool {
	return h != nil && (h.all || slices.ContainsFunc(h.parts, (*hole).any))
}

// fill is the value of which nothing is known but where it is unknown; null if
// it is nowhere.
func (h *hole) fill() cty.Value {
	switch {
	case !h.any():
		return nullValue
	case h.all:
		return cty.DynamicVal
	case h.list:
		list := make([]cty.Value, len(h.parts))
		for i, part := range h.parts {
			list[i] = part.fill()
		}
		return cty.TupleVal(list)
	}
	attrs := make(map[string]cty.Value, len(h.names))
	for i, name := range h.names {
		attrs[name] = h.parts[i].fill()
	}
	return cty.ObjectVal(attrs)
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
