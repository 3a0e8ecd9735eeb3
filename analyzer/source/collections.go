package source

import (
	"fmt"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// entry is one element of a collection that is looped over.
type entry struct {
	key   cty.Value
	value operand
}

// entries lists what a for expression, a splat or a dynamic block loops over;
// known is false if that cannot be told.
func (e *evaluator) entries(op operand, sc *scope) (list []entry, known bool, err error) {
	if op.ref != nil {
		if list, ok := op.ref.entries(e, sc); ok {
			return list, true, nil
		}
	}
	v, err := e.force(op)
	if err != nil {
		return nil, false, err
	}
	if !v.IsKnown() {
		return nil, false, nil
	}
	if v.IsNull() {
		return nil, false, errNull
	}
	if !v.CanIterateElements() {
		if symbolic(v) { // a symbol that stands for a collection
			return nil, false, nil
		}
		return nil, false, fmt.Errorf("a %s cannot be looped over", v.Type().FriendlyName())
	}
	set := v.Type().IsSetType()
	for it := v.ElementIterator(); it.Next(); {
		k, el := it.Element()
		if set {
			k = el
		}
		list = append(list, entry{k, operand{v: el}})
	}
	return list, e.step(sc, len(list)), nil
}

func (e *evaluator) loop(x *hclsyntax.ForExpr, sc *scope) (cty.Value, error) {
	coll, err := e.operand(x.CollExpr, sc)
	if err != nil {
		return cty.DynamicVal, err
	}
	list, known, err := e.entries(coll, sc)
	if err != nil {
		return cty.DynamicVal, fmt.Errorf("%s: %w", e.at(x.CollExpr.Range()), err)
	}
	if !known {
		sc.unit.miss("%s: what is looped over is known only after apply", e.at(x.CollExpr.Range()))
		return cty.DynamicVal, nil
	}
	out := forResult{object: x.KeyExpr != nil, group: x.Group}
	for _, el := range list {
		if known, err := e.loopOnce(x, el, sc, &out); err != nil || !known {
			return cty.DynamicVal, err
		}
	}
	return e.bounded(out.value(), sc), nil
}

// loopOnce evaluates a for expression for one element; known is false if the
// result as a whole cannot be told.
func (e *evaluator) loopOnce(x *hclsyntax.ForExpr, el entry, sc *scope, out *forResult) (known bool, err error) {
	names, values := []string{x.ValVar}, []operand{el.value}
	if x.KeyVar != "" {
		names, values = append(names, x.KeyVar), append(values, operand{v: el.key})
	}
	inner := sc.child(names, values)
	if x.CondExpr != nil {
		cond, err := e.eval(x.CondExpr, inner)
		if err != nil {
			return false, err
		}
		keep, known, err := truth(cond)
		if err != nil {
			return false, fmt.Errorf("%s: %w", e.at(x.CondExpr.Range()), err)
		}
		if !known {
			sc.unit.miss("%s: a condition depends on what is known only after apply", e.at(x.CondExpr.Range()))
			return false, nil
		}
		if !keep {
			return true, nil
		}
	}
	key := ""
	if out.object {
		k, err := e.eval(x.KeyExpr, inner)
		if err != nil {
			return false, err
		}
		name, ok, err := keyString(k)
		if err != nil {
			return false, fmt.Errorf("%s: %w", e.at(x.KeyExpr.Range()), err)
		}
		if !ok {
			sc.unit.miss("%s: a key is known only after apply", e.at(x.KeyExpr.Range()))
			return false, nil
		}
		key = name
	}
	v, err := e.eval(x.ValExpr, inner)
	if err != nil {
		return false, err
	}
	if !e.step(sc, 1) {
		return false, nil
	}
	return true, out.add(key, v)
}

// forResult collects what a for expression gives.
type forResult struct {
	object, group bool
	list          []cty.Value
	attrs         map[string]cty.Value
	groups        map[string][]cty.Value
}

func (f *forResult) add(key string, v cty.Value) error {
	switch {
	case !f.object:
		f.list = append(f.list, v)
	case f.group:
		if f.groups == nil {
			f.groups = map[string][]cty.Value{}
		}
		f.groups[key] = append(f.groups[key], v)
	default:
		if f.attrs == nil {
			f.attrs = map[string]cty.Value{}
		}
		if _, twice := f.attrs[key]; twice {
			return fmt.Errorf("two elements have the key %q", key)
		}
		f.attrs[key] = v
	}
	return nil
}

func (f *forResult) value() cty.Value {
	if !f.object {
		return cty.TupleVal(f.list)
	}
	for key, list := range f.groups {
		if f.attrs == nil {
			f.attrs = make(map[string]cty.Value, len(f.groups))
		}
		f.attrs[key] = cty.TupleVal(list)
	}
	return cty.ObjectVal(f.attrs)
}

// splat evaluates x[*].y and x.*.y. What is no list counts as a list of one,
// null as a list of none.
func (e *evaluator) splat(x *hclsyntax.SplatExpr, sc *scope) (cty.Value, error) {
	src, err := e.operand(x.Source, sc)
	if err != nil {
		return cty.DynamicVal, err
	}
	items, known, err := e.splatItems(src, sc)
	if err != nil || !known {
		return cty.DynamicVal, err
	}
	values := make([]cty.Value, 0, len(items))
	for _, item := range items {
		inner := *sc
		inner.parent, inner.names, inner.values = sc, nil, nil
		inner.anon, inner.item = x.Item, item
		v, err := e.eval(x.Each, &inner)
		if err != nil {
			return cty.DynamicVal, err
		}
		values = append(values, v)
	}
	return e.bounded(cty.TupleVal(values), sc), nil
}

func (e *evaluator) splatItems(src operand, sc *scope) (items []operand, known bool, err error) {
	if src.ref != nil && !src.ref.isList() {
		return []operand{src}, true, nil
	}
	if src.ref == nil {
		switch v := src.v; {
		case !v.IsKnown():
			return nil, false, nil
		case v.IsNull():
			return nil, true, nil
		case v.Type() == cty.String && symbolic(v): // may stand for a list
			return nil, false, nil
		case !v.Type().IsListType() && !v.Type().IsTupleType() && !v.Type().IsSetType():
			return []operand{src}, true, nil
		}
	}
	list, known, err := e.entries(src, sc)
	for _, el := range list {
		items = append(items, el.value)
	}
	return items, known, err
}
