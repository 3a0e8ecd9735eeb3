package plan

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
)

func TestSessionOfProvider(t *testing.T) {
	constant := func(v cty.Value) Expression { return Expression{Constant: v} }
	const document = `{"Statement":[]}`
	arn := cty.StringVal("arn:aws:iam::aws:policy/ReadOnlyAccess")
	tests := []struct {
		name  string
		block map[string]Expression
		want  *Session
		why   string
	}{
		{"a role alone", map[string]Expression{"role_arn": constant(cty.StringVal("x"))}, nil, "the session may do what the role may"},
		{"no policy", map[string]Expression{"policy": constant(cty.NullVal(cty.String)), "policy_arns": constant(cty.EmptyTupleVal)}, nil, "null and nothing are none"},
		{"a document", map[string]Expression{"policy": constant(cty.StringVal(document))}, &Session{Policy: document}, "a constant is all of it"},
		{"managed policies", map[string]Expression{"policy_arns": constant(cty.TupleVal([]cty.Value{arn}))}, &Session{ARNs: []policy.Text{"arn:aws:iam::aws:policy/ReadOnlyAccess"}}, "a constant is all of it"},
		{"a document of a variable", map[string]Expression{"policy": {References: []string{"var.policy"}}}, &Session{Open: true}, "the variable may be a part of the document"},
		{"an encoded document", map[string]Expression{"policy": {}}, &Session{Open: true}, "the plan does not keep what a function makes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := passed(tt.block)
			if (got == nil) != (tt.want == nil) || got != nil && (got.Policy != tt.want.Policy || got.Open != tt.want.Open || !slices.Equal(got.ARNs, tt.want.ARNs)) {
				t.Errorf("got %+v, want %+v (%s)", got, tt.want, tt.why)
			}
		})
	}
}
