package source

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
)

// operand is a value, or a reference to a resource or module of which only
// what is asked for is worked out.
type operand struct {
	v   cty.Value
	ref *ref
}

var unknown = operand{v: cty.DynamicVal}

// ref names all instances of a resource or module, or one of them.
type ref struct {
	in       *instance // module instance that the name was found in
	name     string    // "aws_s3_bucket.b", "data.aws_region.r", "module.m"
	resource *plan.Resource
	module   *instance
}

func (e *evaluator) force(op operand) (cty.Value, error) {
	if op.ref == nil {
		return op.v, nil
	}
	return e.res.whole(op.ref)
}

// traverse evaluates a traversal that starts at a name in scope.
func (e *evaluator) traverse(t hcl.Traversal, sc *scope) (operand, error) {
	root := t.RootName()
	if op, ok := sc.lookup(root); ok {
		return e.walk(op, t[1:], sc)
	}
	switch root {
	case "var", "local", "each", "count", "path", "terraform", "tofu", "module":
		name, ok := attrName(t, 1)
		if !ok {
			return e.namespace(root, t, sc)
		}
		op, err := e.named(root, name, sc)
		if err != nil {
			return unknown, fmt.Errorf("%s: %w", e.at(t.SourceRange()), err)
		}
		return e.walk(op, t[2:], sc)
	case "self":
		if sc.rep.self == nil {
			return unknown, nil
		}
		return e.walk(operand{ref: &ref{in: sc.mod, resource: sc.rep.self}}, t[1:], sc)
	case "data", "resource":
		typ, ok1 := attrName(t, 1)
		name, ok2 := attrName(t, 2)
		if !ok1 || !ok2 {
			return unknown, nil
		}
		full := typ + "." + name
		if root == "data" {
			full = "data." + full
		}
		return e.resourceNamed(full, t[3:], sc)
	}
	name, ok := attrName(t, 1)
	if !ok {
		sc.unit.miss("%s: %s is not known", e.at(t.SourceRange()), root)
		return unknown, nil
	}
	return e.resourceNamed(root+"."+name, t[2:], sc)
}

// namespace is a mention of a whole namespace, of which no value is made:
// each, and var or local with an index.
func (e *evaluator) namespace(root string, t hcl.Traversal, sc *scope) (operand, error) {
	if len(t) > 1 {
		if ix, ok := t[1].(hcl.TraverseIndex); ok && ix.Key.Type() == cty.String && (root == "var" || root == "local") {
			op, err := e.named(root, ix.Key.AsString(), sc)
			if err != nil {
				return unknown, err
			}
			return e.walk(op, t[2:], sc)
		}
	}
	sc.unit.miss("%s: the whole of %s is not known", e.at(t.SourceRange()), root)
	return unknown, nil
}

func attrName(t hcl.Traversal, i int) (string, bool) {
	if len(t) <= i {
		return "", false
	}
	a, ok := t[i].(hcl.TraverseAttr)
	return a.Name, ok
}

func (e *evaluator) resourceNamed(name string, rest hcl.Traversal, sc *scope) (operand, error) {
	return e.walk(operand{ref: &ref{in: sc.mod, name: name}}, rest, sc)
}

// walk takes the steps of a traversal.
func (e *evaluator) walk(op operand, t hcl.Traversal, sc *scope) (operand, error) {
	for i, step := range t {
		var err error
		switch step := step.(type) {
		case hcl.TraverseAttr:
			op, err = e.attr(op, step.Name, sc)
		case hcl.TraverseIndex:
			op, err = e.index(op, step.Key, sc)
		case hcl.TraverseSplat: // old syntax, which the parser does not make
			return unknown, nil
		}
		if err != nil {
			return unknown, fmt.Errorf("%s: %w", e.at(t[i].SourceRange()), err)
		}
	}
	return op, nil
}

// attr is op.name.
func (e *evaluator) attr(op operand, name string, sc *scope) (operand, error) {
	if op.ref != nil {
		return op.ref.attr(e, name, sc)
	}
	v := op.v
	ty := v.Type()
	switch {
	case !v.IsKnown():
		return unknown, nil
	case v.IsNull():
		return unknown, errNull
	case ty.IsObjectType():
		if !ty.HasAttribute(name) {
			return unknown, fmt.Errorf("there is no attribute %q", name)
		}
		return operand{v: v.GetAttr(name)}, nil
	case ty.IsMapType():
		return e.element(v, cty.StringVal(name))
	case ty == cty.String && symbolic(v):
		return unknown, nil // a symbol that stands for an object
	}
	return unknown, fmt.Errorf("a %s has no attributes", ty.FriendlyName())
}

// index is op[key].
func (e *evaluator) index(op operand, key cty.Value, sc *scope) (operand, error) {
	if undecided(key) {
		return unknown, nil
	}
	if key.IsNull() {
		return unknown, errNull
	}
	if op.ref != nil {
		return op.ref.index(e, key, sc)
	}
	v := op.v
	ty := v.Type()
	switch {
	case !v.IsKnown():
		return unknown, nil
	case v.IsNull():
		return unknown, errNull
	case ty.IsObjectType():
		name, ok, err := keyString(key)
		if err != nil || !ok {
			return unknown, err
		}
		if !ty.HasAttribute(name) {
			return unknown, fmt.Errorf("there is no element %q", name)
		}
		return operand{v: v.GetAttr(name)}, nil
	case ty.IsListType() || ty.IsTupleType() || ty.IsMapType():
		return e.element(v, key)
	case ty == cty.String && symbolic(v):
		return unknown, nil // a symbol that stands for a list
	}
	return unknown, fmt.Errorf("a %s has no elements", ty.FriendlyName())
}

func (e *evaluator) element(v, key cty.Value) (operand, error) {
	el, diags := hcl.Index(v, key, nil)
	if diags.HasErrors() {
		return unknown, fmt.Errorf("%s: %s", diags[0].Summary, diags[0].Detail)
	}
	return operand{v: el}, nil
}

// all reports whether the reference names every instance of a block.
func (f *ref) all() bool { return f.resource == nil && f.module == nil }

// isList reports whether the reference is a list: instances made by count.
func (f *ref) isList() bool {
	b := f.block()
	return f.all() && b != nil && b.arg("count") != nil
}

func (f *ref) block() *block {
	if f.in == nil || f.in.mod == nil {
		return nil
	}
	if name, ok := moduleName(f.name); ok {
		return f.in.mod.calls[name]
	}
	return f.in.mod.resources[f.name]
}

func (f *ref) attr(e *evaluator, name string, sc *scope) (operand, error) {
	if f.all() {
		one, ok, err := f.single(e, sc)
		if err != nil {
			return unknown, err
		}
		if !ok { // for_each: the name is a key
			return f.index(e, cty.StringVal(name), sc)
		}
		if one == nil {
			return unknown, nil
		}
		f = one
	}
	if f.module != nil {
		return e.output(f.module, name, sc)
	}
	v, err := e.res.attrValue(f.resource, name, sc)
	return operand{v: v}, err
}

// single is the one instance of a block without count and for_each, nil if the
// plan does not have it; ok is false for a block with count or for_each.
func (f *ref) single(e *evaluator, sc *scope) (*ref, bool, error) {
	b := f.block()
	if b == nil {
		return nil, false, fmt.Errorf("%s is not declared", f.name)
	}
	if b.arg("count") != nil || b.arg("for_each") != nil {
		return nil, false, nil
	}
	made := f.instances(e)
	if len(made.list) != 1 {
		sc.unit.miss("%s is not in the plan", f.name)
		return nil, true, nil
	}
	return made.list[0].value.ref, true, nil
}

func (f *ref) index(e *evaluator, key cty.Value, sc *scope) (operand, error) {
	if !f.all() {
		v, err := e.force(operand{ref: f})
		if err != nil {
			return unknown, err
		}
		return e.index(operand{v: v}, key, sc)
	}
	b := f.block()
	if b == nil {
		return unknown, fmt.Errorf("%s is not declared", f.name)
	}
	want, _, err := keyString(key)
	if err != nil {
		return unknown, err
	}
	made := f.instances(e)
	if at, ok := made.byKey[want]; ok {
		return made.list[at].value, nil
	}
	if !made.complete {
		sc.unit.miss("%s[%s] is not in the plan", f.name, want)
		return unknown, nil
	}
	return unknown, fmt.Errorf("%s has no instance %s", f.name, want)
}

// instances are the instances of a resource or module block, by key.
func (f *ref) instances(e *evaluator) *instances {
	if made := f.in.made[f.name]; made != nil {
		return made
	}
	made := f.makeInstances(e)
	made.byKey = make(map[string]int, len(made.list))
	for i, en := range slices.Backward(made.list) {
		name, _, _ := keyString(en.key)
		made.byKey[name] = i
	}
	// The for_each of a module may be asked for while it is worked out, and
	// then there is more to know later.
	if _, ok := moduleName(f.name); !ok || made.complete {
		f.in.made[f.name] = made
	}
	return made
}

func (f *ref) makeInstances(e *evaluator) *instances {
	made := &instances{}
	if name, ok := moduleName(f.name); ok {
		var found []*instance
		found, made.complete = e.res.moduleInstances(f.in, name)
		for _, m := range found {
			made.list = append(made.list, entry{keyOrNull(m.key), operand{ref: &ref{in: f.in, name: f.name, module: m}}})
		}
		return made
	}
	made.complete = e.res.plan.Incomplete == ""
	for _, r := range e.res.resourceInstances(f.in.addr, f.name) {
		made.list = append(made.list, entry{keyOrNull(r.Key), operand{ref: &ref{in: f.in, name: f.name, resource: r}}})
	}
	return made
}

// entries lists the instances to loop over; false for what is no collection.
func (f *ref) entries(e *evaluator, sc *scope) ([]entry, bool) {
	b := f.block()
	if !f.all() || b == nil || b.arg("count") == nil && b.arg("for_each") == nil {
		return nil, false
	}
	made := f.instances(e)
	if !made.complete {
		return nil, false
	}
	return made.list, e.step(sc, len(made.list))
}

func keyOrNull(key cty.Value) cty.Value {
	if key == cty.NilVal {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	return key
}

// sortInstances orders by instance key.
func sortInstances(list []*plan.Resource) {
	slices.SortFunc(list, func(a, b *plan.Resource) int { return plan.CompareKeys(a.Key, b.Key) })
}
