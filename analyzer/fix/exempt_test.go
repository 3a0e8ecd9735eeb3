package fix

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestConditionText: what a fix prints can be pasted where the statement is.
func TestConditionText(t *testing.T) {
	tests := []struct {
		name, why, conditions string
		blocks                bool
		want                  string
	}{
		{"a data source", "aws_iam_policy_document has condition blocks", "", true,
			"# in statement \"S\"\ncondition {\n  test     = \"ArnNotEquals\"\n  variable = \"aws:PrincipalArn\"\n  values   = [aws_iam_role.r.arn]\n}\n"},
		{"jsonencode", "an object has an attribute", "", false,
			"# in statement \"S\"\nCondition = {\n  ArnNotEquals = { \"aws:PrincipalArn\" = [aws_iam_role.r.arn] }\n}\n"},
		{"jsonencode with a condition", "Condition may stand only once", `,"Condition":{"Bool":{"aws:SecureTransport":"false"}}`, false,
			"# in the Condition of statement \"S\"\nArnNotEquals = { \"aws:PrincipalArn\" = [aws_iam_role.r.arn] }\n"},
		{"the key has values", "those stay exempt", `,"Condition":{"ArnNotEquals":{"AWS:PrincipalArn":"x"}}`, false,
			"# in the Condition of statement \"S\", beside the values that are there\nArnNotEquals = { \"aws:PrincipalArn\" = [aws_iam_role.r.arn] }\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := policy.MustParse(policy.Text(`{"Statement":[{"Sid":"S","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"` + tt.conditions + `}]}`))
			if got := conditionText(d.Statements[0], tt.blocks, "ArnNotEquals", "aws:PrincipalArn", "aws_iam_role.r.arn"); got != tt.want {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}
