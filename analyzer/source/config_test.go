package source_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// fixture opens a recovery fixture.
func fixture(t *testing.T, name string) (*plan.Plan, *source.Config, *source.Resolver) {
	t.Helper()
	dir := filepath.Join(recoveryRoot, name)
	p := readInput(t, filepath.Join(dir, "plan.json"))
	c, err := source.Open(p, dir)
	if err != nil {
		t.Fatal(err)
	}
	return p, c, source.NewResolver(p, plan.Planned, c, graph.Predictor)
}

func TestLocations(t *testing.T) {
	p, _, s := fixture(t, "module-three-levels")
	r := p.Lookup("module.platform.module.storage.module.policy.aws_s3_bucket_policy.this")
	loc := s.AttrLocation(r, "policy")
	if loc.File != "modules/policy/main.tf" || loc.Line != 32 {
		t.Errorf("the policy argument is at %+v", loc)
	}
	want := []finding.Call{
		{Module: "module.platform", File: "main.tf", Line: 19},
		{Module: "module.platform.module.storage", File: "modules/platform/main.tf", Line: 18},
		{Module: "module.platform.module.storage.module.policy", File: "modules/storage/main.tf", Line: 13},
	}
	if fmt.Sprint(loc.Calls) != fmt.Sprint(want) {
		t.Errorf("called from %+v, want %+v", loc.Calls, want)
	}
	if second := s.StatementLocation(r, "policy", 1); second.Line != 20 {
		t.Errorf("the second statement is at %+v", second)
	}
}

func TestStatementLocationInJSON(t *testing.T) {
	p, _, s := fixture(t, "unknown-in-a-condition")
	for n, line := range []int{14, 15, 20, 21} {
		if loc := s.StatementLocation(p.Lookup("aws_iam_policy.p"), "policy", n); loc.Line != line {
			t.Errorf("statement %d is at line %d, want %d", n, loc.Line, line)
		}
	}
}

// TestProviderOfLocals finds the account of a provider whose role's ARN is made
// of local values, seen from a module that has it under another name.
func TestProviderOfLocals(t *testing.T) {
	p, _, s := fixture(t, "module-three-levels")
	got := s.Provider(p.Lookup("module.platform.module.storage.aws_s3_bucket.this"))
	if got.Account != "222222222222" || got.Region != "eu-west-1" || got.RoleARN != "arn:aws:iam::222222222222:role/terraform" {
		t.Errorf("got account %s, region %s, role %s", got.Account, got.Region, got.RoleARN)
	}
}

// TestSecrets resolves a known document that is marked sensitive as a whole:
// the secret in it is a symbol, and the rest may be shown.
func TestSecrets(t *testing.T) {
	p, _, s := fixture(t, "sensitive-values")
	for _, name := range []string{"aws_iam_policy.known", "aws_s3_bucket_policy.b"} {
		res := s.Attr(p.Lookup(name), "policy")
		text := res.Value.AsString()
		if res.Sensitive || !strings.Contains(text, "⟨~sensitive-values:var.external_id⟩") || strings.Contains(text, "s3cr3t") {
			t.Errorf("%s: sensitive %v: %s", name, res.Sensitive, text)
		}
	}
	bare := source.NewResolver(p, plan.Planned, nil, graph.Predictor)
	if res := bare.Attr(p.Lookup("aws_iam_policy.known"), "policy"); !res.Sensitive {
		t.Error("without HCL the document is not marked sensitive")
	}
}

// TestPriorWorld takes nothing from HCL, which says what will be.
func TestPriorWorld(t *testing.T) {
	p, c, _ := fixture(t, "update-unknown-after-known")
	s := source.NewResolver(p, plan.Prior, c, graph.Predictor)
	res := s.Attr(p.Lookup("aws_s3_bucket_policy.b"), "policy")
	if res.How != source.Known || !strings.Contains(res.Value.AsString(), `"Deny"`) {
		t.Errorf("before, the policy is %s: %#v", res.How, res.Value)
	}
	if s.Location(p.Lookup("aws_s3_bucket_policy.b")).Line == 0 {
		t.Error("there is no location in the prior world")
	}
}

// copyFixture copies a fixture so that a test can change it.
func copyFixture(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(recoveryRoot, name))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestEditedSincePlan changes the configuration after it was planned. What is
// no more what was planned is told, and not used.
func TestEditedSincePlan(t *testing.T) {
	for _, tt := range []struct {
		name, fixture, old, new string
		address, attr           string
		tells                   string
	}{
		{"another reference", "jsonencode-of-reference", "[aws_s3_bucket.b.arn,", "[local.other,", "aws_s3_bucket_policy.b", "policy", "refers to local.other"},
		{"another constant", "jsonencode-of-reference", `bucket = "acme-reports"`, `bucket = "acme-other"`, "aws_s3_bucket_policy.b", "policy", "its value differs"},
		{"an argument more", "jsonencode-of-reference", "bucket = aws_s3_bucket.b.id", "bucket = aws_s3_bucket.b.id\n  owner  = 1", "aws_s3_bucket_policy.b", "policy", `has the argument "owner"`},
		{"a block less", "document-chain", "  statement {\n    sid       = \"Read\"\n    actions   = [\"s3:GetObject\"]\n    resources = [\"${aws_s3_bucket.b.arn}/*\"]\n    principals {\n      type        = \"AWS\"\n      identifiers = [\"arn:aws:iam::111111111111:root\"]\n    }\n  }\n", "", "data.aws_iam_policy_document.base", "statement", `blocks "statement"`},
		{"another local value", "override-files", "", "", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := copyFixture(t, tt.fixture)
			if tt.old == "" {
				t.Run("of which a name is made", func(t *testing.T) { staleLocal(t, dir) })
				return
			}
			edit(t, filepath.Join(dir, "main.tf"), tt.old, tt.new)
			p := readInput(t, filepath.Join(dir, "plan.json"))
			c, err := source.Open(p, dir)
			if err != nil {
				t.Fatal(err)
			}
			var told string
			for _, m := range c.Mismatches() {
				told += m.Address + ": " + m.Detail + "\n"
				if m.Location.File != "main.tf" || m.Location.Line == 0 {
					t.Errorf("%s is told at %+v", m.Address, m.Location)
				}
			}
			if !strings.Contains(told, tt.tells) {
				t.Errorf("it told %q, want %q", told, tt.tells)
			}
			if tt.name == "another constant" {
				return // the bucket's own name is known: nothing of the policy is stale
			}
			res := source.NewResolver(p, plan.Planned, c, graph.Predictor).Attr(p.Lookup(tt.address), tt.attr)
			if res.How == source.Recovered {
				t.Errorf("the edited configuration was used: %#v", res.Value)
			}
		})
	}
}

// staleLocal changes a local value that only shows in the name of a bucket.
func staleLocal(t *testing.T, dir string) {
	edit(t, filepath.Join(dir, "override.tf"), `stage = "prod"`, `stage = "test"`)
	p := readInput(t, filepath.Join(dir, "plan.json"))
	c, err := source.Open(p, dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Mismatches()) == 0 {
		t.Error("the change is not noticed")
	}
	res := source.NewResolver(p, plan.Planned, c, graph.Predictor).Attr(p.Lookup("data.aws_iam_policy_document.b"), "json")
	if text := fmt.Sprintf("%#v", res.Value); strings.Contains(text, "acme-prod/test/") {
		t.Errorf("the changed value was used: %s", text)
	}
}

func edit(t *testing.T, file, old, new string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(old)) {
		t.Fatalf("%s does not hold %q", file, old)
	}
	if err := os.WriteFile(file, bytes.Replace(text, []byte(old), []byte(new), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestOpenAnotherConfiguration(t *testing.T) {
	p := readInput(t, filepath.Join(recoveryRoot, "heredoc", "plan.json"))
	if _, err := source.Open(p, filepath.Join(recoveryRoot, "splats")); err == nil {
		t.Error("the configuration of another plan was taken")
	}
}

// TestPlanFile recovers from the configuration inside of a binary plan.
func TestPlanFile(t *testing.T) {
	dir := filepath.Join(recoveryRoot, "module-three-levels")
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	add := func(name string, text []byte) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	add("tfconfig/modules.json", []byte(`[{"Key":"","Dir":"."},{"Key":"platform","Dir":"modules/platform"},
		{"Key":"platform.storage","Dir":"modules/storage"},{"Key":"platform.storage.policy","Dir":"modules/policy"}]`))
	for from, to := range map[string]string{
		"main.tf": "m-", "modules/platform/main.tf": "m-platform", "modules/storage/main.tf": "m-platform.storage",
		"modules/policy/main.tf": "m-platform.storage.policy",
	} {
		text, err := fs.ReadFile(os.DirFS(dir), from)
		if err != nil {
			t.Fatal(err)
		}
		add("tfconfig/"+to+"/main.tf", text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	p := readInput(t, filepath.Join(dir, "plan.json"))
	c, err := source.OpenPlanFile(p, buf.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	res := source.NewResolver(p, plan.Planned, c, graph.Predictor).Attr(p.Lookup("aws_iam_policy.read"), "policy")
	if res.How != source.Recovered || !strings.Contains(res.Value.AsString(), "arn:aws:s3:::acme-lake/*") {
		t.Errorf("got %s: %#v %v", res.How, res.Value, res.Missing)
	}
	if _, err := source.OpenPlanFile(p, []byte("{}")); err == nil || !strings.Contains(err.Error(), "terraform plan -out") {
		t.Errorf("of what is no plan file it says %v", err)
	}
}

// TestInstalledModule follows what terraform init wrote for a module that does
// not come from a local path.
func TestInstalledModule(t *testing.T) {
	dir := copyFixture(t, "module-count")
	text, err := os.ReadFile(filepath.Join(dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.ReplaceAll(text, []byte(`"./bucket"`), []byte(`"acme/bucket/aws"`))
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	installed := filepath.Join(dir, ".terraform", "modules")
	if err := os.MkdirAll(installed, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, "bucket"), filepath.Join(installed, "b")); err != nil {
		t.Fatal(err)
	}
	manifest := `{"Modules":[{"Key":"","Dir":"."},{"Key":"on","Dir":".terraform/modules/b"},
		{"Key":"off","Dir":".terraform/modules/b"},{"Key":"pair","Dir":".terraform/modules/b"}]}`
	if err := os.WriteFile(filepath.Join(installed, "modules.json"), []byte(manifest), 0o644); err != nil {
		t.Fatal(err)
	}
	p := readInput(t, filepath.Join(dir, "plan.json"))
	c, err := source.Open(p, dir)
	if err != nil {
		t.Fatal(err)
	}
	res := source.NewResolver(p, plan.Planned, c, graph.Predictor).Attr(p.Lookup("aws_iam_policy.p"), "policy")
	if res.How != source.Recovered || !strings.Contains(res.Value.AsString(), "arn:aws:s3:::acme-pair-1") {
		t.Errorf("got %s: %#v %v %v", res.How, res.Value, res.Missing, c.Mismatches())
	}
}

func TestIgnores(t *testing.T) {
	dir := copyFixture(t, "module-count")
	edit(t, filepath.Join(dir, "main.tf"), "module \"on\" {\n", "# why not\n# tfaccess:ignore TFA004, TFA006 until=2026-12-31 reason=\"moved in May\"\nmodule \"on\" {\n")
	edit(t, filepath.Join(dir, "bucket", "main.tf"), "  bucket = var.name\n", "  bucket = var.name # tfaccess:ignore TFA001 reason=\"ours\"\n")
	p := readInput(t, filepath.Join(dir, "plan.json"))
	c, err := source.Open(p, dir)
	if err != nil {
		t.Fatal(err)
	}
	s := source.NewResolver(p, plan.Planned, c, graph.Predictor)
	got := s.Ignores(p.Lookup("module.on[0].aws_s3_bucket.this"))
	if len(got) != 2 || got[0].Reason != "ours" || fmt.Sprint(got[1].Rules) != "[TFA004 TFA006]" ||
		got[1].Until != "2026-12-31" || got[1].Reason != "moved in May" || got[1].Location.File != "main.tf" || got[1].Location.Line != 9 {
		t.Errorf("got %+v", got)
	}
	if got := s.Ignores(p.Lookup("module.pair[1].aws_s3_bucket.this")); len(got) != 1 || got[0].Rules[0] != "TFA001" {
		t.Errorf("another call of the module has %+v", got)
	}
}
