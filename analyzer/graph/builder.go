package graph

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/source"
	"github.com/zclconf/go-cty/cty"
)

// Builder collects the fragment of one input in one world. Adapters read
// attributes through it, so that an unknown one comes back predicted,
// recovered from the configuration or as a symbol.
type Builder struct {
	Fragment *Fragment
	World    plan.World

	resolver *source.Resolver
	plan     *plan.Plan
	values   plan.World // of which the accessors tell the values
	deleted  bool
	adapters adapterSet
	siblings *siblings // made when needed, shared by copies of the Builder
}

// State says whether an attribute is set, known, computed by AWS or unknown.
func (b *Builder) State(r *plan.Resource, attr string) plan.State {
	return b.attr(r, attr).State
}

// attr is an attribute as the resolver has it; a block that AWS never fills in
// is not left to AWS (see Adapter.Blocks).
func (b *Builder) attr(r *plan.Resource, name string) source.Result {
	res := b.resolver.Attr(r, name)
	if a := b.adapters.of(r); res.State == plan.Computed && a != nil && slices.Contains(a.Blocks, name) {
		res.State = plan.Unknown
	}
	return res
}

// Configured reports whether the attribute has a value that somebody wrote, or
// that AWS was seen to have: it is neither unset nor left to AWS (plan.Computed).
//
// A plan says "known after apply" of both an attribute that nobody set and one
// that is set to something unknown; for the first, AWS's default holds.
func (b *Builder) Configured(r *plan.Resource, attr string) bool {
	switch b.State(r, attr) {
	case plan.Null, plan.Computed:
		return false
	}
	return true
}

// Argument reports whether the resource's configuration sets the attribute:
// Maybe where the input has no configuration (a state).
func (b *Builder) Argument(r *plan.Resource, attr string) policy.Tri {
	if r.Config == nil {
		return policy.Maybe
	}
	_, set := r.Config.Arguments[attr]
	return policy.Of(set)
}

// Text is a string attribute: unset if null, an opaque symbol if nothing is
// known. A number or boolean comes as its text. What is marked sensitive comes
// as a symbol: equal to itself, and nothing more is told.
func (b *Builder) Text(r *plan.Resource, attr string) policy.Text {
	res := b.resolver.Attr(r, attr)
	symbol := b.symbol(r, attr)
	if res.Sensitive && res.Value != cty.NilVal && !isNull(res.Value) {
		return policy.Opaque(symbol)
	}
	if res.Value == cty.NilVal && res.State == plan.Unknown {
		return policy.Opaque(symbol)
	}
	return textOf(res.Value, symbol)
}

// Tri is a boolean attribute; unset counts as def.
func (b *Builder) Tri(r *plan.Resource, attr string, def policy.Tri) policy.Tri {
	res := b.resolver.Attr(r, attr)
	if res.Value == cty.NilVal && res.State == plan.Unknown {
		return policy.Maybe
	}
	if res.State == plan.Computed && (res.Value == cty.NilVal || !res.Value.IsKnown()) {
		return def
	}
	return triOf(res.Value, def)
}

// Texts is a list or set of strings; complete is false if elements may be missing.
func (b *Builder) Texts(r *plan.Resource, attr string) (texts []policy.Text, complete bool) {
	return textsOf(b.value(r, attr), b.symbol(r, attr))
}

// Map is a map of strings, such as tags; complete is false if entries may be missing.
func (b *Builder) Map(r *plan.Resource, attr string) (entries map[string]policy.Text, complete bool) {
	return mapOf(b.value(r, attr), b.symbol(r, attr))
}

// Tags are the resource's tags, those of default_tags included.
func (b *Builder) Tags(r *plan.Resource) (tags map[string]policy.Text, complete policy.Tri) {
	if b.Configured(r, "tags_all") {
		if all, ok := b.Map(r, "tags_all"); ok {
			return all, policy.Yes
		}
	}
	own, ok := b.Map(r, "tags")
	p := b.Provider(r)
	if p != nil && len(p.DefaultTags) > 0 {
		merged := make(map[string]policy.Text, len(own)+len(p.DefaultTags))
		for k, v := range p.DefaultTags {
			merged[k] = v
		}
		for k, v := range own {
			merged[k] = v
		}
		own = merged
	}
	if ok {
		return own, policy.Yes
	}
	return own, policy.Maybe
}

// Blocks are the nested blocks of one name; complete is false if some may be missing.
func (b *Builder) Blocks(r *plan.Resource, name string) (blocks []Nested, complete bool) {
	return blocksOf(b.value(r, name), b.symbol(r, name))
}

// Block is the first nested block of one name, and whether there is one: Maybe
// if the plan does not tell.
func (b *Builder) Block(r *plan.Resource, name string) (Nested, policy.Tri) {
	return first(b.Blocks(r, name))
}

// blockBefore is the first nested block of one name as it is before the plan.
func (b *Builder) blockBefore(r *plan.Resource, name string) (Nested, policy.Tri) {
	v, _ := r.Attr(plan.Prior, name)
	if r.Sensitive(plan.Prior, name) {
		v = cty.DynamicVal
	}
	return first(blocksOf(v, b.symbol(r, name)))
}

// Doc is a policy document attribute: Absent if nobody set it and AWS was not
// seen to have one, Opaque if its text is not known or must not be shown.
func (b *Builder) Doc(r *plan.Resource, attr string) Doc {
	res := b.resolver.Attr(r, attr)
	if res.State == plan.Null {
		return Doc{Presence: Absent}
	}
	if res.State == plan.Computed && (res.Value == cty.NilVal || !res.Value.IsKnown()) {
		return Doc{Presence: Absent}
	}
	return docOf(res.Value, How(res.How), res.Missing, res.Sensitive, r.Address+"."+attr)
}

// Origin is where the resource stands.
func (b *Builder) Origin(r *plan.Resource) Origin {
	return Origin{Input: b.Fragment.Label, Address: r.Address, Change: r.Change, Location: b.resolver.Location(r)}
}

// Provider is the resource's provider configuration; nil only for a resource
// of another provider than hashicorp/aws.
func (b *Builder) Provider(r *plan.Resource) *plan.Provider {
	if p := b.resolver.Provider(r); p != nil {
		return p
	}
	return r.Provider
}

// Account is the resource's account: from its own ARN where that is known,
// else from its provider configuration; a symbol if neither tells.
func (b *Builder) Account(r *plan.Resource) policy.Text {
	if arn := b.rawText(r, "arn"); arn != "" {
		if a, ok := parseARN(arn); ok && isAccountID(string(a.account)) {
			return a.account
		}
	}
	if p := b.Provider(r); p != nil {
		return p.Account
	}
	return policy.Word(b.Fragment.Label + ":account")
}

// Region is the region that the resource is made in: its own argument (AWS
// provider 6), else its ARN's, else its provider configuration's.
func (b *Builder) Region(r *plan.Resource) policy.Text {
	if region := b.Text(r, "region"); region != "" && !region.IsOpaque() {
		return region
	}
	if arn := b.rawText(r, "arn"); arn != "" {
		if a, ok := parseARN(arn); ok && a.region != "" {
			return a.region
		}
	}
	if p := b.Provider(r); p != nil {
		return p.Region
	}
	return policy.Word(b.Fragment.Label + ":region")
}

// Partition is "aws", "aws-cn" or "aws-us-gov".
func (b *Builder) Partition(r *plan.Resource) string {
	if p := b.Provider(r); p != nil && p.Partition != "" && p.Partition.IsWhollyKnown() {
		return string(p.Partition)
	}
	return "aws"
}

// Created reports whether the plan creates or replaces the resource, so that
// nothing can hang on it but what the inputs say. It is false in the prior world.
func (b *Builder) Created(r *plan.Resource) bool {
	return b.World == plan.Planned && !b.deleted && (r.Change == "create" || r.Change == "replace")
}

// Replaced reports whether the plan deletes the resource and makes it again.
func (b *Builder) Replaced(r *plan.Resource) bool {
	return b.World == plan.Planned && !b.deleted && r.Change == "replace"
}

// Deleted reports whether the adapter is called for a resource that the plan
// removes: its attributes are then those from before.
func (b *Builder) Deleted() bool { return b.deleted }

// Diagnose adds an oddity of the input.
func (b *Builder) Diagnose(r *plan.Resource, summary, detail string) {
	b.Fragment.Diagnostics = append(b.Fragment.Diagnostics, Diagnostic{Origin: b.Origin(r), Summary: summary, Detail: detail})
}

// value is an attribute's resolved value; what is sensitive is unknown.
func (b *Builder) value(r *plan.Resource, attr string) cty.Value {
	res := b.attr(r, attr)
	if res.Sensitive && res.Value != cty.NilVal && !isNull(res.Value) {
		return cty.DynamicVal
	}
	if res.Value == cty.NilVal && res.State == plan.Unknown {
		return cty.DynamicVal
	}
	if res.State == plan.Computed && (res.Value == cty.NilVal || !res.Value.IsKnown()) {
		return cty.NilVal // left to AWS: nothing is configured
	}
	return res.Value
}

// rawText is an attribute as the plan itself has it, empty unless it is known there.
func (b *Builder) rawText(r *plan.Resource, attr string) policy.Text {
	v, state := r.Attr(b.values, attr)
	if state != plan.Known || r.Sensitive(b.values, attr) {
		return ""
	}
	return textOf(v, "")
}

// symbol names an attribute's symbol.
func (b *Builder) symbol(r *plan.Resource, attr string) string {
	return symbolName(r, attr)
}

func symbolName(r *plan.Resource, attr string) string { return source.SymbolName(r, attr) }
