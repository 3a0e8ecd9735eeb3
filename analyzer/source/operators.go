package source

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

func (e *evaluator) unary(x *hclsyntax.UnaryOpExpr, sc *scope) (cty.Value, error) {
	v, err := e.eval(x.Val, sc)
	if err != nil {
		return cty.DynamicVal, err
	}
	if undecided(v) {
		return cty.UnknownVal(x.Op.Type), nil
	}
	return x.Op.Impl.Call([]cty.Value{v})
}

func (e *evaluator) binary(x *hclsyntax.BinaryOpExpr, sc *scope) (cty.Value, error) {
	a, err := e.eval(x.LHS, sc)
	if err != nil {
		return cty.DynamicVal, err
	}
	// false && … and true || … hold whatever the other side is.
	if x.Op == hclsyntax.OpLogicalAnd || x.Op == hclsyntax.OpLogicalOr {
		if v, known, _ := truth(a); known && v == (x.Op == hclsyntax.OpLogicalOr) {
			return cty.BoolVal(v), nil
		}
	}
	b, err := e.eval(x.RHS, sc)
	if err != nil {
		return cty.DynamicVal, err
	}
	switch x.Op {
	case hclsyntax.OpLogicalAnd, hclsyntax.OpLogicalOr:
		if v, known, _ := truth(b); known && v == (x.Op == hclsyntax.OpLogicalOr) {
			return cty.BoolVal(v), nil
		}
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual:
		if equal, known := sameValue(a, b); known {
			return cty.BoolVal(equal == (x.Op == hclsyntax.OpEqual)), nil
		}
	}
	if undecided(a) || undecided(b) {
		return cty.UnknownVal(x.Op.Type), nil
	}
	v, err := x.Op.Impl.Call([]cty.Value{a, b})
	if err != nil {
		return cty.DynamicVal, fmt.Errorf("%s: %w", e.at(x.SrcRange), err)
	}
	return v, nil
}

// sameValue compares two values where that can be told although one of them
// holds a symbol: a text with a symbol is not null, is equal to itself, and is
// not empty if one of its parts is not.
func sameValue(a, b cty.Value) (equal, known bool) {
	if !a.IsKnown() || !b.IsKnown() {
		return false, false
	}
	if a.IsNull() || b.IsNull() {
		if a.IsNull() && b.IsNull() {
			return true, true
		}
		other := a
		if a.IsNull() {
			other = b
		}
		return false, neverNull(other)
	}
	if a.Type() != cty.String || b.Type() != cty.String {
		return false, false
	}
	return sameText(a.AsString(), b.AsString())
}

// neverNull reports whether a known, non-null value is so for certain: one
// opaque symbol alone may stand for an attribute that AWS leaves out.
func neverNull(v cty.Value) bool {
	if v.Type() != cty.String {
		return true
	}
	s := v.AsString()
	return !hasSymbol(s) || neverEmpty(s)
}
