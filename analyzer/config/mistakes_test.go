package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var update = flag.Bool("update", false, "rewrite golden files")

var day = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// files are what lies beside the configuration.
var files = fstest.MapFS{
	"scps/deny-s3.json": {Data: []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`)},
	"read.json":         {Data: []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-reports/*"}]}`)},
	"read.json.tftpl":   {Data: []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::${bucket}/*"}]}`)},
	"broken.json":       {Data: []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Maybe","Action":"s3:*","Resource":"*"}]}`)},
}

// Each mistake that a person can make has one message that tells what is
// wrong, where, and what to write instead.
var mistakes = []struct {
	name, src string
	warns     bool // the file can be used all the same
	why       string
}{
	{name: "misspelt block", src: "acount \"data\" {\n  id = \"222222222222\"\n}\n", why: "the nearest block is meant"},
	{name: "misspelt argument", src: "account \"data\" {\n  id       = \"222222222222\"\n  provider = [\"aws.data\"]\n}\n", why: "providers is meant"},
	{name: "argument outside of any block", src: "fail_on = \"error\"\n", why: "arguments stand inside blocks"},
	{name: "block inside a block", src: "organization {\n  id = \"o-exampleorgid\"\n  root {}\n}\n", why: "blocks hold arguments only"},
	{name: "wrong type", src: "account \"data\" {\n  id        = \"222222222222\"\n  providers = \"aws.data\"\n}\n", why: "a list is written in brackets even with one element"},
	{name: "missing label", src: "account {\n  id = \"222222222222\"\n}\n", why: "the name is the label"},
	{name: "missing argument", src: "account \"data\" {\n  providers = [\"aws.data\"]\n}\n", why: "an account without a number says nothing"},
	{name: "missing file", src: "scp \"deny\" {\n  targets = [\"root\"]\n  policy  = file(\"scps/deny-s4.json\")\n}\n", why: "the nearest file is named"},
	{name: "missing directory", src: "scp \"deny\" {\n  targets = [\"root\"]\n  policy  = file(\"scp/deny-s3.json\")\n}\n", why: "the directory is what is wrong"},
	{name: "file outside of the directory", src: "scp \"deny\" {\n  targets = [\"root\"]\n  policy  = file(\"../secrets.json\")\n}\n", why: "nothing outside of the configuration's directory is read"},
	{name: "absolute path", src: "scp \"deny\" {\n  targets = [\"root\"]\n  policy  = file(\"/etc/passwd\")\n}\n", why: "nothing outside of the configuration's directory is read"},
	{name: "name of a file instead of its content", src: "scp \"deny\" {\n  targets = [\"root\"]\n  policy  = \"scps/deny-s3.json\"\n}\n", why: "file() is easily forgotten"},
	{name: "not a policy", src: "bucket \"acme-legacy\" {\n  account = \"222222222222\"\n  policy  = file(\"broken.json\")\n}\n", why: "AWS knows Allow and Deny only"},
	{name: "duplicate account id", src: "account \"data\" {\n  id = \"222222222222\"\n}\naccount \"lake\" {\n  id = \"222222222222\"\n}\n", why: "one account has one name"},
	{name: "duplicate account name", src: "account \"data\" {\n  id = \"222222222222\"\n}\naccount \"data\" {\n  id = \"333333333333\"\n}\n", why: "one name means one account"},
	{name: "account id as a number", src: "account \"old\" {\n  id = 012345678901\n}\n", why: "a number loses its leading zero"},
	{name: "provider in two accounts", src: "account \"a\" {\n  id        = \"111111111111\"\n  providers = [\"aws\"]\n}\naccount \"b\" {\n  id        = \"222222222222\"\n  providers = [\"aws\"]\n}\n", why: "a provider configuration has one account"},
	{name: "bad ARN of a principal", src: "principal \"arn:aws:iam::33333333333:role/etl\" {\n  policies = [file(\"read.json\")]\n}\n", why: "eleven digits are no account"},
	{name: "session instead of a role", src: "principal \"arn:aws:sts::333333333333:assumed-role/etl/session\" {\n  policies = []\n}\n", why: "policies hang on roles"},
	{name: "unknown account of a bucket", src: "account \"data\" {\n  id = \"222222222222\"\n}\nbucket \"acme-legacy\" {\n  account = \"dta\"\n}\n", why: "the nearest account is meant"},
	{name: "unknown ownership", src: "bucket \"acme-legacy\" {\n  account          = \"222222222222\"\n  object_ownership = \"BucketOwnerEnforce\"\n}\n", why: "AWS knows three settings"},
	{name: "target without its kind", src: "account \"data\" {\n  id = \"222222222222\"\n}\nscp \"deny\" {\n  targets = [\"data\"]\n  policy  = file(\"scps/deny-s3.json\")\n}\n", why: "units and accounts may have the same name"},
	{name: "units in a circle", src: "ou \"a\" {\n  parent = \"b\"\n}\nou \"b\" {\n  parent = \"a\"\n}\n", why: "a tree has a root"},
	{name: "misspelt unit", src: "ou \"workloads\" {}\naccount \"data\" {\n  id = \"222222222222\"\n  ou = \"workload\"\n}\n", warns: true, why: "a unit without a block is under the root, but this one is likely meant to be another"},
	{name: "until in the past", src: "ignore {\n  rule   = \"TFA004\"\n  until  = \"2026-03-01\"\n  reason = \"partner rotates keys in Q1\"\n}\n", warns: true, why: "the day must not break the pipeline by itself: the findings come back"},
	{name: "until is no date", src: "ignore {\n  rule   = \"TFA004\"\n  until  = \"next year\"\n  reason = \"partner rotates keys\"\n}\n", why: "an ignore that never expires by mistake is worse than none"},
	{name: "ignore without a reason", src: "ignore {\n  rule     = \"TFA004\"\n  resource = \"module.legacy.*\"\n}\n", why: "suppressions carry a reason"},
	{name: "ignore with an empty reason", src: "ignore {\n  rule   = \"TFA004\"\n  reason = \" \"\n}\n", why: "suppressions carry a reason"},
	{name: "ignore of all rules", src: "ignore {\n  rule   = \"all\"\n  reason = \"noise\"\n}\n", why: "it would hide what nobody has seen yet"},
	{name: "unknown severity", src: "severity {\n  TFA012 = \"warn\"\n}\n", why: "there are four levels"},
	{name: "not an action", src: "expect \"x\" {\n  principal = \"arn:aws:iam::111111111111:role/app\"\n  actions   = [\"GetObject\"]\n  resources = [\"arn:aws:s3:::acme-reports/*\"]\n}\n", why: "an action names its service"},
	{name: "bucket URI instead of an ARN", src: "expect \"x\" {\n  principal = \"arn:aws:iam::111111111111:role/app\"\n  actions   = [\"s3:GetObject\"]\n  resources = [\"s3://acme-reports/*\"]\n}\n", why: "resources are ARNs"},
	{name: "unknown function", src: "scp \"deny\" {\n  targets = [\"root\"]\n  policy  = fiel(\"scps/deny-s3.json\")\n}\n", why: "few functions are known"},
	{name: "variable", src: "account \"data\" {\n  id = var.account\n}\n", why: "the file has no variables"},
	{name: "syntax", src: "account \"data\" {\n  id = \"222222222222\n}\n", why: "a quote is not closed"},
	{name: "snapshot age", src: "settings {\n  snapshot_age = \"a month\"\n}\n", why: "an age is days or hours"},
	{name: "two mistakes at once", src: "account \"data\" {\n  id = \"2222\"\n  ouu = \"x\"\n}\n", why: "all are told in one run"},
}

func TestMistakes(t *testing.T) {
	seen := map[string]bool{}
	for _, tt := range mistakes {
		if tt.why == "" || seen[tt.name] {
			t.Fatalf("case %q: repeated, or without a reason", tt.name)
		}
		seen[tt.name] = true
		t.Run(tt.name, func(t *testing.T) {
			c, diags := Load(".tfaccess.hcl", []byte(tt.src), files, day)
			if (c != nil) != tt.warns || diags.HasErrors() == tt.warns {
				t.Errorf("usable: %v, want %v", c != nil, tt.warns)
			}
			got := "# " + tt.why + "\n" + diags.Error() + "\n"
			golden := filepath.Join("testdata", strings.ReplaceAll(tt.name, " ", "-")+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("message changed\n--- got\n%s--- want\n%s", got, want)
			}
		})
	}
}

// TestGoldensAreUsed keeps testdata free of files that no case reads.
func TestGoldensAreUsed(t *testing.T) {
	want := map[string]bool{}
	for _, tt := range mistakes {
		want[strings.ReplaceAll(tt.name, " ", "-")+".txt"] = true
	}
	entries, err := os.ReadDir("testdata")
	if err != nil || len(entries) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	for _, e := range entries {
		if !want[e.Name()] {
			t.Errorf("testdata/%s belongs to no case", e.Name())
		}
	}
}
