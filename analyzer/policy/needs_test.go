package policy

import (
	"slices"
	"testing"
)

func TestNeedsNameWhatWouldSettleAMaybe(t *testing.T) {
	unknown := func(string) Value { return UnknownFrom(FromRequest) }
	for _, tt := range []struct {
		name      string
		statement Text
		request   Request
		want      []Need
	}{
		{"a condition key that the caller chooses", `"Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "v", "aws:SourceVpc": "w"}}`,
			Request{Context: &Context{Values: map[string]Value{"aws:sourcevpc": Single("w")}, Missing: unknown}},
			[]Need{{Kind: NeedKey, What: "aws:SourceVpce"}}},
		{"a condition key that is known after apply", `"Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}`,
			Request{Context: &Context{Values: map[string]Value{"aws:principalorgid": UnknownFrom(FromApply)}}},
			[]Need{{Kind: NeedKey, What: "aws:PrincipalOrgID", Source: FromApply}}},
		{"a symbol in a condition", `"Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "⟨in:e.id⟩"}}`,
			Request{Context: &Context{Values: map[string]Value{"aws:sourcevpce": Single("vpce-1")}}},
			[]Need{{Kind: NeedSymbol, What: "in:e.id"}}},
		{"a symbol in the resource", `"Resource": "arn:aws:s3:::⟨in:b.id⟩/*"`, Request{}, []Need{{Kind: NeedSymbol, What: "in:b.id"}}},
		{"a set of objects, of which some match", `"Resource": "arn:aws:s3:::b/in/*"`,
			Request{Resource: CompileResource("arn:aws:s3:::b/*")}, []Need{{Kind: NeedResource, What: "arn:aws:s3:::b/in/*"}}},
		{"a set of objects of the same symbol", `"Resource": "arn:aws:s3:::⟨in:b.id⟩/in/*"`,
			Request{Resource: CompileResource("arn:aws:s3:::⟨in:b.id⟩/*")}, []Need{{Kind: NeedResource, What: "arn:aws:s3:::⟨in:b.id⟩/in/*"}}},
		{"a set of actions, of which some match", `"Resource": "*"`, Request{Action: CompileAction("s3:*")}, []Need{{Kind: NeedAction, What: "s3:GetObject"}}},
		{"a policy variable", `"Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team}"`, Request{Context: &Context{Missing: unknown}},
			[]Need{{Kind: NeedKey, What: "aws:principaltag/team"}}},
		{"a session's name", `"Resource": "*", "Principal": {"AWS": "arn:aws:sts::111111111111:assumed-role/r/s"}`,
			Request{Caller: &Caller{Kind: CallerRole, Account: "111111111111", ARN: "arn:aws:iam::111111111111:role/r"}},
			[]Need{{Kind: NeedSession, What: "arn:aws:sts::111111111111:assumed-role/r/s"}}},
		{"a condition block that is a symbol", `"Resource": "*", "Condition": "⟨~in:c⟩"`, Request{}, []Need{{Kind: NeedSymbol, What: "in:c"}}},
		{"what AWS does not document", `"Resource": "*", "Condition": {"StringNotEquals": {"aws:TagKeys": "a"}}`,
			Request{Context: &Context{Values: map[string]Value{"aws:tagkeys": Multi("a", "b")}}},
			[]Need{{Kind: NeedFact, What: "how StringNotEquals compares aws:TagKeys"}}},
		{"nothing, for the action differs", `"Resource": "*", "Condition": "⟨~in:c⟩"`, Request{Action: CompileAction("s3:PutObject")}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := MustParse(`{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", ` + tt.statement + `}}`).Statements[0]
			r := tt.request
			if r.Action.Text == "" {
				r.Action = CompileAction("s3:GetObject")
			}
			if r.Resource.Text == "" {
				r.Resource = CompileResource("arn:aws:s3:::b/k")
			}
			if r.Caller == nil {
				r.Caller = &Caller{Kind: CallerUser, Account: "111111111111"}
			}
			if r.Context == nil {
				r.Context = &Context{}
			}
			if got := s.Needs(&r); !slices.Equal(got, tt.want) {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestContextAsksItsBase(t *testing.T) {
	base := &Context{Values: map[string]Value{"a": Single("base"), "b": Single("base")}}
	c := &Context{Values: map[string]Value{"a": Single("own")}, Base: base}
	if v := c.Get("a"); v.Texts[0] != "own" {
		t.Errorf("a is %v", v)
	}
	if v := c.Get("b"); v.Texts[0] != "base" {
		t.Errorf("b is %v", v)
	}
	if v := c.Get("c"); v.State != Absent {
		t.Errorf("c is %v: a complete context lacks other keys", v)
	}
	base.Missing = func(string) Value { return Value{} }
	if v := c.Get("c"); v.State != Unknown {
		t.Errorf("c is %v: the base says what is missing", v)
	}
}
