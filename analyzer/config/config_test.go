package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// whole is a file with every block.
const whole = `
organization {
  id                 = "o-exampleorgid"
  management_account = "999999999999"
  complete           = true
}
ou "workloads" { parent = "root" }
ou "payments" {
  parent          = "workloads"
  full_aws_access = false
}
account "data" {
  id        = "222222222222"
  providers = ["aws.data", "net:module.x:aws"]
  inputs    = ["data-*"]
  ou        = "workloads"
}
account "audit" {
  id = "333333333333"
  ou = "security"
}
scp "deny-s3" {
  targets = ["ou:workloads", "account:data", "root"]
  policy  = file("scps/deny-s3.json")
}
rcp "perimeter" {
  targets = ["root"]
  policy = {
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*", Condition = { StringNotEqualsIfExists = { "aws:PrincipalOrgID" = "o-exampleorgid" } } }]
  }
}
principal "arn:aws:iam::333333333333:role/team/etl" {
  policies = [file("read.json"), "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]
  boundary = templatefile("read.json.tftpl", { bucket = "acme-reports" })
  tags     = { team = "data" }
}
bucket "acme-legacy" {
  account = "data"
  region  = "eu-west-1"
  policy  = file("read.json")
  kms_key = "arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  requester_pays = true
}
key "arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab" {
  aliases = ["alias/legacy"]
}
expect "jane reads reports" {
  principal = "arn:aws:iam::111111111111:user/Jane"
  actions   = ["s3:GetObject"]
  resources = ["arn:aws:s3:::acme-reports/*"]
}
ignore {
  rule     = "TFA004"
  resource = "module.legacy.*"
  until    = "2027-03-01"
  reason   = "partner rotates keys in Q1"
}
severity {
  TFA012 = "warning"
}
settings {
  fail_on = "warning"
  with    = ["snapshots"]
}
`

func load(t *testing.T, src string) *Config {
	t.Helper()
	c, diags := Load(".tfaccess.hcl", []byte(src), files, day)
	if c == nil {
		t.Fatal(diags.Error())
	}
	return c
}

func TestFileBecomesAFragment(t *testing.T) {
	f := load(t, whole).Fragment
	org := f.Organizations[0]
	if org.ID != "o-exampleorgid" || org.Management != "999999999999" || !org.Complete {
		t.Errorf("organization: %+v", org)
	}
	units := map[policy.Text]policy.Text{}
	for _, u := range f.Units {
		units[u.ID] = u.Parent
	}
	// security has no block: it is under the root.
	if len(units) != 3 || units["ou:payments"] != "ou:workloads" || units["ou:workloads"] != "root" || units["ou:security"] != "root" {
		t.Errorf("units: %v", units)
	}
	var targets []string
	for _, at := range f.OrgTargets {
		text := string(at.Policy) + "@" + string(at.Target)
		if at.Deleted {
			text = "-" + text
		}
		targets = append(targets, text)
	}
	want := "-p-FullAWSAccess@ou:payments scp:deny-s3@ou:workloads scp:deny-s3@222222222222 scp:deny-s3@root rcp:perimeter@root"
	if got := strings.Join(targets, " "); got != want {
		t.Errorf("targets: %s\nwant     %s", got, want)
	}
	for _, p := range f.OrgPolicies {
		if p.Doc.Presence != graph.Present {
			t.Errorf("policy %s is not there", p.Name)
		}
	}
	id := f.Identities[0]
	if id.Kind != graph.Role || id.Path != "/team/" || id.Name != "etl" || id.Account != "333333333333" || id.Complete != policy.Yes || id.Tags["team"] != "data" {
		t.Errorf("principal: %+v", id)
	}
	if len(f.InlinePolicies) != 1 || len(f.Attachments) != 1 || len(f.Managed) != 1 || f.Managed[0].ARN != id.Boundary {
		t.Errorf("policies of the principal: %d inline, %d attached, %d own managed", len(f.InlinePolicies), len(f.Attachments), len(f.Managed))
	}
	if b := f.Buckets[0]; b.ARN != "arn:aws:s3:::acme-legacy" || b.Account != "222222222222" || !b.Described {
		t.Errorf("bucket: %+v", b)
	}
	if a := f.Aliases[0]; a.ARN != "arn:aws:kms:eu-west-1:222222222222:alias/legacy" {
		t.Errorf("alias: %s", a.ARN)
	}
}

func TestEveryRecordHasAnOrigin(t *testing.T) {
	f := load(t, whole).Fragment
	f.Origins(func(o *graph.Origin) {
		if o.Input != ".tfaccess.hcl" || o.Location.Line == 0 {
			t.Errorf("origin without place: %+v", *o)
		}
	})
}

func TestListsOfTheFile(t *testing.T) {
	c := load(t, whole)
	if len(c.Expects) != 1 || !c.Expects[0].Allow || c.Expects[0].Location.Line == 0 {
		t.Errorf("expects: %+v", c.Expects)
	}
	if len(c.Ignores) != 1 || c.Ignores[0].Until != "2027-03-01" {
		t.Errorf("ignores: %+v", c.Ignores)
	}
	if c.Severities()["TFA012"] != "warning" {
		t.Errorf("severity: %+v", c.Severity)
	}
	if s := c.Settings; len(s) != 2 || s[0].Flag != "fail-on" || s[1].Values[0] != "snapshots" {
		t.Errorf("settings: %+v", s)
	}
}

func TestAccountOf(t *testing.T) {
	c := load(t, whole)
	tests := []struct {
		name, label, provider, want string
		exact                       bool
		why                         string
	}{
		{"a provider of any input", "app", "aws.data", "data", true, "providers without a label are of any input"},
		{"a provider in a module of one input", "net", "module.x:aws", "data", true, "LABEL: in front means one input"},
		{"the same provider of another input", "app", "module.x:aws", "", false, "the block names it in one input only"},
		{"any provider of the account's inputs", "data-eu", "aws", "data", false, "inputs are labels with wildcards"},
		{"an alias in a module is another provider", "app", "module.y:aws.data", "", false, "names of provider configurations hold in their module"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, exact := c.AccountOf(tt.label, tt.provider)
			got := ""
			if a != nil {
				got = a.Name
			}
			if got != tt.want || exact != tt.exact {
				t.Errorf("got %q, exact %v; want %q, %v: %s", got, exact, tt.want, tt.exact, tt.why)
			}
		})
	}
}

func TestExpectations(t *testing.T) {
	people := &graph.Fragment{Label: "app", Identities: []graph.IdentityRec{
		{Origin: graph.Origin{Input: "app", Address: "aws_iam_user.jane"}, Kind: graph.User, Name: "Jane", ARN: "arn:aws:iam::111111111111:user/Jane", Account: "111111111111"},
		{Origin: graph.Origin{Input: "app", Address: "aws_iam_role.etl"}, Kind: graph.Role, Name: "etl", ARN: "arn:aws:iam::111111111111:role/etl", Account: "111111111111"},
	}, Buckets: []graph.BucketRec{{
		Origin: graph.Origin{Input: "app", Address: "aws_s3_bucket.reports"}, Name: "acme-reports", ARN: "arn:aws:s3:::acme-reports", Account: "111111111111",
	}}}
	g := graph.Join([]*graph.Fragment{people})
	expect := func(principal, resource string) string {
		return "expect \"x\" {\n  principal = \"" + principal + "\"\n  actions   = [\"s3:GetObject\"]\n  resources = [\"" + resource + "\"]\n}\n"
	}
	tests := []struct {
		name, src, principals, resource, warning, why string
	}{
		{"by ARN", expect("arn:aws:iam::111111111111:user/Jane", "arn:aws:s3:::acme-reports/*"), "arn:aws:iam::111111111111:user/Jane", "arn:aws:s3:::acme-reports/*", "", "as it stands"},
		{"by address", expect("aws_iam_role.etl", "aws_s3_bucket.reports/2026/*"), "arn:aws:iam::111111111111:role/etl", "arn:aws:s3:::acme-reports/2026/*", "", "an address means the resource's ARN, the rest is a key"},
		{"by wildcard", expect("arn:aws:iam::111111111111:*", "arn:aws:s3:::acme-reports/*"), "arn:aws:iam::111111111111:role/etl arn:aws:iam::111111111111:user/Jane", "arn:aws:s3:::acme-reports/*", "", "a pattern means all that match"},
		{"a principal in no input", expect("arn:aws:iam::111111111111:user/Jana", "arn:aws:s3:::acme-reports/*"), "arn:aws:iam::111111111111:user/Jana", "arn:aws:s3:::acme-reports/*",
			`No input has arn:aws:iam::111111111111:user/Jana, so that nothing about it can be told. Did you mean "arn:aws:iam::111111111111:user/Jane"?`, "it may exist: the expectation stays"},
		{"a pattern that matches nobody", expect("arn:aws:iam::999999999999:role/*", "arn:aws:s3:::acme-reports/*"), "", "", "No user or role in the inputs matches arn:aws:iam::999999999999:role/*.", "an expectation of nobody tests nothing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, diags := load(t, tt.src).Expectations(g)
			var principals []string
			resource := ""
			for _, x := range got {
				for _, p := range x.Principals {
					principals = append(principals, string(p.ARN))
				}
				resource = string(x.Resources[0])
			}
			if strings.Join(principals, " ") != tt.principals || resource != tt.resource {
				t.Errorf("got %v on %s, want %s on %s: %s", principals, resource, tt.principals, tt.resource, tt.why)
			}
			warning := ""
			if len(diags) > 0 {
				warning = diags[0].Detail
			}
			if warning != tt.warning {
				t.Errorf("warning %q, want %q", warning, tt.warning)
			}
		})
	}
}

// TestInitIsAConfiguration: what init writes is read without a word.
func TestInitIsAConfiguration(t *testing.T) {
	f := &graph.Fragment{Label: "app",
		Organizations: []graph.OrgRec{{ID: "o-exampleorgid", Management: "999999999999"}},
		Accounts: []graph.AccountRec{
			{Origin: graph.Origin{Address: "provider.aws.data"}, ID: "222222222222"},
			{Origin: graph.Origin{Address: "provider.aws"}, ID: policy.Word("app:provider.aws.account")},
		},
	}
	src := string(Init(f))
	c, diags := Load(".tfaccess.hcl", []byte(src), files, day)
	if len(diags) > 0 {
		t.Fatalf("%s\n%s", diags.Error(), src)
	}
	if len(c.Accounts) != 1 || c.Accounts[0].ID != "222222222222" {
		t.Errorf("the known account is not written:\n%s", src)
	}
	if !strings.Contains(src, `#   providers = ["app:aws"]`) {
		t.Errorf("the provider whose account is not known is not named:\n%s", src)
	}
}

func TestShowTellsEachValueAndItsLine(t *testing.T) {
	var out strings.Builder
	c := load(t, "account \"data\" {\n  id     = \"222222222222\"\n  inputs = [\"a\", \"b\"]\n}\nscp \"x\" {\n  targets = [\"root\"]\n  policy  = file(\"scps/deny-s3.json\")\n}\n")
	if err := c.Show(&out); err != nil {
		t.Fatal(err)
	}
	want := `account "data".id = "222222222222"  # .tfaccess.hcl:2
account "data".inputs = ["a", "b"]  # .tfaccess.hcl:3
scp "x".targets = ["root"]  # .tfaccess.hcl:6
scp "x".policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"  # .tfaccess.hcl:7
`
	if out.String() != want {
		t.Errorf("got\n%s", out.String())
	}
}

func TestSchemaIsDocumented(t *testing.T) {
	if *update {
		if err := os.WriteFile("schema.md", []byte(Markdown()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("schema.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != Markdown() {
		t.Error("schema.md is stale; run: go test ./analyzer/config -update")
	}
}

func TestSharedScenariosAreRead(t *testing.T) {
	found, _ := filepath.Glob("../../../shared/scenarios/*/.tfaccess.hcl")
	if len(found) == 0 {
		t.Skip("../shared/scenarios is not there")
	}
	for _, file := range found {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, diags := Load(file, src, os.DirFS(filepath.Dir(file)), day); len(diags) > 0 {
			t.Errorf("%s", diags.Error())
		}
	}
}
