package facts

import (
	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
)

// missing files what keeps a reader from being told that an object is not
// there: S3 answers 404 to who may list the bucket, and 403 to everybody else.
// Most readers never notice, and many are kept from listing on purpose; where a
// wiring does something with a 404 and nothing with a 403, somebody counts on it.
// A statement whose conditions may or may not let the list through (on a
// prefix, say) is left alone: no page tells which keys of the condition S3
// fills in when it makes up its mind about the status.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (2026-11): Permissions
func (b *builder) missing(a *access.Access, t eval.Trace) {
	w := a.Wiring
	if w == nil || w.On404 == "" || len(w.Uncertain) > 0 || a.Bucket == nil || t.Request.Action != "s3:GetObject" || t.Verdict != eval.Allowed {
		return
	}
	r := t.Request
	r.Action, r.Resource = "s3:ListBucket", a.Bucket.ARN
	list := b.now.Evaluate(r)
	if list.Verdict != eval.Denied {
		return
	}
	for _, l := range list.Layers {
		if l.Verdict == eval.Denied && l.Alone {
			l.Reason = eval.MissingObject
			b.file(a, list, l, "conditional", false)
		}
	}
}
