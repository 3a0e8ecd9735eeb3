package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// weigh says whether both sides ask for an action, whether only one does while
// the other asks for less, and whether it is meant at all: what came out of a
// pattern and is more than the other side spelt out is not.
func (f *finder) weigh(d *draft, action string, w *want) (both, partial, meant bool) {
	if w.firm {
		return true, false, true
	}
	if w.sides == 0 {
		return false, false, false // worked before, and nobody asks for it any more
	}
	if w.sides == bothSides {
		return true, false, true
	}
	if w.sides == resourceSide && d.AccessPoint == nil && d.Bucket != nil && f.through[pair{d.Principal.ARN, d.Bucket.ARN}] {
		return false, false, false // the bucket policy backs requests through the access point
	}
	if w.sides == resourceSide && f.ofReplica(d, action) {
		return false, false, false
	}
	others := f.others(d, w.sides.other())
	if slices.ContainsFunc(others, func(p string) bool { return like(strings.ToLower(p), strings.ToLower(action)) }) {
		return true, false, true
	}
	if w.sides == resourceSide && sendsOn(d, action) {
		return false, false, false // the service's requests are accesses of their own
	}
	if !comparable(others, action) {
		return false, false, true
	}
	if w.before {
		return false, w.loose, true
	}
	return false, true, !w.loose
}

// comparable reports whether a side that asks for these patterns could have
// asked for the action as well and did not: an uploader that asks for PutObject
// has no wish to read, but one that may only list the bucket cannot have meant
// to do nothing else with it.
func comparable(patterns []string, action string) bool {
	if levelOf(action) != onObject {
		return len(patterns) > 0
	}
	return slices.ContainsFunc(patterns, func(p string) bool {
		return levelOf(p) == onObject || strings.ContainsAny(p, "*?") && slices.ContainsFunc(core[:3], func(c string) bool {
			return like(strings.ToLower(p), strings.ToLower(c))
		})
	})
}

// others are the action patterns with which the other side of a draft names
// this one. An identity policy that names no bucket in particular (Resource
// "*", or "arn:aws:s3:::acme-*") is no evidence for any of them; but of a
// bucket whose own policy names the principal it tells what the principal came
// for: one that reads every bucket has no wish to write to the one that would
// let it.
func (f *finder) others(d *draft, s side) []string {
	k := pair{d.Principal.ARN, d.Target().ARN}
	named := f.asks[k][s]
	if s != identitySide || d.Bucket == nil || d.AccessPoint != nil {
		return named
	}
	general, known := f.general[k]
	if !known {
		general = onBuckets(d)
		f.general[k] = general
	}
	return slices.Concat(named, general)
}

// onBuckets are the S3 actions, other than the account's own, that the
// identity policies of a draft allow on its bucket by a pattern.
func onBuckets(d *draft) []string {
	bucket, objects := policy.CompileResource(d.Bucket.ARN), policy.CompileResource(d.Bucket.ARN+"/*")
	var out []string
	for _, p := range d.Principal.Policies {
		allows(p, func(s *policy.Statement) {
			covers := !s.NotResource && slices.ContainsFunc(s.Resources, func(r policy.Pattern) bool {
				symbols := strings.Contains(string(r.Text), "⟨") // likely another bucket's name
				return !symbols && !r.IsExact() && (r.Match(bucket) != policy.No || r.Match(objects) != policy.No)
			})
			if !covers {
				return
			}
			for _, a := range actions(s) {
				if service, _, _ := strings.Cut(strings.ToLower(a), ":"); (service == "s3" || a == "*") && levelOf(a) != onAccount {
					out = append(out, a)
				}
			}
		})
	}
	return out
}
