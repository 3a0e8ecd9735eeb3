package rules

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestSentence(t *testing.T) {
	deny := eval.StatementRef{Sid: "No", Effect: "Deny", Applies: policy.Yes}
	allow := eval.StatementRef{Index: 1, Effect: "Allow", Applies: policy.Yes}
	tests := []struct {
		name, why string
		layer     eval.Layer
		actions   []string
		want      string
	}{
		{"a missing Allow", "what is asked for is in no statement",
			eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Reason: eval.NoStatementAllows}, nil, "no statement allows s3:GetObject"},
		{"a missing Allow of several actions", "one finding stands for all of them",
			eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Reason: eval.NoStatementAllows}, []string{"s3:GetObject", "s3:ListBucket"}, "no statement allows s3:GetObject, s3:ListBucket"},
		{"an explicit Deny", "its name is what to look for",
			eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Explicit: true, Reason: eval.ExplicitDeny, Deciding: []eval.StatementRef{allow, deny}}, nil, `explicitly denies s3:GetObject (statement "No")`},
		{"an Allow without a Sid", "a number is no name, and has no quotes",
			eval.Layer{Kind: eval.IdentityPolicy, Verdict: eval.Allowed, Reason: eval.StatementAllows, Deciding: []eval.StatementRef{allow}}, nil, "allows s3:GetObject (statement #2)"},
		{"an Allow beside a Deny that spares the request", "what denies is not why it is allowed",
			eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Allowed, Reason: eval.StatementAllows, Deciding: []eval.StatementRef{deny, allow}}, nil, "allows s3:GetObject (statement #2)"},
		{"a public ACL", "it is not the bucket policy that is public",
			eval.Layer{Kind: eval.PublicAccessBlock, Verdict: eval.Denied, Reason: eval.PublicACLBlocked}, nil, "BlockPublicAcls refuses a request that sets a public ACL"},
		{"a public bucket policy", "the other setting of the same layer",
			eval.Layer{Kind: eval.PublicAccessBlock, Verdict: eval.Denied, Reason: eval.PublicPolicy, Deciding: []eval.StatementRef{allow}}, nil, "RestrictPublicBuckets keeps other accounts out, because the bucket policy has a public statement"},
		{"an access point of another network", "its policy may well allow the action",
			eval.Layer{Kind: eval.AccessPointPolicy, Verdict: eval.Denied, Reason: eval.WrongNetwork}, nil, "the access point takes requests of its own VPC only, and s3:GetObject comes from elsewhere"},
		{"a header that may be missing", "the header is what to send",
			eval.Layer{Kind: eval.RequesterPays, Verdict: eval.Conditional, Reason: eval.HeaderMissing}, nil, "a requester of another account must send x-amz-request-payer"},
		{"a KMS leg", "the layer judges the leg's action, not the request's",
			eval.Layer{Kind: eval.KMSKeyPolicy, Verdict: eval.Denied, Reason: eval.NoStatementAllows, Action: "kms:Decrypt"}, nil, "no statement allows kms:Decrypt"},
		{"a layer without a say", "it is named in a trace all the same",
			eval.Layer{Kind: eval.SCP, Verdict: eval.NotApplicable, Reason: eval.NotExamined}, nil, "has no say in this request"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Sentence(eval.Request{Action: "s3:GetObject"}, tt.layer, tt.actions...); got != tt.want {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}
