package plan

import (
	"fmt"
	"strings"
	"testing"
)

func TestProviders(t *testing.T) {
	p := load(t, "accounts/plan.json")
	want := map[string]string{
		"aws":         "⟨lab:provider.aws.account⟩  us-east-1 aws",
		"aws.allowed": "444444444444 allowed_account_ids us-east-1 aws",
		"aws.data":    "222222222222 assume_role eu-west-1 aws",
		"aws.hidden":  "HIDDEN caller_identity us-east-1 aws",
		"aws.logs":    "333333333333 assume_role cn-north-1 aws-cn",
	}
	identity := need(t, p, "data.aws_caller_identity.hidden").knownText("account_id")
	for _, pr := range p.Providers {
		got := fmt.Sprintf("%s %s %s %s", pr.Account, pr.AccountFrom, pr.Region, pr.Partition)
		if w := strings.Replace(want[pr.Key], "HIDDEN", identity, 1); got != w {
			t.Errorf("%s: %s, want %s", pr.Key, got, w)
		}
		delete(want, pr.Key)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
	for address, key := range map[string]string{
		"aws_s3_bucket.root":                           "aws",
		"module.team.aws_s3_bucket.inherited":          "aws.data",
		"module.team.module.bucket.aws_s3_bucket.this": "aws.logs",
	} {
		if got := need(t, p, address).Provider.Key; got != key {
			t.Errorf("%s is made by %s, want %s", address, got, key)
		}
	}
	data := need(t, p, "module.team.aws_s3_bucket.inherited").Provider
	if data.ExternalID != "tf" || data.DefaultTags["owner"] != "data" || data.DefaultTagsOpen || data.Alias != "data" {
		t.Errorf("aws.data is %+v", data)
	}
	if data.RoleARN != "" {
		t.Errorf("the role is put together from a variable, and cannot be %s", data.RoleARN)
	}
	logs := need(t, p, "module.team.module.bucket.aws_s3_bucket.this").Provider
	if logs.RoleARN != "arn:aws:iam::333333333333:role/deploy" {
		t.Errorf("aws.logs assumes %q", logs.RoleARN)
	}
}

func TestProviderKeys(t *testing.T) {
	type testCase struct {
		name, config, module, key, providerName, want, why string
	}
	const plain = `"aws":{"name":"aws"}`
	const aliased = plain + `,"aws.data":{"name":"aws","alias":"data"}`
	cases := []testCase{
		{"root, default", plain, "", "aws", "registry.terraform.io/hashicorp/aws", "aws", "the key is that of provider_config"},
		{"root, no provider block", ``, "", "aws", "registry.terraform.io/hashicorp/aws", "aws", "the implied empty block"},
		{"another local name", `"amazon":{"name":"amazon","full_name":"registry.terraform.io/hashicorp/aws"}`, "", "amazon", "registry.terraform.io/hashicorp/aws", "amazon",
			"the local name is the module author's choice"},
		{"module, resolved by Terraform 1.1 and later", aliased, "a", "aws.data", "registry.terraform.io/hashicorp/aws", "aws.data", "the key is that of the root's configuration"},
		{"module, no provider block at the root", `"module.a:aws":{"name":"aws","module_address":"module.a"}`, "a", "module.a:aws", "registry.terraform.io/hashicorp/aws", "aws",
			"it inherits the implied empty block of the root"},
		{"module, no default provider block at the root", `"aws.data":{"name":"aws","alias":"data"},"module.a:aws":{"name":"aws","module_address":"module.a"}`, "a", "module.a:aws",
			"registry.terraform.io/hashicorp/aws", "aws", "had it been given aws.data, the key would say so"},
		{"module with its own provider block", plain + `,"module.a:aws":{"name":"aws","module_address":"module.a","expressions":{"region":{"constant_value":"us-east-1"}}}`, "a", "module.a:aws",
			"registry.terraform.io/hashicorp/aws", "module.a:aws", "a block in the module is a configuration of its own"},
		{"module before 1.1, one configuration", plain, "a", "a:aws", "registry.terraform.io/hashicorp/aws", "aws", "there is nothing else to inherit"},
		{"module before 1.1, several configurations", aliased, "a", "a:aws", "registry.terraform.io/hashicorp/aws", "module.a:aws",
			"the providers argument, which the plan does not keep, may pass either"},
		{"module before 1.1, alias of the module", aliased, "a", "a:aws.edge", "registry.terraform.io/hashicorp/aws", "module.a:aws.edge", "a proxy for something that the plan does not name"},
		{"module in 0.12, by provider_name", aliased, "a", "a:aws", "aws.data", "aws.data", "0.12 wrote the configuration in effect"},
	}
	table(t, cases, func(c testCase) string { return c.name }, func(c testCase) string { return c.why })
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			block := `{"mode":"managed","type":"aws_s3_bucket","name":"b","provider_config_key":"` + c.key + `","expressions":{}}`
			module, address := `"resources":[`+block+`]`, "aws_s3_bucket.b"
			if c.module != "" {
				module = `"module_calls":{"` + c.module + `":{"module":{` + module + `}}}`
				address = "module." + c.module + "." + address
			}
			p := parse(t, `{"format_version":"1.2","resource_changes":[{"address":"`+address+`","mode":"managed","type":"aws_s3_bucket","name":"b","provider_name":"`+c.providerName+`",
				"change":{"actions":["create"],"before":null,"after":{},"after_unknown":{}}}],"configuration":{"provider_config":{`+c.config+`},"root_module":{`+module+`}}}`)
			if got := need(t, p, address).Provider.Key; got != c.want {
				t.Errorf("key is %q, want %q", got, c.want)
			}
		})
	}
}

func TestStateProviderKey(t *testing.T) {
	for text, want := range map[string]string{
		`provider["registry.terraform.io/hashicorp/aws"]`:                     "aws",
		`provider["registry.opentofu.org/hashicorp/aws"].data`:                "aws.data",
		`provider["registry.opentofu.org/hashicorp/aws"].by_region["eu"]`:     `aws.by_region["eu"]`,
		`module.a["x.y"].module.b.provider["registry.terraform.io/h/aws"].eu`: `module.a["x.y"].module.b:aws.eu`,
		`provider.aws`:              "aws",
		`provider.aws.data`:         "aws.data",
		`module.a.provider.aws.eu`:  "module.a:aws.eu",
		`registry.terraform.io/aws`: "",
		``:                          "",
	} {
		if got := stateProviderKey(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// The JSON of `terraform show -json` for a state does not say which provider
// configuration made a resource.
func TestProvidersOfState(t *testing.T) {
	resource := func(typ, name, arn string) string {
		return `{"address":"` + typ + `.` + name + `","mode":"managed","type":"` + typ + `","name":"` + name + `","provider_name":"registry.terraform.io/hashicorp/aws","values":{"arn":"` + arn + `"}}`
	}
	state := func(resources ...string) string {
		return `{"format_version":"1.0","values":{"root_module":{"resources":[` + strings.Join(resources, ",") + `]}}}`
	}
	bucket := resource("aws_s3_bucket", "b", "arn:aws:s3:::b")
	one := resource("aws_iam_role", "r", "arn:aws:iam::111111111111:role/r")
	two := resource("aws_kms_key", "k", "arn:aws:kms:eu-west-1:222222222222:key/k")
	policy := resource("aws_organizations_policy", "p", "arn:aws:organizations::999999999999:policy/o-x/p-x")

	p := parse(t, state(bucket, one, policy))
	if got := need(t, p, "aws_s3_bucket.b").Provider.Account; got != "111111111111" || !p.OneProvider() {
		t.Errorf("all ARNs agree, and the bucket is in %s, one provider %v", got, p.OneProvider())
	}
	p.SeparateProviders()
	if b, r := need(t, p, "aws_s3_bucket.b").Provider, need(t, p, "aws_iam_role.r").Provider; b.Account.IsWhollyKnown() || r.Account != "111111111111" || p.OneProvider() {
		t.Errorf("a role's account does not tell whose the bucket is: %s, %s", b.Account, r.Account)
	}
	p = parse(t, state(bucket, one, two))
	b, r, k := need(t, p, "aws_s3_bucket.b").Provider, need(t, p, "aws_iam_role.r").Provider, need(t, p, "aws_kms_key.k").Provider
	if b.Account.IsWhollyKnown() || r.Account != "111111111111" || k.Account != "222222222222" || k.Region != "eu-west-1" {
		t.Errorf("two accounts: the bucket is in %s, the role in %s, the key in %s %s", b.Account, r.Account, k.Account, k.Region)
	}
}

func TestPartition(t *testing.T) {
	arn := func(s string) string {
		return changed(`"create"`, `null`, `{"bucket":"x","policy":"`+s+`"}`)
	}
	for _, tt := range []struct{ name, input, want string }{
		{"an ARN anywhere", arn("arn:aws-us-gov:s3:::x"), "aws-us-gov"},
		{"no ARN at all", arn(""), "aws"},
		{"ARNs of two partitions", arn("arn:aws-us-gov:s3:::x arn:aws:s3:::y"), "⟨lab:provider.aws.partition⟩"},
	} {
		p := parse(t, tt.input)
		if got := string(p.Resources[0].Provider.Partition); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A provider with for_each (OpenTofu 1.9) is several, and a plan has one key for them.
func TestProvidersWithForEach(t *testing.T) {
	change := func(name, arn string) string {
		return `{"address":"aws_iam_role.` + name + `","mode":"managed","type":"aws_iam_role","name":"` + name + `","provider_name":"registry.opentofu.org/hashicorp/aws",
			"change":{"actions":["no-op"],"before":{"arn":"` + arn + `"},"after":{"arn":"` + arn + `"},"after_unknown":{}}}`
	}
	block := func(name string) string {
		return `{"mode":"managed","type":"aws_iam_role","name":"` + name + `","provider_config_key":"aws.each"}`
	}
	p := parse(t, `{"format_version":"1.2","resource_changes":[`+change("a", "arn:aws:iam::111111111111:role/a")+`,`+change("b", "")+`],
		"configuration":{"provider_config":{"aws.each":{"name":"aws","alias":"each","expressions":{"region":{"references":["each.key"]}}}},
		"root_module":{"resources":[`+block("a")+`,`+block("b")+`]}}}`)
	a, b := need(t, p, "aws_iam_role.a").Provider, need(t, p, "aws_iam_role.b").Provider
	if a.Account != "111111111111" || b.Account != "⟨lab:aws_iam_role.b.provider.account⟩" || a.Key != b.Key {
		t.Errorf("accounts are %s and %s", a.Account, b.Account)
	}
}
