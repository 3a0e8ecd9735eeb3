package report_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares with a file in testdata/<format>.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run: go test ./analyzer/report -update", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run: go test ./analyzer/report -update\n--- got\n%s", path, got)
	}
}

const (
	reader = "arn:aws:iam::111111111111:role/reader"
	bucket = "arn:aws:s3:::acme-data"
	prefix = "arn:aws:s3:::acme-data/*"
)

// sources are the files that snippets are cut from.
var sources = map[string]string{
	"modules/bucket/kms.tf": strings.Repeat("\n", 11) + "resource \"aws_kms_key\" \"data\" {\n  description = \"secret text\"\n  policy = jsonencode({\n    Statement = [\n      { Sid = \"Root\", Effect = \"Allow\" },\n    ]\n  })\n}\n",
	"bucket.tf":             strings.Repeat("\n", 19) + "resource \"aws_s3_bucket_policy\" \"data\" {\n\tbucket = aws_s3_bucket.data.id\n  policy = jsonencode({\n    Statement = [\n      { Sid = \"NoPlainHTTP\", Effect = \"Deny\" },\n    ]\n  })\n}\n",
}

func source(_, file string) ([]byte, bool) {
	s, ok := sources[file]
	return []byte(s), ok
}

// kmsFinding is the finding that the documentation draws.
func kmsFinding() finding.Finding {
	iam := finding.Location{File: "iam.tf", Line: 8, Column: 1, EndLine: 14}
	return finding.Finding{
		Rule: "TFA004", Name: "kms-key-policy-missing-allow", Title: "KMS key policy does not let the reader decrypt",
		Severity: finding.Error, Certainty: finding.Definite, Change: finding.Introduced, Layer: "kms_key_policy",
		Principal: finding.Party{ARN: reader, Address: "aws_iam_role.reader", Input: "data", Account: "111111111111", Location: iam},
		Actions:   []string{"s3:GetObject"},
		Resource:  finding.Party{ARN: prefix, Address: "aws_s3_bucket.data", Input: "data", Account: "222222222222"},
		Address:   "module.data.aws_kms_key.data", Input: "data",
		Location: finding.Location{File: "modules/bucket/kms.tf", Line: 12, Column: 1, EndLine: 19,
			Calls: []finding.Call{{Module: "module.data", File: "main.tf", Line: 40}}},
		Message: "allows kms:Decrypt only to 222222222222",
		Because: []finding.Step{
			{Layer: "evidence", Verdict: "allowed", Address: "aws_s3_bucket_policy.data", Input: "data", Statement: "Read", Text: "the bucket policy names this role",
				Location: finding.Location{File: "bucket.tf", Line: 20, Column: 1, EndLine: 27}},
			{Layer: "identity_policy", Verdict: "allowed", Address: "aws_iam_role_policy.reader", Input: "data", Statement: "Read", Text: "allows s3:GetObject", Location: iam},
			{Layer: "bucket_policy", Verdict: "allowed", Address: "aws_s3_bucket_policy.data", Input: "data", Statement: "Read", Text: "allows s3:GetObject",
				Location: finding.Location{File: "bucket.tf", Line: 20, Column: 1, EndLine: 27}},
			{Layer: "scp", Verdict: "not_applicable", Text: "no organization policy is known"},
			{Layer: "kms_key_policy", Verdict: "denied", Address: "module.data.aws_kms_key.data", Input: "data", Text: "no statement allows kms:Decrypt",
				Location: finding.Location{File: "modules/bucket/kms.tf", Line: 12, Column: 1, EndLine: 19}},
		},
		Fix: &finding.Fix{Summary: "add the role to the key policy", Verified: true, Edits: []finding.Edit{{
			Address: "module.data.aws_kms_key.data", Input: "data", Action: "add_statement",
			Location:  finding.Location{File: "modules/bucket/kms.tf", Line: 12, Column: 1, EndLine: 19},
			Statement: `{"Sid":"AllowReader"}`,
			Text:      "{\n  Sid       = \"AllowReader\"\n  Effect    = \"Allow\"\n  Principal = { AWS = \"" + reader + "\" }\n  Action    = \"kms:Decrypt\"\n  Resource  = \"*\"\n}\n",
		}}},
		Fingerprint: "6f1c0e52a7b84f1d93b6c1b0a2d4e6f8",
	}
}

// denyFinding is an explicit Deny whose statement the block holds.
func denyFinding() finding.Finding {
	f := kmsFinding()
	f.Rule, f.Name, f.Title, f.Severity = "TFA003", "bucket-policy-explicit-deny", "Bucket policy denies the request", finding.Warning
	f.Certainty, f.Change, f.Layer, f.Explicit = finding.Conditional, finding.Existing, "bucket_policy", true
	f.Address, f.Message = "aws_s3_bucket_policy.data", "Sid \"NoPlainHTTP\" denies every request that comes not by TLS"
	f.Location = finding.Location{File: "bucket.tf", Line: 20, Column: 1, EndLine: 27}
	f.Because = []finding.Step{{Layer: "bucket_policy", Verdict: "denied", Address: f.Address, Input: "data", Statement: "NoPlainHTTP", Text: "denies s3:* unless aws:SecureTransport",
		Location: finding.Location{File: "bucket.tf", Line: 24, Column: 7, EndLine: 24}}}
	f.Instances = []string{`aws_s3_bucket_policy.data["eu"]`, `aws_s3_bucket_policy.data["us"]`}
	f.Via = &finding.Party{ARN: "vpce-0123456789abcdef0", Address: "aws_vpc_endpoint.s3", Input: "data"}
	f.Fix, f.Fingerprint = nil, "0b7d9a3e5c1f4826a1d0c9b8e7f60514"
	return f
}

// unknownFinding has nothing that could be placed in a file.
func unknownFinding() finding.Finding {
	return finding.Finding{
		Rule: "TFA002", Name: "bucket-policy-missing-allow", Title: "Bucket policy may not admit the caller",
		Severity: finding.Note, Certainty: finding.Unresolved, Change: finding.Introduced, Layer: "bucket_policy",
		Principal: finding.Party{ARN: "arn:aws:iam::444444444444:role/etl"},
		Actions:   []string{"s3:GetObject", "s3:ListBucket"},
		Resource:  finding.Party{ARN: bucket},
		Message:   "whether the policy admits the caller is known only after apply",
		Needs:     []string{"the policy of bucket acme-data"}, Fingerprint: "ffee00112233445566778899aabbccdd",
	}
}

func base() *report.Report {
	return &report.Report{
		Tool:   report.Tool{Name: "tfaccess", Version: "1.2.3", Commit: strings.Repeat("c", 40), URL: "https://example.com/tfaccess"},
		Inputs: []report.Input{{Label: "data", File: "data/plan.json", Kind: "plan", Dir: ".", TerraformVersion: "1.14.0", Resources: 21}},
		Stats:  report.Stats{Accesses: 3, Accounts: 2, Resources: 21, Allowed: 2, Denied: 1},
		Rules: []report.Rule{
			{ID: "TFA002", Name: "bucket-policy-missing-allow", Title: "The bucket policy does not admit a caller of another account", Severity: finding.Error, Description: "Across accounts both sides must allow.", Help: "Add a statement.", HelpURI: "https://example.com/TFA002"},
			{ID: "TFA003", Name: "bucket-policy-explicit-deny", Title: "The bucket policy denies the request", Severity: finding.Error},
			{ID: "TFA004", Name: "kms-key-policy-missing-allow", Title: "The KMS key policy does not let the reader decrypt", Severity: finding.Error},
		},
		Source: source,
	}
}

func access(f finding.Finding, verdict string) report.Access {
	a := report.Access{Principal: f.Principal, Actions: f.Actions, Resource: f.Resource, Verdict: verdict}
	if verdict != "allowed" {
		a.Fingerprints = []string{f.Fingerprint}
	}
	return a
}

// cases are what every format must print: each has its golden file.
func cases() map[string]*report.Report {
	none := base()
	none.Accesses = []report.Access{access(kmsFinding(), "allowed")}

	one := base()
	one.Findings = []finding.Finding{kmsFinding()}
	one.Accesses = []report.Access{access(kmsFinding(), "denied"), access(denyFinding(), "allowed")}

	many := base()
	many.Inputs = append(many.Inputs, report.Input{Label: "org", File: "org/state.json", Kind: "state", Context: true, Banner: "the plan is not complete: -target was used"})
	many.Findings = []finding.Finding{unknownFinding(), denyFinding(), kmsFinding()}
	many.Fixed = []finding.Finding{func() finding.Finding { f := kmsFinding(); f.Fingerprint = "aa" + f.Fingerprint[2:]; return f }()}
	many.Suppressed = []report.Suppressed{{Finding: denyFinding(), By: "inline", Reason: "partner rotates keys in Q1", Until: "2027-03-01", Input: "data", Location: finding.Location{File: "bucket.tf", Line: 19}}}
	many.Baseline = &report.Baseline{File: "base.json", Known: 2, Gone: 1}
	many.Notices = []report.Notice{{Code: "no-organization-policies", Text: "No input tells about service or resource control policies.", Hint: "--with org/state.json"}}
	many.Diagnostics = []report.Diagnostic{{Severity: finding.Warning, Code: "unused-ignore", Summary: "Unused ignore", Detail: "No finding of TFA001 concerns aws_s3_bucket.data.", Input: "data", Location: finding.Location{File: "main.tf", Line: 3}}}
	many.Accesses = []report.Access{access(kmsFinding(), "denied"), access(denyFinding(), "conditional"), access(unknownFinding(), "unresolved")}

	nowhere := base()
	nowhere.Source = nil
	nowhere.Inputs[0].Dir = ""
	f := kmsFinding()
	f.Location = finding.Location{}
	for i := range f.Because {
		f.Because[i].Location = finding.Location{}
	}
	f.Principal.Location = finding.Location{}
	f.Fix.Edits[0].Location = finding.Location{}
	nowhere.Findings = []finding.Finding{f, unknownFinding()}

	downloaded := base()
	f = kmsFinding()
	f.Location.File = ".terraform/modules/data/kms.tf"
	downloaded.Findings = []finding.Finding{f}

	all := map[string]*report.Report{"none": none, "one": one, "many": many, "nowhere": nowhere, "downloaded-module": downloaded, "hostile": hostile()}
	for _, r := range all {
		r.Sort()
	}
	return all
}

func extension(format string) string {
	switch format {
	case "json", "gitlab":
		return ".json"
	case "sarif":
		return ".sarif"
	case "junit":
		return ".xml"
	case "markdown":
		return ".md"
	case "html":
		return ".html"
	}
	return ".txt"
}

// options are what goldens are printed with: links as in a pull request.
func options() report.Options {
	return report.Options{
		Permalink: "https://github.com/acme/infra/blob/" + strings.Repeat("a", 40) + "/", Head: strings.Repeat("a", 40),
		RuleURL: func(id string) string { return "https://example.com/" + id },
	}
}

// own is what each page has and no report changes: its style, its script and
// their hashes.
var own = regexp.MustCompile(`(?s)(<style>|<script>|default-src )(.*?)(</style>|</script>|; base-uri)`)

// TestFormats prints every case in every format, twice, and compares with the
// golden file.
func TestFormats(t *testing.T) {
	for _, format := range report.Formats() {
		for name, r := range cases() {
			t.Run(format.Name+"/"+name, func(t *testing.T) {
				var first, second bytes.Buffer
				if err := format.Write(&first, r, options()); err != nil {
					t.Fatal(err)
				}
				if err := format.Write(&second, cases()[name], options()); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(first.Bytes(), second.Bytes()) {
					t.Error("two runs differ")
				}
				golden(t, filepath.Join(format.Name, name+extension(format.Name)), own.ReplaceAll(first.Bytes(), []byte("$1…$3")))
			})
		}
	}
}

// TestFormatsReportWriteErrors: a full disk is not a success.
func TestFormatsReportWriteErrors(t *testing.T) {
	for _, format := range report.Formats() {
		if err := format.Write(fullDisk{}, cases()["many"], options()); err == nil {
			t.Errorf("%s: no error from a writer that fails", format.Name)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, fmt.Errorf("no space left on device") }

// TestTextTerminal draws on terminals of several widths, with colour and links.
func TestTextTerminal(t *testing.T) {
	for _, width := range []int{40, 80, 120} {
		var b bytes.Buffer
		o := report.Options{Width: width, Color: width == 80, Links: width == 80, BaseDir: "/home/jane/infra"}
		if err := report.WriteText(&b, cases()["many"], o); err != nil {
			t.Fatal(err)
		}
		golden(t, fmt.Sprintf("text/terminal-%d.txt", width), b.Bytes())
		// Words are not broken, so only a line of one long word may be too long.
		for line := range strings.Lines(b.String()) {
			text := strings.TrimSpace(plainText(line))
			if n := len([]rune(strings.TrimRight(plainText(line), "\n"))); n > width && strings.Contains(strings.Trim(text, "=?✗✓|^-> "), " ") && longestWord(text) < width-14 {
				t.Errorf("width %d: %d columns: %q", width, n, line)
			}
		}
	}
}

func longestWord(s string) int {
	longest := 0
	for w := range strings.FieldsSeq(s) {
		longest = max(longest, len([]rune(w)))
	}
	return longest
}

// plainText removes escape sequences.
func plainText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != 0x1b {
			b.WriteByte(s[i])
			continue
		}
		if s[i+1] == ']' {
			i += strings.Index(s[i:], "\x1b\\") + 1
			continue
		}
		i += strings.IndexByte(s[i:], 'm')
	}
	return b.String()
}
