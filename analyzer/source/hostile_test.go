package source_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
	"github.com/zclconf/go-cty/cty"
)

// policyPlan is a plan with one policy that is known only after apply.
const policyPlan = `{
  "format_version": "1.2",
  "resource_changes": [{
    "address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "name": "p",
    "provider_name": "registry.terraform.io/hashicorp/aws",
    "change": {"actions": ["create"], "before": null, "after": {"name": "p"}, "after_unknown": {"policy": true}}
  }],
  "configuration": {"root_module": {"resources": [{
    "address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "name": "p", "provider_config_key": "aws",
    "expressions": {"name": {"constant_value": "p"}, "policy": {}}
  }]}}
}`

// policyOf resolves the policy of a configuration that is written by hand.
func policyOf(t testing.TB, files map[string]string) source.Result {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return policyIn(t, dir)
}

func policyIn(t testing.TB, dir string) source.Result {
	t.Helper()
	p, err := plan.Read("t", "plan.json", []byte(policyPlan))
	if err != nil {
		t.Fatal(err)
	}
	c, err := source.Open(p, dir)
	if err != nil {
		return source.Result{How: source.Opaque, Missing: []string{err.Error()}}
	}
	res := source.NewResolver(p, plan.Planned, c, graph.Predictor).Attr(p.Lookup("aws_iam_policy.p"), "policy")
	for _, m := range c.Mismatches() {
		res.Missing = append(res.Missing, m.Detail)
	}
	return res
}

func onePolicy(expression string, more ...string) map[string]string {
	return map[string]string{"main.tf": fmt.Sprintf("resource \"aws_iam_policy\" \"p\" {\n  name = \"p\"\n  policy = %s\n}\n%s\n", expression, strings.Join(more, "\n"))}
}

// TestHostile evaluates configurations that are meant to do harm. Each must
// end soon, give no value, and say why.
func TestHostile(t *testing.T) {
	doubling := "locals {\n  a0 = [\"x\", \"y\"]\n"
	lengthening := "locals {\n  a0 = \"0123456789\"\n"
	for i := 1; i < 60; i++ {
		doubling += fmt.Sprintf("  a%d = [local.a%d, local.a%d]\n", i, i-1, i-1)
		lengthening += fmt.Sprintf("  a%d = \"${local.a%d}${local.a%d}\"\n", i, i-1, i-1)
	}
	doubling, lengthening = doubling+"}", lengthening+"}"
	tests := []struct {
		name  string
		files map[string]string
		why   string // what the message must say
	}{
		{"a local value refers to itself", onePolicy("local.a", "locals {\n a = local.b\n b = \"${local.a}x\"\n}"), "refers to itself"},
		{"two resources refer to each other", onePolicy(`aws_iam_policy.p.policy`), "depends on itself"},
		{"a module calls itself", map[string]string{"main.tf": "module \"m\" {\n  source = \"./\"\n}\n" + onePolicy("module.m.x")["main.tf"]}, "nested deeper"},
		{"brackets nested 100,000 deep", onePolicy(strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)), "nested too deeply"},
		{"parentheses nested 900 deep in 2,000 locals", onePolicy("local.a1999", chain(2_000)), "nested too deeply"},
		{"negations in a row", onePolicy(strings.Repeat("!", 1_000_000) + "true"), "nested too deeply"},
		{"conditions in a row", onePolicy(strings.Repeat("true?1:", 200_000) + "1"), "nested too deeply"},
		{"a range of a billion", onePolicy("jsonencode(range(1000000000))"), "range"},
		{"a product of a billion", onePolicy("jsonencode(setproduct(range(1000), range(1000), range(1000)))"), "too many combinations"},
		{"loops in loops in loops", onePolicy("jsonencode([for a in range(1000) : [for b in range(1000) : [for c in range(1000) : \"${a}${b}${c}\"]]])"), "takes too long"},
		{"lists that double sixty times", onePolicy("jsonencode(local.a59)", doubling), "too big"},
		{"texts that double sixty times", onePolicy("local.a59", lengthening), "too long"},
		{"a format of enormous width", onePolicy(`format("%999999999d", 1)`), "format"},
		{"a replacement that multiplies", onePolicy(`replace(replace(replace(join("", [for i in range(1000) : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]), "a", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"), "b", "cccccccccccccccccccccccccccccccccccccccccccc"), "c", "dddddddddddddddddddddd")`), "known only after apply"},
		{"an enormous power", onePolicy(`jsonencode(pow(10, 1000000000))`), "pow"},
		{"the clock", onePolicy(`jsonencode({ Version = timestamp() })`), "timestamp"},
		{"a fresh uuid", onePolicy(`uuid()`), "uuid"},
		{"a salted hash", onePolicy(`bcrypt("x")`), "bcrypt"},
		{"the machine's path", onePolicy(`abspath(".")`), "abspath"},
		{"the working directory", onePolicy(`path.cwd`), "path.cwd"},
		{"a file above", onePolicy(`file("../secret")`), "outside of the configuration"},
		{"a file at an absolute path", onePolicy(`file("/etc/passwd")`), "outside of the configuration"},
		{"a file in the home directory", onePolicy(`file("~/.aws/credentials")`), "outside of the configuration"},
		{"a file by a path that goes up on the way", onePolicy(`file("${path.module}/a/../../secret")`), "outside of the configuration"},
		{"a template above", onePolicy(`templatefile("../secret", {})`), "outside of the configuration"},
		{"a set of files above", onePolicy(`jsonencode(fileset(path.module, "../*"))`), "outside of the configuration"},
		{"a template that includes itself", map[string]string{
			"main.tf": onePolicy(`templatefile("t", {})`)["main.tf"], "t": `${templatefile("t", {})}`,
		}, "nested too deeply"},
		{"yaml aliases that multiply", onePolicy(`jsonencode(yamldecode(local.y))`, yamlBomb()), "yamldecode"},
		{"a module outside", map[string]string{"main.tf": "module \"m\" {\n  source = \"../..\"\n}\n" + onePolicy("module.m.x")["main.tf"]}, "outside of the configuration"},
		{"an unknown function", onePolicy(`system("rm -rf /")`), "system is not evaluated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			res := policyOf(t, tt.files)
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("it took %v", took)
			}
			if res.How != source.Opaque && !strings.Contains(fmt.Sprintf("%#v", res.Value), "⟨~") {
				t.Errorf("it gave a value: %.300s", fmt.Sprintf("%#v", res.Value))
			}
			if all := strings.Join(res.Missing, "; "); !strings.Contains(all, tt.why) {
				t.Errorf("it said %.500q, want it to say %q", all, tt.why)
			}
		})
	}
}

// chain is locals that each wrap the one before in parentheses.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("locals {\n  a0 = 1\n")
	for i := 1; i < n; i++ {
		fmt.Fprintf(&b, "  a%d = %slocal.a%d%s\n", i, strings.Repeat("(", 900), i-1, strings.Repeat(")", 900))
	}
	b.WriteString("}")
	return b.String()
}

func yamlBomb() string {
	var b strings.Builder
	b.WriteString("locals {\n  y = <<EOT\na: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "k%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	b.WriteString("EOT\n}")
	return b.String()
}

// TestLinksOutOfTheConfiguration reads nothing through symbolic links that
// lead out, neither files nor modules.
func TestLinksOutOfTheConfiguration(t *testing.T) {
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret.tf")
	if err := os.WriteFile(secret, []byte("output \"x\" {\n  value = \"top secret\"\n}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, target, link, main string }{
		{"a file", secret, "s", onePolicy(`file("s")`)["main.tf"]},
		{"a directory", outside, "d", onePolicy(`file("d/secret.tf")`)["main.tf"]},
		{"a module", outside, "m", "module \"m\" {\n  source = \"./m\"\n}\n" + onePolicy("module.m.x")["main.tf"]},
		{"a device", "/dev/zero", "z", onePolicy(`file("z")`)["main.tf"]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(tt.main), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(tt.target, filepath.Join(dir, tt.link)); err != nil {
				t.Skipf("no symbolic links here: %v", err)
			}
			res := policyIn(t, dir)
			if res.How != source.Opaque || strings.Contains(fmt.Sprintf("%#v", res), "top secret") {
				t.Errorf("it gave %#v", res)
			}
			if len(res.Missing) == 0 {
				t.Error("it does not say why")
			}
		})
	}
}

// TestFileInside reads a file, so that the refusals above are known to be of
// what lies outside.
func TestFileInside(t *testing.T) {
	res := policyOf(t, map[string]string{"main.tf": onePolicy(`file("${path.module}/a/../p.json")`)["main.tf"], "p.json": "{}"})
	if res.How != source.Recovered || !res.Value.RawEquals(cty.StringVal("{}")) {
		t.Errorf("got %#v", res)
	}
}
