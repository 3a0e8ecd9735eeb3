package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// bucketPolicy takes what a bucket's policy grants to identities that it names.
func (f *finder) bucketPolicy(b *graph.Bucket) {
	if b.Deleted {
		return
	}
	t := target{arn: b.ARN, bucket: b}
	allows(b.Policy, func(s *policy.Statement) {
		who := f.principals(s)
		if len(who) == 0 {
			return
		}
		patterns := actions(s)
		e := Evidence{Kind: ResourceGrant, Policy: b.Policy, Statement: s.Index, Origin: b.Policy.Origin}
		// S3 takes only the bucket's own ARNs in its policy, so that what is
		// written there is this bucket even where its name is a symbol.
		var keys []string
		for _, r := range resources(s) {
			if at, ok := parse(r); ok {
				if name, key, object := at.bucketKey(); object && specific(name) {
					keys = append(keys, key)
				}
			}
		}
		for _, p := range who {
			f.mention(p, t.arn, resourceSide, patterns)
			if isDirectory(b) {
				f.onDirectory(p, t, patterns, resourceSide, e)
				continue
			}
			own := make([]string, len(keys))
			for i, k := range keys {
				own[i] = string(fill(p, policy.Text(k)))
			}
			f.onBucket(p, t, own, expand(patterns), resourceSide, e)
		}
	})
}

// onBucket asks for actions on a bucket and the keys in it that a statement
// lists: object actions on the keys, bucket actions on the bucket. An object
// action that a statement spells out although it lists no key was meant for
// all of them (SEMANTICS D9: the statement can never match).
func (f *finder) onBucket(p *graph.Principal, t target, keys []string, wants []asked, s side, e Evidence) {
	for _, a := range wants {
		switch levelOf(a.action) {
		case onBucket:
			f.ask(p, t, t.arn, a, s, e)
		case onObject:
			if len(keys) == 0 && !a.loose {
				f.ask(p, t, t.arn+"/*", a, s, e)
			}
			for _, k := range keys {
				f.ask(p, t, t.arn+policy.Text("/"+k), a, s, e)
			}
		}
	}
}

// principals are the identities that a resource policy's statement singles out.
func (f *finder) principals(s *policy.Statement) []*graph.Principal {
	var out []*graph.Principal
	for _, name := range named(s) {
		if p := f.principal(name); p != nil && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return append(out, f.provisioned(s)...)
}

// accessPointPolicy takes what an access point's policy grants to identities that it names.
func (f *finder) accessPointPolicy(ap *graph.AccessPoint) {
	t := f.atPoint(ap)
	allows(ap.Policy, func(s *policy.Statement) {
		e := Evidence{Kind: ResourceGrant, Policy: ap.Policy, Statement: s.Index, Origin: ap.Policy.Origin}
		for _, p := range f.principals(s) {
			f.mention(p, t.arn, resourceSide, actions(s))
			f.onPoint(p, t, resources(s), actions(s), resourceSide, e)
		}
	})
}

// atPoint is an access point with the bucket behind it.
func (f *finder) atPoint(ap *graph.AccessPoint) target {
	bucket := ap.Bucket
	if ap.ObjectLambda {
		if supporting := f.points[ap.Supporting]; supporting != nil {
			bucket = supporting.Bucket
		}
	}
	return target{arn: ap.ARN, point: ap, bucket: f.g.Bucket(bucket)}
}

// onPoint asks for actions on an access point and the objects behind it; of an
// Object Lambda access point all actions are on itself. As on a bucket, an
// object action that is spelt out where no object is listed was meant for all:
// "accesspoint/NAME/*" lacks the /object/ that the ARN of an object has.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html (2026-11)
func (f *finder) onPoint(p *graph.Principal, t target, listed []policy.Text, patterns []string, s side, e Evidence) {
	if t.point.ObjectLambda {
		for _, a := range expandObjectLambda(patterns) {
			f.ask(p, t, t.arn, a, s, e)
		}
		return
	}
	for _, a := range expand(patterns) {
		switch levelOf(a.action) {
		case onBucket:
			f.ask(p, t, t.arn, a, s, e)
		case onObject:
			objects := 0
			for _, r := range listed {
				if key, ok := strings.CutPrefix(string(r), string(t.arn)+"/object/"); ok {
					objects++
					f.ask(p, t, t.arn+policy.Text("/object/"+key), a, s, e)
				}
			}
			if objects == 0 && !a.loose {
				f.ask(p, t, t.arn+"/object/*", a, s, e)
			}
		}
	}
}

// identityPolicies takes what a principal's own policies grant on buckets,
// access points and roles that they name.
func (f *finder) identityPolicies(p *graph.Principal) {
	for _, pol := range p.Policies {
		allows(pol, func(s *policy.Statement) {
			e := Evidence{Kind: IdentityGrant, Policy: pol, Statement: s.Index, Origin: pol.Origin}
			patterns := actions(s)
			wants, assumes := expand(patterns), assumesRole(patterns)
			if len(wants) == 0 && !assumes && len(expandObjectLambda(patterns)) == 0 && len(expandOf(express, coreExpress, patterns)) == 0 {
				return
			}
			named := f.things(p, resources(s))
			for _, n := range named {
				if f.elsewhere(p, n.bucket) {
					continue
				}
				if !n.guessed {
					f.mention(p, n.arn, identitySide, patterns)
				}
				switch {
				case n.role != nil:
					if assumes {
						f.ask(p, n.target, n.arn, asked{action: "sts:AssumeRole"}, identitySide, e)
					}
				case n.point != nil:
					if n.bucket != nil {
						f.through[pair{p.ARN, n.bucket.ARN}] = true
					}
					f.onPoint(p, n.target, n.listed, patterns, identitySide, e)
				case isDirectory(n.bucket):
					f.onDirectory(p, n.target, patterns, identitySide, e)
				default:
					f.onNamedBucket(p, n, wants, e)
				}
			}
		})
	}
}

// onNamedBucket is onBucket for a statement that lists a bucket's ARN, its
// keys, or both: ListBucket spelt out beside nothing but keys was meant for
// the bucket, as GetObject beside nothing but the bucket was meant for its keys.
func (f *finder) onNamedBucket(p *graph.Principal, n thing, wants []asked, e Evidence) {
	for _, a := range wants {
		if a.loose && (levelOf(a.action) == onBucket && !n.whole || levelOf(a.action) == onObject && len(n.keys) == 0) {
			continue
		}
		f.onBucket(p, n.target, n.keys, []asked{a}, identitySide, e)
	}
}

// thing is a bucket, access point or role that an identity statement names,
// with the ARNs of it that it lists.
type thing struct {
	target
	whole  bool     // the bucket's own ARN is listed
	keys   []string // object keys or patterns of them
	listed []policy.Text
}

// things groups the resources of a statement by what they name; what has a
// wildcard in the name itself names nothing in particular.
func (f *finder) things(who *graph.Principal, listed []policy.Text) []thing {
	var out []thing
	at := func(arn policy.Text, make func() target) *thing {
		for i := range out {
			if out[i].arn == arn && !out[i].guessed {
				return &out[i]
			}
		}
		out = append(out, thing{target: make()})
		return &out[len(out)-1]
	}
	for _, r := range listed {
		r = fill(who, r)
		p, ok := parse(r)
		if !ok {
			if b, guessed := f.mentioned(r); guessed {
				out = append(out, thing{target: target{arn: b.ARN, bucket: b, guessed: true}})
			} else if b != nil {
				at(b.ARN, func() target { return target{arn: b.ARN, bucket: b} })
			}
			continue
		}
		switch p.service {
		case "s3", objectLambda:
			if arn, ok := p.accessPoint(); ok {
				if ap := f.points[arn]; ap != nil {
					n := at(arn, func() target { return f.atPoint(ap) })
					n.listed = append(n.listed, r)
				}
				continue
			}
			name, key, object := p.bucketKey()
			if p.account != "" || p.service != "s3" {
				continue
			}
			b, open, guessed := f.bucketNamed(name)
			if b == nil || b.Deleted {
				continue
			}
			if guessed {
				out = append(out, thing{target: target{arn: b.ARN, bucket: b, guessed: true}})
				continue
			}
			n := at(b.ARN, func() target { return target{arn: b.ARN, bucket: b} })
			switch {
			case open: // the bucket or keys of it: the rest of the text is lost
			case object:
				n.keys = append(n.keys, key)
			default:
				n.whole = true
			}
		case express:
			if b := f.directory(p); b != nil && !b.Deleted {
				at(b.ARN, func() target { return target{arn: b.ARN, bucket: b} })
			}
		case "iam":
			if !strings.HasPrefix(p.resource, "role/") {
				continue
			}
			if r := f.roleNamed(r); r != nil && !r.Deleted {
				at(r.ARN, func() target { return target{arn: r.ARN, role: r} })
			}
		}
	}
	return out
}

// trustPolicy takes the identities that a role's trust policy names.
func (f *finder) trustPolicy(r *graph.Principal) {
	t := target{arn: r.ARN, role: r}
	allows(r.Trust, func(s *policy.Statement) {
		if !assumesRole(actions(s)) {
			return
		}
		e := Evidence{Kind: TrustGrant, Policy: r.Trust, Statement: s.Index, Origin: r.Trust.Origin}
		for _, p := range f.principals(s) {
			if p == r {
				continue
			}
			f.mention(p, t.arn, resourceSide, actions(s))
			f.ask(p, t, t.arn, asked{action: "sts:AssumeRole"}, resourceSide, e)
		}
	})
}

func assumesRole(patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		return strings.EqualFold(p, "sts:AssumeRole") || strings.EqualFold(p, "sts:AssumeRole*") || strings.EqualFold(p, "sts:*")
	})
}
