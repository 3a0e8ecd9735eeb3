package source_test

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/source"
)

// TestFunctions evaluates functions of known values: Terraform's own results,
// from its documentation and console (1.11).
func TestFunctions(t *testing.T) {
	for _, tt := range []struct{ expression, want string }{
		{`join("-", sort(["b", "a"]))`, "a-b"},
		{`title("ab cd")`, "Ab Cd"},
		{`substr("hello", 1, 3)`, "ell"},
		{`replace("hello", "/l+/", "L")`, "heLo"},
		{`replace("1+1", "+", "-")`, "1-1"},
		{`regex("[a-z]+", "12ab3")`, "ab"},
		{`join(",", regexall("[a-z]", "a1b2"))`, "a,b"},
		{`trimprefix("helloworld", "hello")`, "world"},
		{`indent(2, "a\nb")`, "a\n  b"},
		{`chomp("a\n")`, "a"},
		{`strrev("abc")`, "cba"},
		{`format("%05d %s %q %v %%", 42, "a", "b", true)`, `00042 a "b" true %`},
		{`format("%[2]s %[1]s", "a", "b")`, "b a"},
		{`tostring(parseint("ff", 16))`, "255"},
		{`tostring(max(1, 5, 3) + min(1, 2) + ceil(1.2) + floor(1.8) + abs(-1) + signum(-3) + pow(2, 3))`, "17"},
		{`tostring(sum([1, 2, 3]))`, "6"},
		{`base64encode("Hello")`, "SGVsbG8="},
		{`base64decode("SGVsbG8=")`, "Hello"},
		{`md5("hello world")`, "5eb63bbbe01eeed093cb22bb8f5acdc3"},
		{`sha1("hello world")`, "2aae6c35c94fcfb415dbe95f408b9ce91ee846ed"},
		{`base64sha256("hello world")`, "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="},
		{`urlencode("a b&c")`, "a+b%26c"},
		{`uuidv5("dns", "www.terraform.io")`, "a5008fae-b28c-5ba5-96cd-82b4c53552d6"},
		{`cidrhost("10.12.112.0/20", 16)`, "10.12.112.16"},
		{`cidrnetmask("172.16.0.0/12")`, "255.240.0.0"},
		{`cidrsubnet("172.16.0.0/12", 4, 2)`, "172.18.0.0/16"},
		{`join(" ", cidrsubnets("10.1.0.0/16", 4, 4))`, "10.1.0.0/20 10.1.16.0/20"},
		{`tostring(index(["a", "b"], "b"))`, "1"},
		{`join(",", matchkeys(["a", "b", "c"], ["x", "y", "x"], ["x"]))`, "a,c"},
		{`jsonencode(transpose({ a = ["1", "2"], b = ["2"] }))`, `{"1":["a"],"2":["a","b"]}`},
		{`jsonencode([alltrue([true, false]), anytrue([true, false]), alltrue([]), anytrue([])])`, `[false,true,true,false]`},
		{`jsonencode(setintersection(["a", "b"], ["b", "c"]))`, `["b"]`},
		{`jsonencode(chunklist(["a", "b", "c"], 2))`, `[["a","b"],["c"]]`},
		{`jsonencode(merge({ a = 1, b = 2 }, { b = 3 }))`, `{"a":1,"b":3}`},
		{`jsonencode(element(["a", "b"], 3))`, `"b"`},
		{`formatdate("YYYY-MM-DD", "2018-01-02T23:12:01Z")`, "2018-01-02"},
		{`timeadd("2017-11-22T00:00:00Z", "10m")`, "2017-11-22T00:10:00Z"},
		{`jsonencode(yamldecode("a: [1, true, x]"))`, `{"a":[1,true,"x"]}`},
		{`dirname("a/b/c.txt")`, "a/b"},
		{`basename("a/b/c.txt")`, "c.txt"},
		{`jsonencode(startswith("hello", "he") && endswith("hello", "lo") && strcontains("hello", "ll"))`, "true"},
		{`jsonencode(provider::aws::arn_parse("arn:aws:iam::444455556666:role/a/b:c"))`, `{"account_id":"444455556666","partition":"aws","region":"","resource":"role/a/b:c","service":"iam"}`},
		{`provider::aws::arn_build("aws", "iam", "", "444455556666", "role/example")`, "arn:aws:iam::444455556666:role/example"},
		{`provider::aws::trim_iam_role_path("arn:aws:iam::444455556666:role/with/path/example")`, "arn:aws:iam::444455556666:role/example"},
	} {
		t.Run(tt.expression, func(t *testing.T) {
			res := policyOf(t, onePolicy(tt.expression))
			if res.How != source.Recovered || !res.Value.IsKnown() || res.Value.AsString() != tt.want {
				t.Errorf("got %s %#v %v, want %q", res.How, res.Value, res.Missing, tt.want)
			}
		})
	}
}

// TestSymbolsInExpressions shows which operations keep a symbol and which give
// it up. terraform.workspace is a word: not empty, without ':' and '/'.
func TestSymbolsInExpressions(t *testing.T) {
	const w = "⟨t:terraform.workspace⟩"
	const opaque = "?"
	for _, tt := range []struct{ expression, want, why string }{
		{`"a-${terraform.workspace}"`, "a-" + w, "a template puts text together"},
		{`join("/", ["a", terraform.workspace])`, "a/" + w, "so does join"},
		{`format("%s:%v", terraform.workspace, 1)`, w + ":1", "so does format, with %s"},
		{`format("%5s", terraform.workspace)`, opaque, "a width depends on the length"},
		{`upper(terraform.workspace)`, opaque, "upper looks at every character"},
		{`terraform.workspace == "prod" ? "a" : "b"`, opaque, "it may be prod"},
		{`terraform.workspace == "prod" ? "a" : "a"`, "a", "both branches are the same"},
		{`terraform.workspace != "" ? "a" : "b"`, "a", "a word is not empty"},
		{`terraform.workspace == null ? "a" : "b"`, "b", "nor null"},
		{`"x-${terraform.workspace}" == "y-${terraform.workspace}" ? "a" : "b"`, "b", "the literal parts differ"},
		{`terraform.workspace == terraform.workspace ? "a" : "b"`, "a", "it is equal to itself"},
		{`{ default = "a" }[terraform.workspace]`, opaque, "a key must be known"},
		{`lookup({ default = "a" }, terraform.workspace, "b")`, opaque, "so must a key that is looked up"},
		{`[for x in ["a"] : x if terraform.workspace == "prod"][0]`, opaque, "a condition of a loop"},
		{`jsonencode({ (terraform.workspace) = "a" })`, opaque, "a key of an object"},
		{`jsonencode({ "${terraform.workspace}:sub" = "a", "${terraform.workspace}:aud" = "b" })`, `{"` + w + `:aud":"b","` + w + `:sub":"a"}`, "keys of a condition"},
		{`jsonencode({ "${terraform.workspace}:sub" = "a", "x:sub" = "b" })`, opaque, "keys that may be one"},
		{`jsonencode(merge({ "${terraform.workspace}:sub" = "a" }, {}))`, opaque, "a key of an object that is not only encoded"},
		{`jsondecode(jsonencode({ "${terraform.workspace}:sub" = "a" }))`, opaque, "a key of an object again"},
		{`split(":", "a:${terraform.workspace}")[1]`, w, "no word has a colon"},
		{`split("-", "a-${terraform.workspace}")[1]`, opaque, "a word may have a dash"},
		{`replace("arn:${terraform.workspace}/*", "/*", "")`, "arn:" + w, "no word has a slash"},
		{`replace("arn:${terraform.workspace}", "ar", "x")`, opaque, "the word may have the same text in it"},
		{`trimsuffix("${terraform.workspace}/*", "/*")`, w, "the end is literal"},
		{`trimsuffix(terraform.workspace, "x")`, opaque, "the end is not known"},
		{`startswith("arn:${terraform.workspace}", "arn:") ? "a" : "b"`, "a", "the start is literal"},
		{`coalesce("", terraform.workspace, "x")`, w, "a word is not empty"},
		{`one(compact(["", terraform.workspace]))`, w, "so compact keeps it"},
		{`try(terraform.workspace, "x")`, w, "a reference has no error"},
		{`try(tonumber(terraform.workspace), "x")`, opaque, "it may be a number"},
		{`can(regex("^p", terraform.workspace)) ? "a" : "b"`, opaque, "it may match"},
		{`tostring(length(terraform.workspace))`, opaque, "its length is not known"},
		{`tostring(length([terraform.workspace]))`, "1", "the list's length is"},
		{`tostring(length(toset([terraform.workspace, "prod"])))`, opaque, "the two may be equal"},
		{`contains(["a-${terraform.workspace}"], "b-${terraform.workspace}") ? "a" : "b"`, "b", "the literal parts differ"},
		{`contains(["prod"], terraform.workspace) ? "a" : "b"`, opaque, "it may be prod"},
		{`jsondecode(jsonencode({ a = terraform.workspace })).a`, w, "inside a JSON string it stays what it is"},
		{`yamldecode("a: arn/${terraform.workspace}/*").a`, "arn/" + w + "/*", "nor is the rest of a YAML scalar anything but text"},
		{`yamldecode("a: ${terraform.workspace}").a`, opaque, "alone it may be a number"},
		{`yamldecode("${terraform.workspace}-a: b")["x-a"]`, opaque, "a key must be known"},
		{`md5(terraform.workspace)`, opaque, "a hash"},
		{`provider::aws::arn_parse("arn:aws:iam::${terraform.workspace}:role/a").account_id`, w, "no word has a colon"},
		{`"⟨not one⟩" == "⟨not one⟩" ? "a" : "b"`, "a", "brackets in text are text"},
	} {
		t.Run(tt.expression, func(t *testing.T) {
			res := policyOf(t, onePolicy(tt.expression))
			got := opaque
			if res.How == source.Recovered && res.Value.IsKnown() {
				got = res.Value.AsString()
			}
			if got != tt.want {
				t.Errorf("got %q (%v), want %q: %s", got, res.Missing, tt.want, tt.why)
			}
		})
	}
}
