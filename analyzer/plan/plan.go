package plan

import (
	"sync"
	"time"

	"github.com/zclconf/go-cty/cty"
)

// World is one of the two times a plan speaks of.
type World int8

// Worlds.
const (
	Planned World = iota // after apply
	Prior                // before: the state that the plan was made from
)

// Plan is one input: a plan or a state, as Terraform tells it.
type Plan struct {
	Label     string // unique among the inputs
	Path      string // file it was read from, "-" for standard input
	IsState   bool
	Terraform string               // version that made it, where it says
	Time      time.Time            // when the plan was made; zero if it does not say, as of states
	Resources []*Resource          // managed and data, in address order; both worlds
	Providers []*Provider          // by key
	Variables map[string]cty.Value // of the root module, sensitive ones included
	// Banners are what a reader must know first: errored, incomplete,
	// targeted, refresh-only, deferred.
	Banners []string
	// Incomplete is set if resources may exist that the plan does not mention.
	Incomplete string
	// Oddities are parts of the input that could not be read; the rest is.
	Oddities []Oddity

	byAddress     map[string]*Resource
	byBlock       map[blockID][]*Resource // instances of a block in one module instance
	modules       map[string][]cty.Value  // keys of the instances of "PARENT.module.NAME"
	root          *module                 // configuration; nil without
	staticModules map[string]*module
	assumed       []*Resource // taken for one provider configuration's (OneProvider)
	mentionKnown  sync.Map    // mentioned to bool: what allKnown found
}

// Oddity is a part of an input that could not be read as expected. It never
// holds a value of the input, other than addresses and names.
type Oddity struct{ Address, Summary, Detail string }

// blockID names the instances of one block in one module instance.
type blockID struct {
	module string // module instance address
	data   bool
	typ    string
	name   string
}

// Lookup finds a resource by its full address; nil if there is none.
func (p *Plan) Lookup(address string) *Resource { return p.byAddress[address] }

// Instances are the instances of a block in a module instance, in key order.
func (p *Plan) Instances(module string, data bool, typ, name string) []*Resource {
	return p.byBlock[blockID{module, data, typ, name}]
}

// ModuleConfig is the configuration of a module by its static path
// ("module.a.module.b", empty for the root); nil if the input has none.
func (p *Plan) ModuleConfig(path string) *ModuleConfig {
	m := p.staticModules[path]
	if m == nil {
		return nil
	}
	return &m.ModuleConfig
}

// ModuleKeys are the instance keys of a module call, by the address of the call
// in its module instance ("module.a[\"x\"].module.b"), as far as resources
// show them.
func (p *Plan) ModuleKeys(call string) []cty.Value { return p.modules[call] }

func (p *Plan) odd(address, summary, detail string) {
	p.Oddities = append(p.Oddities, Oddity{address, summary, detail})
}
