package source

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
)

// hides reports whether an expression of a resource's block depends on a local
// value, of which a plan says nothing: it may be what makes the expression
// unknown, and the resource that is mentioned beside it no more than a
// condition or the other branch of one.
func (b *rebuilder) hides(e plan.Expression) bool {
	return b.s.hiddenIn(staticModule(b.r.Module), e.References, b.r.Config, 0)
}

// hiddenIn looks for local values behind references made in a module, through
// for_each, module arguments and outputs.
func (s *Resolver) hiddenIn(module string, references []string, in *plan.Block, depth int) bool {
	const maxCalls = 40
	return depth > maxCalls || slices.ContainsFunc(references, func(ref string) bool {
		return s.hidden(module, ref, in, depth+1)
	})
}

func (s *Resolver) hidden(module, ref string, in *plan.Block, depth int) bool {
	root, rest, _ := strings.Cut(ref, ".")
	name, rest, _ := strings.Cut(rest, ".")
	name, _, _ = strings.Cut(name, "[")
	switch root {
	case "local":
		return true
	case "each":
		return name == "value" && in != nil && in.ForEach != nil && s.hiddenIn(module, in.ForEach.References, nil, depth)
	case "var":
		parent, call, _ := cutLast(module, "module.")
		parent = strings.TrimSuffix(parent, ".")
		config := s.plan.ModuleConfig(parent)
		if module == "" || config == nil || config.Calls[call] == nil {
			return false // variables of the root module are in the plan
		}
		c := config.Calls[call]
		return s.hiddenIn(parent, c.Arguments[name].References, &c.Block, depth)
	case "module":
		child := joinAddr(module, "module."+name)
		output, _, _ := strings.Cut(rest, ".")
		output, _, _ = strings.Cut(output, "[")
		config := s.plan.ModuleConfig(child)
		return config != nil && s.hiddenIn(child, config.Outputs[output].References, nil, depth)
	}
	return false
}
