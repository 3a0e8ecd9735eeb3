package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// A profile says which roles workloads outside AWS may be given for their
// certificates, and which session policies bound what they then may do. One
// that is not enabled gives none. By which network such a workload comes is its
// own matter.
//
// https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html (2026-11)
// https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html (2026-11): sessionPolicy, managedPolicyArns
var awsRolesAnywhereProfile = Adapter{
	Type:    "aws_rolesanywhere_profile",
	Assumer: rolesAnywhere,
	Refs: map[string]string{
		"role_arns":           roleARNs,
		"managed_policy_arns": "aws_iam_policy.arn or data.aws_iam_policy.arn",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		if b.Tri(r, "enabled", policy.No) != policy.Yes {
			return
		}
		session := &SessionRec{Origin: b.Origin(r)}
		if doc := b.Doc(r, "session_policy"); doc.Presence != Absent {
			session.Doc = &doc
		}
		arns, complete := b.Texts(r, "managed_policy_arns")
		for _, arn := range arns {
			if arn = identifier(arn); arn.IsOpaque() {
				complete = false
				continue
			}
			session.ARNs = append(session.ARNs, arn)
		}
		if session.Open = !complete; session.Doc == nil && len(session.ARNs) == 0 && complete {
			session = nil
		}
		roles, _ := b.Texts(r, "role_arns")
		for _, role := range roles {
			w := b.workload(r)
			w.Role, w.Session = role, session
			w.doubt("it runs outside AWS")
			b.run(w)
		}
	},
}
