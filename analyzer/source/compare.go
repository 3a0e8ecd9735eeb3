package source

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
)

// compare looks for blocks that are not those which the plan was made from: by
// the names of their arguments, their constants and what they refer to, which
// the plan keeps; and by the values that the plan knows.
func (c *Config) compare(p *plan.Plan, workspace bool) {
	for _, path := range slices.Sorted(maps.Keys(c.modules)) {
		m, planned := c.modules[path], p.ModuleConfig(path)
		if planned == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(planned.Blocks)) {
			b := m.resources[name]
			if b == nil {
				c.mismatch(nil, joinAddr(path, name), "the plan has it, the configuration has not")
				continue
			}
			if detail := differs(b, planned.Blocks[name].Arguments, true); detail != "" {
				c.mismatch(b, joinAddr(path, name), detail)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(planned.Calls)) {
			if b := m.calls[name]; b != nil {
				if detail := differs(b, planned.Calls[name].Arguments, true); detail != "" {
					c.mismatch(b, joinAddr(path, "module."+name), detail)
				}
			}
		}
	}
	if workspace {
		c.findWorkspace(p)
	}
	c.compareValues(p)
}

func (c *Config) mismatch(b *block, address, detail string) {
	m := Mismatch{Address: address, Summary: "Configuration differs from the plan", Detail: detail}
	if b != nil {
		m.Location = place(c.root, b.rng)
		c.stale[b] = m
	}
	c.order = append(c.order, m)
}

// metaArguments are no arguments of a resource or module.
var metaArguments = map[string]bool{
	"count": true, "for_each": true, "provider": true, "providers": true, "depends_on": true, "lifecycle": true,
	"provisioner": true, "connection": true, "source": true, "version": true,
}

// differs tells how a block differs from what the plan keeps of it; empty if
// it does not. Dynamic blocks are not in a plan.
func differs(b *block, planned map[string]plan.Expression, top bool) string {
	for _, name := range slices.Sorted(maps.Keys(planned)) {
		e := planned[name]
		if a := b.args[name]; a != nil {
			if detail := differsArgument(a.expr, e); detail != "" {
				return fmt.Sprintf("argument %q: %s", name, detail)
			}
			continue
		}
		if detail := differsBlocks(b, name, e); detail != "" {
			return detail
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.args)) {
		if _, ok := planned[name]; !ok && !(top && metaArguments[name]) && !b.json {
			return fmt.Sprintf("the configuration has the argument %q, the plan has not", name)
		}
	}
	return ""
}

func differsBlocks(b *block, name string, e plan.Expression) string {
	static, dynamic := b.nested(name), false
	for _, n := range b.blocks {
		dynamic = dynamic || n.typ == "dynamic" && n.makes() == name
	}
	switch {
	case len(static) == 0 && !dynamic:
		return fmt.Sprintf("the plan has the argument %q, the configuration has not", name)
	case len(e.Blocks) != len(static):
		if dynamic || len(e.Blocks) == 0 {
			return ""
		}
		return fmt.Sprintf("the plan has %d blocks %q, the configuration %d", len(e.Blocks), name, len(static))
	}
	for i, n := range static {
		if detail := differs(n, e.Blocks[i], false); detail != "" {
			return fmt.Sprintf("block %q: %s", name, detail)
		}
	}
	return ""
}

// differsArgument compares an expression with the constant or the references
// that the plan keeps of it.
func differsArgument(x hclsyntax.Expression, e plan.Expression) string {
	if len(e.Blocks) > 0 {
		return "" // JSON syntax, or attributes written as blocks
	}
	if e.Constant != cty.NilVal {
		if len(x.Variables()) > 0 {
			return "it is a constant in the plan"
		}
		if v, diags := x.Value(nil); !diags.HasErrors() && !sameConstant(v, e.Constant) {
			return "its value differs"
		}
		return ""
	}
	if len(e.References) == 0 {
		return ""
	}
	have, want := map[string]bool{}, map[string]bool{}
	for _, t := range x.Variables() {
		have[referenceOf(t)] = true
	}
	for _, ref := range e.References {
		want[shortReference(ref)] = true
	}
	for _, ref := range slices.Sorted(maps.Keys(want)) {
		if !have[ref] {
			return fmt.Sprintf("the plan refers to %s, the configuration does not", ref)
		}
	}
	for _, ref := range slices.Sorted(maps.Keys(have)) {
		if !want[ref] {
			return fmt.Sprintf("the configuration refers to %s, the plan does not", ref)
		}
	}
	return ""
}

// referenceOf is the thing that a traversal starts at: "aws_s3_bucket.b",
// "data.aws_region.r", "local.x".
func referenceOf(t hcl.Traversal) string {
	parts := []string{t.RootName()}
	for i := 1; i < len(t) && len(parts) < 3; i++ {
		name, ok := attrName(t, i)
		if !ok {
			break
		}
		parts = append(parts, name)
	}
	return joinReference(parts)
}

// shortReference cuts a reference of the plan to the same.
func shortReference(ref string) string {
	ref, _, _ = strings.Cut(ref, "[")
	return joinReference(strings.Split(ref, "."))
}

func joinReference(parts []string) string {
	n := 2
	if parts[0] == "data" {
		n = 3
	}
	if parts[0] == "resource" && len(parts) > 2 {
		parts = parts[1:]
	}
	if parts[0] == "self" {
		n = 1
	}
	return strings.Join(parts[:min(n, len(parts))], ".")
}

// sameConstant compares literal values, whatever collection they are in.
func sameConstant(a, b cty.Value) bool {
	_, agrees := overlay(b, a)
	return agrees
}

// compareValues evaluates what the plan knows anyway. Where the two differ, a
// local value or a file has changed since: the locals that the expression
// mentions are not used any more.
func (c *Config) compareValues(p *plan.Plan) {
	check := checker{c: c, s: NewResolver(p, plan.Planned, c, nil)}
	check.blocks(func(r *plan.Resource, b *block, a *argument, want, got cty.Value) {
		if c.stale[b].Address != "" || !contradicts(want, got, a.name) {
			return
		}
		c.mismatch(b, joinAddr(b.mod.path, blockName(r)), fmt.Sprintf("argument %q: its value differs", a.name))
		for _, t := range a.expr.Variables() {
			if name, ok := attrName(t, 1); ok && t.RootName() == "local" && b.mod.locals[name] != nil {
				b.mod.staleLocals[name] = true
			}
		}
	})
}

// findWorkspace works out terraform.workspace from what the plan knows of
// arguments that mention it.
func (c *Config) findWorkspace(p *plan.Plan) {
	check := checker{c: c, s: NewResolver(p, plan.Planned, c, nil)}
	symbol := check.s.workspace().AsString()
	check.blocks(func(_ *plan.Resource, _ *block, _ *argument, want, got cty.Value) {
		if text, ok := solve(got, want, symbol); ok {
			check.solved = append(check.solved, text)
		}
	})
	c.workspace = check.workspace()
}

type checker struct {
	c      *Config
	s      *Resolver
	solved []string // values of terraform.workspace that known texts show
}

// blocks calls f for every known argument of one instance of each block that
// the plan creates or has read, with both its values. Providers may keep an
// existing value that means the same as the configured one.
func (k *checker) blocks(f func(r *plan.Resource, b *block, a *argument, want, got cty.Value)) {
	seen := map[*block]bool{}
	for _, r := range k.s.plan.Resources {
		b := k.c.block(r)
		if b == nil || seen[b] || r.Config == nil || !r.Data && r.Change != "create" && r.Change != "replace" {
			continue
		}
		seen[b] = true
		inst := k.s.instance(r.Module)
		if inst == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(b.args)) {
			a := b.args[name]
			if metaArguments[name] || len(a.expr.Variables()) == 0 {
				continue
			}
			want, state := r.Attr(plan.Planned, name)
			if state != plan.Known || r.Sensitive(plan.Planned, name) {
				continue
			}
			sc := &scope{mod: inst, unit: k.s.unit(r.Address + "." + name), rep: k.s.repetition(r, b, inst)}
			if got, err := k.s.ev.eval(a.expr, sc); err == nil {
				f(r, b, a, escapeAll(want), got)
			}
		}
	}
}

// solve finds the text that a symbol stands for in the only place where it
// stands in an evaluated text, given the planned text.
func solve(got, want cty.Value, symbol string) (string, bool) {
	if !got.IsKnown() || got.IsNull() || got.Type() != cty.String || want.Type() != cty.String {
		return "", false
	}
	before, after, found := strings.Cut(got.AsString(), symbol)
	if !found || hasSymbol(before) || hasSymbol(after) {
		return "", false
	}
	text, ok1 := strings.CutPrefix(want.AsString(), before)
	text, ok2 := strings.CutSuffix(text, after)
	return text, ok1 && ok2 && text != "" && !hasSymbol(text)
}

// workspace is the name of the workspace, if what is known of the plan shows
// it: all places that tell it must agree. What `terraform workspace select`
// wrote is believed if nothing contradicts it.
func (k *checker) workspace() string {
	slices.Sort(k.solved)
	k.solved = slices.Compact(k.solved)
	switch len(k.solved) {
	case 1:
		return k.solved[0]
	case 0:
		return k.c.selectedWorkspace()
	}
	return ""
}

// contradicts reports whether an evaluated value is certainly not what the
// plan was made from. Providers rewrite some texts: JSON, hashes and encodings.
func contradicts(want, got cty.Value, name string) bool {
	if !got.IsWhollyKnown() || symbolic(got) || got.IsNull() || want.IsNull() {
		return false
	}
	if strings.Contains(name, "user_data") || strings.Contains(name, "base64") {
		return false
	}
	if want.Type() == cty.String && got.Type() == cty.String {
		var a, b any
		if json.Unmarshal([]byte(want.AsString()), &a) == nil && json.Unmarshal([]byte(got.AsString()), &b) == nil {
			return !reflect.DeepEqual(a, b)
		}
		return strings.TrimSpace(want.AsString()) != strings.TrimSpace(got.AsString())
	}
	if want.Type().IsPrimitiveType() && got.Type().IsPrimitiveType() {
		return !samePrimitive(want, got)
	}
	return false
}
