package analyzer

import (
	"slices"
	"strings"
	"sync"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/fix"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/rules"
)

// fixes finds and verifies the change for each finding that has one: what is
// denied for certain, and what is denied unless a setting changes.
func (a *Analysis) fixes(engine *eval.Engine, results []rules.Result) {
	var group sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range results {
		r := &results[i]
		setting := r.Ref != nil && (r.Ref.Layer == eval.RequesterPays || r.Ref.Layer == eval.ObjectOwnership)
		if r.Ref == nil || r.Ref.Access == nil || r.Finding.Certainty != finding.Definite && !setting {
			continue
		}
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			r.Finding.Fix = fix.Suggest(fix.Problem{
				Engine: engine, Access: r.Ref.Access, Layer: r.Ref.Layer, Traces: r.Ref.Traces, Place: a,
			})
		})
	}
	group.Wait()
}

// policyArguments are the arguments that hold policy documents, by the types
// that call them something else than "policy".
var policyArguments = map[string][]string{
	"aws_iam_role":             {"assume_role_policy", "inline_policy"},
	"aws_organizations_policy": {"content"},
}

// Document finds the aws_iam_policy_document that a resource's policy is.
func (a *Analysis) Document(o graph.Origin) (holder graph.Origin, blocks bool) {
	l := a.input(o.Input)
	if l == nil || l.plan == nil {
		return o, false
	}
	r := l.plan.Lookup(o.Address)
	if r == nil || r.Config == nil {
		return o, false
	}
	arguments := policyArguments[r.Type]
	if arguments == nil {
		arguments = []string{"policy"}
	}
	for _, name := range arguments {
		argument, ok := r.Config.Arguments[name]
		if !ok {
			continue
		}
		for _, ref := range argument.References {
			for _, t := range l.plan.Follow(r, ref) {
				if t.Resource != nil && t.Resource.Data && t.Resource.Type == "aws_iam_policy_document" {
					return graph.Origin{Input: o.Input, Address: t.Resource.Address, Location: l.resolver.Location(t.Resource)}, true
				}
			}
		}
	}
	o.Location = l.resolver.Location(r)
	return o, false
}

// Expression refers from one resource to an attribute of another in the same
// module instance of the same configuration.
func (a *Analysis) Expression(from, to graph.Origin, attr string) (string, bool) {
	l := a.input(to.Input)
	if from.Input != to.Input || l == nil || l.plan == nil {
		return "", false
	}
	target := l.plan.Lookup(to.Address)
	if target == nil {
		return "", false
	}
	source := l.plan.Lookup(from.Address)
	if source == nil && isProvider(from.Address) {
		return "", false // what a provider is configured with has to be known before apply
	}
	module := ""
	if source != nil {
		module = source.Module
	}
	if target.Module != module || !slices.Contains([]string{"arn", "id", "key_id"}, attr) {
		return "", false
	}
	address := strings.TrimPrefix(strings.TrimPrefix(target.Address, target.Module), ".")
	return address + "." + attr, true
}

// isProvider reports whether an address is a provider configuration's:
// "provider.aws.data", "module.x.provider.aws".
func isProvider(address string) bool {
	return strings.HasPrefix(address, "provider.") || strings.Contains(address, ".provider.")
}

var _ fix.Place = (*Analysis)(nil)

// locationOf is a resource's block in its input's configuration.
func (a *Analysis) locationOf(input, address string) (finding.Location, *plan.Resource) {
	l := a.input(input)
	if l == nil || l.plan == nil || l.resolver == nil || address == "" {
		return finding.Location{}, nil
	}
	r := l.plan.Lookup(address)
	if r == nil {
		return finding.Location{}, nil
	}
	return l.resolver.Location(r), r
}
