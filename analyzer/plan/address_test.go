package plan

import (
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"
)

var addressTests = []struct {
	text   string
	module string
	typ    string
	name   string
	key    cty.Value
	data   bool
}{
	{"aws_s3_bucket.b", "", "aws_s3_bucket", "b", cty.NilVal, false},
	{"aws_s3_bucket.b[0]", "", "aws_s3_bucket", "b", cty.NumberIntVal(0), false},
	{`data.aws_iam_role.r["a"]`, "", "aws_iam_role", "r", cty.StringVal("a"), true},
	{`module.m.aws_s3_bucket.b`, "module.m", "aws_s3_bucket", "b", cty.NilVal, false},
	{`module.m["a.b"].module.n[2].data.aws_s3_bucket.b`, "module.m.module.n", "aws_s3_bucket", "b", cty.NilVal, true},
	{`aws_s3_bucket.b["arn:aws:s3:::x/*"]`, "", "aws_s3_bucket", "b", cty.StringVal("arn:aws:s3:::x/*"), false},
	{`aws_s3_bucket.b["a\"].b[\""]`, "", "aws_s3_bucket", "b", cty.StringVal(`a"].b["`), false},
	{`aws_s3_bucket.b["back\\slash"]`, "", "aws_s3_bucket", "b", cty.StringVal(`back\slash`), false},
	{`aws_s3_bucket.b["$${x} %%{y} $z"]`, "", "aws_s3_bucket", "b", cty.StringVal("${x} %{y} $z"), false},
	{`aws_s3_bucket.b["é\n\t"]`, "", "aws_s3_bucket", "b", cty.StringVal("é\n\t"), false},
	{`module.data.aws_s3_bucket.data`, "module.data", "aws_s3_bucket", "data", cty.NilVal, false},
	{`data.data.data`, "", "data", "data", cty.NilVal, true},
	{`module.m["x"]`, "module.m", "", "", cty.NilVal, false},
}

func TestParseAddress(t *testing.T) {
	for _, tt := range addressTests {
		t.Run(tt.text, func(t *testing.T) {
			a, err := ParseAddress(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if a.StaticModule() != tt.module || a.Type != tt.typ || a.Name != tt.name || !sameKey(a.Key, tt.key) || (a.Mode == "data") != tt.data {
				t.Errorf("got %+v", a)
			}
			if got := a.String(); got != tt.text {
				t.Errorf("printed as %s", got)
			}
		})
	}
}

func TestParseAddressRefuses(t *testing.T) {
	for _, text := range []string{
		"", ".", "aws_s3_bucket", "aws_s3_bucket.", ".b", "aws_s3_bucket.b[", "aws_s3_bucket.b[x]", `aws_s3_bucket.b["x]`,
		`aws_s3_bucket.b["x"`, "aws_s3_bucket.b[0]c", "aws_s3_bucket[0].b", "aws_s3_bucket.b.arn", "a.b[0][1]", "module.m.x", "module.m.data.b.c.d",
	} {
		if a, err := ParseAddress(text); err == nil {
			t.Errorf("%q is %+v", text, a)
		}
	}
}

func TestCompareAddresses(t *testing.T) {
	sorted := []string{"a.b", "a.b[\"x\"]", "a.b[2]", "a.b[10]", "a.c", "module.m[2].a.b", "module.m[10].a.b"}
	for i := range sorted {
		for j := range sorted {
			got := compareAddresses(sorted[i], sorted[j])
			if i < j && got >= 0 || i == j && got != 0 || i > j && got <= 0 {
				t.Errorf("%s and %s: %d", sorted[i], sorted[j], got)
			}
		}
	}
}

// What parses prints, and what is printed parses to the same.
func FuzzAddress(f *testing.F) {
	for _, tt := range addressTests {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAddress(text)
		if err != nil {
			return
		}
		printed := a.String()
		b, err := ParseAddress(printed)
		if err != nil {
			t.Fatalf("%q is printed as %q: %v", text, printed, err)
		}
		if again := b.String(); again != printed {
			t.Fatalf("%q is printed as %q, then as %q", text, printed, again)
		}
		if !strings.HasPrefix(printed, a.ModuleString()) {
			t.Fatalf("%q does not begin with its module %q", printed, a.ModuleString())
		}
	})
}

func TestSymbolName(t *testing.T) {
	for what, want := range map[string]string{
		`aws_iam_role.r.arn`:            `lab:aws_iam_role.r.arn`,
		`aws_iam_role.r["a"].arn`:       `lab:aws_iam_role.r['a'].arn`,
		`aws_iam_role.r["a\"'⟩"].arn`:   `lab:aws_iam_role.r['a%5C'%27%E2%9F%A9'].arn`,
		"aws_iam_role.r[\"\x01%\"].arn": `lab:aws_iam_role.r['%01%25'].arn`,
	} {
		if got := SymbolName("lab", what); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	// A label that looks like the mark of another kind of symbol.
	if got := SymbolName("!lab", "x"); got != "%21lab:x" {
		t.Errorf("got %s", got)
	}
}
