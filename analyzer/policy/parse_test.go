package policy

import (
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		text      Text
		want      string // String of the document
	}{
		{"single values and one statement", "Statement, Action and Resource may be lists or not",
			`{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}`,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}`},
		{"a byte order mark", "editors on Windows write one",
			"\ufeff" + `{"Statement":[{"Effect":"Deny","NotAction":["a:b","c:d"],"NotResource":"x"}]}`,
			`{"Statement":[{"Effect":"Deny","NotAction":["a:b","c:d"],"NotResource":"x"}]}`},
		{"escapes of HTML", "jsonencode writes < > & as escapes",
			`{"Statement":{"Effect":"Allow","Action":"a:b","Resource":"\u003c\u003e\u0026\u00e4\ud83d\ude00"}}`,
			`{"Statement":[{"Effect":"Allow","Action":"a:b","Resource":"<>&ä😀"}]}`},
		{"element names in any case", "AWS reads them so",
			`{"version":"2012-10-17","statement":[{"effect":"Allow","action":"a:b","resource":"*"}]}`,
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b","Resource":"*"}]}`},
		{"numbers and booleans as values", "they are taken as their text",
			`{"Statement":{"Effect":"Allow","Action":"a:b","Principal":{"AWS":111111111111},"Condition":{"Bool":{"aws:SecureTransport":true},"NumericLessThan":{"s3:max-keys":[10,2.5]}}}}`,
			`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"a:b","Condition":{"Bool":{"aws:SecureTransport":"true"},"NumericLessThan":{"s3:max-keys":["10","2.5"]}}}]}`},
		{"a symbol with raw quotes in a heredoc", "templates insert symbols without escaping them",
			`{"Statement":{"Effect":"Allow","Action":"a:b","Resource":"arn:⟨in:aws_s3_bucket.b["x"].arn⟩/*"}}`,
			`{"Statement":[{"Effect":"Allow","Action":"a:b","Resource":"arn:⟨in:aws_s3_bucket.b[\"x\"].arn⟩/*"}]}`},
		{"a symbol with escaped quotes", "jsonencode escapes what it is given",
			`{"Statement":{"Effect":"Allow","Action":"a:b","Resource":"⟨in:aws_s3_bucket.b[\"x\"].arn⟩/*"}}`,
			`{"Statement":[{"Effect":"Allow","Action":"a:b","Resource":"⟨in:aws_s3_bucket.b[\"x\"].arn⟩/*"}]}`},
		{"symbols in place of values", "a template may insert a whole list or object",
			`{"Statement":[⟨in:a.statement⟩,{"Effect":"Allow","Action":⟨~in:b["k"].actions⟩,"Principal":"⟨in:c.principal⟩","Condition":⟨~in:d⟩}]}`,
			`{"Statement":["⟨~in:a.statement⟩",{"Effect":"Allow","Principal":"⟨in:c.principal⟩","Action":"⟨~in:b[\"k\"].actions⟩","Condition":{"⟨~in:d⟩":"⟨~in:d⟩"}}]}`},
		{"a document that is a symbol", "nothing of it is known", `⟨~in:doc⟩`, `{"Statement":["⟨~in:doc⟩"]}`},
		{"an escaped angle bracket", "⟨⟩ is a literal ⟨",
			`{"Statement":{"Effect":"Allow","Action":"a:b","Resource":"⟨⟩x\u27e8y"}}`,
			`{"Statement":[{"Effect":"Allow","Action":"a:b","Resource":"⟨⟩x⟨⟩y"}]}`},
		{"principals of every kind", "each stands under its key",
			`{"Statement":{"Effect":"Allow","Action":"a:b","Principal":{"AWS":["*","111111111111"],"Service":"s.amazonaws.com","Federated":"f.com","CanonicalUser":"79a5"}}}`,
			`{"Statement":[{"Effect":"Allow","Principal":{"AWS":["*","111111111111"],"Service":"s.amazonaws.com","Federated":"f.com","CanonicalUser":"79a5"},"Action":"a:b"}]}`},
		{"an effect that is not known", "the statement may allow or deny",
			`{"Statement":{"Effect":"⟨in:e⟩","Action":"a:b","Resource":[]}}`,
			`{"Statement":[{"Effect":"⟨in:e⟩","Action":"a:b","Resource":[]}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Parse(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.String(); got != tt.want {
				t.Errorf("%s\n got %s\nwant %s", tt.why, got, tt.want)
			}
			checkRoundTrip(t, d)
		})
	}
}

// checkRoundTrip prints the document, parses that and compares.
func checkRoundTrip(t *testing.T, d *Document) {
	t.Helper()
	again, err := Parse(Text(d.String()))
	if err != nil {
		t.Fatalf("printed as %s: %v", d, err)
	}
	if a, b := bare(d), bare(again); !reflect.DeepEqual(a, b) {
		t.Errorf("%s\nparsed again is\n%s", d, again)
	}
}

// bare is a document without what depends on its spelling.
func bare(d *Document) Document {
	c := *d
	c.Source, c.Problems, c.Statements = "", nil, nil
	for _, s := range d.Statements {
		one := *s
		one.Line = 0
		c.Statements = append(c.Statements, &one)
	}
	return c
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", ``, "line 1, column 1: the document ends too early"},
		{"no object", `[]`, "line 1, column 1: a policy is a JSON object"},
		{"cut off", "{\n  \"Statement\": [", "line 2, column 17: the document ends too early"},
		{"trailing comma", "{\"Statement\": [\n  {\"Effect\": \"Allow\",}\n]}", "line 2, column 22: expected a quoted name"},
		{"text after the end", `{"Statement": []} x`, "line 1, column 19: text after the end of the document"},
		{"single quotes", `{'Statement': []}`, "line 1, column 2: expected a quoted name"},
		{"no statement", `{"Version": "2012-10-17"}`, "line 1, column 1: the policy has no Statement"},
		{"statement of text", `{"Statement": ["x"]}`, "line 1, column 16: Statement[0]: a statement is a JSON object"},
		{"no effect", `{"Statement": {"Action": "*"}}`, "line 1, column 15: Statement[0]: the statement has no Effect"},
		{"effect in lower case", `{"Statement": {"Effect": "allow", "Action": "*"}}`, "line 1, column 26: Statement[0].Effect: Effect is Allow or Deny, with this case"},
		{"no action", `{"Statement": {"Effect": "Allow"}}`, "line 1, column 15: Statement[0]: the statement has neither Action nor NotAction"},
		{"action of an object", "{\"Statement\": [{\"Effect\": \"Allow\",\n \"Action\": {}}]}", "line 2, column 12: Statement[0].Action: expected a string or a list of strings"},
		{"resource in a list in a list", `{"Statement": {"Effect": "Allow", "Action": "*", "Resource": [["x"]]}}`, "line 1, column 63: Statement[0].Resource[0]: expected a string"},
		{"principal of other text", `{"Statement": {"Effect": "Allow", "Action": "*", "Principal": "x"}}`, `line 1, column 63: Statement[0].Principal: expected "*" or an object`},
		{"condition without a key", `{"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": "x"}}}`, "line 1, column 72: Statement[0].Condition.Bool: expected an object of condition keys"},
		{"no escape", `{"Statement": "\x"}`, `line 1, column 16: \x is no JSON escape`},
		{"no number", `{"Statement": 01}`, `line 1, column 15: "01" is not a JSON value`},
		{"a column after wide characters", `{"ä": x}`, `line 1, column 7: "x" is not a JSON value`},
		{"too deep", strings.Repeat("[", 100), "line 1, column 34: nested too deeply"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Parse(Text(tt.text))
			if d != nil || err == nil || err.Error() != tt.want {
				t.Errorf("got %v, %v\nwant %s", d, err, tt.want)
			}
		})
	}
}

func TestParseKeepsOddities(t *testing.T) {
	d := MustParse(`{"Statement": {"Effect": "Allow", "Action": "s3GetObject", "Resource": "*", "Resource": "x", "Foo": 1,
		"Condition": {"StringsEqual": {"a:b": "c"}, "Bool": {"a:b": "true", "A:B": "false"}}}, "Foo": 2}`)
	var got []string
	for _, p := range d.Problems {
		got = append(got, p.Path+": "+p.Message)
	}
	want := []string{
		`Foo: not an element of a policy`,
		`Statement[0].Action: "s3GetObject" has no service prefix`,
		`Statement[0]: Resource occurs twice`,
		`Statement[0].Foo: not an element of a statement`,
		`Statement[0].Condition.StringsEqual: not a condition operator`,
		`Statement[0].Condition.Bool: A:B occurs twice`,
	}
	for _, w := range want {
		if !contains(got, w) {
			t.Errorf("no problem %q in %q", w, got)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d problems, want %d: %q", len(got), len(want), got)
	}
	if !d.Statements[0].Ambiguous {
		t.Error("which of two resources counts is not known")
	}
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}
