package source_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// made is one resource of a plan: its instances and its one block.
type made struct {
	address     string // without an instance key; "data." first for a data source
	keys        []string
	after       string // JSON in which %s is the key
	unknown     string
	expressions string
	forEach     string // JSON of the for_each expression
}

// planOf writes the JSON of a plan that makes resources in one account.
func planOf(t *testing.T, resources ...made) *plan.Plan {
	t.Helper()
	var changes, blocks []string
	for _, r := range resources {
		mode, where := "managed", r.address
		if rest, data := strings.CutPrefix(where, "data."); data {
			mode, where = "data", rest
		}
		typ, name, _ := strings.Cut(where, ".")
		identity := fmt.Sprintf(`"mode":%q,"type":%q,"name":%q`, mode, typ, name)
		keys := r.keys
		if keys == nil {
			keys = []string{""}
		}
		for _, key := range keys {
			address, index := r.address, ""
			if key != "" {
				address, index = fmt.Sprintf("%s[%q]", r.address, key), fmt.Sprintf(`"index":%q,`, key)
			}
			changes = append(changes, fmt.Sprintf(`{"address":%q,%s,%s"provider_name":"registry.terraform.io/hashicorp/aws","change":{"actions":["create"],"before":null,"after":%s,"after_unknown":%s}}`,
				address, identity, index, strings.ReplaceAll(r.after, "%s", key), r.unknown))
		}
		forEach := ""
		if r.forEach != "" {
			forEach = `"for_each_expression":` + r.forEach + ","
		}
		blocks = append(blocks, fmt.Sprintf(`{"address":%q,%s,%s"provider_config_key":"aws","expressions":%s}`, r.address, identity, forEach, r.expressions))
	}
	text := fmt.Sprintf(`{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[%s],"configuration":{"provider_config":{"aws":{"name":"aws","full_name":"registry.terraform.io/hashicorp/aws","expressions":{"allowed_account_ids":{"constant_value":["222222222222"]}}}},"root_module":{"resources":[%s]}}}`,
		strings.Join(changes, ","), strings.Join(blocks, ","))
	if !json.Valid([]byte(text)) {
		t.Fatalf("no JSON: %s", text)
	}
	p, err := plan.Read("t", "plan.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// document is a policy document of one statement.
func document(name, field, unknowns, expression string) made {
	list := strings.ReplaceAll(unknowns, "true", "null")
	d := made{address: "data.aws_iam_policy_document." + name}
	switch field {
	case "identifiers":
		d.after = `{"statement":[{"sid":"S","actions":["s3:GetObject"],"principals":[{"type":"AWS","identifiers":` + list + `}]}]}`
		d.unknown = `{"id":true,"json":true,"statement":[{"actions":[false],"principals":[{"identifiers":` + unknowns + `}]}]}`
		d.expressions = `{"statement":[{"principals":[{"type":{"constant_value":"AWS"},"identifiers":` + expression + `}]}]}`
	case "resources":
		d.after = `{"statement":[{"sid":"S","actions":["s3:GetObject"],"resources":` + list + `}]}`
		d.unknown = `{"id":true,"json":true,"statement":[{"actions":[false],"resources":` + unknowns + `}]}`
		d.expressions = `{"statement":[{"resources":` + expression + `}]}`
	default:
		d.after, d.unknown, d.expressions = `{"`+field+`":`+list+`}`, `{"id":true,"json":true,"`+field+`":`+unknowns+`}`, `{"`+field+`":`+expression+`}`
	}
	return d
}

func refs(list ...string) string {
	text, _ := json.Marshal(map[string]any{"references": list})
	return string(text)
}

// TestRebuildWithoutConfiguration resolves documents from a plan alone, in
// which only the references of an expression are left.
func TestRebuildWithoutConfiguration(t *testing.T) {
	buckets := made{address: "aws_s3_bucket.b", keys: []string{"in", "out"}, after: `{"bucket":"acme-%s"}`, unknown: `{"id":true,"arn":true}`, expressions: `{}`, forEach: `{}`}
	roles := made{address: "aws_iam_role.r", keys: []string{"in", "out"}, after: `{"name":"%s","path":"/"}`, unknown: `{"id":true,"arn":true,"unique_id":true}`, expressions: `{}`, forEach: `{}`}
	nameless := made{address: "aws_iam_role.r", keys: []string{"in", "out"}, after: `{"path":"/"}`, unknown: `{"id":true,"arn":true,"name":true}`, expressions: `{}`, forEach: `{}`}
	each := func(m made) made {
		m.keys, m.forEach = []string{"in", "out"}, `{}`
		return m
	}
	policy := func(expression string) made {
		return each(made{address: "aws_iam_policy.p", after: `{"name":"%s"}`, unknown: `{"policy":true}`, expressions: `{"policy":` + expression + `}`})
	}
	known := document("base", "resources", `[true]`, refs("aws_s3_bucket.b[\"in\"].arn", "aws_s3_bucket.b[\"in\"]", "aws_s3_bucket.b"))
	tests := []struct {
		name, why string
		plan      []made
		address   string
		attr      string
		has, not  []string
	}{
		{"the document of the same key", "data.d[each.key].json is listed as the data source and each.key: what a policy takes from a document is its JSON",
			[]made{buckets, each(document("d", "resources", `[true]`, refs("aws_s3_bucket.b[\"in\"].arn", "aws_s3_bucket.b[\"in\"]", "aws_s3_bucket.b"))), policy(refs("data.aws_iam_policy_document.d", "each.key"))},
			`aws_iam_policy.p["out"]`, "policy", []string{`"s3:GetObject"`, `arn:aws:s3:::acme-in⟨~`}, nil},
		{"a document that something else chooses, too", "the value of a variable may be the key as well",
			[]made{buckets, each(document("d", "resources", `[true]`, refs("aws_s3_bucket.b[\"in\"].arn", "aws_s3_bucket.b[\"in\"]", "aws_s3_bucket.b"))), policy(refs("data.aws_iam_policy_document.d", "each.key", "var.suffix"))},
			`aws_iam_policy.p["out"]`, "policy", nil, []string{"acme-in"}},
		{"a source document", "documents are merged as they are",
			[]made{buckets, known, document("d", "source_policy_documents", `[true]`, refs("data.aws_iam_policy_document.base.json", "data.aws_iam_policy_document.base"))},
			"data.aws_iam_policy_document.d", "json", []string{`"s3:GetObject"`, `arn:aws:s3:::acme-in⟨~`}, nil},
		{"two source documents of which the plan does not tell which", "one element cannot be made of two documents",
			[]made{buckets, known, each(document("d2", "resources", `[true]`, refs("aws_s3_bucket.b[\"in\"].arn"))), document("d", "source_policy_documents", `[true]`, refs("data.aws_iam_policy_document.base.json", "data.aws_iam_policy_document.base", "data.aws_iam_policy_document.d2[\"in\"].json"))},
			"data.aws_iam_policy_document.d", "json", nil, []string{"acme-in"}},
		{"all roles of a for_each", "as many unknown identifiers as instances: their ARNs, since their names are known",
			[]made{roles, document("d", "identifiers", `[true,true]`, refs("aws_iam_role.r"))},
			"data.aws_iam_policy_document.d", "json", []string{`"arn:aws:iam::222222222222:role/in"`, `"arn:aws:iam::222222222222:role/out"`}, nil},
		{"the role of the same key", "the attribute behind the index is lost, and an identifier is an ARN",
			[]made{roles, each(document("d", "identifiers", `[true]`, refs("aws_iam_role.r", "each.key")))},
			`data.aws_iam_policy_document.d["out"]`, "json", []string{`"arn:aws:iam::222222222222:role/out"`}, []string{"role/in"}},
		{"some roles of a for_each", "which, a filter in the configuration tells",
			[]made{roles, document("d", "identifiers", `[true]`, refs("aws_iam_role.r"))},
			"data.aws_iam_policy_document.d", "json", nil, []string{"role/in", "role/out"}},
		{"roles whose names AWS completes", "an ARN may have been put together from a name as well as taken whole",
			[]made{nameless, document("d", "identifiers", `[true,true]`, refs("aws_iam_role.r"))},
			"data.aws_iam_policy_document.d", "json", nil, []string{"arn:aws:iam"}},
		{"the bucket of the same key", "ARN or id, its name stands in it, and what stands around it is lost",
			[]made{buckets, each(document("d", "resources", `[true]`, refs("aws_s3_bucket.b", "each.key")))},
			`data.aws_iam_policy_document.d["out"]`, "json", []string{`#0.before⟩acme-out⟨~`}, []string{"acme-in"}},
		{"all buckets and their objects", "two elements of each bucket",
			[]made{buckets, document("d", "resources", `[true,true,true,true]`, refs("aws_s3_bucket.b"))},
			"data.aws_iam_policy_document.d", "json", []string{`⟩acme-in⟨~`, `⟩acme-out⟨~`}, nil},
		{"some buckets of a for_each", "which, a filter in the configuration tells",
			[]made{buckets, document("d", "resources", `[true,true,true]`, refs("aws_s3_bucket.b"))},
			"data.aws_iam_policy_document.d", "json", nil, []string{"acme-in", "acme-out"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := planOf(t, tt.plan...)
			r := p.Lookup(tt.address)
			if r == nil {
				t.Fatalf("no %s", tt.address)
			}
			res := source.NewResolver(p, plan.Planned, nil, graph.Predictor).Attr(r, tt.attr)
			got := show(decoded(res.Value))
			for _, part := range tt.has {
				if !strings.Contains(got, part) {
					t.Errorf("got\n%s\nwithout %s (%s)", got, part, tt.why)
				}
			}
			for _, part := range tt.not {
				if strings.Contains(got, part) {
					t.Errorf("got\n%s\nwith %s (%s)", got, part, tt.why)
				}
			}
		})
	}
}
