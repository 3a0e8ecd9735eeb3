package eval

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestBucketACL: a grant to a canonical user id is one to that account, on the
// bucket's side.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html (2026-11)
func TestBucketACL(t *testing.T) {
	const idA, idB, idOther = "aaaa", "bbbb", "cccc"
	tests := []struct {
		name               string
		grantee            policy.Text
		permission, action string
		change             func(w *world, b *graph.Bucket)
		want               Verdict
		why                string
	}{
		{name: "WRITE to the caller's account", grantee: idA, permission: "WRITE", action: "s3:PutObject", want: Allowed, why: "ACL and identity policy"},
		{name: "READ to the caller's account, and it lists", grantee: idA, permission: "READ", action: "s3:ListBucket", want: Allowed, why: "READ on a bucket is to list it"},
		{name: "READ to the caller's account, and it reads an object", grantee: idA, permission: "READ", action: "s3:GetObject", want: Denied, why: "no bucket ACL grants objects"},
		{name: "READ to the caller's account, and it writes", grantee: idA, permission: "READ", action: "s3:PutObject", want: Denied, why: "WRITE is another permission"},
		{name: "WRITE to an account that is not the caller's", grantee: idOther, permission: "WRITE", action: "s3:PutObject", want: Denied, why: "the caller's id is known and another"},
		{name: "WRITE to the bucket's own account", grantee: idB, permission: "WRITE", action: "s3:PutObject",
			change: func(w *world, _ *graph.Bucket) { w.account(accountA).Canonical = "" }, want: Denied, why: "the id is known to be the owner's"},
		{name: "WRITE to an id that nobody tells of", grantee: idOther, permission: "WRITE", action: "s3:PutObject",
			change: func(w *world, _ *graph.Bucket) { w.account(accountA).Canonical = "" }, want: Unresolved, why: "it may be the caller's"},
		{name: "two accounts are told to have the id", grantee: idA, permission: "WRITE", action: "s3:PutObject",
			change: func(w *world, _ *graph.Bucket) { w.account(accountC).Canonical = idA }, want: Unresolved, why: "one of the two is wrong"},
		{name: "WRITE to the owner that the ACL names", grantee: idOther, permission: "WRITE", action: "s3:PutObject",
			change: func(w *world, b *graph.Bucket) { w.account(accountA).Canonical, b.ACL.Owner = "", idOther }, want: Denied, why: "the id is the owner's"},
		{name: "FULL_CONTROL to CloudFront's log delivery", grantee: "c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0", permission: "FULL_CONTROL", action: "s3:PutObject",
			change: func(w *world, _ *graph.Bucket) { w.account(accountA).Canonical = "" }, want: Denied, why: "AWS's own account"},
		{name: "WRITE to the caller's account, and ACLs are disabled", grantee: idA, permission: "WRITE", action: "s3:PutObject",
			change: func(_ *world, b *graph.Bucket) { b.Ownership = graph.BucketOwnerEnforced }, want: Denied, why: "the ACL counts for nothing"},
		{name: "WRITE to the caller's account, and whether ACLs are enabled is not known", grantee: idA, permission: "WRITE", action: "s3:PutObject",
			change: func(_ *world, b *graph.Bucket) { b.Ownership = graph.OwnershipUnknown }, want: Unresolved, why: "they may be disabled"},
		{name: "an ACL that is known only after apply", grantee: idA, permission: "WRITE", action: "s3:PutObject",
			change: func(_ *world, b *graph.Bucket) { b.ACL = &graph.ACL{Presence: graph.Opaque} }, want: Unresolved, why: "it may grant"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			w.account(accountA).Canonical, w.account(accountB).Canonical = idA, idB
			idp("rA", allowDoc("s3:*", "arn:aws:s3:::b,arn:aws:s3:::b/*"))(w)
			b := w.theBucket("b")
			b.Ownership, b.Policy = graph.ObjectWriter, &graph.Policy{Presence: graph.Absent}
			b.ACL = &graph.ACL{Presence: graph.Present, Grants: []graph.Grant{
				{Grantee: idB, Type: "CanonicalUser", Permission: "FULL_CONTROL"}, {Grantee: tt.grantee, Type: "CanonicalUser", Permission: tt.permission},
			}}
			if tt.change != nil {
				tt.change(w, b)
			}
			resource := policy.Text("arn:aws:s3:::b/k")
			if tt.action == "s3:ListBucket" {
				resource = "arn:aws:s3:::b"
			}
			got := w.engine().Evaluate(Request{Principal: w.get("rA"), Action: tt.action, Resource: resource, Path: Public})
			if got.Verdict != tt.want {
				t.Errorf("%s, want %s (%s)\n%s", got.Verdict, tt.want, tt.why, layersText(got))
			}
		})
	}
}
