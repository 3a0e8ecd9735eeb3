package access

import (
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestObjectLambda: what names an Object Lambda access point asks for it, and
// its function's role for writing the answer; a statement for what comes by way
// of it asks for no request of one's own.
func TestObjectLambda(t *testing.T) {
	const (
		olap       = "arn:aws:s3-object-lambda:us-east-1:222222222222:accesspoint/ol"
		supporting = "arn:aws:s3:us-east-1:222222222222:accesspoint/sup"
	)
	document := func(text policy.Text) *graph.Policy {
		d, err := policy.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return &graph.Policy{Presence: graph.Present, Document: d}
	}
	b := &graph.Account{ID: "222222222222"}
	writer := &graph.Principal{Kind: graph.Role, ARN: "arn:aws:iam::222222222222:role/fn", Account: b}
	reader := &graph.Principal{Kind: graph.Role, ARN: "arn:aws:iam::222222222222:role/reader", Account: b, Policies: []*graph.Policy{document(
		`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":"s3-object-lambda:Get*","Resource":"` + olap + `"},
		{"Effect":"Allow","Action":"s3:GetObject","Resource":"` + supporting + `/object/*","Condition":{"ForAnyValue:StringEquals":{"aws:CalledVia":"s3-object-lambda.amazonaws.com"}}}]}`)}}
	g := &graph.Graph{
		Accounts: []*graph.Account{b}, Principals: []*graph.Principal{reader, writer},
		Buckets: []*graph.Bucket{{Name: "b", ARN: "arn:aws:s3:::b", Account: b}},
		AccessPoints: []*graph.AccessPoint{
			{ARN: supporting, Account: b, Bucket: "b"},
			{ARN: olap, Account: b, ObjectLambda: true, Supporting: supporting, Functions: []*graph.Function{
				{Account: b, Role: writer, Actions: []string{"GetObject"}},
				{Account: b, Role: reader, Actions: []string{"HeadObject"}},
			}},
		},
	}
	var got []string
	for _, a := range Find(g, Options{}) {
		got = append(got, string(a.Principal.ARN)+" "+strings.Join(a.Actions, ",")+" "+string(a.Resource))
		if a.Bucket == nil || a.Bucket.Name != "b" {
			t.Errorf("%s: not told to be about bucket b", a.Resource)
		}
	}
	want := []string{
		"arn:aws:iam::222222222222:role/fn s3-object-lambda:WriteGetObjectResponse " + olap,
		"arn:aws:iam::222222222222:role/reader s3-object-lambda:GetObject " + olap,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
