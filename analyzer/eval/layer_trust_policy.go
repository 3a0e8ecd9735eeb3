package eval

import (
	"maps"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// judgeAssumeRole decides sts:AssumeRole and its kin on a role. The role's
// trust policy has to admit the caller; one of another account, or one that the
// policy admits by its account only, needs an identity policy as well.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html (2026-11)
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html (2026-11)
func (q *question) judgeAssumeRole() {
	role := q.target.role
	l := leg{
		question: q, action: q.request.Action, owner: q.target.account, resource: role.Trust,
		identityKind: IdentityPolicy, resourceKind: TrustPolicy, blame: role.Origin,
		document: func(l *leg) string { return "trust policy of " + string(l.question.target.role.ARN) },
	}
	if l.resource == nil {
		l.resource = &graph.Policy{Presence: graph.Unknown, Origin: role.Origin}
	}
	if w := q.request.Wiring; w != nil && w.Kind == graph.ServiceRole && w.Account != nil {
		q.judgeAssumption(l, w.Account)
		return
	}
	l.judgeTrust()
}

func (l *leg) judgeTrust() {
	l.prepare()
	l.request.Flavor = decision.Trust
	l.judge()
}

// judgeAssumption decides what a service sends on behalf of a workload. Whether
// it says for which account and resource it does, its pages do not tell
// throughout: both are judged. The resource is one of the workload's account;
// what else its ARN holds is not told either, and a bucket's has no account.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html (2026-11)
func (q *question) judgeAssumption(l leg, account *graph.Account) {
	source := fromRequest
	if !strings.HasPrefix(string(q.caller.principal.ARN), "s3.") {
		source = policy.Single(policy.Text("arn:"+account.Partition+":") + policy.Word("service"+ofSource) + ":" + policy.Word("region"+ofSource) + ":" + account.ID + ":" + policy.Opaque("resource"+ofSource))
	}
	silent := q.withSource(l, absent, absent)
	telling := q.withSource(l, policy.Single(account.ID), source)
	outcome := silent.all
	if telling.all != outcome {
		outcome = policy.Maybe
	}
	q.gate(outcome)
	for _, layer := range mergeLayers(telling.layers, silent.layers, MayAllow, Need{Kind: NeedRequest, What: "aws:SourceAccount"}) {
		q.add(layer)
	}
}

// withSource decides a leg with what a service says of its source.
func (q *question) withSource(l leg, account, arn policy.Value) *question {
	side := q.aside()
	side.given = maps.Clone(q.given)
	if side.given == nil {
		side.given = map[string]policy.Value{}
	}
	for key, value := range map[string]policy.Value{"aws:sourceaccount": account, "aws:sourcearn": arn} {
		if _, told := side.given[key]; !told {
			side.given[key] = value
		}
	}
	side.context.given = side.given
	l.question = side
	l.judgeTrust()
	return side
}

// judgeOther decides a request on what no policy is attached to, as far as the
// graph goes: identity policies and what limits them.
func (q *question) judgeOther() {
	l := leg{question: q, action: q.request.Action, identityKind: IdentityPolicy}
	if q.target.account == nil {
		if a, ok := parseARN(q.target.arn); ok && a.account != "" {
			q.target.account = q.engine.account(policy.Text(a.account))
		} else {
			q.target.account = q.caller.principal.Account
		}
	}
	l.owner = q.target.account
	l.request = q.baseRequest(q.who(nil))
	l.policies = q.basePolicies(q.target.account)
	if q.ownAccount() != policy.Yes {
		// Another service's resource may have a policy of its own.
		l.resource, l.document = &graph.Policy{Presence: graph.Unknown}, resourcePolicyName
		l.policies.Resource = unknownSet
	}
	l.judge()
}

func resourcePolicyName(l *leg) string { return "policy of " + string(l.question.target.arn) }
