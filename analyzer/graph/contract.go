package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/source"
	"github.com/zclconf/go-cty/cty"
)

// Builder collects the fragment of one input in one world.
type Builder struct{ Fragment *Fragment }

// Graph is everything that the inputs say, joined. It is read-only.
type Graph struct {
	Accounts      []*Account
	Organizations []*Organization
	Principals    []*Principal // users and roles, by ARN
	Buckets       []*Bucket
	Keys          []*Key
	Endpoints     []*Endpoint
	AccessPoints  []*AccessPoint
	Wirings       []*Wiring
	Diagnostics   []Diagnostic
	// OrgKnown says whether any input tells about service control policies and
	// resource control policies at all.
	SCPsKnown, RCPsKnown bool
}

// Join makes one graph of all fragments.
func Join(fragments []*Fragment) *Graph { return &Graph{} }

// Principal finds or makes the principal with an ARN, an account root, a
// service principal's name or "anonymous". One that no input describes has
// Complete == Maybe and no policies.
func (g *Graph) Principal(arn policy.Text) *Principal { return nil }

// Bucket finds the bucket with a name; nil if no input has it.
func (g *Graph) Bucket(name policy.Text) *Bucket { return nil }

// BucketOrUnknown is Bucket, or a bucket of which nothing is known.
func (g *Graph) BucketOrUnknown(name policy.Text) *Bucket { return nil }

// Key finds a key by ARN, id, alias name or alias ARN, as seen from an account
// and region (an alias name is resolved in the requester's account).
func (g *Graph) Key(ref, account, region policy.Text) *Key { return nil }

// Account finds or makes an account.
func (g *Graph) Account(id policy.Text) *Account { return nil }

// Lookup finds what a resource address means: "aws_iam_role.x" or
// "LABEL:aws_iam_role.x"; an error names the candidates if several fit.
func (g *Graph) Lookup(address string) (any, error) { return nil, nil }

// FromPlan makes the fragment of one plan in one world.
func FromPlan(r *source.Resolver, p *plan.Plan, w plan.World) *Fragment { return nil }

// The accessors that adapters use; each goes through the resolver, so that an
// unknown attribute comes back predicted, recovered or as a symbol.

// Text is a string attribute: unset if null, an opaque symbol if nothing is known.
func (b *Builder) Text(r *plan.Resource, attr string) policy.Text { return "" }

// Tri is a boolean attribute; unset counts as def.
func (b *Builder) Tri(r *plan.Resource, attr string, def policy.Tri) policy.Tri { return def }

// Texts is a list or set of strings; complete is false if elements may be missing.
func (b *Builder) Texts(r *plan.Resource, attr string) (texts []policy.Text, complete bool) {
	return nil, false
}

// Blocks are the nested blocks of one name; complete is false if some may be missing.
func (b *Builder) Blocks(r *plan.Resource, name string) (blocks []Nested, complete bool) {
	return nil, false
}

// Doc is a policy document attribute.
func (b *Builder) Doc(r *plan.Resource, attr string) Doc { return Doc{} }

// Origin is where the resource stands.
func (b *Builder) Origin(r *plan.Resource) Origin { return Origin{} }

// Account, Region and Partition are the resource's, from its provider
// configuration or its own arguments.
func (b *Builder) Account(r *plan.Resource) policy.Text { return "" }

// Region is the region that the resource is made in.
func (b *Builder) Region(r *plan.Resource) policy.Text { return "" }

// Partition is "aws", "aws-cn" or "aws-us-gov".
func (b *Builder) Partition(r *plan.Resource) string { return "aws" }

// Created reports whether the plan creates or replaces the resource.
func (b *Builder) Created(r *plan.Resource) bool { return false }

// Nested is a nested block or object with the same accessors.
type Nested struct{ v cty.Value }

// Text is as Builder.Text.
func (n Nested) Text(attr string) policy.Text { return "" }

// Tri is as Builder.Tri.
func (n Nested) Tri(attr string, def policy.Tri) policy.Tri { return def }

// Texts is as Builder.Texts.
func (n Nested) Texts(attr string) ([]policy.Text, bool) { return nil, false }

// Blocks is as Builder.Blocks.
func (n Nested) Blocks(name string) ([]Nested, bool) { return nil, false }
