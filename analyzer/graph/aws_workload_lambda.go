package graph

import "github.com/tfaccess/tfaccess/analyzer/plan"

// A function without vpc_config runs in Lambda's own network and passes no
// endpoint of the account; one with it sends everything through its subnets.
//
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html (2026-11)
var awsLambdaFunction = Adapter{
	Type:    "aws_lambda_function",
	Assumer: lambdaService,
	Blocks:  []string{"vpc_config"},
	Refs: map[string]string{
		"role":                  roleARNs,
		"vpc_config.subnet_ids": subnetIDs,
	},
	Predict: map[string]string{"arn": "arn:{partition}:lambda:{region}:{account}:function:{function_name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "role")
		vpc, there := b.Block(r, "vpc_config")
		w.inBlock(vpc, there, "subnet_ids")
		b.run(w)
		b.function(r)
	},
}

// An App Runner service reaches the internet by App Runner's own network unless
// its egress goes through a VPC connector.
//
// https://docs.aws.amazon.com/apprunner/latest/dg/network-vpc.html (2026-11)
var awsAppRunnerService = Adapter{
	Type:    "aws_apprunner_service",
	Assumer: appRunnerTasks,
	Refs: map[string]string{
		"instance_configuration.instance_role_arn":                     roleARNs,
		"network_configuration.egress_configuration.vpc_connector_arn": "aws_apprunner_vpc_connector.arn",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		instance, _ := b.Block(r, "instance_configuration")
		w.Role = instance.Text("instance_role_arn")
		network, _ := b.Block(r, "network_configuration")
		egress, _ := network.Block("egress_configuration")
		switch kind := egress.Text("egress_type"); {
		case kind == "VPC":
			w.uses(identifier(known(egress.Text("vpc_connector_arn"))), "VPC connector")
		case kind.IsOpaque():
			w.doubt("whether it runs in a VPC is not known")
		default:
			w.Outside = true
		}
		b.run(w)
	},
}

var awsAppRunnerVPCConnector = Adapter{
	Type:    "aws_apprunner_vpc_connector",
	Refs:    map[string]string{"subnets": subnetIDs},
	Predict: map[string]string{"arn": "arn:{partition}:apprunner:{region}:{account}:vpcconnector/{vpc_connector_name}/1/{fresh:arn}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.ID, w.Part = known(b.Text(r, "arn")), true
		w.in(b.Texts(r, "subnets"))
		b.run(w)
	},
}
