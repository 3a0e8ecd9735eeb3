package graph

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestPredictionAgreesWithAWS predicts every attribute that is known, and
// compares. Values come from the states and plans of the shared scenarios.
func TestPredictionAgreesWithAWS(t *testing.T) {
	plans := sharedPlans(t, "scenarios", "plans/real", "plans/state")
	compared := map[string]int{}
	for _, p := range plans {
		for _, r := range p.Resources {
			a := byType.of(r)
			if a == nil {
				continue
			}
			for _, w := range []plan.World{plan.Prior, plan.Planned} {
				if !r.Exists(w) {
					continue
				}
				for attr, text := range a.Predict {
					if p.IsState && strings.Contains(text, "{region}") {
						continue // a state does not tell the provider's region
					}
					want := inPlan(r, w, attr)
					if want == "" {
						continue
					}
					got, ok := Predictor.Predict(r, r.Provider, attr, getter(r, w, 0))
					if !ok || !got.IsWhollyKnown() {
						continue
					}
					compared[a.Type+"."+attr]++
					if got != want {
						t.Errorf("%s: %s.%s: predicted %s, AWS assigned %s", p.Path, r.Address, attr, got, want)
					}
				}
			}
		}
	}
	for _, attr := range []string{
		"aws_s3_bucket.arn", "aws_s3_bucket.id", "aws_iam_role.arn", "aws_iam_role.id", "aws_iam_user.arn", "aws_iam_policy.arn", "aws_kms_key.arn",
	} {
		if compared[attr] == 0 {
			t.Errorf("%s: no value to compare with", attr)
		}
	}
	t.Logf("%d attributes of %d kinds compared", sum(compared), len(compared))
}

func sum(m map[string]int) (n int) {
	for _, v := range m {
		n += v
	}
	return n
}

// inPlan is an attribute's text where the plan knows it.
func inPlan(r *plan.Resource, w plan.World, attr string) policy.Text {
	v, state := r.Attr(w, attr)
	if state != plan.Known {
		return ""
	}
	return textOf(v, "")
}

// getter answers attributes as a resolver does: known, else predicted.
func getter(r *plan.Resource, w plan.World, depth int) func(string) policy.Text {
	return func(attr string) policy.Text {
		if t := inPlan(r, w, attr); t != "" {
			return t
		}
		if depth > 4 {
			return ""
		}
		t, _ := Predictor.Predict(r, r.Provider, attr, getter(r, w, depth+1))
		return t
	}
}

// sharedPlans reads every plan and state below folders of the shared directory.
func sharedPlans(t *testing.T, folders ...string) (plans []*plan.Plan) {
	t.Helper()
	root := "../../../shared"
	if _, err := os.Stat(root); err != nil {
		t.Skip("the shared scenarios are not beside the checkout")
	}
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".json" || filepath.Base(path) == "expect.json" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			p, err := plan.Read(filepath.Base(filepath.Dir(path)), path, data)
			if err == nil {
				plans = append(plans, p)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(plans) == 0 {
		t.Fatal("no plans found")
	}
	return plans
}

func TestTemplates(t *testing.T) {
	created := &plan.Resource{
		Plan: &plan.Plan{Label: "app"}, Address: `aws_kms_key.k["a/b"]`, Type: "aws_kms_key", Change: "create",
		Provider: &plan.Provider{Account: "222222222222", Region: "eu-west-1", Partition: "aws"},
	}
	kept := &plan.Resource{Plan: created.Plan, Address: "aws_kms_key.k", Type: "aws_kms_key", Change: "update", Provider: created.Provider}
	attrs := map[string]policy.Text{
		"name": "etl", "multi": "true", "prefix": "x-", "url": "https://token.example.com", "primary": "arn:aws:kms:us-east-1:222222222222:key/mrk-1",
	}
	get := func(a string) policy.Text { return attrs[a] }
	for _, tt := range []struct {
		name, template, want, why string
		r                         *plan.Resource
	}{
		{
			"account, region and name", "arn:{partition}:sqs:{region}:{account}:{name}",
			"arn:aws:sqs:eu-west-1:222222222222:etl", "all of it is known", created,
		},
		{
			"an unset attribute with a default", "role{path|/}{name}", "role/etl",
			"a path that nobody sets is /", created,
		},
		{
			"the first alternative has an unset attribute", "{name_prefix}{fresh} or {name}", "etl",
			"alternatives are tried in order", created,
		},
		{
			"what AWS invents for a new thing", "key/{fresh:key_id}", `key/⟨!app:aws_kms_key.k['a/b'].key_id⟩`,
			"the id is equal to itself wherever it is mentioned, and to nothing written before", created,
		},
		{
			"nothing is invented for what exists", "key/{fresh:key_id}", "",
			"the id of an existing key is some text that others may have written", kept,
		},
		{
			"what holds for some", "{when multi}mrk-{fresh:key_id} or {fresh:key_id}", `mrk-⟨!app:aws_kms_key.k['a/b'].key_id⟩`,
			"the id of a multi-Region key begins with mrk-", created,
		},
		{
			"what does not hold", "{when name}mrk-{fresh:key_id} or {fresh:key_id}", `⟨!app:aws_kms_key.k['a/b'].key_id⟩`,
			"any other key has a plain id", created,
		},
		{
			"the id in another ARN", "{base primary}", "mrk-1", "a replica has its primary's id", created,
		},
		{
			"an address without scheme", "oidc-provider/{host url}", "oidc-provider/token.example.com",
			"the ARN of an identity provider has no scheme", created,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := parseTemplate(tt.template)
			if err != nil {
				t.Fatal(err)
			}
			got := policy.Text("")
			for _, one := range all {
				if v, ok := one.fill(tt.r, tt.r.Provider, "attr", get); ok {
					got = v
					break
				}
			}
			if string(got) != tt.want {
				t.Errorf("got %q, want %q: %s", got, tt.want, tt.why)
			}
		})
	}
}
