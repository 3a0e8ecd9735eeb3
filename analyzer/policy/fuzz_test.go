package policy

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	f.Add(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}`)
	f.Add(`{"Statement":[⟨in:a⟩,{"Effect":"⟨e⟩","NotAction":[],"NotPrincipal":{"AWS":["⟨~x⟩"]},"Condition":{"ForAnyValue:StringLike":{"k":"${a, 'b'}"}}}]}`)
	f.Add(`{"Statement":{"Effect":"Deny","Action":"\u27e8\"","Resource":"⟨a[\"b\"]⟩","Resource":1e5,"Condition":null}}`)
	f.Add("\ufeff{}")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		d, err := Parse(Text(text))
		if err != nil {
			if d != nil {
				t.Error("a document beside an error")
			}
			return
		}
		if hasStrayClose(text) {
			return // only tests write such names
		}
		checkRoundTrip(t, d)
		d.Public()
		r := &Request{Action: CompileAction("s3:GetObject"), Resource: CompileResource("arn:aws:s3:::b/*"), Caller: &Caller{Kind: CallerRole, Account: "1"}, Context: &Context{}}
		for _, s := range d.Statements {
			m := s.Match(r)
			if n := s.Needs(r); (m == Maybe) != (len(n) > 0) {
				t.Errorf("%v needs %v", m, n)
			}
		}
	})
}

// hasStrayClose reports whether a symbol's name has characters that no address
// has: backslashes and control characters.
func hasStrayClose(text string) bool {
	return strings.Contains(text, symbolOpen) && strings.ContainsAny(text, "\\\n\r\t\x7f\x00") || strings.Contains(text, "⟨!") || strings.Contains(text, "⟨~⟩")
}

func FuzzCondition(f *testing.F) {
	for name := range operators {
		f.Add(name, "red", "red", "blue", true)
	}
	f.Add("ForAllValues:StringNotLikeIfExists", "r*", "red", "", true)
	f.Add("ForAnyValue:NumericLessThan", "1.50", "-3", "x", true)
	f.Add("IpAddress", "10.0.0.0/8", "::1", "10.0.0.0/33", false)
	f.Add("DateEquals", "2026-01-01", "1767225600", "⟨in:a⟩", false)
	f.Fuzz(func(t *testing.T, operator, operand, first, second string, multi bool) {
		c, ok := compileCondition(Text(operator), "k", []Text{Text(operand)}, true)
		ctx := &Context{Values: map[string]Value{"k": Single(Text(first))}}
		if multi {
			ctx.Values["k"] = Multi(Text(first), Text(second))
		}
		r := &Request{Context: ctx}
		is := c.holds(r)
		if !ok && is != No {
			t.Errorf("%s is no operator and answers %v", operator, is)
		}
		if again := c.holds(r); again != is {
			t.Errorf("%v, then %v", is, again)
		}
		// Absence decides a condition whatever the operand is.
		ctx.Values["k"] = AbsentValue
		if absent := c.holds(r); ok && c.op.kind != nullOperator && absent == Maybe {
			t.Errorf("%s of an absent key is not certain", operator)
		}
		// What is certain of an unknown value holds for this one.
		ctx.Values["k"] = UnknownFrom(FromRequest)
		if unknown := c.holds(r); ok && !multi && unknown != Maybe && is != Maybe && unknown != is {
			t.Errorf("%s is %v of an unknown value, and %v of %q", operator, unknown, is, first)
		}
	})
}
