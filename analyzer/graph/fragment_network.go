package graph

import "github.com/tfaccess/tfaccess/analyzer/policy"

// EndpointRec is a VPC endpoint.
type EndpointRec struct {
	Origin     Origin        `json:"origin,omitzero"`
	ID         policy.Text   `json:"id"`
	Service    policy.Text   `json:"service"`
	Type       string        `json:"type"`
	VPC        policy.Text   `json:"vpc"`
	Account    policy.Text   `json:"account,omitempty"`
	Region     policy.Text   `json:"region,omitempty"`
	Policy     *Doc          `json:"policy,omitempty"`
	Tables     []policy.Text `json:"route_tables,omitempty"`
	TablesOpen bool          `json:"route_tables_open,omitempty"` // some may be unknown
	Subnets    []policy.Text `json:"subnets,omitempty"`
	// PrivateDNS: the service's name resolves to the endpoint; for whom, Inbound
	// says: "" (everybody), "only", "default", "unknown".
	PrivateDNS policy.Tri `json:"private_dns,omitzero"`
	Inbound    string     `json:"private_dns_inbound,omitempty"`
	Created    bool       `json:"created,omitempty"`
	Deleted    bool       `json:"deleted,omitempty"`
	// Reference: read by a data source, which tells id, service and policy
	// but may not be the whole truth about route tables.
	Reference bool `json:"reference,omitempty"`
}

// EndpointPolicyRec is an aws_vpc_endpoint_policy.
type EndpointPolicyRec struct {
	Origin   Origin      `json:"origin,omitzero"`
	Endpoint policy.Text `json:"endpoint"`
	Doc      Doc         `json:"document"`
}

// EndpointDNSRec switches an endpoint's private DNS on or off.
type EndpointDNSRec struct {
	Origin   Origin      `json:"origin,omitzero"`
	Endpoint policy.Text `json:"endpoint"`
	On       policy.Tri  `json:"on,omitzero"`
}

// EndpointSubnetRec puts an interface endpoint into a subnet.
type EndpointSubnetRec struct {
	Origin   Origin      `json:"origin,omitzero"`
	Endpoint policy.Text `json:"endpoint"`
	Subnet   policy.Text `json:"subnet"`
}

// EndpointTableRec associates a gateway endpoint with a route table.
type EndpointTableRec struct {
	Origin   Origin      `json:"origin,omitzero"`
	Endpoint policy.Text `json:"endpoint"`
	Table    policy.Text `json:"table"`
	Deleted  bool        `json:"deleted,omitempty"`
}

// VPCRec is a VPC.
type VPCRec struct {
	Origin    Origin      `json:"origin,omitzero"`
	ID        policy.Text `json:"id"`
	Account   policy.Text `json:"account,omitempty"`
	Region    policy.Text `json:"region,omitempty"`
	MainTable policy.Text `json:"main_table,omitempty"`
	DNS       policy.Tri  `json:"dns,omitzero"` // both enable_dns_support and enable_dns_hostnames
	Created   bool        `json:"created,omitempty"`
	Reference bool        `json:"reference,omitempty"` // read, not managed, by this input
}

// SubnetRec is a subnet.
type SubnetRec struct {
	Origin  Origin      `json:"origin,omitzero"`
	ID      policy.Text `json:"id"`
	VPC     policy.Text `json:"vpc"`
	Created bool        `json:"created,omitempty"`
	// Reference: read, not managed, by this input: its association may be
	// made elsewhere.
	Reference bool `json:"reference,omitempty"`
}

// RouteTableRec is a route table.
type RouteTableRec struct {
	Origin Origin      `json:"origin,omitzero"`
	ID     policy.Text `json:"id"`
	VPC    policy.Text `json:"vpc"`
	Main   bool        `json:"main,omitempty"`
}

// TableAssocRec associates a subnet, or a VPC (as its main table), with a route table.
type TableAssocRec struct {
	Origin Origin      `json:"origin,omitzero"`
	Subnet policy.Text `json:"subnet,omitempty"`
	VPC    policy.Text `json:"vpc,omitempty"`
	Table  policy.Text `json:"table"`
	// Deleted: the plan removes the association.
	Deleted bool `json:"deleted,omitempty"`
}

// WorkloadRec is a workload that runs as a role in subnets, or a part of one
// (a launch template, a task definition, a connection).
type WorkloadRec struct {
	Origin Origin `json:"origin,omitzero"`
	// ID is what other records call this one in Uses; unset if none can.
	ID policy.Text `json:"id,omitempty"`
	// Uses are the parts that complete this record's role, profile or subnets,
	// where it does not say them itself.
	Uses []policy.Text `json:"uses,omitempty"`
	// Part: runs nothing by itself.
	Part    bool          `json:"part,omitempty"`
	Role    policy.Text   `json:"role,omitempty"`    // ARN or name
	Profile policy.Text   `json:"profile,omitempty"` // instance profile name or ARN
	Assumer policy.Text   `json:"assumer,omitempty"` // service that assumes the role
	Session *SessionRec   `json:"session,omitempty"` // what it passes
	Account policy.Text   `json:"account,omitempty"`
	Region  policy.Text   `json:"region,omitempty"`
	Subnets []policy.Text `json:"subnets,omitempty"`
	// Outside: known to run in no VPC of the account (Lambda without vpc_config).
	Outside bool `json:"outside,omitempty"`
	// Uncertain says which part of the path is not known.
	Uncertain []string `json:"uncertain,omitempty"`
}
