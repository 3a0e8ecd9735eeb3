package access

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// objects takes the objects that Terraform writes or reads with a known identity.
func (f *finder) objects(b *graph.Bucket) {
	if b.Deleted {
		return
	}
	t := target{arn: b.ARN, bucket: b}
	for _, o := range b.Objects {
		p := f.principal(o.WriterARN)
		if p == nil || o.Key.IsUnset() {
			continue
		}
		e := Evidence{Kind: OtherWriter, Origin: o.Origin, Statement: -1}
		k := slot{principal: p.ARN, resource: b.ARN + "/" + o.Key}.in(o.Session)
		if o.ExistingRead {
			f.need(k, p, t, "s3:GetObject", e).Session = o.Session
			continue
		}
		d := f.need(k, p, t, "s3:PutObject", e)
		d.Session = o.Session
		if !o.ACL.IsUnset() {
			f.need(k, p, t, "s3:PutObjectAcl", e)
			d.Context = map[string][]policy.Text{"s3:x-amz-acl": {o.ACL}}
		}
		if o.Tagged == policy.Yes {
			f.need(k, p, t, "s3:PutObjectTagging", e)
		}
		f.copySource(p, o)
	}
}

// CopySource is the text of the evidence that an object is read to be copied.
const CopySource = "copy source"

// copySource takes the read that a copy makes of its source: CopyObject is one
// request, but its sender needs s3:GetObject on the source (of a version,
// s3:GetObjectVersion) as well as s3:PutObject on the destination. Of the
// source's tags no page says whether reading them is asked for, so it is not.
// Where the source is an access point's ARN or a URL-encoded key, nothing is.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html (2026-11): Permissions, x-amz-copy-source
func (f *finder) copySource(p *graph.Principal, o *graph.Object) {
	source := strings.TrimPrefix(string(o.CopySource), "/")
	at := outside(source, '/')
	if at < 0 || o.Origin.Change == "no-op" {
		return // what is copied already is not read again
	}
	name := source[:at]
	key, version, _ := strings.Cut(source[at+1:], "?")
	if !specific(name) || !specific(key) || strings.HasPrefix(name, "arn:") || strings.Contains(key, "%") {
		return
	}
	b := f.g.BucketOrUnknown(policy.Text(name))
	if b == nil || b.Deleted {
		return
	}
	action := "s3:GetObject"
	if strings.HasPrefix(version, "versionId=") {
		action = "s3:GetObjectVersion"
	}
	k := slot{principal: p.ARN, resource: b.ARN + "/" + policy.Text(key)}.in(o.Session)
	e := Evidence{Kind: OtherWriter, Origin: o.Origin, Statement: -1, Text: CopySource}
	f.need(k, p, target{arn: b.ARN, bucket: b}, action, e).Session = o.Session
}

// wiring takes the requests that a wired service sends.
func (f *finder) wiring(w *graph.Wiring) {
	name := cmp.Or(w.Role, w.Service)
	if name.IsUnset() {
		return
	}
	p := f.byARN[name]
	if p == nil {
		p = f.g.Principal(name)
	}
	if p == nil || p.Deleted {
		return
	}
	e := Evidence{Kind: WiredService, Origin: w.Origin, Statement: -1, Text: w.Kind}
	if w.ByPolicy {
		f.session(w, p, e)
		return
	}
	for _, a := range w.Actions {
		if a.Sometimes {
			continue // the service does without it: no evidence that it is meant
		}
		d := f.needWired(w, p, a, e)
		if d != nil && !w.Role.IsUnset() && w.Forwards.IsUnset() {
			f.wired[slot{principal: p.ARN, resource: a.Resource}] = d
		}
	}
}

// needWired records one action of a wiring; nil if what it is on is gone.
func (f *finder) needWired(w *graph.Wiring, p *graph.Principal, a graph.WiredAction, e Evidence) *draft {
	k := slot{principal: p.ARN, resource: a.Resource, wiring: w}
	switch at, _ := parse(a.Resource); {
	case at.service == "iam": // a role that the service assumes
		role := f.principal(a.Resource)
		if role == nil || role.Deleted {
			return nil
		}
		k.resource = role.ARN
		return f.need(k, p, target{arn: role.ARN, role: role}, a.Action, e)
	case at.service == "s3" && at.account != "": // an instance of S3 Access Grants
		return f.need(k, p, target{arn: a.Resource}, a.Action, e)
	}
	b := f.wiredBucket(w, a)
	if b == nil || b.Deleted {
		return nil
	}
	return f.need(k, p, target{arn: b.ARN, bucket: b}, a.Action, e)
}

// functions takes the functions that answer an Object Lambda access point's
// GET requests: each needs to write its answer there.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-policies.html#olap-execution-role (2026-11)
func (f *finder) functions(ap *graph.AccessPoint) {
	for _, fn := range ap.Functions {
		if fn.Role == nil || fn.Role.Deleted || fn.Account != ap.Account || !slices.Contains(fn.Actions, "GetObject") {
			continue // of another account's function no page tells whom it has to ask
		}
		e := Evidence{Kind: WiredService, Origin: ap.Origin, Statement: -1, Text: "object_lambda"}
		f.need(slot{principal: fn.Role.ARN, resource: ap.ARN}, fn.Role, f.atPoint(ap), writeResponse, e)
	}
}

// adopt gives what a role is granted on the very resource that a service uses
// with it to the wiring: the two are one access.
func (f *finder) adopt() {
	for _, k := range f.order {
		to := f.wired[slot{principal: k.principal, resource: k.resource}]
		if d := f.drafts[k]; to != nil && to != d && k.guard == "" && k.wiring == nil {
			for action, w := range d.wants {
				if to.wants[action] == nil {
					to.wants[action] = w
				}
			}
			for _, e := range d.Evidence {
				to.evidence(e)
			}
			clear(d.wants)
		}
	}
}

// wiredBucket is the bucket of one action: a replication reads one and writes another.
func (f *finder) wiredBucket(w *graph.Wiring, a graph.WiredAction) *graph.Bucket {
	if at, ok := parse(a.Resource); ok && at.service == "s3" {
		if name, _, _ := at.bucketKey(); specific(name) {
			return f.g.BucketOrUnknown(policy.Text(name))
		}
	}
	if w.Bucket.IsUnset() {
		return nil
	}
	return f.g.BucketOrUnknown(w.Bucket)
}

// expectation takes what an expect block wants, or wants to be impossible.
func (f *finder) expectation(x Expectation) {
	e := Evidence{Kind: Expected, Origin: x.Origin, Statement: -1, Text: x.Name}
	for _, p := range x.Principals {
		for _, r := range x.Resources {
			t, ok := f.resource(r)
			if !ok {
				continue
			}
			for _, action := range x.Actions {
				k := slot{principal: p.ARN, resource: r, via: x.Via}
				if !x.Allow {
					k.guard = x.Name
				}
				w := f.want(k, p, t, action, e)
				w.firm = true
				w.expect = cmp.Or(w.expect, x.Name)
				f.drafts[k].Wanted = policy.Of(x.Allow)
			}
		}
	}
}

// resource finds what an ARN in an expectation is.
func (f *finder) resource(r policy.Text) (target, bool) {
	at, ok := parse(r)
	if !ok {
		return target{}, false
	}
	switch at.service {
	case "iam":
		p := f.principal(r)
		return target{arn: r, role: p}, p != nil
	case "s3", objectLambda:
		if arn, ok := at.accessPoint(); ok {
			ap := f.points[arn]
			if ap == nil {
				return target{}, false
			}
			return f.atPoint(ap), true
		}
		name, _, _ := at.bucketKey()
		b := f.g.BucketOrUnknown(policy.Text(name))
		if b == nil {
			return target{}, false
		}
		return target{arn: b.ARN, bucket: b}, true
	}
	return target{}, false
}

// before strengthens accesses that worked in the prior state. One that nobody
// asks for any more was ended on purpose, so this is never the only evidence.
func (f *finder) before(b *Access) {
	e := Evidence{Kind: WorkedBefore, Statement: -1}
	if b.Bucket != nil {
		e.Origin = b.Bucket.Origin
	}
	k := slot{principal: b.Principal.ARN, resource: b.Resource}
	d := f.drafts[k.in(b.Session)]
	if d == nil {
		d = f.drafts[k] // a role that is used in no other session
	}
	if d == nil {
		return
	}
	for _, action := range b.Actions {
		if w := d.wants[action]; w != nil {
			w.before = true
			d.evidence(e)
		}
	}
}
