package fix

import (
	"fmt"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
)

// keyPolicy adds to what there is: a policy that replaced the default one
// without delegating to the account would lock its administrators out.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html (2026-11)
func (a *attempt) keyPolicy() *change {
	b, k := a.Access.Bucket, a.key()
	if b == nil && a.Access.Key == nil || k == nil || k.Origin.Address == "" {
		return nil
	}
	s := a.named(document(k.Policy))
	if s == nil {
		return nil
	}
	s.Resources = []value{{text: "*"}}
	base, replaces := k.Policy, document(k.Policy) == nil
	if replaces {
		if k.Account == nil || base != nil && base.Presence != graph.Absent {
			return nil
		}
		if base = with(k.Policy, delegating(k.Account)); base == nil {
			return nil
		}
	}
	n := with(base, s)
	if n == nil {
		return nil
	}
	c := a.withKey(k, n)
	c.fix.Summary = fmt.Sprintf("allow %s to %s in the key policy", list(s.Actions), a.subjectName())
	if !replaces {
		c.fix.Edits = []finding.Edit{a.edit(k.Policy, s)}
		return c
	}
	c.fix.Edits = []finding.Edit{a.resourceWithPolicy(k.Origin, "aws_kms_key_policy", "key_id", "key_id", delegating(k.Account), s)}
	return c
}

// delegating is the statement that leaves a key to its account's identity policies.
func delegating(a *graph.Account) *statement {
	return &statement{Sid: "Account", Effect: "Allow", PrincipalType: "AWS", Principals: []value{root(a)},
		Actions: []string{"kms:*"}, Resources: []value{{text: "*"}}}
}

// withKey is the change that gives a key another policy: the key itself, and
// what the access's bucket is encrypted with.
func (a *attempt) withKey(k *graph.Key, p *graph.Policy) *change {
	key := *k
	key.Policy = p
	c := &change{overlay: eval.Overlay{Keys: []*graph.Key{&key}}}
	if b := a.Access.Bucket; b != nil && b.Encryption != nil {
		bucket, enc := *b, *b.Encryption
		enc.Key, bucket.Encryption = &key, &enc
		c.overlay.Buckets = []*graph.Bucket{&bucket}
	}
	return c
}
