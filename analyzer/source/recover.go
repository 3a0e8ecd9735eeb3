package source

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
)

// recover evaluates the argument or nested blocks that configure an attribute.
// What the plan knows of it wins.
func (s *Resolver) recover(r *plan.Resource, name string, raw cty.Value, res Result) (Result, bool) {
	if s.config == nil {
		return Result{Missing: []string{r.Address + ": configuration not found"}}, false
	}
	b := s.config.block(r)
	if b == nil {
		return Result{Missing: []string{r.Address + ": configuration not found"}}, false
	}
	if m, stale := s.config.stale[b]; stale {
		return Result{Missing: []string{r.Address + ": " + m.Detail}}, false
	}
	inst := s.instance(r.Module)
	if inst == nil {
		return Result{Missing: []string{r.Module + ": configuration not found"}}, false
	}
	u := s.unit(r.Address + "." + name)
	sc := &scope{mod: inst, unit: u, rep: s.repetition(r, b, inst)}
	v, ok, err := s.ev.argument(b, name, sc)
	if err != nil {
		u.miss("%s", err)
	}
	if err != nil || !ok {
		return Result{Missing: u.missing}, false
	}
	if b.json && raw.IsKnown() && raw.Type().IsTupleType() && v.IsKnown() && v.Type().IsObjectType() {
		v = cty.TupleVal([]cty.Value{v})
	}
	if !v.IsKnown() {
		return Result{Missing: u.missing}, false
	}
	res.Value, res.How, res.Missing = v, Recovered, u.missing
	if u.how == Rebuilt {
		res.How = Rebuilt
	}
	if u.hid && isDocument(v) {
		res.Sensitive = false // its secret parts are symbols
	}
	if raw.IsKnown() {
		merged, agrees := overlay(escapeAll(raw), v)
		if !agrees {
			return Result{Missing: []string{r.Address + "." + name + ": the configuration differs from the plan"}}, false
		}
		res.Value = merged
	}
	if res.Value.IsNull() {
		res.Value = cty.NilVal
	}
	return res, true
}

// argument evaluates an argument of a block, or the nested blocks of that name.
func (e *evaluator) argument(b *block, name string, sc *scope) (v cty.Value, ok bool, err error) {
	list, found, err := e.blocks(b, name, sc)
	x := b.arg(name)
	if x == nil || err != nil {
		if err != nil || !found {
			return cty.DynamicVal, found, err
		}
		return list, true, nil
	}
	if v, err = e.eval(x, sc); err != nil || !found {
		return v, true, err
	}
	// JSON syntax: static blocks are an argument, dynamic ones are not.
	static, ok1 := elements(v)
	dynamic, ok2 := elements(list)
	if !ok1 || !ok2 {
		return cty.DynamicVal, true, nil
	}
	return cty.TupleVal(slices.Concat(static, dynamic)), true, nil
}

// blocks are the nested blocks of one type as a tuple of objects, dynamic ones
// expanded; found is false if there are none.
func (e *evaluator) blocks(b *block, typ string, sc *scope) (list cty.Value, found bool, err error) {
	var values []cty.Value
	for _, n := range b.blocks {
		switch {
		case n.typ == typ:
			found = true
			v, err := e.body(n, sc)
			if err != nil {
				return cty.DynamicVal, true, err
			}
			values = append(values, v)
		case n.typ == "dynamic" && n.makes() == typ:
			found = true
			more, known, err := e.dynamic(n, sc)
			if err != nil || !known {
				return cty.DynamicVal, true, err
			}
			values = append(values, more...)
		}
	}
	return cty.TupleVal(values), found, nil
}

// body is a nested block as an object.
func (e *evaluator) body(b *block, sc *scope) (cty.Value, error) {
	if !e.step(sc, 1) {
		return cty.DynamicVal, nil
	}
	e.depth++
	defer func() { e.depth-- }()
	attrs := make(map[string]cty.Value, len(b.args)+len(b.blocks))
	for name := range b.args {
		attrs[name] = cty.NilVal
	}
	for _, n := range b.blocks {
		attrs[n.makes()] = cty.NilVal
	}
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		v, _, err := e.argument(b, name, sc)
		if err != nil {
			return cty.DynamicVal, err
		}
		attrs[name] = v
	}
	return cty.ObjectVal(attrs), nil
}

// dynamic expands a dynamic block.
// https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks (2026-11)
func (e *evaluator) dynamic(b *block, sc *scope) (values []cty.Value, known bool, err error) {
	each, contents := b.arg("for_each"), b.nested("content")
	if each == nil || len(contents) != 1 {
		return nil, false, fmt.Errorf("%s: a dynamic block has for_each and content", e.at(b.rng))
	}
	coll, err := e.operand(each, sc)
	if err != nil {
		return nil, false, err
	}
	list, known, err := e.entries(coll, sc)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", e.at(each.Range()), err)
	}
	if !known {
		sc.unit.miss("%s: how many blocks there are is known only after apply", e.at(each.Range()))
		return nil, false, nil
	}
	iterator := b.makes()
	if x := b.arg("iterator"); x != nil {
		iterator = keyword(x)
	}
	for _, el := range list {
		value, err := e.force(el.value)
		if err != nil {
			return nil, false, err
		}
		it := operand{v: cty.ObjectVal(map[string]cty.Value{"key": el.key, "value": value})}
		v, err := e.body(contents[0], sc.child([]string{iterator}, []operand{it}))
		if err != nil {
			return nil, false, err
		}
		values = append(values, v)
	}
	return values, true, nil
}

// isDocument reports whether a value is the text of a JSON object.
func isDocument(v cty.Value) bool {
	return v.IsKnown() && !v.IsNull() && v.Type() == cty.String && strings.HasPrefix(strings.TrimSpace(v.AsString()), "{")
}
