package eval

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestNearResources is how a resource that was written misses the one asked for.
func TestNearResources(t *testing.T) {
	tests := []struct {
		name      string
		want, got policy.Text
		why       Reason
		because   string
	}{
		{"a letter of the bucket's name", "arn:aws:s3:::acme-report-prod/*", "arn:aws:s3:::acme-reports-prod/*", SimilarName, "a slip of the pen"},
		{"upper case", "arn:aws:s3:::b/Monthly/*", "arn:aws:s3:::b/monthly/*", OtherCase, "keys have case"},
		{"upper case, and a wildcard twice", "arn:aws:s3:::b/Monthly/**", "arn:aws:s3:::b/monthly/*", OtherCase, "** stands for what * stands for"},
		{"the bucket for its objects", "arn:aws:s3:::b", "arn:aws:s3:::b/*", BucketForm, "object actions never match it"},
		{"another bucket", "arn:aws:s3:::somewhere/*", "arn:aws:s3:::b/*", OtherResource, "it is about something else"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := compareResources(tt.want, tt.got); got != tt.why {
				t.Errorf("%s, want %s: %s", got, tt.why, tt.because)
			}
		})
	}
}

// TestKeyState: a disabled key, or one about to be deleted, fails what works
// with it, and answers all the rest.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html#key-state-table (2026-11)
func TestKeyState(t *testing.T) {
	tests := []struct {
		name, action string
		enabled      policy.Tri
		deleting     policy.Tri
		unusable     bool
		why          string
	}{
		{"decrypting with a disabled key", "kms:Decrypt", policy.No, policy.No, true, "DisabledException"},
		{"a data key under one about to be deleted", "kms:GenerateDataKey", policy.No, policy.Yes, true, "KMSInvalidStateException"},
		{"decrypting with a key that is enabled", "kms:Decrypt", policy.Yes, policy.No, false, "nothing is wrong with it"},
		{"looking at a disabled key", "kms:DescribeKey", policy.No, policy.No, false, "keys of every state can be described"},
		{"changing the policy of a key about to be deleted", "kms:PutKeyPolicy", policy.No, policy.Yes, false, "the policy of keys of every state can be changed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			withKey(allowTo(rootB, "kms:*", "*"))(w)
			idp("rB", allowDoc("kms:*", "*"))(w)
			k := w.g.Keys[slices.IndexFunc(w.g.Keys, func(k *graph.Key) bool { return k.ARN == kms })]
			k.Enabled, k.Deleting = tt.enabled, tt.deleting
			trace := (&golden{as: "rB", action: tt.action, resource: kms}).ask(w)
			unusable := slices.ContainsFunc(trace.Layers, func(l Layer) bool { return l.Reason == KeyDisabled })
			if trace.Verdict != Allowed || unusable != tt.unusable {
				t.Errorf("%s, unusable %v, want %v: %s\n%s", trace.Verdict, unusable, tt.unusable, tt.why, layersText(trace))
			}
		})
	}
}
