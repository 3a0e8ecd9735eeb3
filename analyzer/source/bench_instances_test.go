package source_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/source"
)

const instancesHCL = `
provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}

locals {
  teams = { for i in range(%d) : format("team%%d", i) => { name = "acme-team-${i}" } }
}

resource "aws_s3_bucket" "data" {
  for_each = local.teams
  bucket   = each.value.name
}

resource "aws_iam_role" "reader" {
  for_each           = local.teams
  name               = each.key
  assume_role_policy = "{}"
}

data "aws_iam_policy_document" "data" {
  for_each = local.teams
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.data[each.key].arn}/*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.reader[each.key].arn]
    }
  }
}

resource "aws_s3_bucket_policy" "data" {
  for_each = aws_s3_bucket.data
  bucket   = each.value.id
  policy   = data.aws_iam_policy_document.data[each.key].json
}

resource "aws_iam_role_policy" "reader" {
  for_each = local.teams
  name     = "read"
  role     = aws_iam_role.reader[each.key].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = [aws_s3_bucket.data[each.key].arn, "${aws_s3_bucket.data[each.key].arn}/*"] }]
  })
}
`

// instances is a configuration of n resources that nobody has applied yet, and
// its plan: five blocks, each with for_each over the same names, that mention
// each other's instances by key.
func instances(tb testing.TB, n int) (dir string, planned []byte) {
	tb.Helper()
	dir = tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), fmt.Appendf(nil, instancesHCL, n/5), 0o644); err != nil {
		tb.Fatal(err)
	}
	type object = map[string]any
	teams := references("local.teams")
	var changes, blocks []any
	block := func(mode, typ, name string, expressions, forEach object, after func(key string) (known, unknown object)) {
		address, action := typ+"."+name, "create"
		if mode == "data" {
			address, action = "data."+address, "read"
		}
		blocks = append(blocks, object{
			"address": address, "mode": mode, "type": typ, "name": name, "provider_config_key": "aws",
			"expressions": expressions, "for_each_expression": forEach,
		})
		for i := range n / 5 {
			key := fmt.Sprintf("team%d", i)
			known, unknown := after(key)
			changes = append(changes, object{
				"address": fmt.Sprintf("%s[%q]", address, key), "mode": mode, "type": typ, "name": name, "index": key,
				"provider_name": "registry.terraform.io/hashicorp/aws", "change": created(action, known, unknown),
			})
		}
	}
	block("managed", "aws_s3_bucket", "data", object{"bucket": references("each.value.name", "each.value")}, teams, func(key string) (object, object) {
		return object{"bucket": "acme-team-" + key[len("team"):], "tags": nil, "force_destroy": false},
			object{"id": true, "arn": true, "bucket_domain_name": true, "region": true, "tags_all": true}
	})
	block("managed", "aws_iam_role", "reader", object{"name": references("each.key"), "assume_role_policy": constant("{}")}, teams, func(key string) (object, object) {
		return object{"name": key, "assume_role_policy": "{}", "path": "/", "max_session_duration": 3600},
			object{"id": true, "arn": true, "unique_id": true}
	})
	statement := object{
		"sid": constant("Read"), "actions": constant([]any{"s3:GetObject"}),
		"resources":  references("aws_s3_bucket.data", "each.key"),
		"principals": []any{object{"type": constant("AWS"), "identifiers": references("aws_iam_role.reader", "each.key")}},
	}
	block("data", "aws_iam_policy_document", "data", object{"statement": []any{statement}}, teams, func(string) (object, object) {
		return object{"statement": []any{object{
				"sid": "Read", "effect": nil, "actions": []any{"s3:GetObject"}, "resources": []any{nil}, "condition": []any{},
				"principals": []any{object{"type": "AWS", "identifiers": []any{nil}}},
			}}}, object{"id": true, "json": true, "statement": []any{object{
				"resources": []any{true}, "principals": []any{object{"identifiers": []any{true}}},
			}}}
	})
	block("managed", "aws_s3_bucket_policy", "data",
		object{"bucket": references("each.value.id", "each.value"), "policy": references("data.aws_iam_policy_document.data", "each.key")},
		references("aws_s3_bucket.data"), func(string) (object, object) {
			return object{}, object{"bucket": true, "policy": true, "id": true}
		})
	block("managed", "aws_iam_role_policy", "reader",
		object{"name": constant("read"), "role": references("aws_iam_role.reader", "each.key"), "policy": references("aws_s3_bucket.data", "each.key")},
		teams, func(string) (object, object) {
			return object{"name": "read"}, object{"role": true, "policy": true, "id": true}
		})
	return dir, unapplied(tb, changes, blocks)
}

// The work for one instance may not depend on how many there are. Allocations
// are counted, which do not depend on what else a machine does.
func TestRecoveryGrowsWithInstances(t *testing.T) {
	work := func(n int) float64 {
		dir, planned := instances(t, n)
		p := readPlan(t, planned)
		c, err := source.Open(p, dir)
		if err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(1, func() { recoverAll(t, p, c) })
	}
	few, many := work(100), work(1_000)
	if many > 13*few {
		t.Errorf("ten times as many instances take %.1f times as many allocations (%.0f, %.0f)", many/few, few, many)
	}
}
