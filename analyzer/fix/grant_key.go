package fix

import (
	"fmt"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
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
	base := k.Policy
	if document(base) == nil {
		if k.Account == nil || base != nil && base.Presence != graph.Absent {
			return nil
		}
		base = parsed(k.Policy, policy.Text(`{"Version":"2012-10-17","Statement":[{"Sid":"Account","Effect":"Allow","Principal":{"AWS":"arn:`+partition(k.Account)+`:iam::`+string(k.Account.ID)+`:root"},"Action":"kms:*","Resource":"*"}]}`))
		if base == nil {
			return nil
		}
	}
	n := with(base, s)
	if n == nil {
		return nil
	}
	c := a.withKey(k, n)
	c.fix.Summary = fmt.Sprintf("allow %s to %s in the key policy", list(s.Actions), a.subjectName())
	if document(k.Policy) != nil {
		c.fix.Edits = []finding.Edit{a.edit(k.Policy, s)}
		return c
	}
	root := &statement{Sid: "Account", Effect: "Allow", PrincipalType: "AWS", Actions: []string{"kms:*"}, Resources: []value{{text: "*"}},
		Principals: []value{{text: policy.Text("arn:" + partition(k.Account) + ":iam::" + string(k.Account.ID) + ":root")}}}
	c.fix.Edits = []finding.Edit{a.resourceWithPolicy(k.Origin, "aws_kms_key_policy", "key_id", "key_id", root, s)}
	return c
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
