package plan

import (
	"testing"

	"github.com/zclconf/go-cty/cty"
)

func TestAttrState(t *testing.T) {
	type testCase struct {
		name, address, attr string
		want                State
		why                 string
	}
	cases := []testCase{
		{"a literal", "aws_s3_bucket.single", "bucket", Known, "it stands in after"},
		{"an argument nobody set, without default", "aws_kms_key.unset", "deletion_window_in_days", Null, "null in after and not unknown"},
		{"an attribute that the type does not have", "aws_kms_key.unset", "colour", Null, "nothing is said of it"},
		{"an identifier of what is created", "aws_kms_key.unset", "arn", Computed, "AWS assigns it"},
		{"a policy nobody set", "aws_kms_key.unset", "policy", Computed, "AWS's default policy will hold"},
		{"a policy set to null", "aws_kms_key.constant_null", "policy", Computed, "null is as if it were not set"},
		{"a policy set by a variable that is null", "aws_kms_key.variable_null", "policy", Computed, "all that it mentions is known, so that it would be known"},
		{"a policy set by a module's variable with default null", `module.store["x"].aws_kms_key.this`, "policy", Computed, "the call does not pass it"},
		{"a policy that mentions an unknown", "aws_kms_key.late_policy", "policy", Unknown, "it is a real policy, known after apply"},
		{"a value behind a local", "aws_s3_bucket_versioning.local", "bucket", Unknown, "what the local holds is not in the plan"},
		{"a nested block with an unknown element", "data.aws_iam_policy_document.late", "statement", Partly, "one resource is a literal, one is not known"},
		{"the result of a data source read during apply", "data.aws_iam_policy_document.late", "json", Computed, "the provider computes it"},
		{"a map with a sensitive value", "aws_s3_bucket.single", "tags", Known, "sensitive values are known"},
	}
	table(t, cases, func(c testCase) string { return c.name }, func(c testCase) string { return c.why })
	p := load(t, "references/plan.json")
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := need(t, p, c.address)
			if _, got := r.Attr(Planned, c.attr); got != c.want {
				t.Errorf("%s.%s is %v, want %v", c.address, c.attr, got, c.want)
			}
			if v, got := r.Attr(Prior, c.attr); got != Null || v != cty.NilVal {
				t.Errorf("before the plan, %s.%s is %v", c.address, c.attr, got)
			}
		})
	}
}

func TestAttrValues(t *testing.T) {
	p := load(t, "references/plan.json")
	v, _ := need(t, p, "data.aws_iam_policy_document.late").Attr(Planned, "statement")
	resources := v.Index(cty.Zero).GetAttr("resources")
	want := cty.TupleVal([]cty.Value{cty.StringVal("arn:aws:s3:::known/*"), cty.DynamicVal})
	if !resources.RawEquals(want) {
		t.Errorf("resources are %#v", resources)
	}
	bucket := need(t, p, "aws_s3_bucket.single")
	if !bucket.Sensitive(Planned, "tags") || bucket.Sensitive(Planned, "tags_all") || bucket.Sensitive(Prior, "tags") {
		t.Error("tags are sensitive after apply, and nothing else is")
	}
	if parts := bucket.SensitiveParts(Planned, "tags"); !parts.GetAttr("token").True() {
		t.Errorf("sensitive parts are %#v", parts)
	}
}

func TestDecode(t *testing.T) {
	null, unknown := nullValue, cty.DynamicVal
	text := cty.StringVal
	object := func(attrs map[string]cty.Value) cty.Value { return cty.ObjectVal(attrs) }
	for _, tt := range []struct {
		name, value, unknown string
		want                 cty.Value
	}{
		{"everything unknown", `{"a":"x"}`, `true`, unknown},
		{"unknown attributes are absent", `{"a":"x"}`, `{"b":true}`, object(map[string]cty.Value{"a": text("x"), "b": unknown})},
		{"unknown elements are null", `[null,null,"x"]`, `[true,false,false]`, cty.TupleVal([]cty.Value{unknown, null, text("x")})},
		{"more unknown elements than elements", `["x"]`, `[false,true]`, cty.TupleVal([]cty.Value{text("x"), unknown})},
		{"a block that is unknown below", `null`, `{"a":{"b":true},"c":false}`,
			object(map[string]cty.Value{"a": object(map[string]cty.Value{"b": unknown}), "c": null})},
		{"a list that is unknown below", ``, `[{"a":true}]`, cty.TupleVal([]cty.Value{object(map[string]cty.Value{"a": unknown})})},
		{"false says nothing", `{"a":null}`, `false`, object(map[string]cty.Value{"a": null})},
		{"a tag named true", `{"a":"true"}`, `{"true":false}`, object(map[string]cty.Value{"a": text("true"), "true": null})},
		{"empty collections", `{"a":[],"b":{}}`, `{"a":[],"b":{}}`, object(map[string]cty.Value{"a": cty.EmptyTupleVal, "b": cty.EmptyObjectVal})},
		{"numbers", `[1,-2,0.5,12345678901234567890]`, ``, cty.TupleVal([]cty.Value{
			cty.NumberIntVal(1), cty.NumberIntVal(-2), cty.NumberFloatVal(0.5), cty.MustParseNumberVal("12345678901234567890")})},
		{"a number that would fill the memory", `1e999999999`, ``, unknown},
		{"escapes", `"\u003ca\u003e \ud83d\ude00 \"\\\/\n \ud83d \x"`, ``, text("<a> 😀 \"\\/\n \uFFFD \\x")},
		{"of two members with a name the last one counts", `{"a":"x","a":"y"}`, ``, object(map[string]cty.Value{"a": text("y")})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := decode(raw(tt.value), raw(tt.unknown)); !got.RawEquals(tt.want) {
				t.Errorf("got  %#v\nwant %#v", got, tt.want)
			}
		})
	}
}

// A change in short, for the table below.
func changed(actions, before, after string) string {
	return `{"format_version":"1.2","resource_changes":[{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b",
		"provider_name":"registry.terraform.io/hashicorp/aws","change":{"actions":[` + actions + `],"before":` + before + `,"after":` + after + `,"after_unknown":{}}}]}`
}

func TestWorlds(t *testing.T) {
	type testCase struct {
		name, input, change string
		prior, planned      string // bucket, "-" if it does not exist there
		why                 string
	}
	const x, y = `{"bucket":"x"}`, `{"bucket":"y"}`
	cases := []testCase{
		{"create", changed(`"create"`, `null`, x), "create", "-", "x", "it is not there yet"},
		{"update", changed(`"update"`, x, y), "update", "x", "y", "both images are whole"},
		{"no-op", changed(`"no-op"`, x, x), "no-op", "x", "x", "unchanged resources are listed, too"},
		{"delete", changed(`"delete"`, x, `null`), "delete", "x", "-", "it is gone after apply"},
		{"delete, then create", changed(`"delete","create"`, x, y), "replace", "x", "y", "a new object takes the address"},
		{"create, then delete", changed(`"create","delete"`, x, y), "replace", "x", "y", "create_before_destroy"},
		{"create, then forget", changed(`"create","forget"`, x, y), "replace", "x", "y", "the old object stays in AWS, the address is the new one's"},
		{"forget", changed(`"forget"`, x, `null`), "forget", "x", "x", "Terraform lets go of it, AWS does not"},
		{"a deposed object", `{"format_version":"1.2","resource_changes":[
			{"address":"aws_s3_bucket.b","type":"aws_s3_bucket","name":"b","mode":"managed","deposed":"12ab","change":{"actions":["delete"],"before":` + y + `,"after":null}},
			{"address":"aws_s3_bucket.b","type":"aws_s3_bucket","name":"b","mode":"managed","change":{"actions":["no-op"],"before":` + x + `,"after":` + x + `}}]}`,
			"no-op", "x", "x", "what is left of an earlier replacement has the same address"},
		{"only in the prior state", `{"format_version":"1.2","resource_changes":[],"prior_state":{"values":{"root_module":{"resources":[
			{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","values":` + x + `}]}}}}`,
			"", "x", "x", "a plan with -target leaves it alone"},
		{"a data source read again during apply", `{"format_version":"1.2","resource_changes":[{"address":"data.aws_s3_bucket.b","mode":"data","type":"aws_s3_bucket","name":"b",
			"change":{"actions":["read"],"before":null,"after":{},"after_unknown":{"bucket":true}}}],"prior_state":{"values":{"root_module":{"resources":[
			{"address":"data.aws_s3_bucket.b","mode":"data","type":"aws_s3_bucket","name":"b","values":` + x + `}]}}}}`,
			"read", "x", "?", "the state still has what it said last time"},
		{"a state", `{"format_version":"1.0","values":{"root_module":{"resources":[
			{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","values":` + x + `}]}}}`,
			"", "x", "x", "a state is both worlds"},
		{"a raw state", `{"version":4,"serial":1,"lineage":"l","resources":[{"mode":"managed","type":"aws_s3_bucket","name":"b",
			"provider":"provider[\"registry.terraform.io/hashicorp/aws\"]","instances":[{"attributes":` + x + `,"deposed":"12ab"},{"attributes":` + x + `}]}]}`,
			"", "x", "x", "a state is both worlds, and has deposed objects"},
		{"a deferred change", `{"format_version":"1.2","resource_changes":[],"deferred_changes":[{"reason":"provider_config_unknown","resource_change":
			{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","change":{"actions":["create"],"before":null,"after":{},"after_unknown":{"bucket":true}}}}]}`,
			"create", "-", "?", "it will exist, nothing is known of it"},
		{"a plan without changes in it", `{"format_version":"1.2","planned_values":{"root_module":{"resources":[
			{"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket","name":"b","values":` + x + `}]}}}`,
			"", "-", "x", "some tools keep planned_values only"},
	}
	table(t, cases, func(c testCase) string { return c.name }, func(c testCase) string { return c.why })
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := parse(t, c.input)
			if len(p.Resources) != 1 {
				t.Fatalf("%d resources", len(p.Resources))
			}
			r := p.Resources[0]
			if r.Change != c.change {
				t.Errorf("change is %q, want %q", r.Change, c.change)
			}
			for w, want := range map[World]string{Prior: c.prior, Planned: c.planned} {
				if got := bucketIn(r, w); got != want {
					t.Errorf("world %d: bucket is %q, want %q", w, got, want)
				}
			}
		})
	}
}

func bucketIn(r *Resource, w World) string {
	v, state := r.Attr(w, "bucket")
	switch {
	case r.Exists(w) != (r.Value(w) != cty.NilVal):
		return "Exists and Value disagree"
	case !r.Exists(w):
		return "-"
	case state == Computed || state == Unknown:
		return "?"
	}
	return v.AsString()
}

// A resource that only planned_values knows may have unknown attributes that
// leave no trace there.
func TestPlannedValuesAreOpen(t *testing.T) {
	p := parse(t, `{"format_version":"1.2","planned_values":{"root_module":{"resources":[
		{"address":"aws_kms_key.k","mode":"managed","type":"aws_kms_key","name":"k","values":{"description":null}}]}},
		"configuration":{"root_module":{"resources":[{"mode":"managed","type":"aws_kms_key","name":"k","expressions":{"policy":{"references":["local.p"]}}}]}}}`)
	r := need(t, p, "aws_kms_key.k")
	for attr, want := range map[string]State{"policy": Unknown, "arn": Computed, "description": Null} {
		if _, got := r.Attr(Planned, attr); got != want {
			t.Errorf("%s is %v, want %v", attr, got, want)
		}
	}
	if p.Incomplete == "" || len(p.Banners) != 1 {
		t.Errorf("incomplete is %q, banners are %q", p.Incomplete, p.Banners)
	}
}
