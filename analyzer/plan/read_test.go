package plan

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

const smallPlan = `{"format_version":"1.2","terraform_version":"1.14.0","resource_changes":[{"address":"aws_s3_bucket.é","mode":"managed","type":"aws_s3_bucket","name":"é",
	"change":{"actions":["create"],"before":null,"after":{"bucket":"smile-😀"},"after_unknown":{}}}]}`

func utf16Text(s string, order binary.AppendByteOrder, mark bool) string {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xFEFF)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestReadEncodings(t *testing.T) {
	for name, input := range map[string]string{
		"UTF-8":                             smallPlan,
		"UTF-8 with byte order mark":        "\uFEFF" + smallPlan,
		"UTF-16, little endian, with mark":  utf16Text(smallPlan, binary.LittleEndian, true),
		"UTF-16, little endian":             utf16Text(smallPlan, binary.LittleEndian, false),
		"UTF-16, big endian, with mark":     utf16Text(smallPlan, binary.BigEndian, true),
		"UTF-16, big endian":                utf16Text(smallPlan, binary.BigEndian, false),
		"a wrapper's line before":           "[command]/tmp/x/terraform-bin show -json tfplan\n" + smallPlan,
		"a wrapper's lines behind":          smallPlan + "\n\n::set-output name=exitcode::0\n",
		"a wrapper's line, in UTF-16":       utf16Text("[command]terraform\r\n"+smallPlan+"\r\n", binary.LittleEndian, true),
		"a warning in front":                "Warning: {deprecated}\n{ it says }\n" + smallPlan,
		"zero bytes and an old end of file": smallPlan + "\x1a\x00\x00",
	} {
		t.Run(name, func(t *testing.T) {
			if got := Detect([]byte(input)); got != KindPlan {
				t.Errorf("detected as %d", got)
			}
			v, _ := need(t, parse(t, input), "aws_s3_bucket.é").Attr(Planned, "bucket")
			if v.AsString() != "smile-😀" {
				t.Errorf("bucket is %q", v.AsString())
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	const show = "terraform show -json"
	for _, tt := range []struct {
		name, input string
		kind        Kind
		what, hint  string
	}{
		{"empty", " \n", KindEmpty, "empty", show},
		{"binary plan", "PK\x03\x04\x00\x00tfplan\x00", KindPlanFile, "binary plan", show},
		{"zip", "PK\x03\x04\x00\x00main.tf", KindZip, "zip", show},
		{"gzip", "\x1f\x8b\x08\x00", KindGzip, "gzip", "gunzip"},
		{"text plan", "\nTerraform used the selected providers to generate the following execution\nplan.\n\n  # aws_s3_bucket.b will be created\n", KindTextPlan, "text output", show},
		{"text plan in colour", "\x1b[0m\x1b[1mOpenTofu will perform the following actions:\x1b[0m\n", KindTextPlan, "text output", show},
		{"text plan without changes", "No changes. Your infrastructure matches the configuration.\n", KindTextPlan, "text output", show},
		{"configuration", "# bucket\nresource \"aws_s3_bucket\" \"b\" {\n  bucket = \"x\"\n}\n", KindHCL, "configuration", show},
		{"configuration that begins with a brace", "terraform {\n}\n", KindHCL, "configuration", show},
		{"error message", "╷\n│ Error: Reference to undeclared resource\n│\n", KindErrorText, "error message", show},
		{"log of terraform plan -json", `{"@level":"info","@message":"Terraform 1.14.0","type":"version"}` + "\n" + `{"@level":"info"}`, KindPlanLog, "log", show},
		{"nothing to show", `{"format_version":"1.0"}`, KindBare, "neither plan nor state", show},
		{"schemas", `{"format_version":"1.0","provider_schemas":{}}`, KindSchemas, "schemas", show},
		{"validation", `{"format_version":"1.0","valid":true,"error_count":0,"warning_count":0,"diagnostics":[]}`, KindValidation, "validate", show},
		{"functions", `{"format_version":"1.0","function_signatures":{}}`, KindFunctions, "function", show},
		{"version", `{"terraform_version":"1.14.0","platform":"linux_amd64","provider_selections":{}}`, KindVersion, "version", show},
		{"outputs", `{"bucket":{"sensitive":false,"type":"string","value":"x"}}`, KindOutputs, "output", show},
		{"old state", `{"version":3,"terraform_version":"0.11.14","serial":1,"lineage":"x","modules":[]}`, KindOldState, "0.11", "refresh-only"},
		{"encrypted", `{"serial":1,"lineage":"x","meta":{},"encrypted_data":"AAAA","encryption_version":"v0"}`, KindEncrypted, "encrypted", "tofu show"},
		{"policy", `{"Version":"2012-10-17","Statement":[]}`, KindPolicy, "policy document", "simulate"},
		{"CloudFormation", `{"AWSTemplateFormatVersion":"2010-09-09","Resources":{}}`, KindTemplate, "CloudFormation", ""},
		{"own report", `{"schema":"tfaccess.report/v1","findings":[]}`, KindReport, "tfaccess", ""},
		{"snapshot", `{"schema":"tfaccess.snapshot/v1","label":"x"}`, KindSnapshot, "snapshot", ""},
		{"authorization details", `{"UserDetailList":[],"GroupDetailList":[],"RoleDetailList":[],"Policies":[]}`, KindAuthorizationDetails, "authorization details", ""},
		{"authorization details of one filter", `{"Policies":[]}`, KindAuthorizationDetails, "authorization details", ""},
		{"list", `[{"format_version":"1.2","resource_changes":[]}]`, KindList, "list", "own"},
		{"other JSON", `{"a":1}`, KindOtherJSON, "neither", show},
		{"other text", `hello`, KindUnknown, "neither", show},
		{"truncated", smallPlan[:120], KindBroken, "cut off after 120 bytes", "again"},
		{"truncated in a word", `{"format_version":"1.2","resource_changes":nul`, KindBroken, "cut off", "again"},
		{"broken", "{\"format_version\":\"1.2\",\n\"resource_changes\":[1 2]}", KindBroken, "line 2, column 23", show},
		{"broken before it can be told", `{"format_version":"1.2",}`, KindBroken, "expected a name in line 1", show},
		{"bad number", `{"format_version":"1.2","resource_changes":[-]}`, KindBroken, "invalid number", show},
		{"nested without end", `{"format_version":"1.2","resource_changes":` + strings.Repeat("[", 100_000), KindBroken, "nested too deep", show},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Read("lab", "in.json", []byte(tt.input))
			var e *Error
			if !errors.As(err, &e) || p != nil {
				t.Fatalf("got %v, %v", p, err)
			}
			if e.Kind != tt.kind {
				t.Errorf("kind is %d, want %d", e.Kind, tt.kind)
			}
			if !strings.HasPrefix(err.Error(), "in.json: ") || !strings.Contains(e.What, tt.what) {
				t.Errorf("error is %q, want …%q…", err, tt.what)
			}
			if !strings.Contains(e.Hint, tt.hint) || tt.hint == "" && e.Hint != "" {
				t.Errorf("hint is %q, want …%q…", e.Hint, tt.hint)
			}
		})
	}
}

// The three inputs that other stages read are told apart from plans by their
// first bytes, also where they are large.
func TestDetectLargeInputs(t *testing.T) {
	long := `"` + strings.Repeat("x", 200<<10) + `"`
	for input, want := range map[string]Kind{
		`{"format_version":"1.2","terraform_version":"1.14.0","variables":{"v":{"value":` + long + `}},"planned_values":{}}`: KindPlan,
		`{"format_version":"1.0","terraform_version":"1.14.0","values":{"x":` + long + `}}`:                                  KindState,
		`{"version":4,"terraform_version":"1.14.0","serial":7,"lineage":"l","outputs":{"x":` + long + `}}`:                   KindRawState,
		`{"schema":"tfaccess.snapshot/v1","x":` + long + `}`:                                                                 KindSnapshot,
		`{"UserDetailList":[` + long + `]}`:                                                                                  KindAuthorizationDetails,
		`{"x":` + long + `}`:                                                                                                 KindOtherJSON,
	} {
		if got := Detect([]byte(input)); got != want {
			t.Errorf("%.40s…: %d, want %d", input, got, want)
		}
	}
}

func TestReadTellsOddities(t *testing.T) {
	p := parse(t, `{"format_version":"1.2","resource_changes":[
		{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","change":{"actions":["create"],"after":{"bucket":"hush"}}},
		{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","change":{"actions":["create"],"after":{"bucket":"hush"}}},
		{"address":"nothing","change":{"actions":["create"],"after":{"bucket":"hush"}}}, 7]} trailing hush`)
	if len(p.Resources) != 1 || len(p.Oddities) != 3 {
		t.Fatalf("%d resources, oddities %v", len(p.Resources), p.Oddities)
	}
	for _, o := range p.Oddities {
		if strings.Contains(o.Summary+o.Detail, "hush") {
			t.Errorf("%v shows a value", o)
		}
	}
}

// Terraform 0.12 left parts of an address out of it.
func TestReadOldAddresses(t *testing.T) {
	p := parse(t, `{"format_version":"0.1","values":{"root_module":{"child_modules":[{"address":"module.m","resources":[
		{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","index":1,"values":{}},
		{"address":"data.aws_s3_bucket.b","mode":"data","type":"aws_s3_bucket","name":"b","values":{}}]}]}}}`)
	for _, address := range []string{"module.m.aws_s3_bucket.b[1]", "module.m.data.aws_s3_bucket.b"} {
		r := need(t, p, address)
		if r.Module != "module.m" {
			t.Errorf("%s: module is %q", address, r.Module)
		}
	}
}

func TestReadPublicPlans(t *testing.T) {
	for _, pattern := range []string{"plans/real/*", "plans/state/*", "scenarios/*/plan.json", "scenarios/*/*/plan.json", "scenarios/*/*/current.json"} {
		for _, file := range sharedFiles(t, pattern) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			p, err := Read("x", file, data)
			if err != nil {
				t.Error(err)
				continue
			}
			exercise(p)
			if took := time.Since(start); took > time.Second {
				t.Errorf("%s: took %v", file, took)
			}
			for _, r := range p.Resources {
				if a, err := ParseAddress(r.Address); err != nil || a.String() != r.Address {
					t.Errorf("%s: address %s becomes %s, %v", file, r.Address, a, err)
				}
				if r.isAWS() && r.Provider == nil {
					t.Errorf("%s: %s has no provider", file, r.Address)
				}
			}
		}
	}
}

func TestReadPublicOddInputs(t *testing.T) {
	rescued := map[string]int{ // resources
		"checkov__tfplan_utf16le-no-bom.json":                 1,
		"hc-terraform-json__invalid-trailing-data-plan.json":  7,
		"infracost__setup-terraform-wrapper-output-plan.json": 2,
	}
	for _, file := range sharedFiles(t, "plans/malformed/*") {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Read("x", file, data)
		want, ok := rescued[filepath.Base(file)]
		var e *Error
		switch {
		case ok && err != nil:
			t.Error(err)
		case ok && len(p.Resources) != want:
			t.Errorf("%s: %d resources, want %d", file, len(p.Resources), want)
		case !ok && (!errors.As(err, &e) || e.Kind == KindUnknown || e.Hint == ""):
			t.Errorf("%s: error is %v", file, err)
		}
	}
}

// exercise asks a plan everything.
func exercise(p *Plan) {
	for _, r := range p.Resources {
		for _, w := range []World{Planned, Prior} {
			r.Value(w)
			for _, name := range r.Attributes(w) {
				r.Attr(w, name)
				r.Sensitive(w, name)
				r.SensitiveParts(w, name)
			}
		}
		r.Config.walk(func(e Expression) {
			p.FollowAll(r, e)
			for _, reference := range e.References {
				p.Follow(r, reference)
			}
		})
	}
}

// Inputs made to be slow: each is read and asked everything within two seconds.
func TestReadHostileInputs(t *testing.T) {
	deep := func(open, inner, end string, n int) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(end, n)
	}
	long := `"` + strings.Repeat("x", 4<<20) + `"`
	for name, input := range map[string]string{
		"deep value":         changed(`"create"`, `null`, `{"bucket":`+deep("[", long, "]", 900)+`}`),
		"deep unknown":       strings.Replace(changed(`"create"`, `null`, `{"bucket":`+deep("[", long, "]", 900)+`}`), `"after_unknown":{}`, `"after_unknown":{"bucket":`+deep("[", "true", "]", 900)+`}`, 1),
		"deep modules":       `{"format_version":"1.0","values":{"root_module":` + deep(`{"child_modules":[`, `{"x":`+long+`}`, `]}`, 450) + `}}`,
		"deep calls":         `{"format_version":"1.2","resource_changes":[],"configuration":{"root_module":` + deep(`{"module_calls":{"m":{"module":`, `{"x":`+long+`}`, `}}}`, 300) + `}}`,
		"deep references":    `{"format_version":"1.2","resource_changes":[],"configuration":{"root_module":{"outputs":{"o":{"expression":{"references":["` + strings.Repeat("a.", 1<<20) + `b"]}}}}}}`,
		"many open brackets": "{\n" + strings.Repeat("{\n", 1<<20),
		"many backslashes":   `{"format_version":"` + strings.Repeat(`\`, 4<<20) + `"}`,
		"a number of length": changed(`"create"`, `null`, `{"bucket":1`+strings.Repeat("0", 4<<20)+`}`),
		"an exponent":        changed(`"create"`, `null`, `{"bucket":1e99999999}`),
		"a small exponent":   changed(`"create"`, `null`, `{"bucket":1e-99999999}`),
		"an address of dots": `{"format_version":"1.2","resource_changes":[{"address":"` + strings.Repeat("module.m.", 1<<18) + `aws_s3_bucket.b","change":{"actions":["create"],"after":{}}}]}`,
		"many equal modules": `{"format_version":"1.2","resource_changes":[` + strings.Repeat(`{"address":"module.m[0].aws_s3_bucket.b","change":{"actions":["create"],"after":{}}},`, 20_000) + `7]}`,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			Detect([]byte(input))
			if p, err := Read("lab", "in.json", []byte(input)); err == nil {
				exercise(p)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestTime is when a plan says that it was made. Terraform has said so since 1.5.
// https://developer.hashicorp.com/terraform/internals/json-format#plan-representation (2026-11)
func TestTime(t *testing.T) {
	tests := []struct {
		name, member string
		want         string
		why          string
	}{
		{"a plan of today", `"timestamp":"2026-11-25T22:36:10Z",`, "2026-11-25T22:36:10Z", "requests are made after it"},
		{"a plan of an old Terraform", ``, "0001-01-01T00:00:00Z", "it does not say"},
		{"something else", `"timestamp":"yesterday",`, "0001-01-01T00:00:00Z", "what cannot be read says nothing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Read("x", "plan.json", []byte(`{"format_version":"1.2",`+tt.member+`"resource_changes":[],"planned_values":{}}`))
			if err != nil {
				t.Fatal(err)
			}
			if got := p.Time.Format("2006-01-02T15:04:05Z07:00"); got != tt.want {
				t.Errorf("%s, want %s: %s", got, tt.want, tt.why)
			}
		})
	}
}
