package access

import (
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
)

func TestAssumptions(t *testing.T) {
	const (
		reads  = `{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}`
		trusts = `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]}}`
		people = `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::111111111111:root"}}`
	)
	tests := []struct {
		name, identity string
		trust          *graph.Doc
		want           int
		why            string
	}{
		{"a role that reads a bucket", reads, present(people), 1, "without the role the function reads nothing"},
		{"a trust policy that names the service", reads, present(trusts), 0, "there is nothing to ask"},
		{"a trust policy with a Deny as well", reads, present(trusts + `,{"Effect":"Deny","Action":"sts:AssumeRole","Principal":"*"}`), 1, "the Deny may hit the service"},
		{"a role that uses no bucket", `{"Effect":"Allow","Action":"sqs:*","Resource":"*"}`, present(people), 0, "another tool's matter"},
		{"a trust policy that is not known", reads, &graph.Doc{Presence: graph.Opaque}, 0, "nothing can be told"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{identity: tt.identity, more: func(f *graph.Fragment) {
				f.Identities[0].Trust = tt.trust
				f.Workloads = []graph.WorkloadRec{{
					Origin: graph.Origin{Input: "t", Address: "aws_lambda_function.f"}, Role: f.Identities[0].ARN, Account: "111111111111", Region: "us-east-1",
					Outside: true, Assumer: "lambda.amazonaws.com",
				}}
			}}
			got := 0
			for _, a := range Find(w.join(), Options{}) {
				if a.Wiring != nil && a.Wiring.Kind == graph.ServiceRole {
					got++
					if a.Principal.ARN != "lambda.amazonaws.com" || a.Role == nil || a.Evidence[0].Origin.Address != "aws_lambda_function.f" {
						t.Errorf("asked for %+v", a)
					}
				}
			}
			if got != tt.want {
				t.Errorf("asked %d times, want %d (%s)", got, tt.want, tt.why)
			}
		})
	}
}

// TestSoleSession: a session policy narrows a role on purpose.
func TestSoleSession(t *testing.T) {
	const (
		role    = "arn:aws:iam::111111111111:role/r"
		reads   = `{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*"}`
		servers = `{"Effect":"Allow","Action":"sts:*","Principal":{"Service":"rolesanywhere.amazonaws.com"}}`
		people  = `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::111111111111:root"}}`
	)
	session := &graph.SessionRec{Origin: graph.Origin{Input: "t", Address: "aws_rolesanywhere_profile.p"}, Doc: present(`{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`)}
	tests := []struct {
		name, bucket, trust string
		second              *graph.WorkloadRec
		want, why           string
	}{
		{"only the role asks to write", "", servers, nil, "s3:GetObject in session", "the session leaves writing out on purpose"},
		{"the bucket lets it write too", allowTo(role, "s3:GetObject s3:PutObject", "arn:aws:s3:::b/*"), servers, nil, "s3:GetObject,s3:PutObject in session", "two sides ask for it"},
		{"people use the role as well", "", servers + "," + people, nil, "s3:GetObject,s3:PutObject", "they are bound by no session policy"},
		{"another profile has the role", "", servers, &graph.WorkloadRec{Assumer: "rolesanywhere.amazonaws.com"}, "s3:GetObject,s3:PutObject", "its sessions are bound by none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := world{identity: reads, bucket: tt.bucket, more: func(f *graph.Fragment) {
				f.Identities[0].Trust = present(tt.trust)
				first := graph.WorkloadRec{Assumer: "rolesanywhere.amazonaws.com", Session: session}
				for i, r := range []*graph.WorkloadRec{&first, tt.second} {
					if r != nil {
						r.Origin, r.Role, r.Account, r.Outside = graph.Origin{Input: "t", Address: "aws_rolesanywhere_profile." + string(rune('p'+i))}, role, "111111111111", true
						f.Workloads = append(f.Workloads, *r)
					}
				}
			}}
			got := ""
			for _, a := range Find(w.join(), Options{}) {
				if a.Bucket != nil && a.Principal.ARN == role {
					got += strings.Join(a.Actions, ",")
					if len(a.Session) > 0 {
						got += " in session"
					}
				}
			}
			if got != tt.want {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}
