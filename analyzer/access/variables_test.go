package access

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestPolicyVariablesInWhatIsMeant(t *testing.T) {
	account := &graph.Account{ID: "222222222222"}
	carol := &graph.Principal{Kind: graph.User, Name: "carol", Account: account,
		Tags: map[string]policy.Text{"Team": "growth"}, TagsComplete: policy.Yes}
	role := &graph.Principal{Kind: graph.Role, Name: "jobs", Account: account, TagsComplete: policy.Maybe}

	for name, test := range map[string]struct {
		who      *graph.Principal
		in, want policy.Text
		why      string
	}{
		"a user has a name":           {carol, "home/${aws:username}/*", "home/carol/*", "otherwise the user's own policy seems not to allow what it allows"},
		"a role has no user name":     {role, "home/${aws:username}/*", "home/${aws:username}/*", "aws:username is absent from a role's requests, so that nothing matches"},
		"tag keys fold, values not":   {carol, "t/${aws:PrincipalTag/team}/*", "t/growth/*", "names of condition keys are not case-sensitive"},
		"a tag that is not there":     {carol, "t/${aws:PrincipalTag/unit}/*", "t/${aws:PrincipalTag/unit}/*", "all tags are known"},
		"a default for a missing tag": {carol, "t/${aws:PrincipalTag/unit, 'shared'}/*", "t/shared/*", "the default stands in"},
		"a tag that may be there":     {role, "t/${aws:PrincipalTag/Unit}/*", "t/⟨~${aws:principaltag/unit}⟩/*", "the same symbol as in the statement"},
		"two variables":               {carol, "${aws:PrincipalAccount}/${aws:username}", "222222222222/carol", "each is replaced"},
		"an escaped star":             {carol, "a${*}b", "a${*}b", "it is a character, not a wildcard"},
		"an open brace":               {carol, "a/${aws:username", "a/${aws:username", "no variable"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fill(test.who, test.in); got != test.want {
				t.Errorf("got %s, want %s: %s", got, test.want, test.why)
			}
		})
	}
}
