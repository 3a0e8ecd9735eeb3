package eval

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestServicesAssumeRoles(t *testing.T) {
	const (
		lambda = `"Principal":{"Service":"lambda.amazonaws.com"}`
		assume = `"Effect":"Allow","Action":"sts:AssumeRole",`
	)
	when := func(condition string) string { return `{` + assume + lambda + `,"Condition":` + condition + `}` }
	tests := []struct {
		name, statements, service string
		want                      Verdict
		why                       string
	}{
		{"the service is named", `{` + assume + lambda + `}`, "", Allowed, "nothing else is asked for"},
		{"another service is named", `{` + assume + `"Principal":{"Service":"ec2.amazonaws.com"}}`, "", Denied, "a service has one name"},
		{"another name of the service is", `{` + assume + `"Principal":{"Service":"lambda.us-east-1.amazonaws.com"}}`, "", Allowed, "either name is the service's"},
		{"only the account is named", `{` + assume + `"Principal":{"AWS":"arn:aws:iam::111111111111:root"}}`, "", Denied, "a service is no identity of the account"},
		{"everybody is named", `{` + assume + `"Principal":"*"}`, "", Allowed, "services are among everybody"},
		{"the service is denied", `{` + assume + lambda + `},{"Effect":"Deny","Action":"sts:*",` + lambda + `}`, "", Denied, "a Deny wins"},
		{"for the workload's account", when(`{"StringEquals":{"aws:SourceAccount":"111111111111"}}`), "", Conditional, "whether the service tells the account no page says"},
		{"for another account", when(`{"StringEquals":{"aws:SourceAccount":"999999999999"}}`), "", Denied, "told or not, it is not that one"},
		{"for another account, if it is told", when(`{"StringEqualsIfExists":{"aws:SourceAccount":"999999999999"}}`), "", Conditional, "a service that does not tell it is let in"},
		{"for a resource of another account", when(`{"ArnLike":{"aws:SourceArn":"arn:aws:lambda:*:999999999999:function:*"}}`), "", Denied, "the function is in the workload's account"},
		{"for a resource of the account", when(`{"ArnLike":{"aws:SourceArn":"arn:aws:lambda:*:111111111111:function:*"}}`), "", Conditional, "which resource it tells no page says"},
		{"for a bucket", `{` + assume + `"Principal":{"Service":"s3.amazonaws.com"},"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::acme"}}}`, "s3.amazonaws.com", Conditional, "a bucket's ARN has no account"},
		{"with an external id", when(`{"StringEquals":{"sts:ExternalId":"x"}}`), "", Conditional, "what a service sends is not known"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			document, err := policy.Parse(policy.Text(`{"Version":"2012-10-17","Statement":[` + tt.statements + `]}`))
			if err != nil {
				t.Fatal(err)
			}
			account := &graph.Account{ID: "111111111111", Partition: "aws"}
			role := &graph.Principal{
				Kind: graph.Role, ARN: "arn:aws:iam::111111111111:role/r", Name: "r", Account: account, Complete: policy.Yes,
				Boundary: &graph.Policy{Presence: graph.Absent}, Trust: &graph.Policy{Presence: graph.Present, Document: document},
			}
			g := &graph.Graph{Accounts: []*graph.Account{account}, Principals: []*graph.Principal{role}}
			by := &graph.Wiring{Kind: graph.ServiceRole, Service: "lambda.amazonaws.com", Alternatives: []policy.Text{"lambda.us-east-1.amazonaws.com"}, Account: account}
			if tt.service != "" {
				by.Service, by.Alternatives = policy.Text(tt.service), nil
			}
			r := Request{Principal: g.Principal(by.Service), Action: "sts:AssumeRole", Resource: role.ARN, Path: Internal, Wiring: by}
			e := New(g)
			if got := e.Evaluate(r).Verdict; got != tt.want || e.Verdict(r) != tt.want {
				t.Errorf("got %s, and quickly %s; want %s (%s)", got, e.Verdict(r), tt.want, tt.why)
			}
		})
	}
}
