package graph

import (
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestWiringsTellWhatTheyDoNotKnow(t *testing.T) {
	bucket := func(account string) block {
		b := there("aws_s3_bucket.logs", obj{"bucket": "logs", "id": "logs", "arn": "arn:aws:s3:::logs"})
		b.provider = account
		return b
	}
	flow := there("aws_flow_log.x", obj{"log_destination": "arn:aws:s3:::logs"})
	channel := there("aws_config_delivery_channel.x", obj{"s3_bucket_name": "logs"})
	trail := there("aws_cloudtrail.x", obj{"name": "t", "arn": "arn:aws:cloudtrail:us-east-1:111111111111:trail/t", "s3_bucket_name": "logs", "is_organization_trail": true})
	tests := []struct {
		name   string
		blocks []block
		say    string // in Uncertain; empty: nothing
		why    string
	}{
		{"flow log into its own account", []block{bucket("aws"), flow}, "AWS adds the statement", "the creator owns the bucket: AWS writes the bucket policy itself"},
		{"flow log into another account", []block{bucket("aws.data"), flow}, "", "there nobody adds anything"},
		{"flow log into a bucket that no input has", []block{flow}, "AWS adds the statement", "it may be the own account's"},
		{"delivery channel without a recorder", []block{bucket("aws.data"), channel}, "recorder", "the role that delivers is not known"},
		{"trail of an organization that no input describes", []block{bucket("aws.data"), trail}, "organization", "the folder of members' events is not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: tt.blocks})
			if len(g.Wirings) != 1 {
				t.Fatalf("%d wirings", len(g.Wirings))
			}
			got := strings.Join(g.Wirings[0].Uncertain, "; ")
			if (got == "") != (tt.say == "") || !strings.Contains(got, tt.say) {
				t.Errorf("uncertain %q, want %q: %s", got, tt.say, tt.why)
			}
		})
	}
}

// The owner override is needed only where the destination's ACLs are on.
func TestOwnerOverride(t *testing.T) {
	tests := []struct {
		ownership Ownership
		sometimes bool
		why       string
	}{
		{BucketOwnerEnforced, true, "without ACLs the destination owns its replicas anyway"},
		{ObjectWriter, false, "else the replica stays the source's"},
		{OwnershipUnknown, true, "nobody tells"},
	}
	for _, tt := range tests {
		f := &Fragment{
			Buckets: []BucketRec{{Name: "dst", ARN: "arn:aws:s3:::dst", Account: "222222222222"}},
			Wirings: []WiringRec{{AccountID: "111111111111", Wiring: Wiring{Kind: "replication", Role: roleARN, Bucket: "dst", OwnerOverride: true,
				Actions: []WiredAction{{Action: "s3:ObjectOwnerOverrideToBucketOwner", Resource: "arn:aws:s3:::dst/*", Sometimes: true}}}}},
		}
		if tt.ownership != OwnershipUnknown {
			ownership := tt.ownership
			f.Settings = []BucketSetting{{Bucket: "dst", Account: "222222222222", Ownership: &ownership}}
		}
		if got := Join([]*Fragment{f}).Wirings[0].Actions[0].Sometimes; got != tt.sometimes {
			t.Errorf("%q: sometimes %v, want %v: %s", tt.ownership, got, tt.sometimes, tt.why)
		}
	}
}

// Two workspaces of one account use the same address for different things.
func TestWorkspacesWithTheSameAddress(t *testing.T) {
	logging := func(label, source, change string) *Fragment {
		return &Fragment{Label: label, Wirings: []WiringRec{{AccountID: "111111111111", Wiring: Wiring{
			Origin: Origin{Input: label, Address: "aws_s3_bucket_logging.this", Change: change}, Kind: "s3_access_log", Service: "logging.s3.amazonaws.com",
			Bucket: "logs", Source: policy.Text(source), SourceARN: policy.Text("arn:aws:s3:::" + source)}}}}
	}
	for _, change := range []string{"", "create"} {
		if g := Join([]*Fragment{logging("a", "one", change), logging("b", "two", "create")}); len(g.Wirings) != 2 {
			t.Errorf("%d wirings, want both workspaces'", len(g.Wirings))
		}
	}
}

// A plan that sends the logs elsewhere is one wiring, not two.
func TestAPlanMovesAWiring(t *testing.T) {
	state := &Fragment{Label: "state", Wirings: []WiringRec{{AccountID: "111111111111", Wiring: Wiring{
		Origin: Origin{Input: "state", Address: "aws_cloudtrail.x"}, Kind: "cloudtrail", Service: "cloudtrail.amazonaws.com", Bucket: "old"}}}}
	plan := &Fragment{Label: "plan", Wirings: []WiringRec{{AccountID: "111111111111", Wiring: Wiring{
		Origin: Origin{Input: "plan", Address: "aws_cloudtrail.x", Change: "update"}, Kind: "cloudtrail", Service: "cloudtrail.amazonaws.com", Bucket: "new"}}}}
	for _, fragments := range [][]*Fragment{{state, plan}, {plan, state}} {
		if g := Join(fragments); len(g.Wirings) != 1 || g.Wirings[0].Bucket != policy.Text("new") {
			t.Errorf("%d wirings, first to %s", len(g.Wirings), g.Wirings[0].Bucket)
		}
	}
}
