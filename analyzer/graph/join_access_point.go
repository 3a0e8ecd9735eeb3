package graph

import (
	"cmp"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// accessPointKey tells access points apart: a multi-Region one is a node for
// each of its buckets, all with one ARN and one policy.
type accessPointKey struct{ arn, bucket policy.Text }

// accessPoints joins access points with their policies and buckets.
func (j *joiner) accessPoints() {
	nodes := map[accessPointKey]*AccessPoint{}
	policies := map[policy.Text]*choice[AccessPointRec]{}
	var unplaced []*AccessPointRec
	for _, f := range j.fragments {
		for i := range f.AccessPoints {
			rec := &f.AccessPoints[i]
			if rec.PolicyOnly && (rec.MultiRegion && rec.Name.IsOpaque() || !rec.MultiRegion && rec.ARN.IsOpaque()) {
				unplaced = append(unplaced, rec)
				continue
			}
			if rec.Policy != nil {
				addChoice(policies, policyKey(rec), candidate[AccessPointRec]{standing{rec.Origin, false, false}, rec})
			}
			if rec.PolicyOnly {
				continue
			}
			key := accessPointKey{rec.ARN, rec.Bucket}
			if old := nodes[key]; old == nil {
				nodes[key] = j.accessPoint(rec)
			} else if supersedes(rec.Origin, old.Origin) {
				*old = *j.accessPointNode(rec)
			}
		}
	}
	for _, a := range j.g.AccessPoints {
		j.accessPointPolicy(a, policies, unplaced)
		j.g.index.addAccessPoint(a)
		j.g.index.locate(a.Origin, a)
		if a.Bucket == "" {
			continue
		}
		if b := j.g.index.buckets[a.Bucket]; b != nil {
			b.AccessPoints = append(b.AccessPoints, a)
		}
	}
}

// policyKey is what a policy is joined to its access point by: the ARN, or
// account and name of a multi-Region one, whose policy knows no ARN.
func policyKey(r *AccessPointRec) policy.Text {
	if r.MultiRegion {
		return r.Account + "/" + r.Name
	}
	return r.ARN
}

func (j *joiner) accessPoint(rec *AccessPointRec) *AccessPoint {
	a := j.accessPointNode(rec)
	j.g.AccessPoints = append(j.g.AccessPoints, a)
	return a
}

func (j *joiner) accessPointNode(rec *AccessPointRec) *AccessPoint {
	return &AccessPoint{
		Origin: rec.Origin, ARN: rec.ARN, Alias: rec.Alias, Name: rec.Name, Account: j.placed(rec.Account),
		Bucket: rec.Bucket, BucketAccount: cmp.Or(rec.BucketAccount, rec.Account), VPC: rec.VPC,
		PublicAccessBlock: rec.PublicAccessBlock, MultiRegion: rec.MultiRegion,
		ObjectLambda: rec.ObjectLambda, Supporting: rec.Supporting, Region: rec.Region,
		Functions: j.functions(rec.Transforms), FunctionsOpen: rec.TransformsOpen,
	}
}

// accessPointPolicy gives an access point its policy. One of the account that
// does not tell whose it is may be the policy of any without one.
func (j *joiner) accessPointPolicy(a *AccessPoint, policies map[policy.Text]*choice[AccessPointRec], unplaced []*AccessPointRec) {
	key := a.ARN
	if a.MultiRegion {
		key = a.Account.ID + "/" + a.Name
	}
	c := policies[key]
	if c == nil {
		for _, r := range unplaced {
			if r.MultiRegion == a.MultiRegion && (r.Account == a.Account.ID || r.Account.IsOpaque()) {
				a.Policy = &Policy{Origin: r.Origin, Presence: Opaque, How: HowOpaque, Missing: []string{"whose policy " + r.Origin.Address + " is"}}
				return
			}
		}
		a.Policy = &Policy{Origin: a.Origin, Presence: Absent}
		return
	}
	rec, won, against := c.pick(func(a, b *AccessPointRec) bool { return sameDoc(a.Policy, b.Policy) })
	if len(against) > 0 {
		a.Policy = &Policy{
			Origin: rec.Origin, Presence: Opaque, How: HowOpaque,
			Missing: j.contradiction("the policy of access point "+string(a.Name), won.origin, against),
		}
		return
	}
	a.Policy = j.policy(rec.Origin, rec.Policy)
}

// objects puts objects into their buckets. A plan's view of an object holds
// over a state's.
func (j *joiner) objects() {
	type key struct {
		address string
		account policy.Text
	}
	chosen := map[key]Origin{}
	of := func(r *ObjectRec) key { return key{r.Origin.Address, r.Account} }
	for _, f := range j.fragments {
		for i := range f.Objects {
			r := &f.Objects[i]
			if old, ok := chosen[of(r)]; !ok || supersedes(r.Origin, old) {
				chosen[of(r)] = r.Origin
			}
		}
	}
	for _, f := range j.fragments {
		for i := range f.Objects {
			r := &f.Objects[i]
			if r.Bucket == "" || chosen[of(r)].Input != r.Origin.Input {
				continue
			}
			b := j.g.index.buckets[r.Bucket]
			if b == nil {
				b = unknownBucket(r.Bucket)
				b.Origin = Origin{Input: r.Origin.Input, Context: r.Origin.Context}
				j.g.Buckets = append(j.g.Buckets, b)
				j.g.index.buckets[r.Bucket] = b
			}
			b.Objects = append(b.Objects, &Object{
				Origin: r.Origin, Bucket: r.Bucket, Key: r.Key, WriterARN: r.WriterARN, Writer: j.placed(r.Account),
				ACL: r.ACL, KMSKeyID: r.KMSKeyID, Encryption: r.Encryption, Tagged: r.Tagged,
				CopySource: r.CopySource, ExistingRead: r.Read, Session: j.session(r.Session),
			})
		}
	}
}
