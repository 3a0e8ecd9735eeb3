package access

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// fill puts what a principal has for them in place of the policy variables in
// the text of a resource: "home/${aws:username}/*" is meant as "home/carol/*"
// where carol's policy says so. A variable of whose value nothing is known
// becomes a symbol with the name that the statement's own variable has when it
// is matched, so that the two are equal. One that the principal certainly has
// no value for stays as written: the statement then grants it nothing.
//
// A document without "Version": "2012-10-17" has no variables, and whoever
// wrote one there meant a variable all the same.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (2026-11)
func fill(p *graph.Principal, t policy.Text) policy.Text {
	rest := string(t)
	if !strings.Contains(rest, "${") {
		return t
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(rest, "${")
		name, tail, closed := strings.Cut(after, "}")
		b.WriteString(before)
		if !found || !closed {
			b.WriteString(rest[len(before):])
			return policy.Text(b.String())
		}
		b.WriteString(string(variable(p, name)))
		rest = tail
	}
}

// variable is the value of "${name}" for a principal.
func variable(p *graph.Principal, name string) policy.Text {
	key, fallback, defaulted := strings.Cut(name, ",")
	key = strings.ToLower(strings.TrimSpace(key))
	absent := policy.Text("${" + name + "}")
	if value, ok := strings.CutPrefix(strings.TrimSpace(fallback), "'"); defaulted && ok {
		absent = policy.Text(strings.TrimSuffix(value, "'"))
	}
	unknown := policy.Opaque("${" + key + "}")
	if tag, ok := strings.CutPrefix(key, "aws:principaltag/"); ok {
		for k, v := range p.Tags {
			if strings.EqualFold(k, tag) {
				return v
			}
		}
		if p.TagsComplete == policy.Yes {
			return absent
		}
		return unknown
	}
	switch key {
	case "*", "?", "$":
		return absent // these stand for the characters themselves
	case "aws:username":
		switch {
		case p.Kind != graph.User:
			return absent
		case p.Name.IsUnset():
			return unknown
		}
		return p.Name
	case "aws:principalaccount":
		if p.Account == nil || p.Account.ID.IsUnset() {
			return unknown
		}
		return p.Account.ID
	}
	return unknown
}
