package eval

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestTokensOfPods(t *testing.T) {
	const (
		issuer = "oidc.eks.us-east-1.amazonaws.com/id/C0C0"
		other  = "oidc.eks.us-east-1.amazonaws.com/id/D0D0"
		made   = "oidc.eks.us-east-1.amazonaws.com/id/⟨!app:aws_eks_cluster.c.identity.oidc.issuer⟩"
	)
	takes := func(of, condition string) string {
		return `{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":"arn:aws:iam::111111111111:oidc-provider/` + of + `"},"Condition":` + condition + `}`
	}
	tests := []struct {
		name, statements string
		issuer           policy.Text
		want             Verdict
		why              string
	}{
		{"subject and audience", takes(issuer, `{"StringEquals":{"`+issuer+`:sub":"system:serviceaccount:jobs:etl","`+issuer+`:aud":"sts.amazonaws.com"}}`), issuer, Allowed, "both are the token's"},
		{"any account of the namespace", takes(issuer, `{"StringLike":{"`+issuer+`:sub":"system:serviceaccount:jobs:*"}}`), issuer, Allowed, "StringLike has wildcards"},
		{"a wildcard as written", takes(issuer, `{"StringEquals":{"`+issuer+`:sub":"system:serviceaccount:jobs:*"}}`), issuer, Denied, "StringEquals has none"},
		{"another namespace", takes(issuer, `{"StringEquals":{"`+issuer+`:sub":"system:serviceaccount:default:etl"}}`), issuer, Denied, "the subject has the namespace"},
		{"another audience", takes(issuer, `{"StringEquals":{"`+issuer+`:aud":"`+issuer+`"}}`), issuer, Denied, "pods get tokens for STS"},
		{"keys of another issuer", takes(issuer, `{"StringEquals":{"`+other+`:sub":"system:serviceaccount:jobs:etl"}}`), issuer, Denied, "a token has its own issuer's claims"},
		{"keys in lower case", takes(issuer, `{"StringEquals":{"oidc.eks.us-east-1.amazonaws.com/id/c0c0:SUB":"system:serviceaccount:jobs:etl"}}`), issuer, Allowed, "condition keys have no case"},
		{"another claim", takes(issuer, `{"StringEquals":{"`+issuer+`:amr":"x"}}`), issuer, Conditional, "which claims there are the issuer decides"},
		{"another provider", takes(other, `{"StringLike":{"`+other+`:sub":"*"}}`), issuer, Denied, "it does not speak for the issuer"},
		{"nobody", `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"arn:aws:iam::111111111111:root"}}`, issuer, Denied, "a token is no identity of the account"},
		{"the subject is denied", takes(issuer, `{}`) + `,{"Effect":"Deny","Action":"sts:*","Principal":"*","Condition":{"StringLike":{"` + issuer + `:sub":"*:jobs:*"}}}`, issuer, Denied, "a Deny wins"},
		{"a cluster that the plan makes", takes(made, `{"StringEquals":{"`+made+`:sub":"system:serviceaccount:jobs:etl"}}`), made, Allowed, "the same symbol is the same issuer"},
		{"another subject there", takes(made, `{"StringEquals":{"`+made+`:sub":"system:serviceaccount:jobs:web"}}`), made, Denied, "the key is the issuer's, whatever it will be"},
		{"a key that is not known", takes(issuer, `{"StringEquals":{"⟨~app:local.key⟩":"system:serviceaccount:jobs:web"}}`), issuer, Unresolved, "it may be any"},
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
			by := &graph.Wiring{
				Kind: graph.WebIdentity, Service: "arn:aws:iam::111111111111:oidc-provider/" + tt.issuer, Account: account,
				Token: &graph.Token{Issuer: tt.issuer, Subject: "system:serviceaccount:jobs:etl", Audience: "sts.amazonaws.com"},
			}
			r := Request{Principal: g.Principal(by.Service), Action: "sts:AssumeRoleWithWebIdentity", Resource: role.ARN, Wiring: by}
			e := New(g)
			if got := e.Evaluate(r).Verdict; got != tt.want || e.Verdict(r) != tt.want {
				t.Errorf("got %s, and quickly %s; want %s (%s)", got, e.Verdict(r), tt.want, tt.why)
			}
		})
	}
}
