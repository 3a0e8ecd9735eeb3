package access

import (
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
