package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// AccountOf finds the account block that says where a provider configuration of
// an input works. exact: a providers argument names it, which holds over what
// the plan tells; otherwise an inputs argument names its input, which holds
// only where the plan does not tell. Nil: no block does.
func (c *Config) AccountOf(label, provider string) (account *Account, exact bool) {
	for i := range c.Accounts {
		a := &c.Accounts[i]
		if slices.ContainsFunc(a.Providers, func(p string) bool { return namesProvider(p, label, provider) }) {
			return a, true
		}
	}
	for i := range c.Accounts {
		a := &c.Accounts[i]
		if slices.ContainsFunc(a.Inputs, func(pattern string) bool { return glob(pattern, label) }) {
			return a, false
		}
	}
	return nil, false
}

// namesProvider reports whether "aws.data" or "LABEL:aws.data" names a provider
// configuration by its key: "aws.data", or "module.x:aws.data" in a module.
func namesProvider(name, label, key string) bool {
	if name == key {
		return true
	}
	input, rest, ok := strings.Cut(name, ":")
	return ok && rest == key && glob(input, label)
}

// glob matches "*" with any text.
func glob(pattern, s string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	if !strings.HasPrefix(s, head) {
		return false
	}
	for s = s[len(head):]; ; s = s[1:] {
		if glob(rest, s) {
			return true
		}
		if s == "" {
			return false
		}
	}
}

// Expectations resolves the expect blocks in a graph. What a block names and no
// input has is told as a warning, with the nearest name there is; the
// expectation then stands for what is not known.
func (c *Config) Expectations(g *graph.Graph) ([]access.Expectation, Diagnostics) {
	var out []access.Expectation
	var diags Diagnostics
	warn := func(e *Expect, summary, detail string) {
		diags = append(diags, Diagnostic{Warning: true, Summary: summary, Detail: detail, Location: e.Location})
	}
	for i := range c.Expects {
		e := &c.Expects[i]
		x := access.Expectation{
			Name: e.Name, Actions: e.Actions, Allow: e.Allow,
			Origin: graph.Origin{Input: c.Fragment.Label, Address: fmt.Sprintf("expect %q", e.Name), Location: e.Location},
		}
		var problem string
		if x.Principals, problem = principals(g, e.Principal); problem != "" {
			warn(e, "Expectation of nobody", problem)
		}
		for _, r := range e.Resources {
			arn, problem := resource(g, r)
			if problem != "" {
				warn(e, "Expectation about nothing", problem)
				continue
			}
			x.Resources = append(x.Resources, arn)
		}
		if e.Via != "" {
			if x.Via, problem = endpoint(g, e.Via); problem != "" {
				warn(e, "Expectation through nothing", problem)
				continue
			}
		}
		if len(x.Principals) > 0 && len(x.Resources) > 0 {
			out = append(out, x)
		}
	}
	return out, diags
}

// principals are those that an expectation means.
func principals(g *graph.Graph, name string) ([]*graph.Principal, string) {
	if !strings.HasPrefix(name, "arn:") {
		found, err := g.Lookup(name)
		if p, ok := found.(*graph.Principal); err == nil && ok {
			return []*graph.Principal{p}, ""
		}
		if err == nil {
			return nil, fmt.Sprintf("%s is no user or role.", name)
		}
		return nil, err.Error() + "."
	}
	var arns []string
	for _, p := range g.Principals {
		arns = append(arns, string(p.ARN))
	}
	if !strings.ContainsAny(name, "*?") {
		p := g.Principal(policy.Literal(name))
		if !slices.Contains(arns, name) {
			return []*graph.Principal{p}, fmt.Sprintf("No input has %s, so that nothing about it can be told.%s", name, didYouMean(name, arns))
		}
		return []*graph.Principal{p}, ""
	}
	pattern := policy.Compile(policy.Literal(name))
	var out []*graph.Principal
	for _, p := range g.Principals {
		if pattern.MatchText(p.ARN) == policy.Yes && !p.Deleted {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Sprintf("No user or role in the inputs matches %s.", name)
	}
	return out, ""
}

// resource is the ARN that an expectation means: as it stands, or of the bucket
// at an address, with the key behind it.
func resource(g *graph.Graph, name string) (policy.Text, string) {
	if strings.HasPrefix(name, "arn:") || name == "*" {
		return policy.Literal(name), ""
	}
	address, key, withKey := cutKey(name)
	found, err := g.Lookup(address)
	if err != nil {
		return "", err.Error() + "."
	}
	arn := policy.Text("")
	switch thing := found.(type) {
	case *graph.Bucket:
		arn = thing.ARN
	case *graph.AccessPoint:
		arn = thing.ARN
		if withKey {
			key = "object/" + key
		}
	case *graph.Key:
		arn = thing.ARN
	case *graph.Principal:
		arn = thing.ARN
	default:
		return "", fmt.Sprintf("%s is nothing that an access is about.", address)
	}
	if withKey {
		arn += "/" + policy.Literal(key)
	}
	return arn, ""
}

// cutKey splits "aws_s3_bucket.reports/2026/*"; a slash inside an instance key
// belongs to the address.
func cutKey(name string) (address, key string, ok bool) {
	quoted := false
	for i, c := range name {
		switch {
		case c == '"':
			quoted = !quoted
		case c == '/' && !quoted:
			return name[:i], name[i+1:], true
		}
	}
	return name, "", false
}

func endpoint(g *graph.Graph, name string) (*graph.Endpoint, string) {
	for _, e := range g.Endpoints {
		if string(e.ID) == name {
			return e, ""
		}
	}
	found, err := g.Lookup(name)
	if err != nil {
		return nil, err.Error() + "."
	}
	if e, ok := found.(*graph.Endpoint); ok {
		return e, ""
	}
	return nil, fmt.Sprintf("%s is no VPC endpoint.", name)
}
