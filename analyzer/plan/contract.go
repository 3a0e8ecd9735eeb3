package plan

import "github.com/zclconf/go-cty/cty"

// This file fixes the names that graph adapters and analyzer/source build on.

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
	Resources []*Resource // managed and data, in address order; both worlds
	Providers []*Provider
	Variables map[string]cty.Value
	// Banners are what a reader must know first: errored, incomplete,
	// targeted, refresh-only, deferred.
	Banners []string
}

// Provider is one provider configuration.
type Provider struct {
	Key   string // "aws.data", "module.x:aws.data"
	Alias string
	// Account, Region and Partition are texts with symbols (see policy.Text)
	// where they are not known: an unknown account is equal to itself only.
	Account   string
	Region    string
	Partition string
	// AccountFrom says how the account was found: "assume_role", "allowed_account_ids",
	// "caller_identity", "arn", "configuration", "label" or empty.
	AccountFrom string
	RoleARN     string // the role that the provider assumes, where known
	DefaultTags map[string]string
}

// Resource is one instance of a managed resource or data source.
type Resource struct {
	Plan     *Plan
	Address  string // full, with module path and instance keys
	Module   string // "module.a[\"x\"].module.b", empty in the root
	Data     bool
	Type     string
	Name     string
	Key      cty.Value // instance key: string, number, or cty.NilVal
	Provider *Provider
	// Change is "create", "update", "replace", "delete", "no-op", "read",
	// "forget", or empty for what is only in a state.
	Change string
	// Deposed objects are left out.
	before, after object
}

type object struct{ v cty.Value }

// State tells apart what a nil would blur.
type State int8

// States of a value.
const (
	Null       State = iota // not set, or set to null
	Known                   // known, perhaps with symbols in its texts
	Computed                // unknown, and nobody configured it: AWS or the provider decides
	UnknownVal              // configured, but known only after apply and not recovered
)

// Value is one attribute or block of a resource in one world.
type Value struct {
	v         cty.Value
	state     State
	sensitive bool
}
