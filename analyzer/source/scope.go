package source

import (
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
)

// An instance is one instance of a module: what its expressions can see.
type instance struct {
	mod    *module
	addr   string // "module.a[\"x\"].module.b", empty for the root
	parent *instance
	key    cty.Value // instance key, cty.NilVal if the call has no count or for_each
	memo   map[string]*memo
	made   map[string]*instances
}

func newInstance(mod *module, addr string) *instance {
	return &instance{mod: mod, addr: addr, memo: map[string]*memo{}, made: map[string]*instances{}}
}

// instances are those of a resource or module block in a module instance.
type instances struct {
	list     []entry
	byKey    map[string]int // place in list
	complete bool           // false if there may be others that the plan does not show
	whole    cty.Value      // all of them as one value; cty.NilVal until it is asked for
}

// memo is one thing worked out once: a local value, variable, output or
// for_each.
type memo struct {
	busy, done bool
	value      operand
	err        error
	missing    []string
	how        How
	hid        bool
}

// A scope is where an expression is evaluated.
type scope struct {
	mod    *instance
	parent *scope // of loop variables
	names  []string
	values []operand
	anon   *hclsyntax.AnonSymbolExpr // of a splat
	item   operand
	rep    repetition
	unit   *unit
	reveal bool // inside nonsensitive()
}

// repetition is what each and count mean in a block.
type repetition struct {
	key   cty.Value // each.key or count.index; cty.NilVal without either
	value func() operand
	self  *plan.Resource
}

// A unit is one argument, local value or output: it names the opaque symbols
// that its expression makes, and collects what could not be known.
type unit struct {
	label   string // of the plan
	what    string // address of what is worked out
	opaque  int
	steps   int
	missing []string
	hid     bool // something sensitive was replaced by a symbol
	how     How  // Rebuilt if a value came from references alone
}

// name is what the unit's symbols are named after.
func (u *unit) name() string { return symbolName(u.label, u.what) }

// unit is a new unit for what has an address in the plan.
func (s *Resolver) unit(what string) *unit { return &unit{label: s.plan.Label, what: what} }

// weaken notes that a value is known in a weaker way.
func (u *unit) weaken(how How) {
	if how == Rebuilt {
		u.how = Rebuilt
	}
}

// miss notes once why something is not known.
func (u *unit) miss(format string, args ...any) {
	reason := fmt.Sprintf(format, args...)
	if len(u.missing) < 8 && !slices.Contains(u.missing, reason) {
		u.missing = append(u.missing, reason)
	}
}

func (sc *scope) child(names []string, values []operand) *scope {
	c := *sc
	c.parent, c.names, c.values = sc, names, values
	c.anon, c.item = nil, operand{}
	return &c
}

// lookup finds a loop variable.
func (sc *scope) lookup(name string) (operand, bool) {
	for s := sc; s != nil; s = s.parent {
		for i, n := range s.names {
			if n == name {
				return s.values[i], true
			}
		}
	}
	return operand{}, false
}

// anonymous finds the item of a splat.
func (sc *scope) anonymous(x *hclsyntax.AnonSymbolExpr) (operand, bool) {
	for s := sc; s != nil; s = s.parent {
		if s.anon == x {
			return s.item, true
		}
	}
	return operand{}, false
}

// at is a place in the configuration for a message: "main.tf:12".
func (e *evaluator) at(rng hcl.Range) string {
	loc := place(e.res.config.root, rng)
	return fmt.Sprintf("%s:%d", loc.File, loc.Line)
}
