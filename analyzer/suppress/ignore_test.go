package suppress_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/suppress"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func one() finding.Finding {
	return finding.Finding{
		Rule: "TFA004", Name: "kms-key-policy-missing-allow", Layer: "kms_key_policy",
		Address: `module.data["eu.x"].aws_kms_key.data["a]b"]`, Input: "data",
		Principal:   finding.Party{ARN: "arn:aws:iam::111111111111:role/r", Address: "aws_iam_role.r", Input: "consumer"},
		Resource:    finding.Party{ARN: "arn:aws:s3:::b/*", Address: "aws_s3_bucket.b", Input: "data"},
		Via:         &finding.Party{Address: "aws_vpc_endpoint.s3", Input: "network"},
		Because:     []finding.Step{{Address: "aws_s3_bucket_policy.b", Input: "data"}},
		Fingerprint: "6f1c0e52",
	}
}

func known(rule string) bool { return rule == "TFA004" || rule == "kms-key-policy-missing-allow" }

func TestApply(t *testing.T) {
	inline := func(input string, addresses ...string) suppress.Ignore {
		return suppress.Ignore{By: suppress.Inline, Rules: []string{"TFA004"}, Input: input, Addresses: addresses, Reason: "partner"}
	}
	config := func(resource string) suppress.Ignore {
		return suppress.Ignore{By: suppress.Config, Rules: []string{"TFA004"}, Resource: resource, Reason: "partner"}
	}
	change := func(ig suppress.Ignore, f func(*suppress.Ignore)) suppress.Ignore { f(&ig); return ig }
	tests := []struct {
		name   string
		ignore suppress.Ignore
		hides  bool
		code   suppress.Code // problem, if any
	}{
		{"a comment on the resource to change, whatever its instance", inline("data", `module.data["us"].aws_kms_key.data["b"]`), true, ""},
		{"a comment on the principal, in another workspace", inline("consumer", "aws_iam_role.r"), true, ""},
		{"a comment on the bucket", inline("data", "aws_s3_bucket.b"), true, ""},
		{"a comment on the policy that allows", inline("data", "aws_s3_bucket_policy.b"), true, ""},
		{"a comment on the endpoint", inline("network", "aws_vpc_endpoint.s3"), true, ""},
		{"the same address in another input is another resource", inline("other", "aws_s3_bucket.b"), false, suppress.Unused},
		{"a comment on a resource that has no part in it", inline("data", "aws_s3_bucket.c"), false, suppress.Unused},
		{"the rule by its name", change(config("aws_s3_bucket.b"), func(ig *suppress.Ignore) { ig.Rules = []string{"kms-key-policy-missing-allow"} }), true, ""},
		{"a pattern over a module", config("module.data.*"), true, ""},
		{"a pattern over instances", config(`module.data["eu.x"].*`), true, ""},
		{"a pattern with the input's label", config("data:module.data.aws_kms_key.*"), true, ""},
		{"a pattern with another input's label", config("org:module.data.aws_kms_key.*"), false, suppress.Unused},
		{"an exact address", config("aws_iam_role.r"), true, ""},
		{"a prefix is no match", config("aws_iam_role"), false, suppress.Unused},
		{"on its last day", change(config("*"), func(ig *suppress.Ignore) { ig.Until = "2026-11-25" }), true, ""},
		{"on the day after, which is still the last day west of here", change(config("*"), func(ig *suppress.Ignore) { ig.Until = "2026-11-24" }), false, suppress.Expired},
		{"a date that is none", change(config("*"), func(ig *suppress.Ignore) { ig.Until = "Q1" }), false, suppress.BadDate},
		{"no reason", change(config("*"), func(ig *suppress.Ignore) { ig.Reason = " " }), false, suppress.NoReason},
		{"all rules", change(config("*"), func(ig *suppress.Ignore) { ig.Rules = []string{"all"} }), false, suppress.IgnoresAll},
		{"all rules by a pattern", change(config("*"), func(ig *suppress.Ignore) { ig.Rules = []string{"TFA*"} }), false, suppress.IgnoresAll},
		{"no rule at all", change(config("*"), func(ig *suppress.Ignore) { ig.Rules = nil }), false, suppress.IgnoresAll},
		{"a rule that does not exist", change(config("*"), func(ig *suppress.Ignore) { ig.Rules = []string{"TFA999"} }), false, suppress.UnknownRule},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := suppress.Apply([]finding.Finding{one()}, []suppress.Ignore{tt.ignore}, now, known)
			if hidden := len(res.Suppressed) == 1; hidden != tt.hides || len(res.Kept)+len(res.Suppressed) != 1 {
				t.Errorf("hidden %v, want %v", hidden, tt.hides)
			}
			var code suppress.Code
			if len(res.Problems) > 0 {
				code = res.Problems[0].Code
				if res.Problems[0].Detail == "" {
					t.Error("a problem without an explanation")
				}
			}
			if code != tt.code {
				t.Errorf("problem %q, want %q", code, tt.code)
			}
		})
	}
}

// TestApplyCountsEveryUse: an ignore that only repeats another is used.
func TestApplyCountsEveryUse(t *testing.T) {
	a := suppress.Ignore{By: suppress.Config, Rules: []string{"TFA004"}, Resource: "*", Reason: "a"}
	b := suppress.Ignore{By: suppress.Inline, Rules: []string{"TFA004"}, Addresses: []string{"aws_s3_bucket.b"}, Reason: "b"}
	res := suppress.Apply([]finding.Finding{one()}, []suppress.Ignore{a, b}, now, nil)
	if len(res.Problems) != 0 || len(res.Suppressed) != 1 || res.Suppressed[0].Ignore.Reason != "a" {
		t.Errorf("%+v", res)
	}
}

func TestBlock(t *testing.T) {
	for address, want := range map[string]string{
		"aws_s3_bucket.b":                        "aws_s3_bucket.b",
		"aws_s3_bucket.b[0]":                     "aws_s3_bucket.b",
		`module.m["a.b"].aws_s3_bucket.b["x"]`:   "module.m.aws_s3_bucket.b",
		`aws_s3_bucket.b["a]b"]`:                 "aws_s3_bucket.b",
		`aws_s3_bucket.b["a\"]b"].x`:             "aws_s3_bucket.b.x",
		`module.m["\\"].aws_s3_bucket.b`:         "module.m.aws_s3_bucket.b",
		`aws_s3_bucket.b["unterminated`:          "aws_s3_bucket.b",
		`module.a[0].module.b["k"].aws_x.y["z"]`: "module.a.module.b.aws_x.y",
	} {
		if got := suppress.Block(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func TestBaseline(t *testing.T) {
	old, fresh := one(), one()
	fresh.Fingerprint, fresh.Rule = "aaaa1111", "TFA001"
	gone := one()
	gone.Fingerprint = "bbbb2222"
	base := suppress.NewBaseline([]finding.Finding{old, gone, old})
	read, err := suppress.ParseBaseline(base.Encode())
	if err != nil {
		t.Fatal(err)
	}
	if string(read.Encode()) != string(base.Encode()) || len(read.Entries) != 2 {
		t.Errorf("reading changed the file:\n%s", read.Encode())
	}
	moved := old
	moved.Location = finding.Location{File: "other.tf", Line: 99}
	moved.Address = `module.data["other"].aws_kms_key.data["c"]`
	n, k, g := read.Split([]finding.Finding{fresh, moved})
	if len(n) != 1 || n[0].Fingerprint != "aaaa1111" || len(k) != 1 || len(g) != 1 || g[0].Fingerprint != "bbbb2222" {
		t.Errorf("new %d, known %d, gone %d", len(n), len(k), len(g))
	}
	pruned, removed := read.Prune([]finding.Finding{fresh, moved})
	if len(removed) != 1 || len(pruned.Entries) != 1 || pruned.Entries[0].Fingerprint != old.Fingerprint {
		t.Errorf("pruned to %+v, removed %+v", pruned.Entries, removed)
	}
	if again, removed := pruned.Prune([]finding.Finding{moved}); len(removed) != 0 || len(again.Entries) != 1 {
		t.Error("pruning twice removes more")
	}
}

func TestParseBaselineRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ file, want string }{
		"a report":               {`{"schema": "tfaccess.report/v1", "findings": []}`, "schema is"},
		"no JSON":                {"x", "not a baseline file"},
		"no fingerprint":         {`{"schema": "tfaccess.baseline/v1", "findings": [{"rule": "TFA001"}]}`, "no fingerprint"},
		"a field from elsewhere": {`{"schema": "tfaccess.baseline/v1", "ignore": []}`, "unknown field"},
	} {
		if _, err := suppress.ParseBaseline([]byte(tt.file)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
	empty, err := suppress.ParseBaseline(suppress.NewBaseline(nil).Encode())
	if err != nil || len(empty.Entries) != 0 {
		t.Errorf("an empty baseline: %v", err)
	}
}
