package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Helpers of the aws_workload_<service>.go adapters: what runs as which role,
// and where.

// What attributes of workloads hold (see Adapter.Refs).
const (
	roleARNs     = "aws_iam_role.arn or data.aws_iam_role.arn"
	profileNames = "aws_iam_instance_profile.name or data.aws_iam_instance_profile.name"
	profileARNs  = "aws_iam_instance_profile.arn or data.aws_iam_instance_profile.arn"
)

// workload starts a record for a resource that runs something.
func (b *Builder) workload(r *plan.Resource) WorkloadRec {
	return WorkloadRec{Origin: b.Origin(r), Account: b.Account(r), Region: b.Region(r), Assumer: b.assumer(r)}
}

// assumer is the service that assumes the resource's role.
func (b *Builder) assumer(r *plan.Resource) policy.Text {
	if a := b.adapters.of(r); a != nil {
		return a.Assumer
	}
	return ""
}

// run appends a workload, unless nothing says as whom it runs.
func (b *Builder) run(w WorkloadRec) {
	w.Role, w.Profile = identifier(known(w.Role)), identifier(known(w.Profile))
	if w.Role.IsUnset() && w.Profile.IsUnset() && len(w.Uses) == 0 && !w.Part {
		return
	}
	b.Fragment.Workloads = append(b.Fragment.Workloads, w)
}

// identifier is an id, name or ARN that a configuration without HCL tells only
// by reference, with whatever may stand before and after it: to an argument
// that takes one identifier, nothing can.
func identifier(t policy.Text) policy.Text {
	inner := string(t)
	if strings.HasPrefix(inner, "⟨~") {
		if i := strings.Index(inner, "⟩"); i >= 0 {
			inner = inner[i+len("⟩"):]
		}
	}
	if i := strings.LastIndex(inner, "⟨~"); i >= 0 && strings.Index(inner[i:], "⟩") == len(inner[i:])-len("⟩") {
		inner = inner[:i]
	}
	if inner == "" || strings.Contains(inner, "⟨~") {
		return t
	}
	return policy.Text(inner)
}

// in puts the workload into subnets. Those that are not known make its path a guess.
func (w *WorkloadRec) in(subnets []policy.Text, complete bool) {
	for _, s := range subnets {
		if s = identifier(s); s.IsOpaque() {
			complete = false
			continue
		}
		w.Subnets = append(w.Subnets, s)
	}
	if !complete {
		w.doubt("not all of its subnets are known")
	}
}

func (w *WorkloadRec) doubt(why string) { w.Uncertain = append(w.Uncertain, why) }

// inBlock puts the workload into the subnets that a nested block names; where
// there is no such block, it runs in the service's own network, outside any
// VPC of the account.
func (w *WorkloadRec) inBlock(block Nested, there policy.Tri, subnets string) {
	switch there {
	case policy.No:
		w.Outside = true
	case policy.Maybe:
		w.doubt("whether it runs in a VPC is not known")
	default:
		w.in(block.Texts(subnets))
		if len(w.Subnets) == 0 && len(w.Uncertain) == 0 {
			w.Outside = true // an empty list is how the block is taken away
		}
	}
}

// partID is how the records of one account and region call a part by name.
func (b *Builder) partID(r *plan.Resource, kind string, name policy.Text) policy.Text {
	name = identifier(name)
	if name.IsUnset() || name.IsOpaque() {
		return ""
	}
	return policy.Text(kind) + ":" + b.Region(r) + ":" + b.Account(r) + ":" + name
}

// uses says that the workload is completed by a part; an unknown one makes its
// path a guess.
func (w *WorkloadRec) uses(id policy.Text, what string) {
	if id.IsUnset() {
		w.doubt("its " + what + " is not known")
		return
	}
	w.Uses = append(w.Uses, id)
}

// afterType is what follows an ARN's type in its resource: "NAME" of
// "arn:aws:ecs:R:A:task-definition/NAME:3" for "task-definition/".
func afterType(t policy.Text, kind string) policy.Text {
	if a, ok := parseARN(t); ok {
		return policy.Text(strings.TrimPrefix(string(a.resource), kind))
	}
	return t
}
