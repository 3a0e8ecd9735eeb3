package plantest_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/plan/plantest"
)

func TestPlan(t *testing.T) {
	for _, o := range []plantest.Options{{Resources: 40}, {Resources: 40, Create: true}} {
		text := plantest.Plan(o)
		if !bytes.Equal(text, plantest.Plan(o)) {
			t.Error("two plans of the same options differ")
		}
		p, err := plan.Read("lab", "plan.json", text)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Oddities) > 0 || len(p.Banners) > 0 || p.Incomplete != "" {
			t.Errorf("%v %v %v", p.Oddities, p.Banners, p.Incomplete)
		}
		managed := 0
		for _, r := range p.Resources {
			if !r.Data {
				managed++
			}
			if r.Config == nil || !r.Provider.Account.IsWhollyKnown() {
				t.Errorf("%s: configuration %v, account %s", r.Address, r.Config, r.Provider.Account)
			}
		}
		if managed != o.Resources {
			t.Errorf("%d resources, want %d", managed, o.Resources)
		}
		inModule := p.Lookup(`module.service["svc-00001"].aws_s3_bucket_policy.this`)
		if inModule == nil {
			t.Fatal("no bucket policy in the module")
		}
		_, state := inModule.Attr(plan.Planned, "policy")
		if want := map[bool]plan.State{true: plan.Unknown, false: plan.Known}[o.Create]; state != want {
			t.Errorf("policy is %v, want %v", state, want)
		}
		targets := p.FollowAll(inModule, inModule.Config.Arguments["bucket"])
		if len(targets) != 1 || targets[0].Resource.Address != `module.service["svc-00001"].aws_s3_bucket.this` {
			t.Errorf("bucket leads to %v", targets)
		}
	}
}

func TestFaultyServices(t *testing.T) {
	text := string(plantest.Plan(plantest.Options{Resources: 50, Faulty: 2}))
	if n := strings.Count(text, "role/somebody-else"); n != 2*4 {
		t.Errorf("%d key policies name somebody else", n) // planned, before, after, prior
	}
}
