package eval

import "github.com/tfaccess/tfaccess/analyzer/graph"

// sessionGate is the policy passed when a session was made: by the service
// that a wiring is about, or by whoever assumed the role (a Terraform
// provider). It caps the session as a boundary caps the role, and other sessions
// of the role know nothing of it. A GetFederationToken session without one has
// what resource policies grant to the session, and nothing else.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session (2026-11)
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html (2026-11): Permissions
var sessionGate = gate{
	kind:     always(SessionPolicy),
	policies: func(l *leg, _ int) []*graph.Policy { return l.question.session() },
	document: func(l *leg) string { return "session policy of " + string(l.question.caller.principal.ARN) },
	idle:     idleForPrincipal,
	passes:   Bypassed,
	subject: func(l *leg, _ int) graph.Origin {
		if s := l.question.session(); len(s) > 0 {
			return originOf(s[0])
		}
		return l.question.caller.principal.Origin
	},
}
