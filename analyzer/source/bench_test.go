package source_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// greenfield is a configuration of n resources that nobody has applied yet, and
// its plan: buckets, roles, deferred documents and the policies made of them,
// every one a block of its own.
func greenfield(tb testing.TB, n int) (dir string, planned []byte) {
	tb.Helper()
	var text strings.Builder
	text.WriteString(`provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}
locals {
  prefix = "acme"
}
`)
	var changes, resources []any
	add := func(mode, typ, name string, after, unknown, expressions map[string]any) {
		address, action := typ+"."+name, "create"
		if mode == "data" {
			address, action = "data."+address, "read"
		}
		changes = append(changes, map[string]any{
			"address": address, "mode": mode, "type": typ, "name": name,
			"provider_name": "registry.terraform.io/hashicorp/aws", "change": created(action, after, unknown),
		})
		resources = append(resources, map[string]any{
			"address": address, "mode": mode, "type": typ, "name": name, "provider_config_key": "aws", "expressions": expressions,
		})
	}
	dir = tb.TempDir()
	write := func(file string) {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text.String()), 0o644); err != nil {
			tb.Fatal(err)
		}
		text.Reset()
	}
	for i := range n / 5 {
		if i%50 == 49 {
			write(fmt.Sprintf("part%d.tf", i))
		}
		name := fmt.Sprintf("r%d", i)
		bucket, role := "aws_s3_bucket."+name, "aws_iam_role."+name
		fmt.Fprintf(&text, greenfieldHCL, name)
		add("managed", "aws_s3_bucket", name,
			map[string]any{"bucket": "acme-" + name, "tags": nil, "force_destroy": false, "timeouts": nil},
			map[string]any{"id": true, "arn": true, "bucket_domain_name": true, "region": true, "tags_all": true},
			map[string]any{"bucket": references("local.prefix")})
		add("managed", "aws_iam_role", name,
			map[string]any{"name": name, "assume_role_policy": "{}", "path": "/", "max_session_duration": 3600},
			map[string]any{"id": true, "arn": true, "unique_id": true},
			map[string]any{"name": constant(name), "assume_role_policy": constant("{}")})
		add("data", "aws_iam_policy_document", name,
			map[string]any{"statement": []any{map[string]any{
				"sid": "Read", "effect": nil, "actions": []any{"s3:GetObject"}, "resources": []any{nil}, "condition": []any{},
				"principals": []any{map[string]any{"type": "AWS", "identifiers": []any{nil}}},
			}}},
			map[string]any{"id": true, "json": true, "statement": []any{map[string]any{
				"resources": []any{true}, "principals": []any{map[string]any{"identifiers": []any{true}}},
			}}},
			map[string]any{"statement": []any{map[string]any{
				"sid": constant("Read"), "actions": constant([]any{"s3:GetObject"}),
				"resources":  references(bucket+".arn", bucket),
				"principals": []any{map[string]any{"type": constant("AWS"), "identifiers": references(role+".arn", role)}},
			}}})
		add("managed", "aws_s3_bucket_policy", name, map[string]any{}, map[string]any{"bucket": true, "policy": true, "id": true},
			map[string]any{"bucket": references(bucket+".id", bucket), "policy": references("data.aws_iam_policy_document."+name+".json", "data.aws_iam_policy_document."+name)})
		add("managed", "aws_iam_role_policy", name, map[string]any{"name": "p"}, map[string]any{"role": true, "policy": true, "id": true},
			map[string]any{"name": constant("p"), "role": references(role+".id", role), "policy": references(bucket+".arn", bucket, bucket+".arn", bucket)})
	}
	write("main.tf")
	return dir, unapplied(tb, changes, resources)
}

// created is the change of a resource that does not exist yet.
func created(action string, after, unknown map[string]any) map[string]any {
	return map[string]any{
		"actions": []string{action}, "before": nil, "after": after, "after_unknown": unknown,
		"before_sensitive": false, "after_sensitive": map[string]any{},
	}
}

func references(names ...string) map[string]any { return map[string]any{"references": names} }

func constant(v any) map[string]any { return map[string]any{"constant_value": v} }

// unapplied is a plan of one module and one provider configuration.
func unapplied(tb testing.TB, changes, blocks []any) []byte {
	tb.Helper()
	planned, err := json.Marshal(map[string]any{
		"format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes,
		"configuration": map[string]any{
			"provider_config": map[string]any{"aws": map[string]any{
				"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws",
				"expressions": map[string]any{"region": constant("us-east-1"), "allowed_account_ids": constant([]any{"111111111111"})},
			}},
			"root_module": map[string]any{"resources": blocks},
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return planned
}

const greenfieldHCL = `
resource "aws_s3_bucket" "%[1]s" {
  bucket = "${local.prefix}-%[1]s"
}

resource "aws_iam_role" "%[1]s" {
  name               = "%[1]s"
  assume_role_policy = "{}"
}

data "aws_iam_policy_document" "%[1]s" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.%[1]s.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.%[1]s.arn]
    }
  }
}

resource "aws_s3_bucket_policy" "%[1]s" {
  bucket = aws_s3_bucket.%[1]s.id
  policy = data.aws_iam_policy_document.%[1]s.json
}

resource "aws_iam_role_policy" "%[1]s" {
  name = "p"
  role = aws_iam_role.%[1]s.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = [aws_s3_bucket.%[1]s.arn, "${aws_s3_bucket.%[1]s.arn}/*"] }]
  })
}
`

// BenchmarkRecover compares reading a plan with reading its configuration and
// recovering every value that the plan does not know. Opening a configuration
// reads every block of it, also those that nobody asks for: that is how a value
// is noticed that has changed since the plan was made.
//
// Blocks are resources of which each has a block of its own; modules are those
// of one module with many instances; instances are those of five blocks.
func BenchmarkRecover(b *testing.B) {
	for _, n := range []int{100, 1_000, 5_000} {
		dir, planned := greenfield(b, n)
		benchmarkRecover(b, fmt.Sprintf("blocks/%d", n), dir, planned)
		dir, planned = teams(b, n)
		benchmarkRecover(b, fmt.Sprintf("modules/%d", n), dir, planned)
		dir, planned = instances(b, n)
		benchmarkRecover(b, fmt.Sprintf("instances/%d", n), dir, planned)
	}
}

func benchmarkRecover(b *testing.B, name, dir string, planned []byte) {
	run := func(step string, f func()) {
		b.Run(name+"/"+step, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
	open := func(p *plan.Plan) *source.Config {
		c, err := source.Open(p, dir)
		if err != nil {
			b.Fatal(err)
		}
		return c
	}
	run("decode", func() { readPlan(b, planned) })
	run("parse", func() { parseAlone(b, dir) })
	p := readPlan(b, planned)
	run("open", func() { open(p) })
	c := open(p)
	run("resolve", func() { recoverAll(b, p, c) })
}

func readPlan(tb testing.TB, planned []byte) *plan.Plan {
	tb.Helper()
	p, err := plan.Read("bench", "plan.json", planned)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// parseAlone is hcl's parser alone, one whole file after the other: what
// reading in pieces and several files at a time is held against.
func parseAlone(tb testing.TB, dir string) {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.tf"))
	if err != nil || len(files) == 0 {
		tb.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, diags := hclsyntax.ParseConfig(text, name, hcl.InitialPos); diags.HasErrors() {
			tb.Fatal(diags)
		}
	}
}

func recoverAll(tb testing.TB, p *plan.Plan, c *source.Config) {
	tb.Helper()
	s := source.NewResolver(p, plan.Planned, c, graph.Predictor)
	for _, r := range p.Resources {
		for _, attr := range []string{"bucket", "role", "policy", "json", "arn"} {
			if res := s.Attr(r, attr); res.State == plan.Unknown && res.How != source.Recovered {
				tb.Fatalf("%s.%s is %s: %v", r.Address, attr, res.How, res.Missing)
			}
		}
	}
}
