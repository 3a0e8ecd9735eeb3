package eval

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestSentOn: a service that sends a request on with the caller's permissions
// says so in aws:ViaAWSService and aws:CalledVia, and comes from its own network.
//
// https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html (2026-11)
// https://docs.aws.amazon.com/athena/latest/ug/security-iam-athena-calledvia.html (2026-11)
func TestSentOn(t *testing.T) {
	const via, direct = "athena.amazonaws.com", ""
	deny := func(condition string) []string {
		return []string{denyTo(`"*"`, "s3:PutObject", "arn:aws:s3:::b/*", condition)}
	}
	tests := []struct {
		name     string
		forwards string
		identity string // condition of the Allow
		bucket   []string
		want     Verdict
		why      string
	}{
		{name: "allowed by way of Athena, and sent by it", forwards: via, identity: `{"ForAnyValue:StringEquals":{"aws:CalledVia":"athena.amazonaws.com"}}`, want: Allowed, why: "the chain holds Athena"},
		{name: "allowed by way of CloudFormation, and sent by Athena", forwards: via, identity: `{"ForAnyValue:StringEquals":{"aws:CalledVia":"cloudformation.amazonaws.com"}}`, want: Denied, why: "another service"},
		{name: "allowed by way of Athena, and sent by a service's own session", forwards: direct, identity: `{"StringEquals":{"aws:CalledViaFirst":"athena.amazonaws.com"}}`, want: Denied, why: "a role that a service assumes is not called via it"},
		{name: "denied but through an endpoint", forwards: via, bucket: deny(`{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}`), want: Denied, why: "the key is not there"},
		{name: "denied but through an endpoint or by a service", forwards: via, bucket: deny(`{"StringNotEquals":{"aws:SourceVpce":"vpce-1"},"Bool":{"aws:ViaAWSService":"false"}}`), want: Allowed, why: "a service sends it on"},
		{name: "denied outside of an address range", forwards: via, bucket: deny(`{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}`), want: Unresolved, why: "which address it has, if any, no page tells"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			b := w.theBucket("b")
			role := w.role(accountB, "app", allowIf("s3:PutObject", "arn:aws:s3:::b/*", tt.identity))
			if len(tt.bucket) > 0 {
				b.Policy = w.resourcePolicy("bp", tt.bucket...)
			}
			got := w.engine().Evaluate(Request{
				Principal: role, Action: "s3:PutObject", Resource: "arn:aws:s3:::b/x", Path: Internal,
				Wiring: &graph.Wiring{Kind: "athena_results", Role: role.ARN, Bucket: "b", KMS: "any", Forwards: policy.Text(tt.forwards)},
			})
			if got.Verdict != tt.want {
				t.Errorf("%s, want %s (%s)\n%s", got.Verdict, tt.want, tt.why, layersText(got))
			}
		})
	}
}
