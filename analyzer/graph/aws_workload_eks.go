package graph

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Pods run on the nodes of their cluster. Those without a role of their own use
// the node's role; by EKS Pod Identity, or by a token of the cluster (see
// aws_web_identity.go), a service account has one.
//
// https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html (2026-11)
// https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html (2026-11)

var awsEKSNodeGroup = Adapter{
	Type:    "aws_eks_node_group",
	Assumer: ec2Service,
	Refs:    map[string]string{"node_role_arn": roleARNs, "subnet_ids": subnetIDs, "cluster_name": "aws_eks_cluster.name"},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "node_role_arn")
		w.in(b.Texts(r, "subnet_ids"))
		b.run(w)
		b.clusterNodes(r, w)
	},
}

var awsEKSFargateProfile = Adapter{
	Type: "aws_eks_fargate_profile",
	Refs: map[string]string{"subnet_ids": subnetIDs, "cluster_name": "aws_eks_cluster.name"},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.in(b.Texts(r, "subnet_ids"))
		b.clusterNodes(r, w)
	},
}

// Parts of a cluster, by which other records call them.
const (
	eksNodes   = "eks-nodes"   // where its pods run: node groups and Fargate profiles
	eksCluster = "eks-cluster" // what the cluster itself tells of that
)

// clusterNodes says that pods of the cluster may run where w runs.
func (b *Builder) clusterNodes(r *plan.Resource, w WorkloadRec) {
	w.ID, w.Part, w.Role = b.partID(r, eksNodes, b.Text(r, "cluster_name")), true, ""
	if !w.ID.IsUnset() {
		b.run(w)
	}
}

// selfManagedNodes says that pods of a cluster may run on the instances of a
// group that is tagged as nodes of it.
// https://docs.aws.amazon.com/eks/latest/userguide/worker.html (2026-11): the tag kubernetes.io/cluster/NAME
func (b *Builder) selfManagedNodes(r *plan.Resource, w WorkloadRec) {
	tags, _ := b.Blocks(r, "tag")
	for _, tag := range tags {
		name, ok := strings.CutPrefix(string(tag.Text("key")), "kubernetes.io/cluster/")
		if !ok {
			continue
		}
		n := w
		n.ID, n.Part, n.Role, n.Profile, n.Uses = b.partID(r, eksNodes, policy.Text(name)), true, "", "", nil
		if len(n.Subnets) == 0 {
			n.Uncertain = append(slices.Clone(w.Uncertain), "the subnets of "+r.Address+" are not known")
		}
		if !n.ID.IsUnset() {
			b.run(n)
		}
	}
}

// usesCluster says that the workload is a pod of the resource's cluster.
func (w *WorkloadRec) usesCluster(b *Builder, r *plan.Resource) {
	name := b.Text(r, "cluster_name")
	w.uses(b.partID(r, eksNodes, name), "cluster")
	if id := b.partID(r, eksCluster, name); !id.IsUnset() {
		w.Uses = append(w.Uses, id)
	}
}

var awsEKSPodIdentityAssociation = Adapter{
	Type:    "aws_eks_pod_identity_association",
	Assumer: eksPods,
	Refs:    map[string]string{"role_arn": roleARNs, "cluster_name": "aws_eks_cluster.name"},
	Adapt: func(b *Builder, r *plan.Resource) {
		w := b.workload(r)
		w.Role = b.Text(r, "role_arn")
		w.usesCluster(b, r)
		b.run(w)
		if target := b.Text(r, "target_role_arn"); !target.IsUnset() { // chained role of another account
			w.Role, w.Assumer = target, "" // by the role, not by the service
			b.run(w)
		}
	},
}

var awsEMRCluster = Adapter{
	Type:    "aws_emr_cluster",
	Assumer: ec2Service,
	Refs: map[string]string{
		"ec2_attributes.instance_profile": profileNames,
		"ec2_attributes.subnet_id":        subnetIDs,
		"ec2_attributes.subnet_ids":       subnetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		attributes, there := b.Block(r, "ec2_attributes")
		if there != policy.Yes {
			return
		}
		w := b.workload(r)
		w.Profile = attributes.Text("instance_profile")
		if s := attributes.Text("subnet_id"); !s.IsUnset() {
			w.in([]policy.Text{s}, true)
		} else {
			w.in(attributes.Texts("subnet_ids"))
		}
		b.run(w)
	},
}
