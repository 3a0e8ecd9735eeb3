package source

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// named is what var.x, local.x, each.x, count.x, path.x, terraform.x or
// module.x means in a scope.
func (e *evaluator) named(root, name string, sc *scope) (operand, error) {
	switch root {
	case "var":
		memoName := "var." + name
		if sc.reveal {
			memoName = "revealed." + name
		}
		return e.once(sc.mod, memoName, sc, func(u *unit) (operand, error) {
			v, err := e.variable(sc.mod, name, u, sc.reveal)
			return operand{v: v}, err
		})
	case "local":
		return e.local(name, sc)
	case "each":
		switch {
		case sc.rep.key == cty.NilVal:
		case name == "key":
			return operand{v: escapeAll(sc.rep.key)}, nil
		case name == "value" && sc.rep.value != nil:
			return sc.rep.value(), nil
		}
	case "count":
		if name == "index" && sc.rep.key != cty.NilVal {
			return operand{v: sc.rep.key}, nil
		}
	case "path":
		switch name {
		case "module":
			return operand{v: cty.StringVal(e.res.relative(sc.mod.mod.dir))}, nil
		case "root":
			return operand{v: cty.StringVal(".")}, nil
		}
		sc.unit.miss("path.%s is not in the plan", name)
		return unknown, nil
	case "terraform", "tofu":
		if name == "workspace" {
			return operand{v: e.res.workspace()}, nil
		}
		if name == "applying" {
			return operand{v: cty.UnknownVal(cty.Bool)}, nil
		}
	case "module":
		if sc.mod.mod.calls[name] == nil {
			return unknown, fmt.Errorf("module.%s is not declared", name)
		}
		return operand{ref: &ref{in: sc.mod, name: "module." + name}}, nil
	}
	sc.unit.miss("%s.%s is not known", root, name)
	return unknown, nil
}

func (e *evaluator) local(name string, sc *scope) (operand, error) {
	arg := sc.mod.mod.locals[name]
	if arg == nil {
		return unknown, fmt.Errorf("local.%s is not declared", name)
	}
	m := sc.mod
	if m.mod.staleLocals[name] {
		sc.unit.miss("local.%s: the configuration differs from the plan", name)
		return unknown, nil
	}
	return e.once(m, "local."+name, sc, func(u *unit) (operand, error) {
		return e.operand(arg.expr, &scope{mod: m, unit: u})
	})
}

// once works out something of a module instance at most one time, and refuses
// to go round in circles.
func (e *evaluator) once(m *instance, name string, sc *scope, work func(*unit) (operand, error)) (operand, error) {
	got := m.memo[name]
	if got == nil {
		got = &memo{}
		m.memo[name] = got
	}
	if got.busy {
		e.res.circles++
		sc.unit.miss("%s refers to itself", joinAddr(m.addr, name))
		return unknown, nil
	}
	if !got.done {
		got.busy = true
		u := e.res.unit(joinAddr(m.addr, name))
		got.value, got.err = work(u)
		got.busy, got.done = false, true
		if got.err == nil && got.value.ref == nil {
			got.value.v = e.bounded(got.value.v, &scope{mod: m, unit: u})
		}
		got.missing, got.how, got.hid = u.missing, u.how, u.hid
	}
	sc.unit.weaken(got.how)
	sc.unit.hid = sc.unit.hid || got.hid
	for _, reason := range got.missing {
		sc.unit.miss("%s", reason)
	}
	return got.value, got.err
}

func joinAddr(module, rest string) string {
	if module == "" {
		return rest
	}
	return module + "." + rest
}

func moduleName(name string) (string, bool) { return strings.CutPrefix(name, "module.") }

// variable is the value of an input variable: from the plan in the root
// module, from the call in others.
func (e *evaluator) variable(m *instance, name string, u *unit, reveal bool) (cty.Value, error) {
	decl := m.mod.variables[name]
	if decl == nil {
		return cty.DynamicVal, fmt.Errorf("var.%s is not declared", name)
	}
	v, err := e.variableInput(m, name, decl, u)
	if err != nil {
		return cty.DynamicVal, err
	}
	if decl.sensitive && !reveal {
		v = e.hide(v, joinAddr(m.addr, "var."+name), u)
	}
	return convertVariable(v, decl), nil
}

func (e *evaluator) variableInput(m *instance, name string, decl *variable, u *unit) (cty.Value, error) {
	byDefault := func() (cty.Value, error) {
		if decl.def == nil {
			u.miss("var.%s is not in the plan", name)
			return cty.DynamicVal, nil
		}
		return e.eval(decl.def.expr, &scope{mod: m, unit: u})
	}
	if m.parent == nil {
		v, ok := e.res.plan.Variables[name]
		if !ok || v == cty.NilVal {
			return byDefault()
		}
		return escapeAll(v), nil
	}
	x := m.mod.call.arg(name)
	if x == nil {
		return byDefault()
	}
	v, err := e.eval(x, &scope{mod: m.parent, unit: u, rep: e.res.moduleRepetition(m)})
	if err == nil && v.IsKnown() && v.IsNull() && !decl.nullable {
		return byDefault()
	}
	return v, err
}

// convertVariable brings a value to a variable's declared type, with the
// defaults of optional attributes. What does not convert stays as it is: it may
// be a symbol that stands for a list.
func convertVariable(v cty.Value, decl *variable) cty.Value {
	if decl.typ == cty.DynamicPseudoType || v.IsKnown() && v.IsNull() {
		return v
	}
	if decl.defaults != nil && v.IsKnown() {
		v = decl.defaults.Apply(v)
	}
	out, err := convert.Convert(v, decl.typ)
	if err != nil {
		if symbolic(v) {
			return cty.DynamicVal
		}
		return v
	}
	return out
}

// hide replaces what is sensitive by symbols: equal to themselves, and never shown.
func (e *evaluator) hide(v cty.Value, what string, u *unit) cty.Value {
	u.hid = true
	out, err := cty.Transform(v, func(p cty.Path, el cty.Value) (cty.Value, error) {
		if !el.IsKnown() || el.IsNull() {
			return el, nil
		}
		switch el.Type() {
		case cty.String:
			return cty.StringVal("⟨~" + symbolName(e.res.plan.Label, what+pathText(p)) + "⟩"), nil
		case cty.Number:
			return cty.UnknownVal(cty.Number), nil
		}
		return el, nil
	})
	if err != nil {
		return cty.DynamicVal
	}
	return out
}

func pathText(p cty.Path) string {
	var b strings.Builder
	for _, step := range p {
		switch step := step.(type) {
		case cty.GetAttrStep:
			b.WriteString("." + step.Name)
		case cty.IndexStep:
			if s, ok, _ := keyString(step.Key); ok {
				fmt.Fprintf(&b, "[%s]", s)
			}
		}
	}
	return b.String()
}

// output is an output value of a module instance.
func (e *evaluator) output(m *instance, name string, sc *scope) (operand, error) {
	decl := m.mod.outputs[name]
	if decl == nil {
		return unknown, fmt.Errorf("module %s has no output %q", m.mod.path, name)
	}
	x := decl.arg("value")
	if x == nil {
		return unknown, nil
	}
	return e.once(m, "output."+name, sc, func(u *unit) (operand, error) {
		inside := &scope{mod: m, unit: u}
		if secret := decl.arg("sensitive"); secret == nil || isLiteralBool(secret, false) {
			return e.operand(x, inside)
		}
		v, err := e.eval(x, inside)
		if err == nil {
			v = e.hide(v, joinAddr(m.addr, name), u)
		}
		return operand{v: v}, err
	})
}

// relative is a module's directory as path.module says it.
func (s *Resolver) relative(dir string) string {
	root := s.config.root
	if dir == root {
		return "."
	}
	if rel, ok := strings.CutPrefix(dir, root+"/"); ok {
		return rel
	}
	if root == "." {
		return dir
	}
	// A module beside or above the root: as many steps up as the root is deep.
	a, b := strings.Split(path.Clean(root), "/"), strings.Split(path.Clean(dir), "/")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	up := slices.Repeat([]string{".."}, len(a))
	return strings.Join(append(up, b...), "/")
}
