package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// compile reads a JSON Schema.
func compile(t *testing.T, name string, data []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, data []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Error(err)
	}
}

// closed makes every object of our own schema refuse unknown properties, so
// that a field without an entry in it fails the test. The published schema
// stays open, for a later release may add fields.
func closed(t *testing.T, data []byte) []byte {
	t.Helper()
	var doc any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(x any) {
		switch x := x.(type) {
		case map[string]any:
			if _, ok := x["properties"]; ok {
				x["additionalProperties"] = false
			}
			for _, v := range x {
				walk(v)
			}
		case []any:
			for _, v := range x {
				walk(v)
			}
		}
	}
	walk(doc)
	out, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestJSONIsValidAgainstItsSchema(t *testing.T) {
	open := compile(t, "report.json", report.JSONSchemaFile)
	strict := compile(t, "closed.json", closed(t, report.JSONSchemaFile))
	for name, r := range cases() {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := report.WriteJSON(&b, r, report.Options{}); err != nil {
				t.Fatal(err)
			}
			validate(t, open, b.Bytes())
			validate(t, strict, b.Bytes())
		})
	}
}

// TestReadJSONGivesTheSameReport: what a comment shows is what the check found.
func TestReadJSONGivesTheSameReport(t *testing.T) {
	all := cases()
	delete(all, "hostile") // JSON cannot carry its invalid byte
	for name, r := range all {
		t.Run(name, func(t *testing.T) {
			var first, second bytes.Buffer
			if err := report.WriteJSON(&first, r, report.Options{}); err != nil {
				t.Fatal(err)
			}
			read, err := report.ReadJSON(bytes.NewReader(first.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if err := report.WriteJSON(&second, read, report.Options{}); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Errorf("reading and writing changed the report: %s", firstDifference(first.String(), second.String()))
			}
			for _, format := range []string{"markdown", "github"} {
				f, _ := report.FormatNamed(format)
				var before, after bytes.Buffer
				if err := f.Write(&before, r, options()); err != nil {
					t.Fatal(err)
				}
				if err := f.Write(&after, read, options()); err != nil {
					t.Fatal(err)
				}
				if before.String() != after.String() {
					t.Errorf("%s differs after reading: %s", format, firstDifference(before.String(), after.String()))
				}
			}
		})
	}
}

// firstDifference shows where two texts part.
func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	return fmt.Sprintf("at byte %d: %q became %q", i, a[max(0, i-60):min(len(a), i+60)], b[max(0, i-60):min(len(b), i+60)])
}

// TestReadJSONRefuses what is no report: it may come from a fork.
func TestReadJSONRefuses(t *testing.T) {
	var good bytes.Buffer
	if err := report.WriteJSON(&good, cases()["one"], report.Options{}); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, json, want string }{
		{"no JSON", "plan", "not a JSON report"},
		{"another document", `{"format_version": "1.2"}`, "not a tfaccess report"},
		{"another version", `{"schema": "tfaccess.report/v2"}`, "not a tfaccess report"},
		{"a severity that does not exist", strings.Replace(good.String(), `"severity": "error",
      "certainty"`, `"severity": "fatal",
      "certainty"`, 1), "severity is"},
		{"a certainty that does not exist", strings.Replace(good.String(), `"definite"`, `"sure"`, 1), "certainty is"},
		{"a finding without a principal", strings.Replace(good.String(), `"principal": {`, `"principle": {`, 1), "required"},
		{"too large", `{"schema": "` + strings.Repeat("x", report.MaxJSON) + `"}`, "larger than"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := report.ReadJSON(strings.NewReader(tt.json))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

func TestTraceJSONKeepsItsShape(t *testing.T) {
	sid := "Read"
	via := "aws_vpc_endpoint.s3"
	tr := &report.Trace{
		Verdict:  "denied",
		DeniedBy: []report.Denial{{Layer: "bucket_policy", Explicit: true, Address: "aws_s3_bucket_policy.b", Statement: &sid, Why: "denies"}, {Layer: "kms_key_policy", Why: "no statement allows kms:Decrypt", Action: "kms:Decrypt"}},
		Layers: []report.TraceLayer{
			{Layer: "identity_policy", Verdict: "allowed", Why: "allows s3:GetObject", Statements: []report.TraceStatement{{Address: "aws_iam_role_policy.r", Sid: "Read", Effect: "Allow", Applies: "yes", File: "iam.tf", Line: 8}}},
			{Layer: "bucket_policy", Verdict: "denied", Explicit: true, Address: "aws_s3_bucket_policy.b", Why: "denies", Statements: []report.TraceStatement{{Policy: "acme", Index: 1, Effect: "Deny", Applies: "maybe"}, {Address: "x", Effect: "Allow", NearMiss: "the ARN has another account"}}},
			{Layer: "scp", Verdict: "not_applicable"},
			{Layer: "kms_key_policy", Verdict: "unresolved", Action: "kms:Decrypt", Why: "unknown", Needs: []string{"the key's policy"}},
		},
		Request: report.TraceRequest{Principal: reader, PrincipalAddress: "aws_iam_role.reader", Action: "s3:GetObject", Resource: bucket + "/x", Path: "endpoint", Via: &via, Context: map[string][]string{"aws:SourceIp": {"10.0.0.1"}}},
	}
	var j, text, wide bytes.Buffer
	if err := report.WriteTraceJSON(&j, tr); err != nil {
		t.Fatal(err)
	}
	golden(t, "trace/denied.json", j.Bytes())
	if err := report.WriteTraceText(&text, tr, report.Options{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "trace/denied.txt", text.Bytes())
	if err := report.WriteTraceText(&wide, tr, report.Options{Verbose: true, Width: 60}); err != nil {
		t.Fatal(err)
	}
	golden(t, "trace/denied-verbose-60.txt", wide.Bytes())

	var empty bytes.Buffer
	if err := report.WriteTraceJSON(&empty, &report.Trace{Verdict: "allowed"}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"denied_by": []`, `"layers": []`, `"via": null`, `"context": {}`} {
		if !strings.Contains(empty.String(), want) {
			t.Errorf("an empty trace has no %s:\n%s", want, empty.String())
		}
	}
}
