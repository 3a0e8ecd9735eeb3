package graph

import (
	"cmp"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

var awsVPCEndpoint = Adapter{
	Type: "aws_vpc_endpoint",
	Refs: map[string]string{
		"vpc_id": vpcIDs, "route_table_ids": tableIDs, "subnet_ids": subnetIDs,
	},
	Predict: map[string]string{
		"id":  "{fresh}",
		"arn": "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{fresh:id}",
	},
	Adapt: adaptVPCEndpoint,
	Deleted: func(b *Builder, r *plan.Resource) {
		b.Fragment.Endpoints = append(b.Fragment.Endpoints, EndpointRec{
			Origin: b.Origin(r), ID: b.Text(r, "id"), Service: b.Text(r, "service_name"), VPC: b.Text(r, "vpc_id"), Deleted: true,
		})
	},
}

var awsVPCEndpointData = Adapter{
	Type:  "data.aws_vpc_endpoint",
	Refs:  map[string]string{"vpc_id": vpcIDs},
	Adapt: adaptVPCEndpoint,
}

func adaptVPCEndpoint(b *Builder, r *plan.Resource) {
	rec := EndpointRec{
		Origin: b.Origin(r), ID: b.Text(r, "id"), Service: b.Text(r, "service_name"), VPC: b.Text(r, "vpc_id"),
		Account: b.Account(r), Region: b.Region(r), Created: b.Created(r), Reference: r.Data,
		Type: "Gateway",
	}
	if b.Configured(r, "vpc_endpoint_type") {
		rec.Type = string(b.Text(r, "vpc_endpoint_type"))
	}
	if b.Configured(r, "policy") {
		doc := b.Doc(r, "policy")
		rec.Policy = &doc
	}
	complete := true
	// Left out, the list is whatever aws_vpc_endpoint_route_table_association
	// makes it: those records say.
	if b.Configured(r, "route_table_ids") {
		rec.Tables, complete = b.Texts(r, "route_table_ids")
	}
	known := rec.Tables[:0]
	for _, t := range rec.Tables {
		if t.IsOpaque() {
			complete = false
			continue
		}
		known = append(known, t)
	}
	rec.Tables, rec.TablesOpen = known, !complete
	if b.Configured(r, "subnet_ids") {
		rec.Subnets, _ = b.Texts(r, "subnet_ids")
	}
	rec.PrivateDNS, rec.Inbound = b.Tri(r, "private_dns_enabled", policy.No), inbound(b, r)
	b.Fragment.Endpoints = append(b.Fragment.Endpoints, rec)
}

// For whom private DNS is: all hosts, or those that come by an inbound resolver
// endpoint alone while hosts in the VPC go on using the gateway endpoint.
const (
	inboundToo     = ""
	inboundOnly    = "only"
	inboundDefault = "default" // left to AWS
	inboundUnknown = "unknown"
)

// inbound reads the endpoint's DNS options. A block without the argument is
// sent with false by the provider; without a block nothing is sent.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns (2026-11)
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint#dns_options (2026-11)
func inbound(b *Builder, r *plan.Resource) string {
	if !b.Configured(r, "dns_options") {
		return inboundDefault
	}
	options, there := b.Block(r, "dns_options")
	if there == policy.No {
		return inboundDefault
	}
	if there == policy.Yes {
		switch options.Tri("private_dns_only_for_inbound_resolver_endpoint", policy.No) {
		case policy.Yes:
			return inboundOnly
		case policy.No:
			return inboundToo
		}
	}
	return inboundUnknown
}

// Removing the resource from the configuration leaves private DNS as it is.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint_private_dns (2026-11)
var awsVPCEndpointPrivateDNS = Adapter{
	Type:    "aws_vpc_endpoint_private_dns",
	Refs:    map[string]string{"vpc_endpoint_id": endpointIDs},
	Adapt:   adaptEndpointDNS,
	Deleted: adaptEndpointDNS,
}

func adaptEndpointDNS(b *Builder, r *plan.Resource) {
	b.Fragment.EndpointDNS = append(b.Fragment.EndpointDNS, EndpointDNSRec{
		Origin: b.Origin(r), Endpoint: b.Text(r, "vpc_endpoint_id"), On: b.Tri(r, "private_dns_enabled", policy.Maybe),
	})
}

// awsVPCEndpointSubnetAssociation puts an interface endpoint into one more
// subnet. Its name resolves to it in the whole VPC all the same.
//
// Security groups of endpoints are not read: one that blocks a request makes it
// time out, which is no 403, and sends it nowhere else.
// https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html (2026-11)
var awsVPCEndpointSubnetAssociation = Adapter{
	Type: "aws_vpc_endpoint_subnet_association",
	Refs: map[string]string{"vpc_endpoint_id": endpointIDs, "subnet_id": subnetIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		endpoint, subnet := b.Text(r, "vpc_endpoint_id"), b.Text(r, "subnet_id")
		if endpoint.IsOpaque() || subnet.IsOpaque() {
			return
		}
		b.Fragment.EndpointSubnets = append(b.Fragment.EndpointSubnets, EndpointSubnetRec{Origin: b.Origin(r), Endpoint: endpoint, Subnet: subnet})
	},
}

var awsVPCEndpointPolicy = Adapter{
	Type: "aws_vpc_endpoint_policy",
	Refs: map[string]string{"vpc_endpoint_id": endpointIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.EndpointPolicies = append(b.Fragment.EndpointPolicies, EndpointPolicyRec{
			Origin: b.Origin(r), Endpoint: b.Text(r, "vpc_endpoint_id"), Doc: b.Doc(r, "policy"),
		})
	},
	// Removing the resource puts the default policy back: full access.
	// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint_policy (2026-11)
	Deleted: func(b *Builder, r *plan.Resource) {
		b.Fragment.EndpointPolicies = append(b.Fragment.EndpointPolicies, EndpointPolicyRec{
			Origin: b.Origin(r), Endpoint: b.Text(r, "vpc_endpoint_id"), Doc: Doc{Presence: Absent},
		})
	},
}

var awsVPCEndpointRouteTableAssociation = Adapter{
	Type: "aws_vpc_endpoint_route_table_association",
	Refs: map[string]string{"vpc_endpoint_id": endpointIDs, "route_table_id": tableIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.endpointTable(r, b.Text(r, "vpc_endpoint_id"), b.Text(r, "route_table_id"), false)
		if b.Replaced(r) {
			endpoint := cmp.Or(b.before(r, "vpc_endpoint_id"), b.Text(r, "vpc_endpoint_id"))
			b.endpointTable(r, endpoint, b.before(r, "route_table_id"), true)
		}
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		b.endpointTable(r, b.Text(r, "vpc_endpoint_id"), b.Text(r, "route_table_id"), true)
	},
}

func (b *Builder) endpointTable(r *plan.Resource, endpoint, table policy.Text, deleted bool) {
	if endpoint.IsUnset() || table.IsUnset() {
		return
	}
	b.Fragment.EndpointTables = append(b.Fragment.EndpointTables, EndpointTableRec{
		Origin: b.Origin(r), Endpoint: endpoint, Table: table, Deleted: deleted,
	})
}

// before is an attribute as it was before the plan; unset if that is not known.
func (b *Builder) before(r *plan.Resource, attr string) policy.Text {
	v, state := r.Attr(plan.Prior, attr)
	if state != plan.Known || r.Sensitive(plan.Prior, attr) {
		return ""
	}
	return textOf(v, "")
}
