package snapshot

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// public is what others may know of a fragment: a copy without the tags that no
// condition asks for, without diagnostics, and with its documents packed.
func public(f *graph.Fragment, keep map[string]bool) *graph.Fragment {
	c := *f
	c.Diagnostics = nil
	c.Identities = slices.Clone(f.Identities)
	for i := range c.Identities {
		r := &c.Identities[i]
		kept, all := keptTags(r.Tags, keep)
		r.Tags = kept
		if !all {
			r.TagsComplete = policy.Maybe
		}
		r.Trust = packed(r.Trust)
	}
	abac := map[policy.Text]bool{}
	c.Settings = slices.Clone(f.Settings)
	for i := range c.Settings {
		s := &c.Settings[i]
		s.Policy = packed(s.Policy)
		if s.ABAC != nil && *s.ABAC != policy.No {
			abac[s.Bucket] = true
		}
	}
	c.Buckets = slices.Clone(f.Buckets)
	for i := range c.Buckets {
		// A bucket's tags decide an access where it uses them for access
		// control, and nowhere else.
		if !abac[c.Buckets[i].Name] {
			c.Buckets[i].Tags = nil
		}
	}
	c.InlinePolicies = packAll(f.InlinePolicies, func(r *graph.InlinePolicyRec) *graph.Doc { return &r.Doc })
	c.Managed = packAll(f.Managed, func(r *graph.ManagedPolicyRec) *graph.Doc { return &r.Doc })
	c.OrgPolicies = packAll(f.OrgPolicies, func(r *graph.OrgPolicyRec) *graph.Doc { return &r.Doc })
	c.KeyPolicies = packAll(f.KeyPolicies, func(r *graph.KeyPolicyRec) *graph.Doc { return &r.Doc })
	c.EndpointPolicies = packAll(f.EndpointPolicies, func(r *graph.EndpointPolicyRec) *graph.Doc { return &r.Doc })
	c.Objects = slices.Clone(f.Objects)
	for i := range c.Objects {
		c.Objects[i].Session = packedSession(c.Objects[i].Session)
	}
	c.Workloads = slices.Clone(f.Workloads)
	for i := range c.Workloads {
		c.Workloads[i].Session = packedSession(c.Workloads[i].Session)
	}
	c.Administrators = slices.Clone(f.Administrators)
	for i := range c.Administrators {
		c.Administrators[i].Session = packedSession(c.Administrators[i].Session)
	}
	c.AccessPoints = slices.Clone(f.AccessPoints)
	for i := range c.AccessPoints {
		c.AccessPoints[i].Policy = packed(c.AccessPoints[i].Policy)
	}
	c.Endpoints = slices.Clone(f.Endpoints)
	for i := range c.Endpoints {
		c.Endpoints[i].Policy = packed(c.Endpoints[i].Policy)
	}
	return &c
}

func keptTags(tags map[string]policy.Text, keep map[string]bool) (kept map[string]policy.Text, all bool) {
	all = true
	for k, v := range tags {
		if !keep[strings.ToLower(k)] {
			all = false
			continue
		}
		if kept == nil {
			kept = map[string]policy.Text{}
		}
		kept[k] = v
	}
	return kept, all
}

// tagKeys are the tag keys, in lower case, that a condition in the fragments
// asks for, as aws:PrincipalTag/KEY or in a policy variable.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html (2026-11)
func tagKeys(fragments []*graph.Fragment, more []string) map[string]bool {
	keep := map[string]bool{}
	for _, k := range more {
		keep[strings.ToLower(k)] = true
	}
	for _, f := range fragments {
		documents(f, func(d *graph.Doc) {
			rest := string(d.Text)
			for {
				i := indexFold(rest, "tag/")
				if i < 0 {
					return
				}
				rest = rest[i+len("tag/"):]
				if end := strings.IndexAny(rest, `"},`); end >= 0 {
					keep[strings.ToLower(rest[:end])] = true
				}
			}
		})
	}
	return keep
}

// indexFold is strings.Index for an ASCII needle in any case.
func indexFold(s, lower string) int {
	for i := 0; i+len(lower) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(lower)], lower) {
			return i
		}
	}
	return -1
}

// documents calls do for every policy document of a fragment.
func documents(f *graph.Fragment, do func(*graph.Doc)) {
	maybe := func(d *graph.Doc) {
		if d != nil {
			do(d)
		}
	}
	for i := range f.Identities {
		maybe(f.Identities[i].Trust)
	}
	for i := range f.InlinePolicies {
		do(&f.InlinePolicies[i].Doc)
	}
	for i := range f.Managed {
		do(&f.Managed[i].Doc)
	}
	for i := range f.OrgPolicies {
		do(&f.OrgPolicies[i].Doc)
	}
	for i := range f.Settings {
		maybe(f.Settings[i].Policy)
	}
	for i := range f.AccessPoints {
		maybe(f.AccessPoints[i].Policy)
	}
	for i := range f.KeyPolicies {
		do(&f.KeyPolicies[i].Doc)
	}
	for i := range f.Endpoints {
		maybe(f.Endpoints[i].Policy)
	}
	for i := range f.EndpointPolicies {
		do(&f.EndpointPolicies[i].Doc)
	}
}

func packAll[T any](records []T, doc func(*T) *graph.Doc) []T {
	out := slices.Clone(records)
	for i := range out {
		d := doc(&out[i])
		*d = *packed(d)
	}
	return out
}

// packedSession is a session policy with its document packed.
func packedSession(r *graph.SessionRec) *graph.SessionRec {
	if r == nil {
		return nil
	}
	c := *r
	c.Doc = packed(r.Doc)
	return &c
}

// packed is a document without the white space between its elements. One with
// a symbol outside strings is no JSON, and stays as it is.
func packed(d *graph.Doc) *graph.Doc {
	if d == nil || d.Text == "" {
		return d
	}
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(d.Text)); err != nil {
		return d
	}
	c := *d
	c.Text = policy.Text(out.String())
	return &c
}
