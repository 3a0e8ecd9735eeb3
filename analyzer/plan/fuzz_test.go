package plan

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"
)

// Read never panics, gives a plan or an error and not both, and what it reads
// can be asked everything.
func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/accounts/plan.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(smallPlan))
	f.Add([]byte(changed(`"delete","create"`, `{"bucket":"x"}`, `{"bucket":[{}]}`)))
	f.Add([]byte(`{"version":4,"serial":1,"resources":[{"module":"module.m[\"a\"]","mode":"managed","type":"aws_s3_bucket","name":"b","provider":"provider[\"x/aws\"].e","instances":[{"index_key":1,"attributes":{"arn":"arn:aws:s3:::b"},"sensitive_attributes":[[{"type":"get_attr","value":"arn"}]]}]}]}`))
	f.Add([]byte(`{"format_version":"1.0","values":{"root_module":{"child_modules":[{"address":"module.m","resources":[{"address":"aws_s3_bucket.b","type":"aws_s3_bucket","name":"b","values":{}}]}]}}}`))
	f.Add([]byte(`{"format_version":"0.1","planned_values":{},"configuration":{"root_module":{"module_calls":[{"name":"m"}]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		Detect(data)
		p, err := Read("fuzz", "-", data)
		if (p == nil) == (err == nil) {
			t.Fatalf("plan %v, error %v", p, err)
		}
		if p != nil {
			exercise(p)
		}
	})
}

// The scanner accepts all that encoding/json accepts, and decodes it alike.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5e3,-0,"x\u00e9\ud83d\ude00",true,false,null,{}],"a":1}`, `[[],[[]],{"":""}]`, ` "\\\"" `, `-`, `{"a" 1}`, `"`, `1.`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want any
		text = decodeText([]byte(text))
		if json.Unmarshal([]byte(text), &want) != nil {
			return
		}
		s := scanner{src: text}
		value, err := s.raw()
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if strings.TrimSpace(text[s.pos:]) != "" {
			t.Fatalf("%q: stopped at %d", text, s.pos)
		}
		compareJSON(t, decode(value, ""), want)
	})
}

func compareJSON(t *testing.T, got cty.Value, want any) {
	t.Helper()
	if !got.IsKnown() {
		return // a number that nobody needs
	}
	switch want := want.(type) {
	case nil:
		if !got.IsNull() {
			t.Fatalf("%#v, want null", got)
		}
	case bool:
		if got != cty.BoolVal(want) {
			t.Fatalf("%#v, want %v", got, want)
		}
	case string:
		if !got.RawEquals(cty.StringVal(want)) {
			t.Fatalf("%#v, want %q", got, want)
		}
	case float64:
		if f, _ := got.AsBigFloat().Float64(); f != want {
			t.Fatalf("%#v, want %v", got, want)
		}
	case []any:
		if got.LengthInt() != len(want) {
			t.Fatalf("%#v, want %v", got, want)
		}
		for i, e := range want {
			compareJSON(t, got.Index(cty.NumberIntVal(int64(i))), e)
		}
	case map[string]any:
		for name, e := range want {
			if normal := cty.NormalizeString(name); normal == name {
				compareJSON(t, got.GetAttr(name), e)
			}
		}
	}
}
