package source_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// lookup is a plan of a role and a data source that looks one up during apply.
const lookup = `{"format_version":"1.2","terraform_version":"1.11.4",
"resource_changes":[
 {"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","name":"r","change":{"actions":[%q],"before":null,"after":{"name":"reader","path":"/team/"},"after_unknown":{"arn":true}}},
 {"address":"data.aws_iam_role.r","mode":"data","type":"aws_iam_role","name":"r","change":{"actions":["read"],"before":null,"after":{"name":%q},"after_unknown":{"arn":true,"path":true}}}],
"configuration":{
 "provider_config":{
  "aws.a":{"name":"aws","alias":"a","expressions":{"region":{"constant_value":"us-east-1"},"assume_role":[{"role_arn":{"constant_value":"arn:aws:iam::111111111111:role/t"}}]}},
  "aws.b":{"name":"aws","alias":"b","expressions":{"region":{"constant_value":"eu-west-1"},"assume_role":[{"role_arn":{"constant_value":"arn:aws:iam::%s:role/t"}}]}}},
 "root_module":{"resources":[
  {"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","name":"r","provider_config_key":"aws.a","expressions":{"name":{"constant_value":"reader"},"path":{"constant_value":"/team/"}}},
  {"address":"data.aws_iam_role.r","mode":"data","type":"aws_iam_role","name":"r","provider_config_key":"aws.b","expressions":{"name":{"constant_value":"reader"}},"depends_on":["aws_iam_role.r"]}]}}}`

func TestDataSourceFindsWhatThePlanMakes(t *testing.T) {
	const arn = "arn:aws:iam::111111111111:role/team/reader"
	for _, tt := range []struct{ name, why, action, looksFor, account, want string }{
		{"the role of that name", "a name is one role's in an account, and IAM knows no Regions", "create", "reader", "111111111111", arn},
		{"another name", "it finds something else", "create", "writer", "111111111111", ""},
		{"another account", "role names are each account's own", "create", "reader", "222222222222", ""},
		{"the plan deletes the role", "then it finds none", "delete", "reader", "111111111111", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "plan.json")
			if err := os.WriteFile(file, fmt.Appendf(nil, lookup, tt.action, tt.looksFor, tt.account), 0o600); err != nil {
				t.Fatal(err)
			}
			p := readInput(t, file)
			got := source.NewResolver(p, plan.Planned, nil, graph.Predictor).Attr(p.Lookup("data.aws_iam_role.r"), "arn")
			text := ""
			if v := got.Value; v.IsKnown() && !v.IsNull() {
				text = v.AsString()
			}
			if text != tt.want {
				t.Errorf("arn is %q, want %q: %s", text, tt.want, tt.why)
			}
		})
	}
}

func TestTerraformDataHandsItsInputOn(t *testing.T) {
	const text = `{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[
 {"address":"terraform_data.x","mode":"managed","type":"terraform_data","name":"x","change":{"actions":["create"],"before":null,"after":{"input":{"bucket":"b"}},"after_unknown":{"id":true,"output":true}}}],
"configuration":{"root_module":{"resources":[{"address":"terraform_data.x","mode":"managed","type":"terraform_data","name":"x","expressions":{"input":{}}}]}}}`
	file := filepath.Join(t.TempDir(), "plan.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := readInput(t, file)
	got := source.NewResolver(p, plan.Planned, nil, graph.Predictor).Attr(p.Lookup("terraform_data.x"), "output")
	if v := got.Value; !v.IsKnown() || !v.Type().HasAttribute("bucket") || v.GetAttr("bucket").AsString() != "b" {
		t.Errorf("output is %#v, want the input", v)
	}
}
