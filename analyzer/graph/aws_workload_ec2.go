package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// EC2 instances send requests as the role in their instance profile, from the
// subnet of their primary network interface.
//
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html (2026-11)

var awsInstance = Adapter{
	Type:    "aws_instance",
	Assumer: ec2Service,
	Refs: map[string]string{
		"iam_instance_profile":                   profileNames,
		"subnet_id":                              subnetIDs,
		"launch_template.id":                     "aws_launch_template.id",
		"network_interface.network_interface_id": "aws_network_interface.id",
	},
	Predict: map[string]string{
		"id":  "{fresh}",
		"arn": "arn:{partition}:ec2:{region}:{account}:instance/{fresh:id}",
	},
	Adapt: adaptInstance,
}

var awsSpotInstanceRequest = Adapter{
	Type:    "aws_spot_instance_request",
	Assumer: ec2Service,
	Refs: map[string]string{
		"iam_instance_profile":                   profileNames,
		"subnet_id":                              subnetIDs,
		"launch_template.id":                     "aws_launch_template.id",
		"network_interface.network_interface_id": "aws_network_interface.id",
	},
	Adapt: adaptInstance,
}

func adaptInstance(b *Builder, r *plan.Resource) {
	w := b.workload(r)
	if b.Configured(r, "iam_instance_profile") {
		w.Profile = b.Text(r, "iam_instance_profile")
	}
	if b.Configured(r, "subnet_id") {
		w.in([]policy.Text{b.Text(r, "subnet_id")}, true)
	}
	if template, there := b.Block(r, "launch_template"); there != policy.No && b.Configured(r, "launch_template") {
		w.Uses = append(w.Uses, b.templateID(r, template)...)
	}
	interfaces, _ := b.Blocks(r, "network_interface")
	if primary, there := b.Block(r, "primary_network_interface"); there == policy.Yes {
		interfaces = append(interfaces, primary)
	}
	for _, i := range interfaces {
		if index := i.Text("device_index"); index == "" || index == "0" {
			if id := identifier(known(i.Text("network_interface_id"))); !id.IsUnset() {
				w.Uses = append(w.Uses, id)
			}
		}
	}
	b.run(w)
}

var awsNetworkInterface = Adapter{
	Type:    "aws_network_interface",
	Refs:    map[string]string{"subnet_id": subnetIDs},
	Predict: map[string]string{"id": "{fresh}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.ID, w.Part = b.Text(r, "id"), true
		w.in([]policy.Text{b.Text(r, "subnet_id")}, true)
		b.run(w)
	},
}

// templateID are the names under which records know the launch template that a
// block refers to.
func (b *Builder) templateID(r *plan.Resource, block Nested) []policy.Text {
	for _, attr := range []string{"id", "launch_template_id"} {
		if id := identifier(known(block.Text(attr))); !id.IsUnset() {
			return []policy.Text{id}
		}
	}
	for _, attr := range []string{"name", "launch_template_name"} {
		if id := b.partID(r, "launch-template", block.Text(attr)); !id.IsUnset() {
			return []policy.Text{id}
		}
	}
	return []policy.Text{"its launch template"}
}

var awsLaunchTemplate = Adapter{
	Type: "aws_launch_template",
	Refs: map[string]string{
		"iam_instance_profile.name":    profileNames,
		"iam_instance_profile.arn":     profileARNs,
		"network_interfaces.subnet_id": subnetIDs,
	},
	Predict: map[string]string{"id": "{fresh}", "name": "{name_prefix}{fresh:name} or terraform-{fresh:name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Part = true
		if p, there := b.Block(r, "iam_instance_profile"); there == policy.Yes {
			w.Profile = known(p.Text("name"))
			if arn := known(p.Text("arn")); !arn.IsUnset() {
				w.Profile = arn
			}
		}
		if i, there := b.Block(r, "network_interfaces"); there == policy.Yes {
			if s := i.Text("subnet_id"); !s.IsUnset() {
				w.in([]policy.Text{s}, true)
			}
		}
		for _, id := range []policy.Text{known(b.Text(r, "id")), b.partID(r, "launch-template", b.Text(r, "name"))} {
			if !id.IsUnset() {
				w.ID = id
				b.run(w)
			}
		}
	},
}

var awsLaunchConfiguration = Adapter{
	Type:    "aws_launch_configuration",
	Refs:    map[string]string{"iam_instance_profile": profileNames},
	Predict: map[string]string{"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}", "id": "{name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Part, w.ID = true, b.partID(r, "launch-configuration", b.Text(r, "name"))
		w.Profile = known(b.Text(r, "iam_instance_profile"))
		b.run(w)
	},
}

var awsAutoscalingGroup = Adapter{
	Type:    "aws_autoscaling_group",
	Assumer: ec2Service,
	Refs: map[string]string{
		"launch_configuration": "aws_launch_configuration.name",
		"vpc_zone_identifier":  subnetIDs,
		"launch_template.id":   "aws_launch_template.id",
		"mixed_instances_policy.launch_template.launch_template_specification.launch_template_id": "aws_launch_template.id",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		if b.Configured(r, "vpc_zone_identifier") {
			w.in(b.Texts(r, "vpc_zone_identifier"))
		}
		if b.Configured(r, "launch_configuration") {
			w.uses(b.partID(r, "launch-configuration", b.Text(r, "launch_configuration")), "launch configuration")
		}
		if t, there := b.Block(r, "launch_template"); there == policy.Yes {
			w.Uses = append(w.Uses, b.templateID(r, t)...)
		}
		if mixed, there := b.Block(r, "mixed_instances_policy"); there == policy.Yes {
			if t, there := mixed.Block("launch_template"); there == policy.Yes {
				if spec, there := t.Block("launch_template_specification"); there == policy.Yes {
					w.Uses = append(w.Uses, b.templateID(r, spec)...)
				}
			}
		}
		b.run(w)
		b.selfManagedNodes(r, w)
	},
}

var awsImageBuilderInfrastructure = Adapter{
	Type:    "aws_imagebuilder_infrastructure_configuration",
	Assumer: ec2Service,
	Refs:    map[string]string{"instance_profile_name": profileNames, "subnet_id": subnetIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Profile = b.Text(r, "instance_profile_name")
		if s := b.Text(r, "subnet_id"); !s.IsUnset() {
			w.in([]policy.Text{s}, true)
		}
		b.run(w)
	},
}
