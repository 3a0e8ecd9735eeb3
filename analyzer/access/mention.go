package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// This file is for resources of which nothing is left but what they mention:
// of "${aws_s3_bucket.b.arn}/*" a plan keeps aws_s3_bucket.b.arn alone, and what
// stands around it is an opaque symbol. Whoever refers to a bucket in a
// statement with actions on buckets means that bucket, or objects in it; which,
// the actions tell. Whether the statement grants them is another question, and
// stays open.

// bucketNamed is the bucket that the name in an ARN means. open is set where
// the end of the name is lost, guessed where it may have been another bucket's.
func (f *finder) bucketNamed(name string) (b *graph.Bucket, open, guessed bool) {
	if specific(name) {
		return f.g.BucketOrUnknown(policy.Text(name)), false, false
	}
	if known, ok := strings.CutSuffix(name, lastOpaque(name)); ok && known != name && specific(known) {
		return f.g.Bucket(policy.Text(known)), true, f.names().extended(known)
	}
	return nil, false, false
}

// mentioned is the bucket whose name stands in a text of which both ends are
// lost; nil if there is no such bucket. guessed is set where the name may have
// been a part of another bucket's.
func (f *finder) mentioned(r policy.Text) (b *graph.Bucket, guessed bool) {
	text := string(r)
	end := lastOpaque(text)
	if end == "" || !strings.HasPrefix(text, "⟨~") {
		return nil, false
	}
	_, rest, _ := strings.Cut(text, "⟩")
	name, ok := strings.CutSuffix(rest, end)
	if !ok || !specific(name) {
		return nil, false
	}
	b = f.g.Bucket(policy.Text(name))
	if b == nil || b.Deleted {
		return nil, false
	}
	return b, f.names().extended(name)
}

// roleNamed is bucketNamed for the ARN of a role.
func (f *finder) roleNamed(arn policy.Text) *graph.Principal {
	text := string(arn)
	if specific(text) {
		return f.principal(arn)
	}
	if known, ok := strings.CutSuffix(text, lastOpaque(text)); ok && known != text && specific(known) && !f.identities().extended(known) {
		return f.byARN[policy.Text(known)]
	}
	return nil
}

// lastOpaque is the opaque symbol that a text ends in; empty if there is none.
func lastOpaque(text string) string {
	i := strings.LastIndex(text, "⟨")
	if i < 0 || !strings.HasPrefix(text[i:], "⟨~") || !strings.HasSuffix(text, "⟩") {
		return ""
	}
	return text[i:]
}

// affixes are names in which those that begin or end with another one are
// found: "acme-data-logs" and "logs-acme-data" of "acme-data". Where such a
// name exists, a text that mentions the short one may have been made to be the
// long one: that the short one is meant is a guess.
type affixes struct{ forward, backward []string }

func newAffixes(names []string) affixes {
	a := affixes{forward: slices.Clone(names), backward: make([]string, len(names))}
	for i, name := range names {
		a.backward[i] = reversed(name)
	}
	slices.Sort(a.forward)
	slices.Sort(a.backward)
	return a
}

// extended reports whether another name begins or ends with this one.
func (a affixes) extended(name string) bool {
	return follows(a.forward, name) || follows(a.backward, reversed(name))
}

// follows reports whether a sorted list has a longer text that begins with name.
func follows(sorted []string, name string) bool {
	i, _ := slices.BinarySearch(sorted, name)
	for i < len(sorted) && sorted[i] == name {
		i++
	}
	return i < len(sorted) && strings.HasPrefix(sorted[i], name)
}

func reversed(s string) string {
	b := []byte(s)
	slices.Reverse(b)
	return string(b)
}
