package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// siblings finds the resources of one plan by type and identifier. It is made
// at its first use: plans whose resources all have their configuration need none.
type siblings map[siblingKey][]*plan.Resource

type siblingKey struct {
	typ string
	id  policy.Text
}

// identifiers are the attributes by which others name a resource of the type.
var identifiers = map[string][]string{
	"aws_iam_role": {"name"}, "aws_iam_user": {"name"}, "aws_iam_group": {"name"},
	"aws_kms_key": {"key_id"}, "aws_kms_external_key": {"id"}, "aws_kms_replica_key": {"key_id"},
}

func indexSiblings(p *plan.Plan) siblings {
	s := siblings{}
	for _, r := range p.Resources {
		for _, attr := range identifiers[r.Type] {
			for _, w := range []plan.World{plan.Prior, plan.Planned} {
				v, state := r.Attr(w, attr)
				if r.Data || state != plan.Known || r.Sensitive(w, attr) {
					continue
				}
				key := siblingKey{r.Type, textOf(v, "")}
				if all := s[key]; len(all) == 0 || all[len(all)-1] != r {
					s[key] = append(all, r)
				}
			}
		}
	}
	return s
}

// sibling is the one resource of the plan with an identifier that another
// names, for a resource that does not tell its own account and region: a state
// does not say which provider configuration a resource has, nor does a plan of
// one whose block is gone. Nil if the resource tells, or there is not just one.
func (b *Builder) sibling(r *plan.Resource, id policy.Text, types ...string) *plan.Resource {
	if r.Config != nil || id == "" {
		return nil
	}
	if *b.siblings == nil {
		*b.siblings = indexSiblings(b.plan)
	}
	var found []*plan.Resource
	for _, typ := range types {
		found = append(found, (*b.siblings)[siblingKey{typ, id}]...)
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// arnOf is a resource's ARN where the plan knows it, before or after.
func arnOf(r *plan.Resource) policy.Text {
	for _, w := range []plan.World{plan.Prior, plan.Planned} {
		if v, state := r.Attr(w, "arn"); state == plan.Known && !r.Sensitive(w, "arn") {
			return textOf(v, "")
		}
	}
	return ""
}

// accountOf is the account of an identity that a resource names.
func (b *Builder) accountOf(r *plan.Resource, kind Kind, name policy.Text) policy.Text {
	if s := b.sibling(r, name, "aws_iam_"+string(kind)); s != nil {
		if parts, ok := parseARN(arnOf(s)); ok && isAccountID(string(parts.account)) {
			return parts.account
		}
		if s.Config != nil {
			return b.Account(s)
		}
	}
	return b.Account(r)
}
