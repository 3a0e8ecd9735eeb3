package source

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A module is one module of the configuration as it is written: blocks, not
// instances. A module that is called from two places is two modules.
type module struct {
	path   string // "module.a.module.b", empty for the root
	dir    string // inside the configuration's file system
	parent *module
	call   *block // in parent; nil for the root

	variables map[string]*variable
	locals    map[string]*argument
	// staleLocals are not those that the plan was made from.
	staleLocals map[string]bool
	outputs     map[string]*block
	resources   map[string]*block // "aws_s3_bucket.b", "data.aws_region.r"
	calls       map[string]*block
	providers   map[string]*block // "aws", "aws.data"
	children    map[string]*module
}

// A block is a block in HCL, or the object that stands for one in JSON.
type block struct {
	mod    *module
	typ    string
	labels []string
	args   map[string]*argument
	blocks []*block  // nested, in order
	rng    hcl.Range // from its first to its last character
	json   bool
}

// An argument is one attribute of a block. JSON syntax is turned into the same
// expressions.
type argument struct {
	name string
	expr hclsyntax.Expression
	rng  hcl.Range
}

type variable struct {
	block    *block
	typ      cty.Type // cty.DynamicPseudoType if not declared
	defaults *typeexpr.Defaults
	def      *argument
	nullable bool
	// sensitive values are used as symbols only.
	sensitive bool
}

func newModule(path, dir string) *module {
	return &module{
		path: path, dir: dir,
		variables: map[string]*variable{}, locals: map[string]*argument{}, staleLocals: map[string]bool{},
		outputs: map[string]*block{}, resources: map[string]*block{},
		calls: map[string]*block{}, providers: map[string]*block{}, children: map[string]*module{},
	}
}

// nested are the blocks of one type directly inside a block.
func (b *block) nested(typ string) []*block {
	var out []*block
	for _, n := range b.blocks {
		if n.typ == typ {
			out = append(out, n)
		}
	}
	return out
}

// arg is the expression of an argument; nil if it is not there.
func (b *block) arg(name string) hclsyntax.Expression {
	if a := b.args[name]; a != nil {
		return a.expr
	}
	return nil
}
