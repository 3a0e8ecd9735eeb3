package source

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/plan"
)

// compare looks for blocks that are not those which the plan was made from.
func (c *Config) compare(p *plan.Plan) {
	for _, path := range slices.Sorted(maps.Keys(c.modules)) {
		m := c.modules[path]
		planned := p.ModuleConfig(path)
		if planned == nil {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(planned.Blocks)) {
			b := m.resources[name]
			if b == nil {
				c.mismatch(nil, joinAddr(path, name), "it is in the plan but not in the configuration")
				continue
			}
			if detail := differs(b, planned.Blocks[name]); detail != "" {
				c.mismatch(b, joinAddr(path, name), detail)
			}
		}
	}
}

func (c *Config) mismatch(b *block, address, detail string) {
	m := Mismatch{Address: address, Summary: "Configuration differs from the plan", Detail: detail}
	if b != nil {
		m.Location = place(c.root, b.rng)
		c.stale[b] = m
	}
	c.order = append(c.order, m)
}

// metaArguments are no arguments of a resource.
var metaArguments = map[string]bool{
	"count": true, "for_each": true, "provider": true, "depends_on": true, "lifecycle": true,
	"provisioner": true, "connection": true,
}

// differs tells how a block differs from what the plan keeps of it; empty if
// it does not.
func differs(b *block, planned *plan.Block) string {
	for name := range planned.Arguments {
		if b.args[name] == nil && !slices.ContainsFunc(b.blocks, func(n *block) bool { return n.makes() == name }) {
			return fmt.Sprintf("the plan has the argument %q, the configuration has not", name)
		}
	}
	for name := range b.args {
		if _, ok := planned.Arguments[name]; !ok && !metaArguments[name] {
			return fmt.Sprintf("the configuration has the argument %q, the plan has not", name)
		}
	}
	return ""
}
