package fix

import "testing"

// TestConditionText: what a fix prints can be pasted where the statement is.
func TestConditionText(t *testing.T) {
	tests := []struct {
		name, why string
		blocks    bool
		want      string
	}{
		{"a data source", "aws_iam_policy_document has condition blocks", true,
			"condition {\n  test     = \"ArnNotEquals\"\n  variable = \"aws:PrincipalArn\"\n  values   = [aws_iam_role.r.arn]\n}\n"},
		{"jsonencode", "an object has an attribute", false,
			"Condition = {\n  ArnNotEquals = { \"aws:PrincipalArn\" = [aws_iam_role.r.arn] }\n}\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := conditionText(tt.blocks, "ArnNotEquals", "aws:PrincipalArn", "aws_iam_role.r.arn"); got != tt.want {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}
