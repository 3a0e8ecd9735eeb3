package rules

import (
	"slices"
	"strings"
	"testing"
)

func TestSettle(t *testing.T) {
	general := &Rule{ID: "TFA001", Name: "general"}
	other := &Rule{ID: "TFA002", Name: "other"}
	specific := &Rule{ID: "TFA003", Name: "specific", Refines: []string{"general"}}
	both := &Rule{ID: "TFA004", Name: "both", Refines: []string{"general", "other"}}
	custom := &Rule{ID: "ACME001", Name: "custom", Custom: true}
	tests := []struct {
		name   string
		claims []*Rule // of one denial, as they are sorted: by id
		want   string  // who has it, with rivals behind "/"
		why    string
	}{
		{"the more specific rule wins, whatever its number", []*Rule{general, specific}, "specific", "it says that it refines the other"},
		{"two that nobody ordered are rivals", []*Rule{general, other}, "general/other", "which of them is reported, nobody decided"},
		{"a third that refines both settles it", []*Rule{general, other, both}, "both", "neither of the two is reported"},
		{"a third that refines one of them does not", []*Rule{general, other, specific}, "other/specific", "other and specific remain"},
		{"users' rules stand beside ours", []*Rule{custom, general}, "custom general", "they ask questions of their own"},
		{"one rule that claims twice has no rival", []*Rule{general, general}, "general", "its first message is taken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var claims []claim
			for _, r := range tt.claims {
				claims = append(claims, claim{rule: r})
			}
			var got []string
			for _, c := range (&Set{}).settle(claims) {
				names := []string{c.rule.Name}
				for _, r := range c.rivals {
					names = append(names, r.Name)
				}
				got = append(got, strings.Join(names, "/"))
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q: %s", strings.Join(got, " "), tt.want, tt.why)
			}
		})
	}
}

func TestRefinesGoesInNoCircle(t *testing.T) {
	rules := []*Rule{
		{ID: "ACME001", Name: "a", Refines: []string{"b"}, Custom: true, File: "a.rego"},
		{ID: "ACME002", Name: "b", Refines: []string{"c"}, Custom: true},
		{ID: "ACME003", Name: "c", Refines: []string{"a"}, Custom: true},
	}
	err := checkSet(rules)
	if err == nil || !strings.Contains(err.Error(), "a.rego: custom.refines goes in a circle: a, b, c, a") {
		t.Errorf("got %v; each of the three would leave every denial to another", err)
	}
	if err := checkSet(slices.Concat(rules[:2], []*Rule{{ID: "ACME003", Name: "c", Custom: true}})); err != nil {
		t.Errorf("a chain is no circle: %v", err)
	}
}
