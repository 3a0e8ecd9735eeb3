package plan

import (
	"github.com/tfaccess/tfaccess/analyzer/policy"
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
	Resources []*Resource // managed and data, in address order; both worlds
	Providers []*Provider
	Variables map[string]cty.Value // root module variables
	// Banners are what a reader must know first: errored, incomplete,
	// targeted, refresh-only, deferred.
	Banners []string
	// Incomplete is set if resources may exist that the plan does not mention.
	Incomplete string
	// Oddities are parts of the input that could not be read; the rest is.
	Oddities []Oddity
}

// Oddity is a part of an input that could not be read as expected.
type Oddity struct{ Address, Summary, Detail string }

// Read reads a plan, a state (`terraform show -json`, or the raw version 4 of
// `terraform state pull`) in any encoding that shells produce. The error of
// anything else says what it is and what to run.
func Read(label, path string, data []byte) (*Plan, error) { return nil, nil }

// Provider is one provider configuration of hashicorp/aws.
type Provider struct {
	Key   string // "aws", "aws.data", "module.x:aws.data"
	Alias string
	// Account, Region and Partition are symbols where they are not known: an
	// unknown account is equal to itself only. analyzer/source may make them
	// known when the block uses locals.
	Account, Region, Partition policy.Text
	// AccountFrom says how the account was found: "assume_role",
	// "allowed_account_ids", "caller_identity", "arn", "configuration", "label" or "".
	AccountFrom string
	RoleARN     policy.Text // the role that the provider assumes; unset if none
	ExternalID  policy.Text
	DefaultTags map[string]policy.Text
	Config      Expression // the block's arguments
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
	Provider *Provider // never nil for AWS resources
	// Change is "create", "update", "replace", "delete", "no-op", "read",
	// "forget", or empty for what is only in a state.
	Change   string
	Previous string // previous address, if it was moved
	// Values of the resource's attributes in each world; cty.NilVal if it does
	// not exist there. Unknown leaves are cty.DynamicVal; sets are tuples.
	Before, After cty.Value
	// BeforeSensitive and AfterSensitive mark paths whose values may be used but never shown.
	BeforeSensitive, AfterSensitive cty.Value
	// Config is the block's configuration, nil for a state or an orphan.
	Config *Block
}

// Exists reports whether the resource exists in a world.
func (r *Resource) Exists(w World) bool { return false }

// State tells apart what a nil would blur.
type State int8

// States of an attribute.
const (
	Null     State = iota // not set, or set to null
	Known                 // wholly known
	Partly                // a collection or object with some unknown leaves
	Computed              // unknown, and nobody configured it: AWS or the provider decides
	Unknown               // configured, but known only after apply
)

// Attr is an attribute's raw value in a world, as the plan has it.
func (r *Resource) Attr(w World, name string) (cty.Value, State) { return cty.NilVal, Null }

// Sensitive reports whether an attribute, or any part of it, is marked sensitive.
func (r *Resource) Sensitive(w World, name string) bool { return false }

// Block is the configuration of a resource, data source or module call: what
// `terraform show -json` keeps of the HCL.
type Block struct {
	Module      string // static module path: "module.a.module.b"
	Arguments   map[string]Expression
	Count       *Expression
	ForEach     *Expression
	DependsOn   []string
	ProviderKey string
}

// Expression is an argument or nested block in configuration.
type Expression struct {
	Constant   cty.Value               // cty.NilVal unless it is a constant
	References []string                // as Terraform lists them, in order
	Blocks     []map[string]Expression // nested blocks, in order
}

// Target is what a reference leads to.
type Target struct {
	Resource *Resource
	Attr     string // "arn", "rule[0].id"; empty if the whole resource is meant
}

// Follow resolves one reference made in a resource's block ("aws_s3_bucket.b.arn",
// "module.m.bucket_arn", "var.bucket", "each.value") to the resource instances
// it may mean, through module outputs, module call arguments and for_each.
// More than one means that the plan does not tell which instance; none, that
// it ends in a local, a variable or a constant.
func (p *Plan) Follow(r *Resource, reference string) []Target { return nil }

// Lookup finds a resource by its full address.
func (p *Plan) Lookup(address string) *Resource { return nil }
