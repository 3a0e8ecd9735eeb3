package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// keyJoin is a KMS key while its records are collected.
type keyJoin struct {
	rec      *KeyRec
	more     []Origin
	policies choice[KeyPolicyRec]
	open     bool // in an incomplete plan
}

// keys joins KMS keys with their policies, aliases and grants.
func (j *joiner) keys() {
	all, order := map[policy.Text]*keyJoin{}, []policy.Text(nil)
	for _, f := range j.fragments {
		for i := range f.Keys {
			rec := &f.Keys[i]
			if rec.ARN == "" {
				continue
			}
			k := all[rec.ARN]
			if k == nil {
				k = &keyJoin{}
				all[rec.ARN] = k
				order = append(order, rec.ARN)
			}
			k.add(rec, f.Incomplete != "")
		}
	}
	adrift := j.keyPolicies(all, &order)
	slices.Sort(order)
	for _, arn := range order {
		j.key(all[arn], adrift)
	}
	j.aliases()
	j.grants()
	for _, k := range j.g.Keys {
		j.g.index.addKey(k)
	}
}

func (k *keyJoin) add(rec *KeyRec, incomplete bool) {
	k.open = k.open || incomplete && !rec.Reference
	old := k.rec
	better := old == nil || old.Reference && !rec.Reference ||
		old.Reference == rec.Reference && (old.Deleted && !rec.Deleted || old.Deleted == rec.Deleted && supersedes(rec.Origin, old.Origin))
	if better {
		k.rec = rec
	}
	k.more = append(k.more, rec.Origin)
}

// keyPolicies hands every policy to its key, and returns those whose key is
// not known. A key that only a policy names is made of it.
func (j *joiner) keyPolicies(all map[policy.Text]*keyJoin, order *[]policy.Text) (adrift []*KeyPolicyRec) {
	byID := map[policy.Text]*keyJoin{}
	for _, k := range all {
		byID[k.rec.ID] = k
	}
	for _, f := range j.fragments {
		for i := range f.KeyPolicies {
			r := &f.KeyPolicies[i]
			k := all[r.Key]
			if k == nil && !isKeyARN(r.Key) {
				k = byID[r.Key]
			}
			if k == nil {
				parts, ok := parseARN(r.Key)
				if !ok || strings.Contains(string(r.Key), "⟨~") {
					adrift = append(adrift, r)
					continue
				}
				k = &keyJoin{rec: &KeyRec{
					Origin: Origin{Input: r.Origin.Input, Context: r.Origin.Context}, ARN: r.Key, ID: keyID(r.Key),
					Account: parts.account, Region: parts.region, Reference: true,
				}}
				all[r.Key] = k
				*order = append(*order, r.Key)
			}
			k.policies.all = append(k.policies.all, candidate[KeyPolicyRec]{standing{r.Origin, r.Deleted, r.Observed}, r})
		}
	}
	return adrift
}

func (j *joiner) key(k *keyJoin, adrift []*KeyPolicyRec) {
	rec := k.rec
	node := &Key{
		Origin: rec.Origin, ARN: rec.ARN, ID: rec.ID, Account: j.placed(rec.Account), Region: rec.Region,
		Enabled: rec.Enabled, Deleting: rec.Deleting, MultiRegion: rec.MultiRegion, Symmetric: rec.Symmetric, Rotates: rec.Rotates,
		Managed: rec.Described, Created: rec.Created, Deleted: rec.Deleted,
	}
	node.Policy = j.keyPolicy(k, node, adrift)
	j.g.Keys = append(j.g.Keys, node)
	setIfNew(j.g.index.keys, node.ARN, node)
	for _, o := range k.more {
		j.g.index.locate(o, node)
	}
}

// keyPolicy is the policy that holds. Without any, a key has the default one,
// which delegates to its account.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html (2026-11)
func (j *joiner) keyPolicy(k *keyJoin, node *Key, adrift []*KeyPolicyRec) *Policy {
	if len(k.policies.all) == 0 {
		if !k.rec.Described || k.open || slices.ContainsFunc(adrift, func(r *KeyPolicyRec) bool { return mayBeKey(r.Key, k.rec) }) {
			return &Policy{Origin: node.Origin}
		}
		return &Policy{Origin: node.Origin, Presence: Absent}
	}
	rec, won, against := k.policies.pick(func(a, b *KeyPolicyRec) bool { return sameDoc(&a.Doc, &b.Doc) })
	if len(against) > 0 {
		return &Policy{
			Origin: rec.Origin, Presence: Opaque, How: HowOpaque,
			Missing: j.contradiction("the policy of key "+cmp.Or(node.Origin.Address, string(node.ARN)), won.origin, against),
		}
	}
	return j.policy(rec.Origin, &rec.Doc)
}

func mayBeKey(ref policy.Text, k *KeyRec) bool {
	return policy.Equal(ref, k.ARN) != policy.No || policy.Equal(ref, k.ID) != policy.No
}

// aliases makes keys findable by their aliases. An alias that a plan moves to
// another key is the other key's.
func (j *joiner) aliases() {
	best, order := map[policy.Text]*AliasRec{}, []policy.Text(nil)
	for _, f := range j.fragments {
		for i := range f.Aliases {
			r := &f.Aliases[i]
			switch old := best[r.ARN]; {
			case old == nil:
				best[r.ARN] = r
				order = append(order, r.ARN)
			case supersedes(r.Origin, old.Origin):
				best[r.ARN] = r
			}
		}
	}
	for _, arn := range order {
		r := best[arn]
		k := j.keyByRef(r.Target)
		if k == nil {
			continue
		}
		k.Aliases = append(k.Aliases, r.Name)
		if arn != "" {
			setIfNew(j.g.index.keys, arn, k)
		}
		j.g.index.locate(r.Origin, k)
	}
}

// grants gives every key its grants; a state and its plan show the same one.
func (j *joiner) grants() {
	for _, f := range j.fragments {
		for i := range f.Grants {
			r := &f.Grants[i]
			k := j.keyByRef(r.Key)
			if k == nil || slices.ContainsFunc(k.Grants, func(g KeyGrant) bool {
				return g.Origin.Address == r.Grant.Origin.Address && g.Grantee == r.Grant.Grantee
			}) {
				continue
			}
			k.Grants = append(k.Grants, r.Grant)
		}
	}
}

// keyByRef finds a key by ARN; adapters make one of an id.
func (j *joiner) keyByRef(ref policy.Text) *Key { return j.g.index.keys[ref] }
