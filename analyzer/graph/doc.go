// Package graph joins what many plans, states, snapshots and configuration
// files say into one graph of accounts, principals, buckets, keys, endpoints
// and organization policies.
//
// Inputs become fragments (records that name each other by text); Join makes
// the graph. One file aws_<family>.go holds the adapters of one Terraform
// resource family: supporting one more type touches one file.
//
// It must not know what a request is, nor whether anything is allowed. A Graph
// is read-only after Join and may be shared between goroutines.
package graph
