package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// A cluster issues tokens that say which service account a pod runs as. Where
// an account has an identity provider for the issuer, a role can trust them:
// pods of a service account with the annotation eks.amazonaws.com/role-arn
// assume that role with their token.
//
// https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html (2026-11)

// An identity provider's ARN has its address without the scheme.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html (2026-11)
var awsOIDCProvider = Adapter{
	Type: "aws_iam_openid_connect_provider",
	Predict: map[string]string{
		"arn": "arn:{partition}:iam::{account}:oidc-provider/{host url}",
		"id":  "{arn}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		issuer := issuerHost(b.Text(r, "url"))
		if issuer.IsUnset() {
			issuer = b.followIssuer(r, "url")
		}
		if arn := known(b.Text(r, "arn")); !arn.IsUnset() && !issuer.IsUnset() {
			b.Fragment.OIDCProviders = append(b.Fragment.OIDCProviders, OIDCProviderRec{Origin: b.Origin(r), ARN: arn, Issuer: issuer})
		}
	},
}

// The issuer's address: https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html (2026-11)
var awsEKSCluster = Adapter{
	Type: "aws_eks_cluster",
	Predict: map[string]string{
		"id":                   "{name}",
		"arn":                  "arn:{partition}:eks:{region}:{account}:cluster/{name}",
		"identity.oidc.issuer": "https://oidc.eks.{region}.{suffix}/id/{fresh:identity.oidc.issuer}",
	},
	Adapt: adaptEKSCluster,
}

var awsEKSClusterData = Adapter{Type: "data.aws_eks_cluster", Adapt: adaptEKSCluster}

// adaptEKSCluster tells whose tokens the cluster's are, and whether its node
// groups in the inputs are all the places where its pods may run. They are for
// a cluster that the plan makes. Any other may have nodes that somebody else
// added: of another configuration, of their own accord (Karpenter), by hand.
func adaptEKSCluster(b *Builder, r *plan.Resource) {
	name := b.Text(r, "name")
	c := ClusterRec{
		Origin: b.Origin(r), ID: b.partID(r, eksCluster, name), Nodes: b.partID(r, eksNodes, name),
		Issuer: b.issuer(r), Account: b.Account(r), Region: b.Region(r),
	}
	if c.ID.IsUnset() {
		return
	}
	b.Fragment.Clusters = append(b.Fragment.Clusters, c)
	part := b.workload(r)
	part.ID, part.Part = c.ID, true
	if !b.Created(r) {
		part.doubt("cluster " + string(name) + " may have nodes that no input shows")
	}
	// In Auto Mode EKS makes the nodes, in subnets of node classes.
	// https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html (2026-11)
	if auto, there := b.Block(r, "compute_config"); there != policy.No && b.Configured(r, "compute_config") && auto.Tri("enabled", policy.No) != policy.No {
		part.doubt("EKS Auto Mode makes nodes of cluster " + string(name))
	}
	if _, there := b.Block(r, "remote_network_config"); there != policy.No && b.Configured(r, "remote_network_config") {
		part.doubt("cluster " + string(name) + " may have hybrid nodes")
	}
	b.run(part)
}

// An access entry of another type than STANDARD lets nodes join that belong to
// no node group.
// https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html (2026-11)
var awsEKSAccessEntry = Adapter{
	Type: "aws_eks_access_entry",
	Refs: map[string]string{"cluster_name": "aws_eks_cluster.name"},
	Adapt: func(b *Builder, r *plan.Resource) {
		if typ := b.Text(r, "type"); !b.Configured(r, "type") || typ == "STANDARD" {
			return
		}
		part := b.workload(r)
		part.ID, part.Part = b.partID(r, eksCluster, b.Text(r, "cluster_name")), true
		part.doubt(r.Address + " lets nodes join that belong to no node group")
		if !part.ID.IsUnset() {
			b.run(part)
		}
	},
}

// addonAccounts are the service accounts of add-ons that use S3.
// https://docs.aws.amazon.com/eks/latest/userguide/mountpoint-for-s3-add-on.html (2026-11)
var addonAccounts = map[policy.Text]policy.Text{
	"aws-mountpoint-s3-csi-driver": "system:serviceaccount:kube-system:s3-csi-driver-sa",
}

var awsEKSAddon = Adapter{
	Type:    "aws_eks_addon",
	Assumer: eksPods,
	Refs: map[string]string{
		"service_account_role_arn":          roleARNs,
		"pod_identity_association.role_arn": roleARNs,
		"cluster_name":                      "aws_eks_cluster.name",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		associations, _ := b.Blocks(r, "pod_identity_association")
		for _, association := range associations {
			w := b.workload(r)
			w.Role = association.Text("role_arn")
			w.usesCluster(b, r)
			b.run(w)
		}
		if subject := addonAccounts[b.Text(r, "addon_name")]; !subject.IsUnset() && b.usualAccount(r) {
			b.serviceAccount(r, ServiceAccountRec{
				Role: b.Text(r, "service_account_role_arn"), Cluster: b.partID(r, eksCluster, b.Text(r, "cluster_name")),
				Account: b.Account(r), Subject: subject, Audience: stsAudience,
			})
		}
	},
}

// usualAccount reports whether no setting of an add-on may give it another
// service account or namespace.
func (b *Builder) usualAccount(r *plan.Resource) bool {
	if _, there := b.Block(r, "namespace_config"); there != policy.No && b.Configured(r, "namespace_config") {
		return false
	}
	settings := policy.Text("")
	if b.Configured(r, "configuration_values") {
		settings = b.Text(r, "configuration_values")
	}
	return settings.IsWhollyKnown() && !strings.Contains(string(settings), "erviceAccount")
}

// stsAudience is the audience of the tokens that EKS gives to pods.
// https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html (2026-11)
const stsAudience policy.Text = "sts.amazonaws.com"

func (b *Builder) serviceAccount(r *plan.Resource, s ServiceAccountRec) {
	s.Origin, s.Role = b.Origin(r), identifier(known(s.Role))
	if !s.Role.IsUnset() && b.Partition(r) == "aws" {
		b.Fragment.ServiceAccounts = append(b.Fragment.ServiceAccounts, s)
	}
}

var kubernetesServiceAccount = Adapter{Type: "kubernetes_service_account", Adapt: adaptServiceAccount}

var kubernetesServiceAccountV1 = Adapter{Type: "kubernetes_service_account_v1", Adapt: adaptServiceAccount}

// adaptServiceAccount reads the annotations that give the account's pods a role
// and an audience. Whose account it is, the provider's address of the cluster
// would tell; that is not followed.
//
// https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/service_account_v1#metadata (2026-11)
// https://github.com/aws/amazon-eks-pod-identity-webhook#eks-walkthrough (2026-11)
func adaptServiceAccount(b *Builder, r *plan.Resource) {
	metadata, there := b.Block(r, "metadata")
	if there != policy.Yes {
		return
	}
	annotations, complete := metadata.Map("annotations")
	name, namespace := metadata.Text("name"), metadata.Text("namespace")
	if namespace.IsUnset() {
		namespace = "default"
	}
	audience := annotations["eks.amazonaws.com/audience"]
	if audience.IsUnset() {
		audience = stsAudience
	}
	if !complete || !name.IsWhollyKnown() || name.IsUnset() || !namespace.IsWhollyKnown() || !audience.IsWhollyKnown() {
		return
	}
	b.serviceAccount(r, ServiceAccountRec{
		Role: annotations["eks.amazonaws.com/role-arn"], Subject: "system:serviceaccount:" + namespace + ":" + name, Audience: audience,
	})
}

// issuer is the address of a cluster's tokens, without scheme.
func (b *Builder) issuer(cluster *plan.Resource) policy.Text {
	identity, there := b.Block(cluster, "identity")
	if there != policy.Yes {
		return ""
	}
	oidc, there := identity.Block("oidc")
	if there != policy.Yes {
		return ""
	}
	return issuerHost(oidc.Text("issuer"))
}

// followIssuer is the issuer of the one cluster that an argument leads to, by
// way of a data source that fetches the issuer's certificate.
func (b *Builder) followIssuer(r *plan.Resource, attr string) policy.Text {
	if r.Config == nil {
		return ""
	}
	targets := b.plan.FollowAll(r, r.Config.Arguments[attr])
	if len(targets) != 1 {
		return ""
	}
	switch t := targets[0]; {
	case t.Resource.Type == "aws_eks_cluster" && strings.HasSuffix(t.Attr, ".issuer"):
		return b.issuer(t.Resource)
	case t.Resource.Data && t.Resource.Type == "tls_certificate" && t.Attr == "url" && t.Resource != r:
		return b.followIssuer(t.Resource, "url")
	}
	return ""
}

// issuerHost is an issuer's address without the scheme; unset if it is not known.
func issuerHost(url policy.Text) policy.Text {
	return policy.Text(strings.TrimPrefix(string(known(url)), "https://"))
}
