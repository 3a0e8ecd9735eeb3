package graph

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// A pipeline keeps what its actions hand on in a bucket, under a key that it
// names. An action with a role of its own, often of another account, uses the
// bucket as that role; the others use it as the pipeline.
//
// https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html (2026-11)
var awsCodePipeline = Adapter{
	Type:    "aws_codepipeline",
	Blocks:  []string{"artifact_store", "stage"},
	Refs:    map[string]string{"role_arn": roleARNs, "artifact_store.location": bucketNames, "artifact_store.encryption_key.id": keyARNs, "stage.action.role_arn": roleARNs},
	Predict: map[string]string{"arn": "arn:{partition}:codepipeline:{region}:{account}:{name}", "id": "{name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		stores, _ := b.Blocks(r, "artifact_store")
		if len(stores) != 1 {
			return // with one a region, which store an action uses depends on the action's
		}
		p := pipeline{builder: b, resource: r, bucket: stores[0].Text("location")}
		if key, there := stores[0].Block("encryption_key"); there == policy.Yes {
			p.key = known(key.Text("id"))
		}
		stages, _ := b.Blocks(r, "stage")
		for _, s := range stages {
			actions, _ := s.Blocks("action")
			for _, a := range actions {
				p.action(a)
			}
		}
		for _, u := range p.uses {
			w := roleWiring("codepipeline", u.role, p.bucket, b.onKeys(r, p.bucket, p.folder(), u.actions...))
			w.KeyID = p.key
			if u.role == b.Text(r, "role_arn") {
				w.Assumer = pipelineService // which then assumes the roles of actions
			}
			b.wire(r, w)
		}
	},
}

type pipeline struct {
	builder     *Builder
	resource    *plan.Resource
	bucket, key policy.Text
	uses        []pipelineUse
}

// pipelineUse is what one role does with the artifacts.
type pipelineUse struct {
	role    policy.Text
	actions []string
}

// fetching are the deployments that fetch their artifact as the action's role.
// What others do (a build's own role, the instances of a CodeDeploy group)
// other resources tell.
//
// https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html (2026-11)
var fetching = []policy.Text{"CloudFormation", "ECS", "S3"}

func (p *pipeline) action(a Nested) {
	role := a.Text("role_arn")
	if role == "" {
		role = p.builder.Text(p.resource, "role_arn")
	}
	inputs, _ := a.Texts("input_artifacts")
	outputs, _ := a.Texts("output_artifacts")
	switch a.Text("category") {
	case "Source":
		if len(outputs) > 0 {
			p.use(role, "s3:PutObject")
		}
	case "Deploy":
		if len(inputs) > 0 && slices.Contains(fetching, a.Text("provider")) {
			p.use(role, "s3:GetObject")
		}
	}
}

func (p *pipeline) use(role policy.Text, action string) {
	i := slices.IndexFunc(p.uses, func(u pipelineUse) bool { return u.role == role })
	if i < 0 {
		i = len(p.uses)
		p.uses = append(p.uses, pipelineUse{role: role})
	}
	if !slices.Contains(p.uses[i].actions, action) {
		p.uses[i].actions = append(p.uses[i].actions, action)
	}
}

// longestFolder is how much of a pipeline's name its folder keeps.
const longestFolder = 20

// folder is where the pipeline's artifacts lie: "a folder to contain the
// pipeline artifacts is created for you based on the name of the pipeline".
//
// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ArtifactStore.html (2026-11)
func (p *pipeline) folder() policy.Text {
	name := known(p.builder.Text(p.resource, "name"))
	switch {
	case !name.IsWhollyKnown():
		return ""
	case len(name) > longestFolder:
		return name[:longestFolder]
	}
	return folder(name)
}
