package graph

import "github.com/tfaccess/tfaccess/analyzer/plan"

// Adapter teaches the graph one Terraform resource type or data source.
type Adapter struct {
	Type string // "aws_s3_bucket_policy"; "data.aws_iam_role" for a data source
	// Refs names the attributes that point at other resources, with the
	// attribute of the target that they hold: {"bucket": "aws_s3_bucket.id"}.
	// The link then exists even where the value is unknown.
	Refs map[string]string
	// Predict gives attributes that AWS derives from known inputs, as templates
	// over other attributes and the provider: {"arn": "arn:{partition}:s3:::{bucket}"}.
	// {fresh} is an id that AWS invents.
	Predict map[string]string
	// Adapt appends what the resource says to the fragment.
	Adapt func(b *Builder, r *plan.Resource)
}
