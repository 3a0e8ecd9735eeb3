package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestAssumptions(t *testing.T) {
	function := func(name string) block {
		return there("aws_lambda_function."+name, obj{"function_name": name, "role": roleARN})
	}
	tests := []struct {
		name   string
		blocks []block
		want   []string // service, actions, workloads
		why    string
	}{
		{"two functions of one role", []block{function("b"), function("a")}, []string{"lambda.amazonaws.com AssumeRole aws_lambda_function.a aws_lambda_function.b"}, "one service assumes it for both"},
		{"a function and an instance", []block{function("a"), there("aws_instance.x", obj{"iam_instance_profile": "app", "subnet_id": "subnet-a"})},
			[]string{"ec2.amazonaws.com AssumeRole aws_instance.x", "lambda.amazonaws.com AssumeRole aws_lambda_function.a"}, "two services assume one role"},
		{"a group of instances", []block{there("aws_launch_template.app", obj{"id": "lt-1", "name": "app", "iam_instance_profile": []obj{{"name": "app"}}}), there("aws_autoscaling_group.x", obj{"launch_template": []obj{{"id": "lt-1"}}})},
			[]string{"ec2.amazonaws.com AssumeRole aws_autoscaling_group.x"}, "the profile is the template's"},
		{"a task definition that nothing runs", []block{there("aws_ecs_task_definition.app", obj{"family": "app", "task_role_arn": roleARN})}, nil, "no task, no role"},
		{"pods", []block{there("aws_eks_pod_identity_association.x", obj{"cluster_name": "c", "role_arn": "arn:aws:iam::111111111111:role/none", "target_role_arn": roleARN}), there("aws_eks_pod_identity_association.y", obj{"cluster_name": "c", "role_arn": roleARN})},
			[]string{"pods.eks.amazonaws.com AssumeRole,TagSession aws_eks_pod_identity_association.y"}, "a target role is assumed by the first role"},
		{"a state machine and a pipeline", []block{
			there("aws_sfn_state_machine.x", obj{"name": "x", "role_arn": roleARN}),
			there("aws_iam_role.act", obj{"name": "act", "arn": "arn:aws:iam::111111111111:role/act", "path": "/", "id": "act"}),
			there("aws_codepipeline.x", obj{"name": "x", "role_arn": roleARN, "artifact_store": []obj{{"location": "b", "type": "S3"}}, "stage": []obj{
				{"name": "s", "action": []obj{{"name": "a", "category": "Source", "provider": "S3", "output_artifacts": []string{"o"}}}},
				{"name": "d", "action": []obj{{"name": "b", "category": "Deploy", "provider": "S3", "input_artifacts": []string{"o"}, "role_arn": "arn:aws:iam::111111111111:role/act"}}}}})},
			[]string{"codepipeline.amazonaws.com AssumeRole aws_codepipeline.x", "states.amazonaws.com AssumeRole aws_sfn_state_machine.x"}, "the pipeline's role assumes that of its action"},
		{"a delivery and a replication", []block{
			there("aws_kinesis_firehose_delivery_stream.x", obj{"name": "x", "extended_s3_configuration": []obj{{"role_arn": roleARN, "bucket_arn": "arn:aws:s3:::b"}}}),
			there("aws_s3_bucket_replication_configuration.x", obj{"bucket": "src", "role": roleARN, "rule": []obj{{"status": "Enabled", "destination": []obj{{"bucket": "arn:aws:s3:::dst"}}}}})},
			[]string{"firehose.amazonaws.com AssumeRole aws_kinesis_firehose_delivery_stream.x", "s3.amazonaws.com AssumeRole aws_s3_bucket_replication_configuration.x"}, "services that write as a role"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: workloadBlocks(tt.blocks...)})
			var got []string
			for _, a := range g.Assumptions {
				line := string(a.By.Service) + " " + strings.ReplaceAll(strings.Join(a.Actions, ","), "sts:", "")
				for _, w := range a.Workloads {
					line += " " + w.Address
				}
				got = append(got, line)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}

// TestAssumersAreKnownWherePagesTell: a name that nobody looked up makes no
// finding.
func TestAssumersAreKnownWherePagesTell(t *testing.T) {
	for _, tt := range []struct {
		service           policy.Text
		partition, region string
		want              []policy.Text
	}{
		{lambdaService, "aws", "us-east-1", []policy.Text{"lambda.amazonaws.com", "lambda.us-east-1.amazonaws.com"}},
		{lambdaService, "aws-cn", "cn-north-1", nil},
		{ec2Service, "aws-cn", "cn-north-1", []policy.Text{"ec2.amazonaws.com.cn", "ec2.amazonaws.com"}},
		{ec2Service, "aws-us-gov", "us-gov-west-1", nil},
	} {
		if got := assumerOf(tt.service).names(tt.partition, policy.Text(tt.region)); !slices.Equal(got, tt.want) {
			t.Errorf("%s in %s: got %q, want %q", tt.service, tt.partition, got, tt.want)
		}
	}
	for _, a := range assumers {
		if !strings.HasPrefix(a.page, "https://docs.aws.amazon.com/") {
			t.Errorf("%s: no page tells the name", a.service)
		}
	}
}
