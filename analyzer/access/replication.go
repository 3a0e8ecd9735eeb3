package access

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/graph"
)

// ofReplica reports whether the bucket's policy offers a replication role what
// AWS's own example of a destination's policy offers, and its example of the
// role does not ask for: to read and set the destination's versioning.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html#setting-repl-config-crossacct (2026-11)
func (f *finder) ofReplica(d *draft, action string) bool {
	if d.Bucket == nil || action != "s3:GetBucketVersioning" && action != "s3:PutBucketVersioning" {
		return false
	}
	return slices.ContainsFunc(f.g.Wirings, func(w *graph.Wiring) bool {
		return w.Kind == "replication" && w.Role == d.Principal.ARN && w.Bucket == d.Bucket.Name && w.Source != w.Bucket
	})
}
