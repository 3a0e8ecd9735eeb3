package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// uploads narrows reads of a bucket in which objects may belong to the account
// that wrote them: whoever may read the whole bucket is also meant to read
// just what another account uploads, and only of that can it be certain who
// owns it.
func (f *finder) uploads() {
	foreign := map[*graph.Bucket][]policy.Text{}
	for _, k := range f.order {
		d := f.drafts[k]
		if d.Bucket == nil || d.Foreign != policy.Yes || d.wants["s3:PutObject"] == nil || !hasACLs(d.Bucket) || d.AccessPoint != nil {
			continue
		}
		if !slices.Contains(foreign[d.Bucket], k.resource) {
			foreign[d.Bucket] = append(foreign[d.Bucket], k.resource)
		}
	}
	for _, k := range slices.Clone(f.order) {
		d := f.drafts[k]
		read := d.wants["s3:GetObject"]
		if read == nil || k.guard != "" || d.Bucket == nil {
			continue
		}
		for _, written := range foreign[d.Bucket] {
			if written == k.resource || !within(written, k.resource) {
				continue
			}
			narrow := k
			narrow.resource = written
			for _, e := range d.Evidence {
				w := f.want(narrow, d.Principal, target{arn: d.Bucket.ARN, bucket: d.Bucket}, "s3:GetObject", e)
				w.sides, w.loose, w.before, w.firm = w.sides|read.sides, read.loose, read.before, read.firm
			}
		}
	}
}

// hasACLs reports whether objects in the bucket can belong to their writer.
func hasACLs(b *graph.Bucket) bool {
	return b.Ownership == graph.ObjectWriter || b.Ownership == graph.BucketOwnerPreferred
}

// within reports whether a pattern is inside of another that ends in "*".
func within(inner, outer policy.Text) bool {
	prefix, ok := strings.CutSuffix(string(outer), "*")
	return ok && !strings.ContainsAny(prefix, "*?") && strings.HasPrefix(string(inner), prefix)
}
