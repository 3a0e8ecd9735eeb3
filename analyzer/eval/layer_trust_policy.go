package eval

import (
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
	l.prepare()
	l.request.Flavor = decision.Trust
	l.judge()
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
