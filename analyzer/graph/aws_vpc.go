package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// What attributes of networks hold (see Adapter.Refs).
const (
	vpcIDs      = "aws_vpc.id or aws_default_vpc.id or data.aws_vpc.id"
	subnetIDs   = "aws_subnet.id or aws_default_subnet.id or data.aws_subnet.id"
	tableIDs    = "aws_route_table.id or aws_default_route_table.id or data.aws_route_table.id or aws_vpc.main_route_table_id"
	endpointIDs = "aws_vpc_endpoint.id or data.aws_vpc_endpoint.id"
)

var awsVPC = Adapter{
	Type: "aws_vpc",
	Predict: map[string]string{
		"id":                     "{fresh}",
		"arn":                    "arn:{partition}:ec2:{region}:{account}:vpc/{fresh:id}",
		"default_route_table_id": "{fresh}",
		// A new VPC's main table is the one that it is made with.
		"main_route_table_id": "{fresh:default_route_table_id}",
	},
	Adapt: adaptVPC,
}

var awsDefaultVPC = Adapter{
	Type:  "aws_default_vpc",
	Adapt: adaptVPC,
}

var awsVPCData = Adapter{
	Type:  "data.aws_vpc",
	Adapt: adaptVPC,
}

func adaptVPC(b *Builder, r *plan.Resource) {
	// Defaults of the arguments, not of AWS: hostnames are off unless asked for.
	// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc#enable_dns_hostnames (2026-11)
	dns := b.Tri(r, "enable_dns_support", policy.Yes).And(b.Tri(r, "enable_dns_hostnames", policy.No))
	if r.Type == "aws_default_vpc" || r.Data && !b.Configured(r, "enable_dns_hostnames") {
		dns = b.Tri(r, "enable_dns_support", policy.Maybe).And(b.Tri(r, "enable_dns_hostnames", policy.Maybe))
	}
	b.Fragment.VPCs = append(b.Fragment.VPCs, VPCRec{
		Origin: b.Origin(r), ID: b.Text(r, "id"), Account: b.Account(r), Region: b.Region(r),
		MainTable: mainTableOf(b, r), DNS: dns,
		// Terraform adopts a default VPC, it does not make it.
		Created: b.Created(r) && r.Type == "aws_vpc", Reference: r.Data,
	})
}

func mainTableOf(b *Builder, r *plan.Resource) policy.Text {
	if t := b.Text(r, "main_route_table_id"); !t.IsOpaque() {
		return t
	}
	return ""
}

var awsSubnet = Adapter{
	Type: "aws_subnet",
	Refs: map[string]string{"vpc_id": vpcIDs},
	Predict: map[string]string{
		"id":  "{fresh}",
		"arn": "arn:{partition}:ec2:{region}:{account}:subnet/{fresh:id}",
	},
	Adapt: adaptSubnet,
}

var awsDefaultSubnet = Adapter{
	Type:  "aws_default_subnet",
	Adapt: adaptSubnet,
}

var awsSubnetData = Adapter{
	Type:  "data.aws_subnet",
	Refs:  map[string]string{"vpc_id": vpcIDs},
	Adapt: adaptSubnet,
}

func adaptSubnet(b *Builder, r *plan.Resource) {
	b.Fragment.Subnets = append(b.Fragment.Subnets, SubnetRec{
		Origin: b.Origin(r), ID: b.Text(r, "id"), VPC: b.Text(r, "vpc_id"),
		Created: b.Created(r) && r.Type == "aws_subnet", Reference: r.Data,
	})
}

var awsRouteTable = Adapter{
	Type: "aws_route_table",
	Refs: map[string]string{"vpc_id": vpcIDs},
	Predict: map[string]string{
		"id":  "{fresh}",
		"arn": "arn:{partition}:ec2:{region}:{account}:route-table/{fresh:id}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.RouteTables = append(b.Fragment.RouteTables, RouteTableRec{
			Origin: b.Origin(r), ID: b.Text(r, "id"), VPC: b.Text(r, "vpc_id"),
		})
	},
}

// Terraform adopts the table that the VPC was made with. It stays the main one
// until a main association names another.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/default_route_table (2026-11)
var awsDefaultRouteTable = Adapter{
	Type:    "aws_default_route_table",
	Refs:    map[string]string{"default_route_table_id": "aws_vpc.default_route_table_id"},
	Predict: map[string]string{"id": "{default_route_table_id}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		id := b.Text(r, "default_route_table_id")
		if id.IsUnset() {
			id = b.Text(r, "id")
		}
		vpc := b.Text(r, "vpc_id")
		if vpc.IsOpaque() { // computed; the VPC's own record says whose main table this is
			vpc = ""
		}
		b.Fragment.RouteTables = append(b.Fragment.RouteTables, RouteTableRec{
			Origin: b.Origin(r), ID: id, VPC: vpc, Main: !vpc.IsUnset(),
		})
	},
}

// data.aws_route_table found by subnet tells that subnet's table, whichever
// way it is associated.
var awsRouteTableData = Adapter{
	Type: "data.aws_route_table",
	Refs: map[string]string{"subnet_id": subnetIDs, "vpc_id": vpcIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		table := b.Text(r, "route_table_id")
		if table.IsUnset() || table.IsOpaque() {
			table = b.Text(r, "id")
		}
		if table.IsOpaque() {
			return
		}
		b.Fragment.RouteTables = append(b.Fragment.RouteTables, RouteTableRec{
			Origin: b.Origin(r), ID: table, VPC: b.Text(r, "vpc_id"),
		})
		if s := b.Text(r, "subnet_id"); !s.IsUnset() && !s.IsOpaque() {
			b.Fragment.TableAssocs = append(b.Fragment.TableAssocs, TableAssocRec{Origin: b.Origin(r), Subnet: s, Table: table})
		}
	},
}

var awsRouteTableAssociation = Adapter{
	Type: "aws_route_table_association",
	Refs: map[string]string{"subnet_id": subnetIDs, "route_table_id": tableIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		if b.Configured(r, "gateway_id") {
			return // an edge association: it routes what comes in by the gateway
		}
		b.associate(r, b.Text(r, "subnet_id"), b.Text(r, "route_table_id"))
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		b.associate(r, b.Text(r, "subnet_id"), b.Text(r, "route_table_id"))
	},
}

func (b *Builder) associate(r *plan.Resource, subnet, table policy.Text) {
	if subnet.IsUnset() {
		return
	}
	b.Fragment.TableAssocs = append(b.Fragment.TableAssocs, TableAssocRec{
		Origin: b.Origin(r), Subnet: subnet, Table: table, Deleted: b.Deleted(),
	})
}

var awsMainRouteTableAssociation = Adapter{
	Type: "aws_main_route_table_association",
	Refs: map[string]string{"vpc_id": vpcIDs, "route_table_id": tableIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.TableAssocs = append(b.Fragment.TableAssocs, TableAssocRec{
			Origin: b.Origin(r), VPC: b.Text(r, "vpc_id"), Table: b.Text(r, "route_table_id"),
		})
	},
}
