package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Containers of a task send requests as its task role. In network mode awsvpc a
// task has an interface of its own in the subnets that the service names; in
// the other modes it uses the interface of the instance it runs on.
//
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html (2026-11)
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html (2026-11)

var awsECSTaskDefinition = Adapter{
	Type: "aws_ecs_task_definition",
	Refs: map[string]string{"task_role_arn": roleARNs},
	Predict: map[string]string{
		"arn": "arn:{partition}:ecs:{region}:{account}:task-definition/{family}:{fresh:revision}",
		"id":  "{family}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Part, w.ID = true, b.taskID(r, b.Text(r, "family"))
		w.Role = known(b.Text(r, "task_role_arn"))
		b.run(w)
	},
}

// taskID is how records call a task definition given by ARN, "family:revision"
// or family: all revisions that Terraform makes have one role argument.
func (b *Builder) taskID(r *plan.Resource, ref policy.Text) policy.Text {
	name := string(afterType(ref, "task-definition/"))
	if i := colon(name); i >= 0 {
		name = name[:i]
	}
	return b.partID(r, "task-definition", policy.Text(name))
}

var awsECSService = Adapter{
	Type:    "aws_ecs_service",
	Assumer: ecsTasks,
	Blocks:  []string{"network_configuration"},
	Refs: map[string]string{
		"task_definition":               "aws_ecs_task_definition.arn",
		"network_configuration.subnets": subnetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.uses(b.taskID(r, b.Text(r, "task_definition")), "task definition")
		b.taskNetwork(&w, r)
		b.run(w)
	},
}

var awsECSTaskSet = Adapter{
	Type:    "aws_ecs_task_set",
	Assumer: ecsTasks,
	Refs: map[string]string{
		"task_definition":               "aws_ecs_task_definition.arn",
		"network_configuration.subnets": subnetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.uses(b.taskID(r, b.Text(r, "task_definition")), "task definition")
		b.taskNetwork(&w, r)
		b.run(w)
	},
}

func (b *Builder) taskNetwork(w *WorkloadRec, r *plan.Resource) {
	network, there := b.Block(r, "network_configuration")
	w.tasksIn(network, there)
}

func (w *WorkloadRec) tasksIn(network Nested, there policy.Tri) {
	if there == policy.Yes {
		w.in(network.Texts("subnets"))
		return
	}
	w.doubt("its tasks use the network of the instance that they run on")
}

// A rule or schedule may run tasks too.
var awsCloudWatchEventTarget = Adapter{
	Type:    "aws_cloudwatch_event_target",
	Assumer: ecsTasks,
	Refs: map[string]string{
		"ecs_target.task_definition_arn":           "aws_ecs_task_definition.arn",
		"ecs_target.network_configuration.subnets": subnetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		target, there := b.Block(r, "ecs_target")
		if there != policy.Yes {
			return
		}
		w := b.workload(r)
		w.uses(b.taskID(r, target.Text("task_definition_arn")), "task definition")
		network, there := target.Block("network_configuration")
		w.tasksIn(network, there)
		b.run(w)
	},
}

var awsSchedulerSchedule = Adapter{
	Type:    "aws_scheduler_schedule",
	Assumer: ecsTasks,
	Refs: map[string]string{
		"target.ecs_parameters.task_definition_arn":           "aws_ecs_task_definition.arn",
		"target.ecs_parameters.network_configuration.subnets": subnetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		target, _ := b.Block(r, "target")
		parameters, there := target.Block("ecs_parameters")
		if there != policy.Yes {
			return
		}
		w := b.workload(r)
		w.uses(b.taskID(r, parameters.Text("task_definition_arn")), "task definition")
		network, there := parameters.Block("network_configuration")
		w.tasksIn(network, there)
		b.run(w)
	},
}

var awsBatchComputeEnvironment = Adapter{
	Type:    "aws_batch_compute_environment",
	Assumer: ec2Service,
	Refs: map[string]string{
		"compute_resources.instance_role": profileARNs,
		"compute_resources.subnets":       subnetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		compute, there := b.Block(r, "compute_resources")
		if there != policy.Yes {
			return
		}
		w := b.workload(r)
		w.Profile = compute.Text("instance_role") // an instance profile, by ARN
		w.in(compute.Texts("subnets"))
		b.run(w)
	},
}

// jobRole finds the role in the JSON of a job's container properties: one that
// is known, for a symbol among escaped quotes tells nothing.
func jobRole(properties policy.Text) policy.Text {
	_, rest, ok := strings.Cut(string(properties), `"jobRoleArn"`)
	if !ok {
		return ""
	}
	rest, ok = strings.CutPrefix(strings.TrimLeft(rest, ": \t\n"), `"`)
	if !ok {
		return ""
	}
	role, _, ok := strings.Cut(rest, `"`)
	if !ok {
		return ""
	}
	return policy.Text(role)
}

// Which queue, hence which compute environment, a job is sent to is not in
// Terraform.
var awsBatchJobDefinition = Adapter{
	Type:    "aws_batch_job_definition",
	Assumer: ecsTasks,
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = jobRole(known(b.Text(r, "container_properties")))
		w.doubt("which compute environment runs the job is decided when it is submitted")
		b.run(w)
	},
}
