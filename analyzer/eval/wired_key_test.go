package eval

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestWiredKey: what a service writes under a key of its own needs that key's
// policy, whatever the bucket's default encryption.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html (2026-11)
// https://docs.aws.amazon.com/config/latest/developerguide/s3-kms-key-policy.html (2026-11)
func TestWiredKey(t *testing.T) {
	const (
		trail = "arn:aws:cloudtrail:us-east-1:111111111111:trail/t"
		key   = "arn:aws:kms:us-east-1:222222222222:key/kB"
	)
	service := func(name string) string { return `{"Service":"` + name + `"}` }
	trails := service("cloudtrail.amazonaws.com")
	context := func(value string) string {
		return `{"StringLike":{"kms:EncryptionContext:aws:cloudtrail:arn":"` + value + `"}}`
	}
	tests := []struct {
		name   string
		wiring graph.Wiring
		key    []string
		bucket func(w *world, b *graph.Bucket)
		want   Verdict
		layer  LayerKind
		why    string
	}{
		{name: "a trail, and the key's policy is the default one", want: Denied, layer: KMSKeyPolicy, why: "a service has no identity policy to delegate to"},
		{name: "a trail that the key admits", key: []string{allowTo(trails, "kms:GenerateDataKey*", "*")}, want: Allowed, why: "the page's statement without conditions"},
		{name: "a trail that the key admits by its encryption context", key: []string{allowToIf(trails, "kms:GenerateDataKey*", "*", context("arn:aws:cloudtrail:*:111111111111:trail/*"))}, want: Allowed, why: "as the page shows"},
		{name: "trails of another account are admitted", key: []string{allowToIf(trails, "kms:GenerateDataKey*", "*", context("arn:aws:cloudtrail:*:222222222222:trail/*"))}, want: Denied, layer: KMSKeyPolicy, why: "the context holds this trail"},
		{name: "another trail is the source", key: []string{allowToIf(trails, "kms:GenerateDataKey*", "*", `{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111111111111:trail/other"}}`)}, want: Denied, layer: KMSKeyPolicy, why: "aws:SourceArn is always the trail"},
		{name: "a trail that the key lets describe it only", key: []string{allowTo(trails, "kms:DescribeKey", "*")}, want: Denied, layer: KMSKeyPolicy, why: "data keys are asked for"},
		{name: "Config writes under a key, and the bucket's default is aws/s3", wiring: graph.Wiring{Kind: "config", Service: "config.amazonaws.com", KMS: "customer"},
			key:    []string{allowTo(service("config.amazonaws.com"), "kms:GenerateDataKey", "*")},
			bucket: func(w *world, b *graph.Bucket) { w.managedKey(b) }, want: Allowed, why: "the channel's key is used, not the default"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			b := w.theBucket("b")
			wiring := tt.wiring
			if wiring.Kind == "" {
				wiring = graph.Wiring{Kind: "cloudtrail", Service: "cloudtrail.amazonaws.com", SourceARN: trail, SourceAccount: accountA, KMS: "any"}
			}
			wiring.Bucket, wiring.KeyID = "b", key
			b.Policy = w.resourcePolicy("bp", allowTo(service(string(wiring.Service)), "s3:PutObject", "arn:aws:s3:::b/*"))
			w.key(accountB, "kB", tt.key...)
			if tt.bucket != nil {
				tt.bucket(w, b)
			}
			got := w.engine().Evaluate(Request{
				Principal: &graph.Principal{Kind: graph.Service, ARN: wiring.Service, Complete: policy.Yes},
				Action:    "s3:PutObject", Resource: "arn:aws:s3:::b/AWSLogs/x", Path: Internal, Wiring: &wiring,
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

// deniers are the layers that deny by themselves.
func deniers(t Trace) []LayerKind {
	var out []LayerKind
	for _, l := range t.Layers {
		if l.Verdict == Denied && l.Alone {
			out = append(out, l.Kind)
		}
	}
	return out
}

// TestDeliveredKey: who reads what a trail wrote needs the trail's key,
// whatever the bucket's default encryption.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html#create-kms-key-policy-for-cloudtrail-decrypt (2026-11)
func TestDeliveredKey(t *testing.T) {
	const logs = "AWSLogs/111111111111/"
	decrypts := allowToIf(roleA, "kms:Decrypt", "*", `{"Null":{"kms:EncryptionContext:aws:cloudtrail:arn":"false"}}`)
	tests := []struct {
		name   string
		object string
		keys   []string // of the trails
		key    []string // statements of the first one's policy
		idp    string
		want   Verdict
		layer  LayerKind
		why    string
	}{
		{name: "the key does not admit the reader", object: logs + "CloudTrail/us-east-1/x.json.gz", keys: []string{"kB"}, idp: "*", want: Denied, layer: KMSKeyPolicy, why: "the object is under the trail's key"},
		{name: "the key admits readers of trails", object: logs + "CloudTrail/us-east-1/x.json.gz", keys: []string{"kB"}, key: []string{decrypts}, idp: "*", want: Allowed, why: "the trail is in the encryption context, as the page's condition asks"},
		{name: "the reader's policies lack kms:Decrypt", object: logs + "CloudTrail/*", keys: []string{"kB"}, key: []string{decrypts}, idp: "s3:*", want: Denied, layer: KMSIdentityPolicy, why: "another account's key needs both sides"},
		{name: "a load balancer's logs beside them", object: logs + "elasticloadbalancing/x.log.gz", keys: []string{"kB"}, idp: "*", want: Allowed, why: "they are not the trail's"},
		{name: "the digest files", object: logs + "CloudTrail-Digest/us-east-1/x.json.gz", keys: []string{"kB"}, idp: "*", want: Allowed, why: "they do not use the trail's key"},
		{name: "two trails with two keys", object: logs + "CloudTrail/us-east-1/x.json.gz", keys: []string{"kB", "kC"}, idp: "*", want: Unresolved, why: "either of them may have written the object, and the policy of the second key is not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			idp("rA", allowDoc(tt.idp, "*"))(w)
			w.key(accountB, "kB", tt.key...)
			for _, key := range tt.keys {
				w.g.Wirings = append(w.g.Wirings, &graph.Wiring{
					Kind: "cloudtrail", Service: "cloudtrail.amazonaws.com", Bucket: "b", SourceAccount: accountA,
					SourceARN: "arn:aws:cloudtrail:us-east-1:111111111111:trail/t", KeyID: policy.Text("arn:aws:kms:us-east-1:222222222222:key/" + key),
					Actions: []graph.WiredAction{{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/" + logs + "*"}},
				})
			}
			got := w.engine().Evaluate(Request{Principal: w.get("rA"), Action: "s3:GetObject", Resource: policy.Text("arn:aws:s3:::b/" + tt.object), Path: Public})
			if got.Verdict != tt.want {
				t.Errorf("%s, want %s (%s)\n%s", got.Verdict, tt.want, tt.why, layersText(got))
			}
			if tt.layer != 0 && (len(deniers(got)) != 1 || deniers(got)[0] != tt.layer) {
				t.Errorf("denied by %v, want %s (%s)", deniers(got), tt.layer, tt.why)
			}
		})
	}
}
