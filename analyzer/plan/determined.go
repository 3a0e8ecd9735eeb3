package plan

import (
	"slices"
	"strings"
)

// onlyKnown reports whether all that an argument mentions is known at plan
// time. An unknown attribute with such an argument was set to null by it, so
// that the provider decides: `policy = var.policy` with a default of null.
// (Terraform refuses a provider's plan that differs from a configured value:
// https://developer.hashicorp.com/terraform/plugin/framework/resources/plan-modification, 2026-11.)
//
// An expression without references and constant is a function call and may be
// uuid() or timestamp(), so it does not count as known.
func (p *Plan) onlyKnown(r *Resource, e Expression) bool {
	d := determiner{plan: p}
	return len(e.Blocks) == 0 && d.expression(p.scope(r), e)
}

// determiner bounds the walk through a forged plan, which may go in circles.
type determiner struct {
	plan  *Plan
	steps int
}

const maxSteps = 1000

func (d *determiner) expression(sc scope, e Expression) bool {
	if hasKey(e.Constant) {
		return true
	}
	if len(e.References) == 0 {
		return false
	}
	for _, reference := range essential(e.References) {
		if !d.reference(sc, reference) {
			return false
		}
	}
	return true
}

func (d *determiner) reference(sc scope, reference string) bool {
	if d.steps++; d.steps > maxSteps {
		return false
	}
	steps, ok := splitReference(reference)
	if !ok || len(steps) < 2 {
		return false
	}
	switch steps[0].Name {
	case "count", "path", "terraform":
		return true
	case "local", "self", "ephemeral":
		return false
	case "each":
		return steps[1].Name == "key" || sc.block != nil && (sc.block.ForEach == nil || d.expression(sc, *sc.block.ForEach))
	case "var":
		return d.variable(sc, steps[1].Name)
	case "module":
		return d.output(sc, steps)
	}
	return d.plan.allKnown(sc, reference)
}

// allKnown reports whether what a reference to a resource names is known of all
// instances: the same wherever in a module instance it stands.
func (p *Plan) allKnown(sc scope, reference string) bool {
	id := mentioned{sc.module, reference}
	if known, ok := p.mentionKnown.Load(id); ok {
		return known.(bool)
	}
	f := follower{plan: p}
	f.reference(sc, reference, nil, indexing{})
	known := len(f.targets) > 0 && !slices.ContainsFunc(f.targets, func(t Target) bool { return !t.known() })
	p.mentionKnown.Store(id, known)
	return known
}

// mentioned is a reference in one module instance.
type mentioned struct{ module, reference string }

func (d *determiner) variable(sc scope, name string) bool {
	if sc.config == nil {
		return false
	}
	if sc.config.parent == nil {
		_, given := d.plan.Variables[name]
		_, declared := sc.config.Variables[name]
		return given || declared
	}
	parent, call, ok := d.plan.caller(sc)
	if !ok {
		return false
	}
	e, given := call.Arguments[name]
	if !given {
		return hasKey(sc.config.Variables[name])
	}
	return d.expression(parent, e)
}

func (d *determiner) output(sc scope, steps []Step) bool {
	if sc.config == nil || len(steps) < 3 {
		return false
	}
	child := sc.config.children[steps[1].Name]
	if child == nil {
		return false
	}
	step := joinModule(sc.module, "module."+steps[1].Name)
	f := follower{plan: d.plan}
	for _, key := range f.moduleKeys(sc, step, steps[1].Key, indexing{}) {
		if !d.expression(scope{module: step + keyText(key), config: child}, child.Outputs[steps[2].Name]) {
			return false
		}
	}
	return true
}

// known reports whether the attribute that a target names is known in the plan.
func (t Target) known() bool {
	m := &t.Resource.worlds[Planned]
	if t.Attr == "" {
		return m.exists && !marked(m.unknown.raw)
	}
	name := t.Attr
	if i := strings.IndexAny(name, ".["); i >= 0 {
		name = name[:i]
	}
	return m.exists && !marked(m.unknown.member(name))
}
