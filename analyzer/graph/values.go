package graph

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
)

// Nested is a nested block or object with the same accessors as a resource.
type Nested struct {
	v      cty.Value
	symbol string // name of the block's symbol: "INPUT:ADDRESS.rule[0]"
}

func (n Nested) attr(name string) cty.Value {
	if n.v == cty.NilVal || n.v.IsMarked() {
		return cty.NilVal
	}
	if !n.v.IsKnown() {
		return cty.DynamicVal
	}
	if n.v.IsNull() {
		return cty.NilVal
	}
	t := n.v.Type()
	switch {
	case t.IsObjectType():
		if t.HasAttribute(name) {
			return n.v.GetAttr(name)
		}
	case t.IsMapType():
		if key := cty.StringVal(name); n.v.HasIndex(key).True() {
			return n.v.Index(key)
		}
	}
	return cty.NilVal
}

// Text is as Builder.Text.
func (n Nested) Text(attr string) policy.Text { return textOf(n.attr(attr), n.symbol+"."+attr) }

// Tri is as Builder.Tri.
func (n Nested) Tri(attr string, def policy.Tri) policy.Tri { return triOf(n.attr(attr), def) }

// Texts is as Builder.Texts.
func (n Nested) Texts(attr string) ([]policy.Text, bool) {
	return textsOf(n.attr(attr), n.symbol+"."+attr)
}

// Map is as Builder.Map.
func (n Nested) Map(attr string) (map[string]policy.Text, bool) {
	return mapOf(n.attr(attr), n.symbol+"."+attr)
}

// Blocks is as Builder.Blocks.
func (n Nested) Blocks(name string) ([]Nested, bool) {
	return blocksOf(n.attr(name), n.symbol+"."+name)
}

// Block is as Builder.Block.
func (n Nested) Block(name string) (Nested, policy.Tri) { return first(n.Blocks(name)) }

// Doc is as Builder.Doc.
func (n Nested) Doc(attr string) Doc {
	return docOf(n.attr(attr), HowKnown, nil, false, n.symbol+"."+attr)
}

func first(blocks []Nested, complete bool) (Nested, policy.Tri) {
	switch {
	case len(blocks) > 0:
		return blocks[0], policy.Yes
	case complete:
		return Nested{}, policy.No
	}
	return Nested{v: cty.DynamicVal}, policy.Maybe
}

func isNull(v cty.Value) bool { return v.IsKnown() && v.IsNull() }

// textOf is a value as text; symbol names what is not known.
func textOf(v cty.Value, symbol string) policy.Text {
	if v == cty.NilVal {
		return ""
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
	}
	if !v.IsKnown() {
		return policy.Opaque(symbol)
	}
	if v.IsNull() {
		return ""
	}
	switch v.Type() {
	case cty.String:
		return policy.Text(v.AsString())
	case cty.Bool:
		return policy.Text(strconv.FormatBool(v.True()))
	case cty.Number:
		return policy.Text(v.AsBigFloat().Text('f', -1))
	}
	return policy.Opaque(symbol)
}

func triOf(v cty.Value, def policy.Tri) policy.Tri {
	switch t := textOf(v, ""); {
	case t == "":
		return def
	case t == "true":
		return policy.Yes
	case t == "false":
		return policy.No
	}
	return policy.Maybe
}

// elements calls f for each element of a list, set or tuple, and reports
// whether that is all of them.
func elements(v cty.Value, f func(i int, e cty.Value)) bool {
	if v == cty.NilVal {
		return true
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
	}
	if !v.IsKnown() {
		return false
	}
	if v.IsNull() {
		return true
	}
	t := v.Type()
	if !t.IsTupleType() && !t.IsListType() && !t.IsSetType() {
		if t.IsObjectType() || t.IsMapType() { // some old plans have a bare object for a single block
			f(0, v)
			return true
		}
		if t == cty.String && policy.Text(v.AsString()).IsOpaque() {
			return false
		}
		f(0, v)
		return true
	}
	i := 0
	for it := v.ElementIterator(); it.Next(); i++ {
		_, e := it.Element()
		f(i, e)
	}
	return true
}

func textsOf(v cty.Value, symbol string) (texts []policy.Text, complete bool) {
	complete = elements(v, func(i int, e cty.Value) {
		if t := textOf(e, symbol+"["+strconv.Itoa(i)+"]"); t != "" {
			texts = append(texts, t)
		}
	})
	return texts, complete
}

func blocksOf(v cty.Value, symbol string) (blocks []Nested, complete bool) {
	complete = elements(v, func(i int, e cty.Value) {
		if e.IsKnown() && e.IsNull() {
			return
		}
		blocks = append(blocks, Nested{v: e, symbol: symbol + "[" + strconv.Itoa(i) + "]"})
	})
	return blocks, complete
}

func mapOf(v cty.Value, symbol string) (entries map[string]policy.Text, complete bool) {
	if v == cty.NilVal {
		return nil, true
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
	}
	if !v.IsKnown() {
		return nil, false
	}
	if v.IsNull() {
		return nil, true
	}
	if t := v.Type(); !t.IsObjectType() && !t.IsMapType() {
		return nil, false
	}
	entries = map[string]policy.Text{}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		if t := textOf(e, symbol+"["+k.AsString()+"]"); t != "" {
			entries[k.AsString()] = t
		} else if !isNull(e) {
			entries[k.AsString()] = "" // a tag without a value
		}
	}
	return entries, true
}

func docOf(v cty.Value, how How, missing []string, sensitive bool, what string) Doc {
	if v != cty.NilVal && v.IsMarked() {
		v, _ = v.Unmark()
	}
	switch {
	case v == cty.NilVal || isNull(v):
		if how == HowOpaque || len(missing) > 0 {
			return Doc{Presence: Opaque, How: HowOpaque, Missing: missing}
		}
		return Doc{Presence: Absent}
	case sensitive:
		return Doc{Presence: Opaque, How: HowOpaque, Missing: []string{what + " is marked sensitive"}}
	case !v.IsKnown() || v.Type() != cty.String:
		if len(missing) == 0 {
			missing = []string{what + " is known only after apply"}
		}
		return Doc{Presence: Opaque, How: HowOpaque, Missing: missing}
	}
	text := policy.Text(v.AsString())
	switch {
	case strings.TrimSpace(string(text)) == "":
		return Doc{Presence: Absent}
	case text.IsOpaque():
		if len(missing) == 0 {
			missing = []string{what + " is known only after apply"}
		}
		return Doc{Presence: Opaque, How: HowOpaque, Missing: missing}
	}
	return Doc{Presence: Present, Text: text, How: cmp.Or(how, HowKnown), Missing: missing}
}
