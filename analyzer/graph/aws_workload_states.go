package graph

import "github.com/tfaccess/tfaccess/analyzer/plan"

// A state machine calls other services as its role, from Step Functions' own
// network; of what its functions and tasks do, their own resources tell.
//
// https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html (2026-11)
var awsSFNStateMachine = Adapter{
	Type:    "aws_sfn_state_machine",
	Assumer: statesService,
	Refs:    map[string]string{"role_arn": roleARNs},
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"arn":  "arn:{partition}:states:{region}:{account}:stateMachine:{name}",
		"id":   "{arn}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "role_arn")
		w.doubt("no page tells by which network Step Functions calls S3")
		b.run(w)
	},
}
