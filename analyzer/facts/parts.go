package facts

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
)

// parts files what refuses only the large ones of uploads that work: those that
// are sent in parts, which S3 decrypts to put them together. Nearly every
// upload policy leaves kms:Decrypt out, and most are right to; that large
// uploads are meant is evident where the access asks for the actions of
// multipart uploads as well.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions (2026-11)
func (b *builder) parts(a *access.Access, t eval.Trace) {
	if t.Verdict != eval.Allowed || !slices.ContainsFunc(a.Actions, ofParts) {
		return
	}
	alone := slices.ContainsFunc(t.Sometimes, func(l eval.Layer) bool { return l.Alone })
	for _, l := range t.Sometimes {
		if l.Reason == eval.MultipartOnly && (l.Alone || !alone) {
			b.file(a, t, l, "conditional", false)
		}
	}
}

// ofParts reports whether an action is of use only to who uploads in parts.
func ofParts(action string) bool {
	return strings.EqualFold(action, "s3:AbortMultipartUpload") || strings.EqualFold(action, "s3:ListMultipartUploadParts")
}
