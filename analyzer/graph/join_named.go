package graph

import (
	"fmt"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// namedIdentities tells of resource policies that name a user or role that is
// known not to exist after apply: the account's listing has none of that name,
// or a plan deletes it. What the policy says may have been replaced by the
// identity's unique id long ago, and a policy that is written with the ARN is
// refused, so nothing is concluded about the access itself.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (2026-11)
func (j *joiner) namedIdentities() {
	for _, b := range j.g.Buckets {
		j.checkNamed(b.Policy)
	}
	for _, k := range j.g.Keys {
		j.checkNamed(k.Policy)
	}
	for _, p := range j.g.AccessPoints {
		j.checkNamed(p.Policy)
	}
	for _, p := range j.g.Principals {
		if !p.Deleted {
			j.checkNamed(p.Trust)
		}
	}
}

func (j *joiner) checkNamed(p *Policy) {
	if p == nil || p.Document == nil {
		return
	}
	seen := map[policy.Text]bool{}
	for i := range p.Document.Statements {
		for _, who := range p.Document.Statements[i].Principals {
			parts, ok := parseARN(who.Text)
			if !ok || parts.service != "iam" || seen[who.Text] || !who.Text.IsWhollyKnown() {
				continue
			}
			seen[who.Text] = true
			if kind, _, _ := iamName(parts.resource); kind != "role" && kind != "user" {
				continue
			}
			identity := j.byARN[who.Text]
			switch account := j.g.index.accounts[parts.account]; {
			case identity != nil && identity.rec.Deleted:
				j.diagnose(p.Origin, "A policy names an identity that the plan deletes", fmt.Sprintf(
					"%s is deleted by %s; AWS shows the policy with the identity's unique id from then on, and refuses to write it with the ARN (MalformedPolicy, invalid principal)",
					who.Text, where(identity.rec.Origin)))
			case identity == nil && account != nil && account.Closed && !strings.HasPrefix(string(parts.resource), "role/aws-service-role/"):
				j.diagnose(p.Origin, "A policy names an identity that does not exist", fmt.Sprintf(
					"%s is neither in the listing of account %s nor made by an input; AWS refuses to write a policy with it (MalformedPolicy, invalid principal)",
					who.Text, account.ID))
			}
		}
	}
}
