package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

const (
	express       = "s3express"
	createSession = express + ":CreateSession"
)

// coreExpress is core for directory buckets.
var coreExpress = []string{createSession}

// isDirectory reports whether a bucket is a directory bucket (S3 Express One
// Zone): its ARN is of a service of its own.
func isDirectory(b *graph.Bucket) bool {
	at, ok := parse(b.ARN)
	return ok && at.service == express
}

// onDirectory asks for what a statement grants on a directory bucket. Reading
// and writing its objects takes a session, for which there is one action on the
// bucket; object actions of S3 mean nothing there, but who lists them meant to
// use the objects.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html (2026-11)
func (f *finder) onDirectory(p *graph.Principal, t target, patterns []string, s side, e Evidence) {
	asks := expandOf(express, coreExpress, patterns)
	if slices.ContainsFunc(expand(patterns), func(a asked) bool { return !a.loose && levelOf(a.action) == onObject }) {
		asks = append(asks, asked{action: createSession})
	}
	for _, a := range asks {
		f.ask(p, t, t.arn, a, s, e)
	}
}

// directory finds the directory bucket that an ARN of s3express names; nil if
// no input has it.
func (f *finder) directory(at place) *graph.Bucket {
	name, found := strings.CutPrefix(at.resource, "bucket/")
	if i := outside(name, '/'); i >= 0 {
		name = name[:i]
	}
	if !found || !specific(name) {
		return nil
	}
	if b := f.g.Bucket(policy.Text(name)); b != nil && isDirectory(b) {
		return b
	}
	return nil
}
