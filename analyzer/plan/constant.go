package plan

import (
	"github.com/zclconf/go-cty/cty"
)

// constant is the value of an expression that is a constant, or that mentions
// nothing but one value which the plan tells. The plan does not keep the
// expression: "${var.name}-x" mentions the same.
func (p *Plan) constant(sc scope, e Expression) (cty.Value, bool) {
	if hasKey(e.Constant) {
		return e.Constant, true
	}
	if list := essential(e.References); len(list) == 1 {
		return p.constantReference(sc, list[0])
	}
	return cty.NilVal, false
}

// constantText is constant for a string; empty if it is none.
func (p *Plan) constantText(sc scope, e Expression) string {
	v, ok := p.constant(sc, e)
	if !ok || !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}

// constantReference is the value of "var.x", "each.key" or "each.value", or of
// a path into it, as far as variables and constants lead.
func (p *Plan) constantReference(sc scope, reference string) (cty.Value, bool) {
	return p.constantAt(sc, reference, 0)
}

// maxCalls bounds how deep modules nest on the way to a constant.
const maxCalls = 100

func (p *Plan) constantAt(sc scope, reference string, depth int) (cty.Value, bool) {
	steps, ok := splitReference(reference)
	if !ok || len(steps) < 2 || depth > maxCalls {
		return cty.NilVal, false
	}
	var v cty.Value
	switch steps[0].Name + "." + steps[1].Name {
	case "each.key":
		v = sc.key
	case "each.value":
		v = p.eachConstant(sc)
	default:
		if steps[0].Name != "var" {
			return cty.NilVal, false
		}
		v = p.variable(sc, steps[1].Name, depth)
	}
	if !hasKey(v) {
		return cty.NilVal, false
	}
	return into(v, path(steps, 1, nil))
}

// eachConstant is each.value where for_each is a constant. Where it mentions a
// variable, the values may have been made from those of the variable.
func (p *Plan) eachConstant(sc scope) cty.Value {
	if sc.block == nil || sc.block.ForEach == nil || !hasKey(sc.key) || sc.key.Type() != cty.String {
		return cty.NilVal
	}
	each := sc.block.ForEach.Constant
	if !hasKey(each) {
		return cty.NilVal
	}
	return member(each, sc.key.AsString())
}

// variable is the value of a variable of the scope's module.
func (p *Plan) variable(sc scope, name string, depth int) cty.Value {
	if sc.config == nil || sc.config.parent == nil {
		v, ok := p.Variables[name]
		if !ok && sc.config != nil {
			v = sc.config.Variables[name]
		}
		return v
	}
	parent, call, ok := p.caller(sc)
	if !ok {
		return cty.NilVal
	}
	e, given := call.Arguments[name]
	if !given {
		return sc.config.Variables[name]
	}
	if hasKey(e.Constant) {
		return e.Constant
	}
	if list := essential(e.References); len(list) == 1 {
		v, _ := p.constantAt(parent, list[0], depth+1)
		return v
	}
	return cty.NilVal
}

// into takes a path into a value.
func into(v cty.Value, steps []Step) (cty.Value, bool) {
	for _, s := range steps {
		if s.Name != "" {
			v = member(v, s.Name)
		}
		if hasKey(v) && hasKey(s.Key) {
			v = element(v, s.Key)
		}
		if !hasKey(v) {
			return cty.NilVal, false
		}
	}
	return v, true
}

func member(v cty.Value, name string) cty.Value {
	if !v.IsKnown() || v.IsNull() || !v.Type().IsObjectType() || !v.Type().HasAttribute(name) {
		return cty.NilVal
	}
	return v.GetAttr(name)
}

func element(v, key cty.Value) cty.Value {
	if key.Type() == cty.String {
		return member(v, key.AsString())
	}
	if !v.IsKnown() || v.IsNull() || !v.Type().IsTupleType() || !v.HasIndex(key).True() {
		return cty.NilVal
	}
	return v.Index(key)
}
