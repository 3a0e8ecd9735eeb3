package fix

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestSplice(t *testing.T) {
	const added = `{"Sid":"New","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}`
	tests := []struct {
		name, source string
		index        int
		want         string
	}{
		{"a statement goes behind the last", `{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}]}`, -1,
			`{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"},` + added + `]}`},
		{"a lone statement becomes a list", `{"Id":"x","Statement":{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"}}`, -1,
			`{"Id":"x","Statement":[{"Sid":"A","Effect":"Allow","Action":"s3:*","Resource":"*"},` + added + `]}`},
		{"a statement takes another's place", `{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Deny","Action":"s3:*","Resource":"*"}]}`, 0,
			`{"Version":"2012-10-17","Statement":[` + added + `]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := splice(policy.MustParse(policy.Text(tt.source)), tt.index, []byte(added))
			if !ok || string(got) != tt.want {
				t.Errorf("splice = %s, %v\nwant %s", got, ok, tt.want)
			}
			if _, err := policy.Parse(got); err != nil {
				t.Errorf("the result is no policy: %v", err)
			}
		})
	}
}

func TestAddCondition(t *testing.T) {
	tests := []struct{ name, raw, operator, key, want string }{
		{"a statement without conditions gets one", `{"Effect":"Deny","Action":"*"}`, "ArnNotEquals", "aws:PrincipalArn",
			`{"Effect":"Deny","Action":"*","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"X"}}}`},
		{"conditions that are there stay: all of them narrow the Deny", `{"Effect":"Deny","Condition":{"Bool":{"aws:SecureTransport":"false"}}}`, "ArnNotEquals", "aws:PrincipalArn",
			`{"Effect":"Deny","Condition":{"ArnNotEquals":{"aws:PrincipalArn":"X"},"Bool":{"aws:SecureTransport":"false"}}}`},
		{"a principal joins those that are exempt, however the key is written", `{"Effect":"Deny","Condition":{"ArnNotEquals":{"aws:principalarn":"Y"}}}`, "ArnNotEquals", "aws:PrincipalArn",
			`{"Effect":"Deny","Condition":{"ArnNotEquals":{"aws:principalarn":["Y","X"]}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := addCondition([]byte(tt.raw), tt.operator, tt.key, "X")
			if !ok || string(got) != tt.want {
				t.Errorf("addCondition = %s, %v\nwant %s", got, ok, tt.want)
			}
		})
	}
}

func TestLocalAddress(t *testing.T) {
	tests := []struct{ name, address, local, last string }{
		{"the root module", "aws_s3_bucket.reports", "aws_s3_bucket.reports", "reports"},
		{"instance keys with dots, slashes and brackets are one step", `module.a["x.y/z]"].module.b[0].aws_s3_bucket.this["k.v"]`, `aws_s3_bucket.this["k.v"]`, "this"},
		{"a quote in a key", `module.a["x\"y"].aws_s3_bucket.b`, "aws_s3_bucket.b", "b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := local(tt.address); got != tt.local {
				t.Errorf("local = %s, want %s", got, tt.local)
			}
			if got := lastName(tt.address); got != tt.last {
				t.Errorf("lastName = %s, want %s", got, tt.last)
			}
		})
	}
}

type nowhere struct{}

func (nowhere) Document(o graph.Origin) (graph.Origin, bool) { return o, false }

func (nowhere) Expression(_, _ graph.Origin, _ string) (string, bool) { return "", false }

func TestStatementHCL(t *testing.T) {
	s := &statement{
		Sid: "Read", Effect: "Allow", PrincipalType: "AWS", Principals: []value{{text: "arn:aws:iam::111111111111:role/r"}},
		Actions: []string{"s3:GetObject"}, Resources: []value{{text: "arn:aws:s3:::b/${aws:username}/*"}},
		Conditions: []condition{{"StringEquals", "aws:PrincipalOrgID", []value{{text: "o-1"}}}},
	}
	const block = `statement {
  sid       = "Read"
  actions   = ["s3:GetObject"]
  resources = ["arn:aws:s3:::b/$${aws:username}/*"]
  principals {
    type        = "AWS"
    identifiers = ["arn:aws:iam::111111111111:role/r"]
  }
  condition {
    test     = "StringEquals"
    variable = "aws:PrincipalOrgID"
    values   = ["o-1"]
  }
}
`
	if got := s.HCL(nowhere{}, graph.Origin{}, true); got != block {
		t.Errorf("block:\n%swant:\n%s", got, block)
	}
	const object = `{
  Sid       = "Read"
  Effect    = "Allow"
  Principal = { AWS = ["arn:aws:iam::111111111111:role/r"] }
  Action    = ["s3:GetObject"]
  Resource  = ["arn:aws:s3:::b/$${aws:username}/*"]
  Condition = {
    StringEquals = { "aws:PrincipalOrgID" = ["o-1"] }
  }
}
`
	if got := s.HCL(nowhere{}, graph.Origin{}, false); got != object {
		t.Errorf("object:\n%swant:\n%s", got, object)
	}
}

func TestSidIsNew(t *testing.T) {
	d := policy.MustParse(`{"Statement":[{"Sid":"AllowX","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"AllowX2","Effect":"Allow","Action":"*","Resource":"*"}]}`)
	if got := sid(d, words("Allow", "x")); got != "AllowX3" {
		t.Errorf("sid = %s: a Sid may stand in a document once only", got)
	}
}
