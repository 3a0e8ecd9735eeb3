package graph

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func there(address string, attributes obj) block {
	return block{address: address, action: "no-op", before: attributes}
}

const roleARN = "arn:aws:iam::111111111111:role/app"

// workloadBlocks are what workloads use: a role, its instance profile, and a VPC
// with subnets a and b.
func workloadBlocks(more ...block) []block {
	return append([]block{
		there("aws_iam_role.app", obj{"name": "app", "arn": roleARN, "path": "/", "id": "app"}),
		there("aws_iam_instance_profile.app", obj{"name": "app", "arn": "arn:aws:iam::111111111111:instance-profile/app", "role": "app", "id": "app"}),
		there("aws_vpc.main", obj{"id": "vpc-1", "main_route_table_id": "rtb-1", "enable_dns_support": true, "enable_dns_hostnames": true}),
		there("aws_subnet.a", obj{"id": "subnet-a", "vpc_id": "vpc-1"}),
		there("aws_subnet.b", obj{"id": "subnet-b", "vpc_id": "vpc-1"}),
		there("aws_vpc_endpoint.s3", obj{"id": "vpce-1", "vpc_id": "vpc-1", "service_name": "com.amazonaws.us-east-1.s3", "vpc_endpoint_type": "Gateway", "route_table_ids": []string{"rtb-1"}}),
	}, more...)
}

func TestWorkloads(t *testing.T) {
	task := there("aws_ecs_task_definition.app", obj{"family": "app", "arn": "arn:aws:ecs:us-east-1:111111111111:task-definition/app:7", "task_role_arn": roleARN, "execution_role_arn": "arn:aws:iam::111111111111:role/pull"})
	template := there("aws_launch_template.app", obj{"id": "lt-1", "name": "app", "iam_instance_profile": []obj{{"name": "app"}}})
	tests := []struct {
		name   string
		blocks []block
		want   string // subnets of the role's paths, "outside", a "?" behind what is not proved
		why    string
	}{
		{"instance with profile and subnet", []block{there("aws_instance.x", obj{"iam_instance_profile": "app", "subnet_id": "subnet-a"})}, "subnet-a", "the profile holds the role"},
		{"instance without a profile", []block{there("aws_instance.x", obj{"iam_instance_profile": "", "subnet_id": "subnet-a"})}, "", "it has no credentials of its own"},
		{"instance from a launch template", []block{template, there("aws_instance.x", obj{"subnet_id": "subnet-a", "launch_template": []obj{{"id": "lt-1", "version": "$Latest"}}})}, "subnet-a", "the template holds the profile"},
		{"instance from a template by name", []block{template, there("aws_instance.x", obj{"subnet_id": "subnet-b", "launch_template": []obj{{"name": "app"}}})}, "subnet-b", "a template is named by id or by name"},
		{"instance with an interface of its own", []block{there("aws_network_interface.x", obj{"id": "eni-1", "subnet_id": "subnet-b"}), there("aws_instance.x", obj{"iam_instance_profile": "app", "network_interface": []obj{{"device_index": 0, "network_interface_id": "eni-1"}}})}, "subnet-b", "its primary interface is in the subnet"},
		{"autoscaling group", []block{template, there("aws_autoscaling_group.x", obj{"vpc_zone_identifier": []string{"subnet-a", "subnet-b"}, "launch_template": []obj{{"id": "lt-1"}}})}, "subnet-a subnet-b", "one path a subnet"},
		{"autoscaling group with mixed instances", []block{template, there("aws_autoscaling_group.x", obj{"vpc_zone_identifier": []string{"subnet-a"}, "mixed_instances_policy": []obj{{"launch_template": []obj{{"launch_template_specification": []obj{{"launch_template_id": "lt-1"}}}}}}})}, "subnet-a", "the template is nested"},
		{"autoscaling group with a launch configuration", []block{there("aws_launch_configuration.x", obj{"name": "lc", "iam_instance_profile": "app"}), there("aws_autoscaling_group.x", obj{"vpc_zone_identifier": []string{"subnet-a"}, "launch_configuration": "lc"})}, "subnet-a", "the older form"},
		{"a template that nothing uses", []block{template}, "", "a template runs nothing by itself"},
		{"function in subnets", []block{there("aws_lambda_function.x", obj{"role": roleARN, "vpc_config": []obj{{"subnet_ids": []string{"subnet-a", "subnet-b"}}}})}, "subnet-a subnet-b", "vpc_config"},
		{"function in no VPC", []block{there("aws_lambda_function.x", obj{"role": roleARN, "vpc_config": []obj{}})}, "outside", "Lambda's own network"},
		{"function whose vpc_config is empty", []block{there("aws_lambda_function.x", obj{"role": roleARN, "vpc_config": []obj{{"subnet_ids": []string{}}}})}, "outside", "an empty list takes it out of the VPC"},
		{"state machine", []block{there("aws_sfn_state_machine.x", obj{"name": "x", "role_arn": roleARN})}, "?", "no page tells the network of its calls"},
		{"service with awsvpc", []block{task, there("aws_ecs_service.x", obj{"task_definition": "arn:aws:ecs:us-east-1:111111111111:task-definition/app:6", "network_configuration": []obj{{"subnets": []string{"subnet-a"}}}})}, "subnet-a", "the service names subnets, the task definition the role, whichever revision"},
		{"service by family and revision", []block{task, there("aws_ecs_service.x", obj{"task_definition": "app:7", "network_configuration": []obj{{"subnets": []string{"subnet-b"}}}})}, "subnet-b", "family:revision is allowed"},
		{"service in bridge mode", []block{task, there("aws_ecs_service.x", obj{"task_definition": "app:7"})}, "?", "its tasks use the network of their instance"},
		{"task run by a rule", []block{task, there("aws_cloudwatch_event_target.x", obj{"ecs_target": []obj{{"task_definition_arn": "arn:aws:ecs:us-east-1:111111111111:task-definition/app", "network_configuration": []obj{{"subnets": []string{"subnet-a"}}}}}})}, "subnet-a", "rules run tasks"},
		{"task run by a schedule", []block{task, there("aws_scheduler_schedule.x", obj{"target": []obj{{"ecs_parameters": []obj{{"task_definition_arn": "arn:aws:ecs:us-east-1:111111111111:task-definition/app:7", "network_configuration": []obj{{"subnets": []string{"subnet-a"}}}}}}}})}, "subnet-a", "so do schedules"},
		{"node group", []block{there("aws_eks_node_group.x", obj{"cluster_name": "c", "node_role_arn": roleARN, "subnet_ids": []string{"subnet-a"}})}, "subnet-a", "pods without a role of their own use the node's"},
		{"pod identity", []block{
			there("aws_eks_node_group.x", obj{"cluster_name": "c", "node_role_arn": "arn:aws:iam::111111111111:role/node", "subnet_ids": []string{"subnet-a"}}),
			there("aws_eks_node_group.y", obj{"cluster_name": "c", "node_role_arn": "arn:aws:iam::111111111111:role/node", "subnet_ids": []string{"subnet-b"}}),
			there("aws_eks_pod_identity_association.x", obj{"cluster_name": "c", "role_arn": roleARN}),
		}, "subnet-a? subnet-b?", "its pods may run on any node of the cluster, which no input shows"},
		{"pod identity on a cluster whose nodes no input shows", []block{there("aws_eks_pod_identity_association.x", obj{"cluster_name": "c", "role_arn": roleARN})}, "?", "no subnet is known"},
		{"Glue job with a connection", []block{there("aws_glue_connection.x", obj{"name": "db", "physical_connection_requirements": []obj{{"subnet_id": "subnet-b"}}}), there("aws_glue_job.x", obj{"role_arn": roleARN, "connections": []string{"db"}})}, "subnet-b", "the connection has the subnet"},
		{"Glue job without one", []block{there("aws_glue_job.x", obj{"role_arn": roleARN})}, "outside", "Glue's own network"},
		{"build in a VPC", []block{there("aws_codebuild_project.x", obj{"service_role": roleARN, "vpc_config": []obj{{"subnets": []string{"subnet-a"}}}})}, "subnet-a", "vpc_config"},
		{"build in no VPC", []block{there("aws_codebuild_project.x", obj{"service_role": roleARN})}, "outside", "CodeBuild's own network"},
		{"notebook with two ways out", []block{there("aws_sagemaker_notebook_instance.x", obj{"role_arn": roleARN, "subnet_id": "subnet-a", "direct_internet_access": "Enabled"})}, "subnet-a?", "which one requests take is not told"},
		{"notebook in its subnet only", []block{there("aws_sagemaker_notebook_instance.x", obj{"role_arn": roleARN, "subnet_id": "subnet-a", "direct_internet_access": "Disabled"})}, "subnet-a", "no other way out"},
		{"model in no VPC", []block{there("aws_sagemaker_model.x", obj{"execution_role_arn": roleARN})}, "outside", "SageMaker's own network"},
		{"Studio domain, VPC only", []block{there("aws_sagemaker_domain.x", obj{"subnet_ids": []string{"subnet-a"}, "app_network_access_type": "VpcOnly", "default_user_settings": []obj{{"execution_role": roleARN}}})}, "subnet-a", "its applications have no other network"},
		{"Studio domain with internet", []block{there("aws_sagemaker_domain.x", obj{"subnet_ids": []string{"subnet-a"}, "app_network_access_type": "PublicInternetOnly", "default_user_settings": []obj{{"execution_role": roleARN}}})}, "outside", "only its file system is in the VPC"},
		{"batch compute environment", []block{there("aws_batch_compute_environment.x", obj{"compute_resources": []obj{{"instance_role": "arn:aws:iam::111111111111:instance-profile/app", "subnets": []string{"subnet-a"}}}})}, "subnet-a", "instance_role is an instance profile"},
		{"batch job", []block{there("aws_batch_job_definition.x", obj{"container_properties": `{"image":"x","jobRoleArn":"` + roleARN + `"}`})}, "?", "its queue is chosen when it is submitted"},
		{"Airflow", []block{there("aws_mwaa_environment.x", obj{"execution_role_arn": roleARN, "network_configuration": []obj{{"subnet_ids": []string{"subnet-a", "subnet-b"}}}})}, "subnet-a subnet-b", "its workers run there"},
		{"EMR cluster", []block{there("aws_emr_cluster.x", obj{"ec2_attributes": []obj{{"instance_profile": "app", "subnet_id": "subnet-a"}}})}, "subnet-a", "its instances have the profile"},
		{"Redshift", []block{there("aws_redshift_cluster.x", obj{"cluster_identifier": "dw", "iam_roles": []string{roleARN}, "enhanced_vpc_routing": false})}, "outside", "COPY uses Redshift's own network"},
		{"Redshift with enhanced VPC routing", []block{there("aws_redshift_subnet_group.x", obj{"name": "dw", "subnet_ids": []string{"subnet-a"}}), there("aws_redshift_cluster.x", obj{"cluster_identifier": "dw", "iam_roles": []string{roleARN}, "enhanced_vpc_routing": true, "cluster_subnet_group_name": "dw"})}, "subnet-a", "COPY goes through the cluster's subnets"},
		{"App Runner by a connector", []block{there("aws_apprunner_vpc_connector.x", obj{"arn": "arn:aws:apprunner:us-east-1:111111111111:vpcconnector/c/1/x", "subnets": []string{"subnet-a"}}), there("aws_apprunner_service.x", obj{"instance_configuration": []obj{{"instance_role_arn": roleARN}}, "network_configuration": []obj{{"egress_configuration": []obj{{"egress_type": "VPC", "vpc_connector_arn": "arn:aws:apprunner:us-east-1:111111111111:vpcconnector/c/1/x"}}}}})}, "subnet-a", "egress through the connector's subnets"},
		{"image builder", []block{there("aws_imagebuilder_infrastructure_configuration.x", obj{"instance_profile_name": "app", "subnet_id": "subnet-a"})}, "subnet-a", "builds run on instances"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: workloadBlocks(tt.blocks...)})
			var got []string
			for _, p := range g.Principal(roleARN).Paths {
				s := string(p.Subnet)
				if p.Subnet == "" && p.Proved == policy.Yes {
					s = "outside"
				}
				if p.Proved != policy.Yes {
					s += "?"
				}
				if (p.S3 != nil) != strings.HasPrefix(s, "subnet") {
					t.Errorf("%s goes through %v", s, p.S3)
				}
				got = append(got, s)
			}
			slices.Sort(got)
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q: %s", strings.Join(got, " "), tt.want, tt.why)
			}
		})
	}
}

// TestEveryWorkloadHasACase keeps the table above as complete as the files.
func TestEveryWorkloadHasACase(t *testing.T) {
	cases, err := os.ReadFile("aws_workload_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range typesIn(t, "aws_workload_*.go") {
		// A request for a spot instance has the arguments of an instance; a
		// task set those of a service; clusters and Fargate profiles are parts.
		switch typ {
		case "aws_spot_instance_request", "aws_ecs_task_set", "aws_eks_cluster", "aws_eks_fargate_profile":
			continue
		}
		if !strings.Contains(string(cases), `there("`+typ+".") {
			t.Errorf("no case of %s", typ)
		}
	}
}

var typeLine = regexp.MustCompile(`(?m)^\tType:\s+"([a-z0-9_.]+)"`)

// typesIn are the resource types whose adapters stand in the files.
func typesIn(t *testing.T, pattern string) (types []string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no file %s: %v", pattern, err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range typeLine.FindAllStringSubmatch(string(src), -1) {
			types = append(types, m[1])
		}
	}
	if len(types) == 0 {
		t.Fatalf("no adapter in %s", pattern)
	}
	return types
}
