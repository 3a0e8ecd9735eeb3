package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

const (
	issuerC      = "oidc.eks.us-east-1.amazonaws.com/id/C0C0"
	issuerD      = "oidc.eks.us-east-1.amazonaws.com/id/D0D0"
	providerARNs = "arn:aws:iam::111111111111:oidc-provider/"
)

func tokenTrust(more string, providers ...string) string {
	var quoted []string
	for _, p := range providers {
		quoted = append(quoted, `"`+providerARNs+p+`"`)
	}
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRoleWithWebIdentity","Principal":{"Federated":[` + strings.Join(quoted, ",") + `]}}` + more + `]}`
}

func podRole(trust string) block {
	return there("aws_iam_role.pods", obj{"name": "pods", "arn": "arn:aws:iam::111111111111:role/pods", "path": "/", "id": "pods", "assume_role_policy": trust})
}

func clusterOf(name, issuer string, created bool, more obj) block {
	attributes := obj{"name": name, "id": name, "identity": []obj{{"oidc": []obj{{"issuer": "https://" + issuer}}}}}
	for k, v := range more {
		attributes[k] = v
	}
	b := there("aws_eks_cluster."+name, attributes)
	if created {
		b.action, b.before, b.after = "create", nil, attributes
	}
	return b
}

func TestPodsPaths(t *testing.T) {
	nodes := there("aws_eks_node_group.a", obj{"cluster_name": "c", "node_role_arn": "arn:aws:iam::111111111111:role/node", "subnet_ids": []string{"subnet-a"}})
	fargate := there("aws_eks_fargate_profile.b", obj{"cluster_name": "c", "subnet_ids": []string{"subnet-b"}})
	association := there("aws_eks_pod_identity_association.x", obj{"cluster_name": "c", "role_arn": "arn:aws:iam::111111111111:role/pods"})
	addon := there("aws_eks_addon.x", obj{"cluster_name": "c", "addon_name": "any", "pod_identity_association": []obj{{"role_arn": "arn:aws:iam::111111111111:role/pods", "service_account": "any"}}})
	ours, others := clusterOf("c", issuerC, true, nil), clusterOf("c", issuerC, false, nil)
	nobody := podRole(`{"Version":"2012-10-17","Statement":[]}`)
	entry := func(typ string) block {
		return there("aws_eks_access_entry.x", obj{"cluster_name": "c", "type": typ})
	}
	tests := []struct {
		name   string
		blocks []block
		want   string // subnets of the role's paths, a "?" behind what is not proved
		why    string
	}{
		{"tokens of a cluster that the plan makes", []block{ours, nodes, podRole(tokenTrust("", issuerC))}, "subnet-a", "its node groups in the plan are all that it has"},
		{"nodes and Fargate", []block{ours, nodes, fargate, podRole(tokenTrust("", issuerC))}, "subnet-a subnet-b", "pods run in either"},
		{"tokens of a cluster that exists", []block{others, nodes, podRole(tokenTrust("", issuerC))}, "subnet-a?", "it may have nodes elsewhere"},
		{"tokens of a cluster that is read", []block{there("data.aws_eks_cluster.c", obj{"name": "c", "identity": []obj{{"oidc": []obj{{"issuer": "https://" + issuerC}}}}}), podRole(tokenTrust("", issuerC))}, "?", "no subnet is known"},
		{"tokens of another cluster", []block{ours, nodes, podRole(tokenTrust("", issuerD))}, "", "its pods do not run here"},
		{"tokens of two clusters", []block{ours, nodes, podRole(tokenTrust("", issuerC, issuerD))}, "subnet-a?", "pods of the other run elsewhere"},
		{"an instance may use the role too", []block{ours, nodes, podRole(tokenTrust(`,{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}`, issuerC))}, "subnet-a?", "the trust policy lets others in"},
		{"a Deny beside it", []block{ours, nodes, podRole(tokenTrust(`,{"Effect":"Deny","Action":"sts:AssumeRole","Principal":"*"}`, issuerC))}, "subnet-a", "a Deny lets nobody in"},
		{"another action for the provider", []block{ours, nodes, podRole(strings.Replace(tokenTrust("", issuerC), "WithWebIdentity", "", 1))}, "", "tokens need AssumeRoleWithWebIdentity"},
		{"nodes that join on their own", []block{ours, nodes, entry("EC2_LINUX"), podRole(tokenTrust("", issuerC))}, "subnet-a?", "they belong to no node group"},
		{"a group of instances that are nodes", []block{ours, nodes, there("aws_autoscaling_group.x", obj{"vpc_zone_identifier": []string{"subnet-b"}, "tag": []obj{{"key": "kubernetes.io/cluster/c", "value": "owned"}}}), podRole(tokenTrust("", issuerC))}, "subnet-a subnet-b", "the tag says whose nodes they are"},
		{"a group of instances that are others' nodes", []block{ours, nodes, there("aws_autoscaling_group.x", obj{"vpc_zone_identifier": []string{"subnet-b"}, "tag": []obj{{"key": "kubernetes.io/cluster/d", "value": "owned"}}}), podRole(tokenTrust("", issuerC))}, "subnet-a", "another cluster's"},
		{"people who join", []block{ours, nodes, entry("STANDARD"), podRole(tokenTrust("", issuerC))}, "subnet-a", "an entry for people makes no node"},
		{"Auto Mode", []block{clusterOf("c", issuerC, true, obj{"compute_config": []obj{{"enabled": true}}}), nodes, podRole(tokenTrust("", issuerC))}, "subnet-a?", "EKS makes nodes elsewhere"},
		{"Auto Mode switched off", []block{clusterOf("c", issuerC, true, obj{"compute_config": []obj{{"enabled": false}}}), nodes, podRole(tokenTrust("", issuerC))}, "subnet-a", "there are node groups only"},
		{"hybrid nodes", []block{clusterOf("c", issuerC, true, obj{"remote_network_config": []obj{{}}}), nodes, podRole(tokenTrust("", issuerC))}, "subnet-a?", "nodes outside of AWS"},
		{"pod identity on a cluster that the plan makes", []block{ours, nodes, nobody, association}, "subnet-a", "the same as by a token"},
		{"pod identity on a cluster that exists", []block{others, nodes, nobody, association}, "subnet-a?", "the same as by a token"},
		{"pod identity of an add-on", []block{ours, nodes, nobody, addon}, "subnet-a", "an add-on's pods are pods"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: workloadBlocks(tt.blocks...)})
			var got []string
			for _, p := range g.Principal("arn:aws:iam::111111111111:role/pods").Paths {
				mark := string(p.Subnet)
				if p.Proved != policy.Yes {
					mark += "?"
				}
				got = append(got, mark)
			}
			slices.Sort(got)
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}

func TestServiceAccountsAssumeRoles(t *testing.T) {
	account := func(metadata obj) block {
		return there("kubernetes_service_account_v1.x", obj{"metadata": []obj{metadata}})
	}
	annotated := func(more obj) obj {
		annotations := obj{"eks.amazonaws.com/role-arn": "arn:aws:iam::111111111111:role/pods"}
		for k, v := range more {
			annotations[k] = v
		}
		return annotations
	}
	addon := func(more obj) block {
		attributes := obj{"cluster_name": "c", "addon_name": "aws-mountpoint-s3-csi-driver", "service_account_role_arn": "arn:aws:iam::111111111111:role/pods"}
		for k, v := range more {
			attributes[k] = v
		}
		return there("aws_eks_addon.x", attributes)
	}
	c := clusterOf("c", issuerC, false, nil)
	tests := []struct {
		name   string
		blocks []block
		want   string // provider's issuer, token's issuer, sub, aud
		why    string
	}{
		{"an account in a namespace", []block{account(obj{"name": "etl", "namespace": "jobs", "annotations": annotated(nil)}), podRole(tokenTrust("", issuerC))}, "C0C0 C0C0 jobs:etl sts", "the one issuer that the role trusts is the best that it can be"},
		{"an account without namespace", []block{account(obj{"name": "etl", "annotations": annotated(nil)}), podRole(tokenTrust("", issuerC))}, "C0C0 C0C0 default:etl sts", "Kubernetes's default"},
		{"an account with an audience", []block{account(obj{"name": "etl", "annotations": annotated(obj{"eks.amazonaws.com/audience": "acme"})}), podRole(tokenTrust("", issuerC))}, "C0C0 C0C0 default:etl acme", "the annotation tells"},
		{"an account whose role trusts two issuers", []block{account(obj{"name": "etl", "annotations": annotated(nil)}), podRole(tokenTrust("", issuerC, issuerD))}, "⟨~kubernetes_service_account_v1.x.issuer⟩  default:etl sts", "which of them is not known"},
		{"an account without a role", []block{account(obj{"name": "etl", "annotations": obj{}}), podRole(tokenTrust("", issuerC))}, "", "its pods have their node's role"},
		{"an account whose name is generated", []block{account(obj{"generate_name": "etl-", "annotations": annotated(nil)}), podRole(tokenTrust("", issuerC))}, "", "the subject is not known"},
		{"an add-on", []block{c, addon(nil), podRole(tokenTrust("", issuerC))}, "C0C0 C0C0 kube-system:s3-csi-driver-sa sts", "the page tells the account"},
		{"an add-on whose role trusts another cluster", []block{c, addon(nil), podRole(tokenTrust("", issuerD))}, "C0C0 C0C0 kube-system:s3-csi-driver-sa sts", "its tokens are its cluster's"},
		{"an add-on with settings", []block{c, addon(obj{"configuration_values": `{"node":{"serviceAccount":{"name":"mine"}}}`}), podRole(tokenTrust("", issuerC))}, "", "they name another account"},
		{"an add-on with other settings", []block{c, addon(obj{"configuration_values": `{"node":{"tolerateAllTaints":true}}`}), podRole(tokenTrust("", issuerC))}, "C0C0 C0C0 kube-system:s3-csi-driver-sa sts", "the account is the usual one"},
		{"an add-on in another namespace", []block{c, addon(obj{"namespace_config": []obj{{"namespace": "storage"}}}), podRole(tokenTrust("", issuerC))}, "", "what its account is called there no page says"},
		{"another add-on", []block{c, addon(obj{"addon_name": "vpc-cni"}), podRole(tokenTrust("", issuerC))}, "", "it does not use S3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: tt.blocks})
			got := ""
			for _, a := range g.Assumptions {
				if a.By.Kind != WebIdentity {
					continue
				}
				short := func(issuer policy.Text) policy.Text {
					return policy.Text(strings.TrimPrefix(string(issuer), "oidc.eks.us-east-1.amazonaws.com/id/"))
				}
				got += fmt.Sprint(short(policy.Text(strings.TrimPrefix(string(a.By.Service), providerARNs))), " ", short(a.By.Token.Issuer), " ",
					strings.TrimPrefix(string(a.By.Token.Subject), "system:serviceaccount:"), " ", strings.TrimSuffix(string(a.By.Token.Audience), ".amazonaws.com"))
			}
			if got != tt.want {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}

// TestProvidersOfClustersByReference: in a plan that makes a cluster its issuer
// is known after apply, and what refers to it leads there.
func TestProvidersOfClustersByReference(t *testing.T) {
	issuer := []string{"aws_eks_cluster.c.identity[0].oidc[0].issuer", "aws_eks_cluster.c.identity[0].oidc[0]", "aws_eks_cluster.c.identity[0]", "aws_eks_cluster.c.identity", "aws_eks_cluster.c"}
	cluster := block{address: "aws_eks_cluster.c", after: obj{"name": "c"}, unknown: []string{"identity", "id", "arn"}}
	certificate := block{address: "data.tls_certificate.c", unknown: []string{"url"}, refs: map[string][]string{"url": issuer}}
	for name, refs := range map[string][]string{"the cluster": issuer, "its certificate": {"data.tls_certificate.c.url", "data.tls_certificate.c"}} {
		t.Run(name, func(t *testing.T) {
			provider := block{address: "aws_iam_openid_connect_provider.c", unknown: []string{"url", "arn", "id"}, refs: map[string][]string{"url": refs}}
			in := input{label: "app", blocks: []block{cluster, certificate, provider}}.read(t)
			p := FromPlan(source.NewResolver(in, plan.Planned, nil, Predictor), in, plan.Planned)
			if len(p.OIDCProviders) != 1 || len(p.Clusters) != 1 || p.OIDCProviders[0].Issuer != p.Clusters[0].Issuer || p.Clusters[0].Issuer.IsUnset() {
				t.Errorf("providers %+v of clusters %+v", p.OIDCProviders, p.Clusters)
			}
		})
	}
}
