package plan

import (
	"strings"
	"testing"
)

// odd is the instance key "y.z/["q:${" as Terraform prints it.
const odd = `"y.z/[\"q:$${"`

func TestFollow(t *testing.T) {
	type testCase struct {
		name, from, argument, want, why string
	}
	cases := []testCase{
		{"each.value of a for_each over a resource", `aws_s3_bucket_policy.chained["b"]`, "bucket", `aws_s3_bucket.keyed["b"] id`,
			"chaining for_each keeps the keys"},
		{"an index that is each.key", `aws_s3_bucket_policy.by_key["a"]`, "bucket", `aws_s3_bucket.keyed["a"]`,
			"the plan lists the resource and each.key, and loses the attribute"},
		{"an index that is each.value of a constant map", `aws_s3_bucket_policy.by_value["a"]`, "bucket", `aws_s3_bucket.keyed["b"]`,
			"the map sends a to b"},
		{"an index that is count.index", `aws_s3_bucket_policy.by_index[10]`, "bucket", `aws_s3_bucket.counted[10]`,
			"both have twelve instances"},
		{"count.index of a shorter list", `aws_s3_bucket_policy.wrapped[0]`, "bucket", strings.Join(counted(), "; "),
			"element() may take any instance"},
		{"a constant index", `aws_s3_bucket_policy.fixed`, "bucket", `aws_s3_bucket.counted[10] id`,
			"the shorter references that Terraform lists behind it are no further targets"},
		{"a splat", `aws_s3_bucket_policy.fixed`, "policy", strings.Join(counted(), "; "),
			"a splat mentions all instances"},
		{"a data source", `aws_s3_bucket_policy.document`, "policy", `data.aws_iam_policy_document.late json`,
			"the document is read during apply and has a change of its own"},
		{"an output of one module instance", `aws_s3_bucket_policy.of_module`, "bucket", `aws_s3_bucket.keyed["a"] id; aws_s3_bucket.single id`,
			"output to variable to each.value to a for_each that mentions two buckets"},
		{"an output that is an attribute", `aws_s3_bucket_policy.of_module`, "policy", `module.store["x"].aws_kms_key.this arn`,
			"the instance key stands in the reference"},
		{"a module indexed by each.key", `aws_s3_bucket_policy.of_modules[` + odd + `]`, "policy",
			`aws_s3_bucket.keyed["a"] id; aws_s3_bucket.single id; module.store[` + odd + `].aws_kms_key.this arn`,
			"the plan loses which output is meant, but not which instance"},
		{"a variable that is each.value of the call", `module.store["x"].aws_s3_bucket_versioning.this`, "bucket",
			`aws_s3_bucket.keyed["a"] id; aws_s3_bucket.single id`,
			"for_each is a map of two buckets' ids, and the plan does not say which is x's"},
		{"an attribute of a variable that is a whole resource", `module.store["x"].aws_s3_bucket_public_access_block.whole`, "bucket",
			`aws_s3_bucket.keyed["b"] id`, "the path continues in the resource"},
		{"an attribute of a variable that is an object", `module.store["x"].aws_s3_bucket_public_access_block.member`, "bucket",
			`aws_s3_bucket.single arn`, "the object's one member mentions the bucket"},
		{"a local", `aws_s3_bucket_versioning.local`, "bucket", ``,
			"locals are nowhere in a plan"},
		{"a root variable", `aws_kms_key.variable_null`, "policy", ``,
			"it is a value, not a resource"},
	}
	table(t, cases, func(c testCase) string { return c.name }, func(c testCase) string { return c.why })
	p := load(t, "references/plan.json")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := need(t, p, c.from)
			e, ok := r.Config.Arguments[c.argument]
			if !ok {
				t.Fatalf("no argument %s", c.argument)
			}
			if got := targetsText(p.FollowAll(r, e)); got != c.want {
				t.Errorf("FollowAll: %s\nwant %s", got, c.want)
			}
		})
	}
}

func counted() []string {
	var list []string
	for _, i := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"} {
		list = append(list, "aws_s3_bucket.counted["+i+"]")
	}
	return list
}

func targetsText(targets []Target) string {
	var list []string
	for _, target := range targets {
		list = append(list, strings.TrimSpace(target.Resource.Address+" "+target.Attr))
	}
	return strings.Join(list, "; ")
}

func TestFollowEndsInForgedCircles(t *testing.T) {
	p := parse(t, `{"format_version":"1.2","resource_changes":[
		{"address":"module.a.aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","change":{"actions":["create"],"after":{},"after_unknown":{"bucket":true}}}],
		"configuration":{"root_module":{"module_calls":{"a":{"expressions":{"v":{"references":["module.a.o"]}},"module":{
			"outputs":{"o":{"expression":{"references":["var.v","module.a.o"]}}},
			"variables":{"v":{}},
			"resources":[{"mode":"managed","type":"aws_s3_bucket","name":"b","expressions":{"bucket":{"references":["var.v"]}}}]}}}}}}`)
	r := need(t, p, "module.a.aws_s3_bucket.b")
	if got := p.Follow(r, "var.v"); len(got) != 0 {
		t.Errorf("got %v", targetsText(got))
	}
	if _, state := r.Attr(Planned, "bucket"); state != Unknown {
		t.Errorf("state is %v, want unknown", state)
	}
}

func TestFollowOneReference(t *testing.T) {
	p := load(t, "references/plan.json")
	for _, tt := range []struct{ from, reference, want string }{
		{`aws_s3_bucket_policy.by_key["a"]`, "aws_s3_bucket.keyed", `aws_s3_bucket.keyed["a"]`},
		{`aws_s3_bucket_policy.document`, "aws_s3_bucket.single", `aws_s3_bucket.single id`},
		{`aws_s3_bucket_policy.document`, "aws_s3_bucket.single.region", `aws_s3_bucket.single region`},
		{`aws_s3_bucket_policy.document`, "aws_s3_bucket.nowhere.id", ``},
		{`aws_s3_bucket_policy.document`, "self.id", ``},
		{`aws_s3_bucket_policy.document`, "..", ``},
	} {
		if got := targetsText(p.Follow(need(t, p, tt.from), tt.reference)); got != tt.want {
			t.Errorf("%s in %s: %s, want %s", tt.reference, tt.from, got, tt.want)
		}
	}
}
