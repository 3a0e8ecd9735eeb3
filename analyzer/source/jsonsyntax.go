package source

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/zclconf/go-cty/cty"
)

// topLevel is the schema of a configuration file, without which JSON syntax
// does not tell blocks from arguments.
var topLevel = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "locals"},
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "output", LabelNames: []string{"name"}},
	{Type: "module", LabelNames: []string{"name"}},
	{Type: "provider", LabelNames: []string{"name"}},
	{Type: "resource", LabelNames: []string{"type", "name"}},
	{Type: "data", LabelNames: []string{"type", "name"}},
}}

// readJSON reads JSON syntax into the same blocks and expressions as native
// syntax: a string becomes a template.
// https://developer.hashicorp.com/terraform/language/syntax/json (2026-11)
func readJSON(name string, text []byte) (out []*block, err error) {
	file, diags := hcljson.Parse(text, name)
	if diags.HasErrors() {
		return nil, diags
	}
	content, _, diags := file.Body.PartialContent(topLevel)
	if diags.HasErrors() {
		return nil, diags
	}
	for _, b := range content.Blocks {
		attrs, diags := b.Body.JustAttributes()
		if diags.HasErrors() {
			return nil, diags
		}
		n := &block{typ: b.Type, labels: b.Labels, json: true, args: map[string]*argument{}, rng: b.DefRange}
		names := make([]string, 0, len(attrs))
		for name := range attrs {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			a := attrs[name]
			n.rng = hcl.RangeOver(n.rng, a.Range)
			if name == "//" {
				continue // a comment
			}
			x, err := fromJSON(a.Expr, isTypeOrSource(b.Type, name))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if name == "dynamic" && (b.Type == "resource" || b.Type == "data") {
				n.blocks = append(n.blocks, dynamicsOf(x)...)
				continue
			}
			n.args[name] = &argument{name: name, expr: x, rng: a.Range}
		}
		out = append(out, n)
	}
	return out, nil
}

// isTypeOrSource names the arguments whose strings are no templates but
// expressions (a variable's type) or plain text.
func isTypeOrSource(blockType, name string) bool {
	return blockType == "variable" && name == "type"
}

// fromJSON turns a JSON expression into a native one. Strings of an argument
// that is asked for as bare hold an expression, all others a template.
func fromJSON(x hcl.Expression, bare bool) (hclsyntax.Expression, error) {
	rng := x.Range()
	if items, diags := hcl.ExprMap(x); !diags.HasErrors() {
		obj := &hclsyntax.ObjectConsExpr{SrcRange: rng, OpenRange: rng}
		for _, item := range items {
			key, err := fromJSON(item.Key, false)
			if err != nil {
				return nil, err
			}
			value, err := fromJSON(item.Value, bare)
			if err != nil {
				return nil, err
			}
			obj.Items = append(obj.Items, hclsyntax.ObjectConsItem{
				KeyExpr:   &hclsyntax.ObjectConsKeyExpr{Wrapped: key, ForceNonLiteral: true},
				ValueExpr: value,
			})
		}
		return obj, nil
	}
	if items, diags := hcl.ExprList(x); !diags.HasErrors() {
		tuple := &hclsyntax.TupleConsExpr{SrcRange: rng, OpenRange: rng}
		for _, item := range items {
			e, err := fromJSON(item, bare)
			if err != nil {
				return nil, err
			}
			tuple.Exprs = append(tuple.Exprs, e)
		}
		return tuple, nil
	}
	// Without a context a string is given as it is written.
	v, diags := x.Value(nil)
	if diags.HasErrors() {
		return nil, diags
	}
	if v.Type() != cty.String || v.IsNull() || !v.IsKnown() {
		return &hclsyntax.LiteralValueExpr{Val: v, SrcRange: rng}, nil
	}
	parse := hclsyntax.ParseTemplate
	if bare {
		parse = hclsyntax.ParseExpression
	}
	if err := shallow([]byte(v.AsString())); err != nil {
		return nil, err
	}
	start := rng.Start
	start.Column++ // the quote
	start.Byte++
	out, diags := parse([]byte(v.AsString()), rng.Filename, start)
	if diags.HasErrors() {
		return nil, diags
	}
	return out, nil
}

// dynamicsOf turns "dynamic": {"statement": {"for_each": …, "content": {…}}}
// into dynamic blocks.
func dynamicsOf(x hclsyntax.Expression) []*block {
	var out []*block
	for _, one := range listed(x) {
		obj, ok := one.(*hclsyntax.ObjectConsExpr)
		if !ok {
			continue
		}
		for _, item := range obj.Items {
			for _, body := range listed(item.ValueExpr) {
				b := objectBlock("dynamic", body)
				if b == nil {
					continue
				}
				b.labels = []string{keyText(item.KeyExpr)}
				for _, content := range listed(b.arg("content")) {
					if c := objectBlock("content", content); c != nil {
						b.blocks = append(b.blocks, c)
					}
				}
				delete(b.args, "content")
				out = append(out, b)
			}
		}
	}
	return out
}

func listed(x hclsyntax.Expression) []hclsyntax.Expression {
	if t, ok := x.(*hclsyntax.TupleConsExpr); ok {
		return t.Exprs
	}
	if x == nil {
		return nil
	}
	return []hclsyntax.Expression{x}
}

func objectBlock(typ string, x hclsyntax.Expression) *block {
	obj, ok := x.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return nil
	}
	b := &block{typ: typ, json: true, args: map[string]*argument{}, rng: obj.SrcRange}
	for _, item := range obj.Items {
		name := keyText(item.KeyExpr)
		if name == "dynamic" {
			b.blocks = append(b.blocks, dynamicsOf(item.ValueExpr)...)
			continue
		}
		b.args[name] = &argument{name: name, expr: item.ValueExpr, rng: item.ValueExpr.Range()}
	}
	return b
}

func keyText(x hclsyntax.Expression) string {
	if k, ok := x.(*hclsyntax.ObjectConsKeyExpr); ok {
		return literalString(k.Wrapped)
	}
	return literalString(x)
}
