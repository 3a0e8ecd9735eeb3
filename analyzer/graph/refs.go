package graph

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/source"
	"github.com/zclconf/go-cty/cty"
)

// linked is the text of an attribute that points at another resource, found by
// the references of its configuration, where the resolver could not tell the
// value itself. The adapter's Refs say which attribute of the target it holds:
// old versions of Terraform name only the resource.
//
// A reference tells what is mentioned, not how: "${aws_s3_bucket.b.id}-x" has
// the same references as aws_s3_bucket.b.id. An attribute listed in Refs is an
// identifier of one thing, and nobody writes such an expression there.
func (b *Builder) linked(r *plan.Resource, attr string) (policy.Text, bool) {
	a := b.adapters.of(r)
	if a == nil || r.Config == nil || a.Refs[attr] == "" {
		return "", false
	}
	argument, ok := r.Config.Arguments[attr]
	if !ok {
		return "", false
	}
	for want := range strings.SplitSeq(a.Refs[attr], " or ") {
		i := strings.LastIndexByte(want, '.')
		typ, name := want[:i], want[i+1:]
		if target := b.target(r, argument.References, typ); target != nil {
			if t := b.Text(target, name); t != "" && !t.IsOpaque() {
				return t, true
			}
		}
	}
	return "", false
}

// target is the one resource of a type that references lead to: of several
// instances, the one with the same instance key.
func (b *Builder) target(r *plan.Resource, references []string, typ string) *plan.Resource {
	typ, data := strings.CutPrefix(typ, "data.")
	var found []*plan.Resource
	for _, ref := range references {
		for _, t := range b.plan.Follow(r, ref) {
			if t.Resource != nil && t.Resource.Type == typ && t.Resource.Data == data && !slices.Contains(found, t.Resource) {
				found = append(found, t.Resource)
			}
		}
	}
	if len(found) > 1 && r.Key != cty.NilVal {
		found = slices.DeleteFunc(found, func(t *plan.Resource) bool {
			return t.Key == cty.NilVal || !t.Key.RawEquals(r.Key)
		})
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// needsLink reports whether a resolved value is worth following references for:
// it is unknown, or was put together from references without the configuration.
func needsLink(res source.Result) bool {
	if res.State != plan.Unknown && res.State != plan.Partly {
		return false
	}
	return res.How == source.Opaque || res.How == source.Rebuilt || res.How == ""
}
