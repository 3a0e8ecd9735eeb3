package graph

import "github.com/tfaccess/tfaccess/analyzer/policy"

// ClusterRec is an EKS cluster, which issues tokens to its service accounts.
type ClusterRec struct {
	Origin Origin `json:"origin,omitzero"`
	// ID and Nodes are what other records call the cluster and where its pods run.
	ID      policy.Text `json:"id,omitempty"`
	Nodes   policy.Text `json:"nodes,omitempty"`
	Issuer  policy.Text `json:"issuer,omitempty"` // without "https://"; unset if not known
	Account policy.Text `json:"account,omitempty"`
	Region  policy.Text `json:"region,omitempty"`
}

// OIDCProviderRec is an identity provider of an account.
type OIDCProviderRec struct {
	Origin Origin      `json:"origin,omitzero"`
	ARN    policy.Text `json:"arn"`
	Issuer policy.Text `json:"issuer"` // without "https://"
}

// ServiceAccountRec says that a Kubernetes service account is given a role: its
// pods assume the role with a token of their cluster.
type ServiceAccountRec struct {
	Origin  Origin      `json:"origin,omitzero"`
	Role    policy.Text `json:"role"`              // ARN
	Cluster policy.Text `json:"cluster,omitempty"` // a ClusterRec's ID; unset if not known
	Account policy.Text `json:"account,omitempty"` // the cluster's; unset if not known
	// Subject and Audience are the token's sub and aud.
	Subject  policy.Text `json:"subject"`
	Audience policy.Text `json:"audience"`
}
