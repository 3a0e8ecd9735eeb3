package source

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
)

// keyword is the name that an expression is: iterator = x.
func keyword(x hclsyntax.Expression) string {
	if word := hcl.ExprAsKeyword(x); word != "" {
		return word
	}
	return literalString(x)
}

// instance is the module instance at an address; nil if the configuration has
// no such module.
func (s *Resolver) instance(addr string) *instance {
	if m, ok := s.insts[addr]; ok {
		return m
	}
	m := s.makeInstance(addr)
	s.insts[addr] = m
	return m
}

func (s *Resolver) makeInstance(addr string) *instance {
	mod := s.config.modules[staticModule(addr)]
	if mod == nil {
		return nil
	}
	m := newInstance(mod, addr)
	if addr == "" {
		return m
	}
	a, err := plan.ParseAddress(addr)
	if err != nil || len(a.Module) == 0 {
		return nil
	}
	m.key = a.Module[len(a.Module)-1].Key
	a.Module = a.Module[:len(a.Module)-1]
	m.parent = s.instance(a.ModuleString())
	if m.parent == nil {
		return nil
	}
	return m
}

// moduleInstances are the instances of a module call, as count and for_each
// tell, or else as the plan shows them by their resources; complete is false if
// there may be others.
func (s *Resolver) moduleInstances(in *instance, name string) (list []*instance, complete bool) {
	call := in.mod.calls[name]
	if call == nil || in.mod.children[name] == nil {
		return nil, false
	}
	addr := joinAddr(in.addr, "module."+name)
	keys, complete := []cty.Value{cty.NilVal}, true
	if call.arg("count") != nil || call.arg("for_each") != nil {
		keys, complete = s.moduleKeys(in, call, addr)
	}
	for _, key := range keys {
		if m := s.instance(addr + keySuffix(key)); m != nil {
			list = append(list, m)
		}
	}
	return list, complete
}

// moduleKeys are the keys of a call's instances.
func (s *Resolver) moduleKeys(in *instance, call *block, addr string) (keys []cty.Value, complete bool) {
	sc := &scope{mod: in, unit: s.unit(addr)}
	if x := call.arg("for_each"); x != nil {
		op, err := s.forEach(call, x, in, sc)
		if err == nil {
			var list []entry
			if list, complete, err = s.ev.entries(op, sc); err == nil && complete {
				for _, en := range list {
					keys = append(keys, en.key)
				}
				return keys, true
			}
		}
		return s.plan.ModuleKeys(addr), false
	}
	v, err := s.ev.eval(call.arg("count"), sc)
	if err != nil || !v.IsKnown() || v.IsNull() || v.Type() != cty.Number {
		return s.plan.ModuleKeys(addr), false
	}
	n, _ := v.AsBigFloat().Int64()
	for i := range min(n, 10_000) {
		keys = append(keys, cty.NumberIntVal(i))
	}
	return keys, n <= 10_000
}

// keySuffix writes an instance key as an address does.
func keySuffix(key cty.Value) string {
	a := plan.Address{Module: []plan.Step{{Name: "x", Key: key}}}
	return strings.TrimPrefix(a.ModuleString(), "module.x")
}

// resourceInstances are the instances of a resource block in a module instance
// that exist in the world, by key.
func (s *Resolver) resourceInstances(module, name string) []*plan.Resource {
	data := strings.HasPrefix(name, "data.")
	typ, short, _ := strings.Cut(strings.TrimPrefix(name, "data."), ".")
	var list []*plan.Resource
	for _, r := range s.plan.Instances(module, data, typ, short) {
		if r.Exists(s.world) {
			list = append(list, r)
		}
	}
	sortInstances(list)
	return list
}

// repetition is what each and count mean in a resource's block.
func (s *Resolver) repetition(r *plan.Resource, b *block, in *instance) repetition {
	rep := repetition{key: r.Key, self: r}
	rep.value = s.eachValue(b, in, r.Key)
	return rep
}

// moduleRepetition is what each and count mean in the call of a module instance.
func (s *Resolver) moduleRepetition(m *instance) repetition {
	return repetition{key: m.key, value: s.eachValue(m.mod.call, m.parent, m.key)}
}

// forEach evaluates the for_each of a block once for all of its instances.
func (s *Resolver) forEach(b *block, x hclsyntax.Expression, in *instance, sc *scope) (operand, error) {
	return s.ev.once(in, "for_each@"+b.rng.String(), sc, func(u *unit) (operand, error) {
		return s.ev.operand(x, &scope{mod: in, unit: u})
	})
}

// eachValue finds each.value: the element of for_each that has the key.
func (s *Resolver) eachValue(b *block, in *instance, key cty.Value) func() operand {
	x := b.arg("for_each")
	if x == nil || key == cty.NilVal {
		return nil
	}
	return func() operand {
		sc := &scope{mod: in, unit: s.unit(joinAddr(in.addr, "for_each"))}
		op, err := s.forEach(b, x, in, sc)
		switch {
		case err != nil:
			return unknown
		case op.ref != nil:
		case !op.v.IsKnown() || op.v.IsNull():
			return unknown
		case op.v.Type().IsSetType():
			return operand{v: escapeAll(key)}
		}
		el, err := s.ev.index(op, key, sc)
		if err != nil {
			return unknown
		}
		return el
	}
}
