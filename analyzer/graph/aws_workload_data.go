package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Jobs, notebooks and builds that a service runs for the account.

// A Glue job runs in Glue's own network unless a connection of it has a subnet.
//
// https://docs.aws.amazon.com/glue/latest/dg/connection-VPC-disable-proxy.html (2026-11)
// https://docs.aws.amazon.com/glue/latest/dg/start-connecting.html (2026-11)
var awsGlueJob = Adapter{
	Type:    "aws_glue_job",
	Assumer: glueService,
	Refs:    map[string]string{"role_arn": roleARNs},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "role_arn")
		w.Outside = true
		names, complete := b.Texts(r, "connections")
		for _, name := range names {
			w.Outside = false
			w.uses(b.partID(r, "glue-connection", name), "connection")
		}
		if !complete {
			w.Outside = false
			w.doubt("not all of its connections are known")
		}
		b.run(w)
		b.glueScript(r, w.Role)
	},
}

var awsGlueConnection = Adapter{
	Type: "aws_glue_connection",
	Refs: map[string]string{
		"physical_connection_requirements.subnet_id": subnetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Part, w.ID = true, b.partID(r, "glue-connection", b.Text(r, "name"))
		place, there := b.Block(r, "physical_connection_requirements")
		if s := place.Text("subnet_id"); there == policy.Yes && !s.IsUnset() {
			w.in([]policy.Text{s}, true)
		} else {
			w.inBlock(place, there, "subnet_id")
		}
		b.run(w)
	},
}

// A build runs in CodeBuild's own network unless the project has a vpc_config.
//
// https://docs.aws.amazon.com/codebuild/latest/userguide/vpc-support.html (2026-11)
var awsCodeBuildProject = Adapter{
	Type:    "aws_codebuild_project",
	Assumer: codeBuildService,
	Refs: map[string]string{
		"service_role":       roleARNs,
		"vpc_config.subnets": subnetIDs,
		"artifacts.location": bucketNames,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "service_role")
		vpc, there := b.Block(r, "vpc_config")
		w.inBlock(vpc, there, "subnets")
		b.run(w)
		b.codeBuildBuckets(r, w.Role)
	},
}

// A notebook with a subnet and direct internet access has two ways out, and
// which one takes requests to S3 depends on the instance's routes.
//
// https://docs.aws.amazon.com/sagemaker/latest/dg/appendix-notebook-and-internet-access.html (2026-11)
var awsSageMakerNotebookInstance = Adapter{
	Type:    "aws_sagemaker_notebook_instance",
	Assumer: sageMakerService,
	Refs:    map[string]string{"role_arn": roleARNs, "subnet_id": subnetIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "role_arn")
		switch s := b.Text(r, "subnet_id"); {
		case s.IsUnset() || !b.Configured(r, "subnet_id"):
			w.Outside = true
		default:
			w.in([]policy.Text{s}, true)
			if b.Text(r, "direct_internet_access") != "Disabled" {
				w.doubt("the notebook has direct internet access beside its subnet")
			}
		}
		b.run(w)
	},
}

// A model without vpc_config runs in SageMaker's own network.
// https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html (2026-11)
var awsSageMakerModel = Adapter{
	Type:    "aws_sagemaker_model",
	Assumer: sageMakerService,
	Refs: map[string]string{
		"execution_role_arn": roleARNs,
		"vpc_config.subnets": subnetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "execution_role_arn")
		vpc, there := b.Block(r, "vpc_config")
		w.inBlock(vpc, there, "subnets")
		b.run(w)
	},
}

// Studio sends traffic through the domain's subnets only if it is VpcOnly.
// https://docs.aws.amazon.com/sagemaker/latest/dg/studio-notebooks-and-internet-access.html (2026-11)
var awsSageMakerDomain = Adapter{
	Type:    "aws_sagemaker_domain",
	Assumer: sageMakerService,
	Refs: map[string]string{
		"subnet_ids":                           subnetIDs,
		"default_user_settings.execution_role": roleARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		settings, there := b.Block(r, "default_user_settings")
		if there != policy.Yes {
			return
		}
		w := b.workload(r)
		w.Role = settings.Text("execution_role")
		if b.Text(r, "app_network_access_type") == "VpcOnly" {
			w.in(b.Texts(r, "subnet_ids"))
		} else if b.Text(r, "app_network_access_type").IsOpaque() {
			w.doubt("whether its applications use the VPC only is not known")
		} else {
			w.Outside = true
		}
		b.run(w)
	},
}

var awsMWAAEnvironment = Adapter{
	Type:    "aws_mwaa_environment",
	Assumer: airflowService,
	Refs: map[string]string{
		"execution_role_arn":               roleARNs,
		"network_configuration.subnet_ids": subnetIDs,
		"source_bucket_arn":                bucketARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "execution_role_arn")
		network, there := b.Block(r, "network_configuration")
		w.inBlock(network, there, "subnet_ids")
		b.run(w)
		b.airflowBucket(r, w.Role)
	},
}

// COPY and UNLOAD use Redshift's own network unless enhanced VPC routing is on.
// https://docs.aws.amazon.com/redshift/latest/mgmt/enhanced-vpc-routing.html (2026-11)
var awsRedshiftCluster = Adapter{
	Type:    "aws_redshift_cluster",
	Assumer: redshiftService,
	Refs: map[string]string{
		"iam_roles":                 roleARNs,
		"cluster_subnet_group_name": "aws_redshift_subnet_group.name",
		"logging.bucket_name":       bucketNames,
	},
	Predict: map[string]string{"arn": "arn:{partition}:redshift:{region}:{account}:cluster:{cluster_identifier}", "id": "{cluster_identifier}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		roles, _ := b.Texts(r, "iam_roles")
		if !b.Configured(r, "iam_roles") {
			roles = nil
		}
		for _, role := range roles {
			w := b.workload(r)
			w.Role = role
			switch b.Tri(r, "enhanced_vpc_routing", policy.No) {
			case policy.No:
				w.Outside = true
			case policy.Yes:
				w.uses(b.partID(r, "redshift-subnets", b.Text(r, "cluster_subnet_group_name")), "subnet group")
			default:
				w.doubt("whether enhanced VPC routing is on is not known")
			}
			b.run(w)
		}
		b.redshiftLogging(r)
	},
}

var awsRedshiftSubnetGroup = Adapter{
	Type: "aws_redshift_subnet_group",
	Refs: map[string]string{"subnet_ids": subnetIDs},
	Predict: map[string]string{
		"id": "{name}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Part, w.ID = true, b.partID(r, "redshift-subnets", b.Text(r, "name"))
		w.in(b.Texts(r, "subnet_ids"))
		b.run(w)
	},
}
