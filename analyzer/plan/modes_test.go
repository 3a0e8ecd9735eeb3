package plan

import (
	"fmt"
	"strings"
	"testing"
)

// The plans in testdata/modes were made by Terraform 1.11 of two buckets, a
// bucket policy and a key, which exist.
func TestModes(t *testing.T) {
	type testCase struct {
		file, banner, incomplete string
		want                     map[string]string // address to change and worlds
		why                      string
	}
	cases := []testCase{
		{"refresh", "changes no resource", "", map[string]string{
			"aws_s3_bucket.a": " prior planned", "aws_s3_bucket_policy.a": " prior planned", "data.aws_caller_identity.me": " prior planned"},
			"terraform plan -refresh-only has no resource_changes at all; what the state has goes on existing"},
		{"target", "not complete the configuration", "not complete", map[string]string{
			"aws_s3_bucket.b": "replace prior planned", "aws_s3_bucket.a": " prior planned", "aws_kms_key.k": " prior planned"},
			"terraform plan -target leaves alone what it does not list"},
		{"destroy", "", "", map[string]string{
			"aws_s3_bucket.a": "delete prior", "aws_kms_key.k": "delete prior", "data.aws_caller_identity.me": " prior planned"},
			"terraform plan -destroy removes all resources"},
		{"moved", "", "", map[string]string{
			"aws_s3_bucket.c": "replace prior planned from aws_s3_bucket.b", "aws_kms_key.k": "forget prior planned", "aws_s3_bucket.a": "replace prior planned"},
			"a moved block renames, a removed block with destroy = false forgets"},
	}
	table(t, cases, func(c testCase) string { return c.file }, func(c testCase) string { return c.why })
	for _, c := range cases {
		t.Run(c.file, func(t *testing.T) {
			p := load(t, "modes/"+c.file+".json")
			banners := strings.Join(p.Banners, "\n")
			if !strings.Contains(banners, c.banner) || c.banner == "" && banners != "" {
				t.Errorf("banners are %q, want …%q…", banners, c.banner)
			}
			if !strings.Contains(p.Incomplete, c.incomplete) || c.incomplete == "" && p.Incomplete != "" {
				t.Errorf("incomplete is %q, want …%q…", p.Incomplete, c.incomplete)
			}
			for address, want := range c.want {
				r := need(t, p, address)
				got := r.Change
				if r.Exists(Prior) {
					got += " prior"
				}
				if r.Exists(Planned) {
					got += " planned"
				}
				if r.Previous != "" {
					got += " from " + r.Previous
				}
				if got != want {
					t.Errorf("%s: %q, want %q", address, got, want)
				}
			}
			if got := need(t, p, "aws_s3_bucket.a").Provider; got.Account != "123456789012" || got.AccountFrom != "caller_identity" {
				t.Errorf("account is %s by %s", got.Account, got.AccountFrom)
			}
		})
	}
}

// A raw state and terraform show -json of the same state are the same resources.
func TestStatesAgree(t *testing.T) {
	raw, shown := load(t, "modes/terraform.tfstate"), load(t, "modes/state.json")
	if !raw.IsState || !shown.IsState || len(raw.Resources) == 0 {
		t.Fatal("not both are states")
	}
	text := func(p *Plan) string {
		var b strings.Builder
		for _, r := range p.Resources {
			for _, name := range []string{"arn", "id", "bucket", "account_id", "policy"} {
				v, state := r.Attr(Planned, name)
				fmt.Fprintf(&b, "%s.%s %v %#v %v\n", r.Address, name, state, v, r.Sensitive(Planned, name))
			}
			fmt.Fprintf(&b, "%s %s %s\n", r.Provider.Key, r.Provider.Account, r.Provider.Region)
		}
		return b.String()
	}
	if a, b := text(raw), text(shown); a != b {
		t.Errorf("the raw state says\n%s\nthe other one\n%s", a, b)
	}
}

func TestIncomplete(t *testing.T) {
	plan := func(members string, blocks ...string) string {
		return `{"format_version":"1.2","resource_changes":[{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b",
			"change":{"actions":["no-op"],"before":{},"after":{},"after_unknown":{}}}],` + members + `
			"configuration":{"root_module":{"resources":[` + strings.Join(blocks, ",") + `]}}}`
	}
	block := func(name, more string) string {
		return `{"mode":"managed","type":"aws_s3_bucket","name":"` + name + `"` + more + `}`
	}
	for _, tt := range []struct{ name, input, incomplete string }{
		{"all there", plan(``, block("b", "")), ""},
		{"a block without instance", plan(``, block("b", ""), block("c", "")), "does not cover aws_s3_bucket.c"},
		{"a block with count may have none", plan(``, block("b", ""), block("c", `,"count_expression":{"constant_value":0}`)), ""},
		{"a block with for_each may have none", plan(``, block("b", ""), block("c", `,"for_each_expression":{"references":["var.x"]}`)), ""},
		{"errored", plan(`"errored":true,"complete":false,`, block("b", "")), "stopped at an error"},
		{"not complete", plan(`"complete":false,`, block("b", "")), "not complete"},
		{"deferred", plan(`"complete":false,"deferred_changes":[{"reason":"instance_count_unknown","resource_change":{"address":"aws_s3_bucket.c[\"*\"]",
			"mode":"managed","type":"aws_s3_bucket","name":"c","change":{"actions":["create"],"before":null,"after":{},"after_unknown":{"bucket":true}}}}],`, block("b", ""), block("c", "")), "deferred"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := parse(t, tt.input)
			if !strings.Contains(p.Incomplete, tt.incomplete) || tt.incomplete == "" && p.Incomplete != "" {
				t.Errorf("incomplete is %q, want …%q…", p.Incomplete, tt.incomplete)
			}
			if (p.Incomplete == "") != (len(p.Banners) == 0) {
				t.Errorf("banners are %q", p.Banners)
			}
			for _, r := range p.Resources {
				if r.Deferred != (r.Name == "c") {
					t.Errorf("%s: deferred is %v", r.Address, r.Deferred)
				}
			}
		})
	}
}
