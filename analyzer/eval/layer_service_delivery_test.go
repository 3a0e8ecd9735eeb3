package eval

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestDeliveryByACL: what the bucket's ACL lets in needs ACLs enabled and no
// statement of the bucket policy, which may still deny it.
//
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html (2026-11)
func TestDeliveryByACL(t *testing.T) {
	const logs, objects = `{"Service":"delivery.logs.amazonaws.com"}`, "arn:aws:s3:::b/*"
	tests := []struct {
		name      string
		ownership graph.Ownership
		policy    []string
		want      Verdict
		layer     LayerKind
		why       string
	}{
		{name: "ACLs are disabled", ownership: graph.BucketOwnerEnforced, want: Denied, layer: ServiceDelivery, why: "the grant cannot be added"},
		{name: "ACLs are disabled, and the policy lets the service in", ownership: graph.BucketOwnerEnforced, policy: []string{allowTo(logs, "s3:PutObject", objects)},
			want: Denied, layer: ServiceDelivery, why: "the distribution is refused before anything is written"},
		{name: "the bucket's owner is preferred", ownership: graph.BucketOwnerPreferred, want: Allowed, why: "AWS adds the grant"},
		{name: "the writer owns", ownership: graph.ObjectWriter, want: Allowed, why: "AWS adds the grant"},
		{name: "no input tells the ownership", want: Unresolved, why: "an older bucket has ACLs, a newer one has not"},
		{name: "the policy denies everybody", ownership: graph.ObjectWriter, policy: []string{denyTo(`"*"`, "s3:PutObject", objects, "")}, want: Denied, layer: BucketPolicy, why: "an ACL does not outweigh a Deny"},
		{name: "the policy denies uploads without the canned ACL", ownership: graph.ObjectWriter,
			policy: []string{denyTo(`"*"`, "s3:PutObject", objects, `{"StringNotEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}`)}, want: Unresolved, why: "no page tells which headers it sends"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			b := w.theBucket("b")
			b.Ownership = tt.ownership
			if len(tt.policy) > 0 {
				b.Policy = w.resourcePolicy("bp", tt.policy...)
			}
			wiring := graph.Wiring{Kind: "cloudfront_access_log", Service: "delivery.logs.amazonaws.com", Bucket: "b", KMS: "any", ByACL: true, ACL: policy.Opaque("acl")}
			got := w.engine().Evaluate(Request{
				Principal: &graph.Principal{Kind: graph.Service, ARN: wiring.Service, Complete: policy.Yes},
				Action:    "s3:PutObject", Resource: "arn:aws:s3:::b/site/x", Path: Internal, Wiring: &wiring,
			})
			if got.Verdict != tt.want {
				t.Errorf("%s, want %s (%s)\n%s", got.Verdict, tt.want, tt.why, layersText(got))
			}
			if tt.layer != 0 && (len(deniers(got)) != 1 || deniers(got)[0] != tt.layer) {
				t.Errorf("denied by %v, want %s (%s)", deniers(got), tt.layer, tt.why)
			}
		})
	}
}

// TestExpectedOwner: a request that names another account as the bucket's owner
// is refused before policies are asked.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html (2026-11)
func TestExpectedOwner(t *testing.T) {
	tests := []struct {
		name, owner string
		want        Verdict
		why         string
	}{
		{name: "the owner is not named", want: Allowed, why: "nothing is compared"},
		{name: "the owner is named", owner: accountB, want: Allowed, why: "the two are equal"},
		{name: "the caller's own account is named", owner: accountA, want: Denied, why: "the bucket is another account's"},
		{name: "an account that is known after apply is named", owner: string(policy.Word("new")), want: Unresolved, why: "it may be the owner"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			b := w.theBucket("b")
			role := w.role(accountA, "dms", allowDoc("s3:PutObject", "arn:aws:s3:::b/*"))
			b.Policy = w.resourcePolicy("bp", allowTo(`{"AWS":"`+string(role.ARN)+`"}`, "s3:PutObject", "arn:aws:s3:::b/*"))
			wiring := graph.Wiring{Kind: "dms", Role: role.ARN, Bucket: "b", KMS: "any", ExpectedOwner: policy.Text(tt.owner)}
			got := w.engine().Evaluate(Request{Principal: role, Action: "s3:PutObject", Resource: "arn:aws:s3:::b/x", Path: Internal, Wiring: &wiring})
			if got.Verdict != tt.want {
				t.Errorf("%s, want %s (%s)\n%s", got.Verdict, tt.want, tt.why, layersText(got))
			}
			if tt.want == Denied && (len(deniers(got)) != 1 || deniers(got)[0] != ServiceDelivery) {
				t.Errorf("denied by %v, want the delivery alone (%s)", deniers(got), tt.why)
			}
		})
	}
}
