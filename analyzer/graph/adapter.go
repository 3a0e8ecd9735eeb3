package graph

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

//go:generate go run ./internal/adapterlist/generate -dir . -readme ../../README.md

// Adapter teaches the graph one Terraform resource type or data source.
// Supporting a type is adding one value of it to a file aws_<family>.go; the
// list of adapters and the README's table of types are generated from those
// files.
type Adapter struct {
	Type string // "aws_s3_bucket_policy"; "data.aws_iam_role" for a data source
	// Refs names the attributes that point at other resources, with the
	// attribute of the target that they hold: {"bucket": "aws_s3_bucket.id"}.
	// The link then exists even where the value is unknown.
	Refs map[string]string
	// Predict gives attributes that AWS derives from known inputs, as templates
	// over other attributes and the provider: {"arn": "arn:{partition}:s3:::{bucket}"}.
	// See template for what may stand in braces. An attribute of nested blocks, of
	// which there is one each, has a path: "identity.oidc.issuer".
	Predict map[string]string
	// FoundBy names the arguments by which a data source finds the one thing of
	// an account and Region that a resource of its type makes, with that
	// resource's attribute: {"user_name": "name"}.
	FoundBy map[string]string
	// Blocks names the nested blocks that AWS never fills in. A plan's
	// configuration does not show dynamic blocks, so that one of these that is
	// known only after apply looks left to AWS; it is one that somebody wrote.
	Blocks []string
	// Assumer is the service that assumes the role which the resource names, one
	// of assumers; unset if none does, or none whose name is known.
	Assumer policy.Text
	// Adapt appends what the resource says to the fragment. It is nil where the
	// type only has names that others mention.
	Adapt func(b *Builder, r *plan.Resource)
	// Deleted appends what it means that the plan removes the resource; the
	// accessors then give the values from before. Nil where the record's
	// absence says all.
	Deleted func(b *Builder, r *plan.Resource)
}

// adapterSet finds an adapter by its Type.
type adapterSet map[string]*Adapter

var byType = index(adapters)

func index(all []*Adapter) adapterSet {
	set := make(adapterSet, len(all))
	for _, a := range all {
		set[a.Type] = a
	}
	return set
}

// of is the adapter of a resource's type; nil if there is none.
func (s adapterSet) of(r *plan.Resource) *Adapter {
	if r.Data {
		return s["data."+r.Type]
	}
	return s[r.Type]
}

// Adapters are all resource types and data sources that the graph knows, by Type.
func Adapters() []*Adapter {
	return slices.SortedFunc(slices.Values(adapters), func(a, b *Adapter) int { return strings.Compare(a.Type, b.Type) })
}

// Validate reports every mistake in a set of adapters at once: a type listed
// twice, nothing to do, a template that does not parse, a reference to a type
// that nobody describes.
func Validate(all []*Adapter) error {
	var errs []error
	seen := map[string]bool{}
	for _, a := range all {
		if typ := strings.TrimPrefix(a.Type, "data."); !strings.HasPrefix(typ, "aws_") && !strings.HasPrefix(typ, "kubernetes_") {
			errs = append(errs, fmt.Errorf("adapter %q: no type of hashicorp/aws or hashicorp/kubernetes", a.Type))
		}
		if seen[a.Type] {
			errs = append(errs, fmt.Errorf("adapter %s: listed twice", a.Type))
		}
		seen[a.Type] = true
		if a.Adapt == nil && len(a.Predict) == 0 {
			errs = append(errs, fmt.Errorf("adapter %s: neither Adapt nor Predict", a.Type))
		}
		if !a.Assumer.IsUnset() && assumerOf(a.Assumer) == nil {
			errs = append(errs, fmt.Errorf("adapter %s: %s is none of the services that assume roles", a.Type, a.Assumer))
		}
		for attr, t := range a.Predict {
			if _, err := parseTemplate(t); err != nil {
				errs = append(errs, fmt.Errorf("adapter %s: predict %s: %w", a.Type, attr, err))
			}
		}
		for attr, target := range a.Refs {
			if typ, name, ok := strings.Cut(target, "."); !ok || typ == "" || name == "" {
				errs = append(errs, fmt.Errorf("adapter %s: ref %s: %q is not TYPE.ATTRIBUTE", a.Type, attr, target))
			}
		}
	}
	return errors.Join(errs...)
}
