package graph

import (
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// vpcBlocks are a network that the plan makes: VPC main with subnet a, whose
// route table is private, and the gateway endpoint s3 in that table; and a
// function that runs in subnet a.
func vpcBlocks(more ...block) []block {
	return append([]block{
		created("aws_vpc.main", obj{"cidr_block": "10.0.0.0/16", "enable_dns_support": true, "enable_dns_hostnames": true}, nil, "id", "arn", "main_route_table_id", "default_route_table_id"),
		created("aws_subnet.a", obj{"cidr_block": "10.0.1.0/24"}, refs{"vpc_id": "aws_vpc.main.id"}, "id", "arn"),
		created("aws_route_table.private", obj{}, refs{"vpc_id": "aws_vpc.main.id"}, "id", "arn"),
		created("aws_iam_role.app", obj{"name": "app", "assume_role_policy": allowService("lambda.amazonaws.com")}, nil, "arn", "id", "unique_id"),
	}, more...)
}

type refs map[string]string

// created is a resource that the plan makes; references are known after apply.
func created(address string, after obj, links refs, unknown ...string) block {
	b := block{address: address, after: after, unknown: unknown, refs: map[string][]string{}}
	for attr, ref := range links {
		base := ref[:strings.LastIndexByte(ref, '.')]
		b.refs[attr] = []string{ref, base}
		b.unknown = append(b.unknown, attr)
	}
	return b
}

func allowService(service string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":"sts:AssumeRole"}]}`
}

var (
	associated  = created("aws_route_table_association.a", obj{}, refs{"subnet_id": "aws_subnet.a.id", "route_table_id": "aws_route_table.private.id"}, "id")
	mainIsThat  = created("aws_main_route_table_association.main", obj{}, refs{"vpc_id": "aws_vpc.main.id", "route_table_id": "aws_route_table.private.id"}, "id")
	gateway     = created("aws_vpc_endpoint.s3", obj{"service_name": "com.amazonaws.us-east-1.s3"}, refs{"vpc_id": "aws_vpc.main.id"}, "id", "arn", "policy", "route_table_ids", "vpc_endpoint_type")
	routed      = created("aws_vpc_endpoint_route_table_association.private", obj{}, refs{"vpc_endpoint_id": "aws_vpc_endpoint.s3.id", "route_table_id": "aws_route_table.private.id"}, "id")
	interface_  = created("aws_vpc_endpoint.s3_interface", obj{"service_name": "com.amazonaws.us-east-1.s3", "vpc_endpoint_type": "Interface", "private_dns_enabled": true, "dns_options": []obj{{"private_dns_only_for_inbound_resolver_endpoint": false}}}, refs{"vpc_id": "aws_vpc.main.id"}, "id", "arn", "policy")
	byDefault   = created("aws_vpc_endpoint.s3_interface", obj{"service_name": "com.amazonaws.us-east-1.s3", "vpc_endpoint_type": "Interface", "private_dns_enabled": true}, refs{"vpc_id": "aws_vpc.main.id"}, "id", "arn", "policy", "dns_options")
	switchedOff = created("aws_vpc_endpoint_private_dns.off", obj{"private_dns_enabled": false}, refs{"vpc_endpoint_id": "aws_vpc_endpoint.s3_interface.id"})
	switchedOn  = created("aws_vpc_endpoint_private_dns.on", obj{"private_dns_enabled": true}, refs{"vpc_endpoint_id": "aws_vpc_endpoint.s3_interface.id"})
	inSubnetA   = inVPC("aws_lambda_function.app", refs{"role": "aws_iam_role.app.arn"}, "aws_subnet.a.id")
	outsideVPC  = created("aws_lambda_function.app", obj{"function_name": "app"}, refs{"role": "aws_iam_role.app.arn"}, "arn")
	defaultIsIt = created("aws_default_route_table.main", obj{}, refs{"default_route_table_id": "aws_vpc.main.default_route_table_id"}, "id", "vpc_id")
)

// inVPC is a function with a vpc_config block in one subnet.
func inVPC(address string, links refs, subnet string) block {
	b := created(address, obj{"function_name": "app"}, links, "arn")
	b.after["vpc_config"] = []obj{{"security_group_ids": []string{"sg-1"}}}
	b.nested = obj{"vpc_config": []obj{{"subnet_ids": obj{"references": []string{subnet, subnet[:strings.LastIndexByte(subnet, '.')]}}}}}
	b.unknownNested = obj{"vpc_config": []obj{{"subnet_ids": []bool{true}}}}
	b.after["vpc_config"] = []obj{{"security_group_ids": []string{"sg-1"}, "subnet_ids": []any{nil}}}
	return b
}

func with(b block, attr string, value any) block {
	c := b
	c.after = obj{}
	for k, v := range b.after {
		c.after[k] = v
	}
	c.after[attr] = value
	return c
}

func TestPaths(t *testing.T) {
	tests := []struct {
		name   string
		blocks []block
		want   string // address of the S3 endpoint, "none", or "" for no path at all
		proved policy.Tri
		why    string
	}{
		{"explicit association", []block{associated, gateway, routed, inSubnetA}, "aws_vpc_endpoint.s3", policy.Yes, "subnet, table and endpoint are linked"},
		{"the VPC's main table", []block{mainIsThat, gateway, routed, inSubnetA}, "aws_vpc_endpoint.s3", policy.Yes, "a subnet without an association uses the main table"},
		{"another table", []block{mainIsThat, gateway, inSubnetA}, "none", policy.Yes, "no table leads to the endpoint, and the VPC is new"},
		{"a new VPC's own main table", []block{gateway, routed, inSubnetA}, "none", policy.Yes, "the table that the VPC is made with is no other"},
		{"the default table is adopted", []block{defaultIsIt, gateway, created("aws_vpc_endpoint_route_table_association.d", obj{}, refs{"vpc_endpoint_id": "aws_vpc_endpoint.s3.id", "route_table_id": "aws_default_route_table.main.id"}), inSubnetA}, "aws_vpc_endpoint.s3", policy.Yes, "aws_default_route_table is the table that the VPC is made with"},
		{"no endpoint at all", []block{associated, inSubnetA}, "none", policy.Yes, "a VPC that the plan makes has no endpoint that the plan does not show"},
		{"a function in no VPC", []block{associated, gateway, routed, outsideVPC}, "none", policy.Yes, "Lambda's own network passes no endpoint of the account"},
		{"an interface endpoint with private DNS", []block{associated, gateway, routed, interface_, inSubnetA}, "aws_vpc_endpoint.s3_interface", policy.Yes, "the name resolves to it in the whole VPC, before any route is looked up"},
		{"an interface endpoint without private DNS", []block{associated, gateway, routed, with(interface_, "private_dns_enabled", false), inSubnetA}, "aws_vpc_endpoint.s3", policy.Yes, "only who names the endpoint uses it"},
		{"an interface endpoint with private DNS and nothing said of inbound resolvers", []block{associated, gateway, routed, byDefault, inSubnetA}, "aws_vpc_endpoint.s3", policy.Yes, "it is for inbound resolvers only by default: hosts in the VPC go on using the gateway"},
		{"the same without a gateway endpoint", []block{associated, byDefault, inSubnetA}, "aws_vpc_endpoint.s3_interface", policy.Yes, "nothing else takes its traffic; AWS even refuses to make it"},
		{"private DNS switched off by a resource of its own", []block{associated, gateway, routed, interface_, switchedOff, inSubnetA}, "aws_vpc_endpoint.s3", policy.Yes, "aws_vpc_endpoint_private_dns is applied after the endpoint"},
		{"private DNS switched on by a resource of its own", []block{associated, gateway, routed, with(interface_, "private_dns_enabled", false), switchedOn, inSubnetA}, "aws_vpc_endpoint.s3_interface", policy.Yes, "aws_vpc_endpoint_private_dns is applied after the endpoint"},
		{"private DNS for inbound resolvers only", []block{associated, gateway, routed, with(interface_, "dns_options", []obj{{"private_dns_only_for_inbound_resolver_endpoint": true}}), inSubnetA}, "aws_vpc_endpoint.s3", policy.Yes, "hosts in the VPC go on using the gateway"},
		{"an endpoint of another service", []block{associated, with(gateway, "service_name", "com.amazonaws.us-east-1.dynamodb"), routed, inSubnetA}, "none", policy.Yes, "requests to S3 do not pass it"},
		{"an endpoint of another region", []block{associated, with(gateway, "service_name", "com.amazonaws.eu-west-1.s3"), routed, inSubnetA}, "none", policy.Yes, "an endpoint serves its own region"},
		{"a role that nothing runs as", []block{associated, gateway, routed}, "", policy.Maybe, "no workload, no path"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "net", blocks: vpcBlocks(tt.blocks...)})
			p := mustLookup[*Principal](t, g, "aws_iam_role.app")
			if tt.want == "" {
				if len(p.Paths) > 0 {
					t.Errorf("paths %+v, want none: %s", p.Paths, tt.why)
				}
				return
			}
			if len(p.Paths) != 1 {
				t.Fatalf("%d paths, want one", len(p.Paths))
			}
			got := "none"
			if e := p.Paths[0].S3; e != nil {
				got = e.Origin.Address
			}
			if got != tt.want || p.Paths[0].Proved != tt.proved {
				t.Errorf("through %s, proved %v (%s); want %s, %v: %s", got, p.Paths[0].Proved, p.Paths[0].Why, tt.want, tt.proved, tt.why)
			}
		})
	}
}

// Handmade fragments: what several inputs say together.
func TestPathsOfExistingNetworks(t *testing.T) {
	base := func() *Fragment {
		return &Fragment{
			Label:       "net",
			VPCs:        []VPCRec{{ID: "vpc-1", Region: "us-east-1", Account: "111111111111", DNS: policy.Yes}},
			Subnets:     []SubnetRec{{ID: "subnet-a", VPC: "vpc-1"}},
			RouteTables: []RouteTableRec{{ID: "rtb-main", VPC: "vpc-1", Main: true}, {ID: "rtb-1", VPC: "vpc-1"}},
			Endpoints:   []EndpointRec{{Origin: Origin{Address: "gw"}, ID: "vpce-1", Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", VPC: "vpc-1", Tables: []policy.Text{"rtb-1"}}},
			TableAssocs: []TableAssocRec{{Subnet: "subnet-a", Table: "rtb-1"}},
			Identities:  []IdentityRec{{Kind: Role, Name: "app", ARN: "arn:aws:iam::111111111111:role/app", Account: "111111111111"}},
			Workloads:   []WorkloadRec{{Origin: Origin{Address: "fn"}, Role: "arn:aws:iam::111111111111:role/app", Account: "111111111111", Region: "us-east-1", Subnets: []policy.Text{"subnet-a"}}},
		}
	}
	tests := []struct {
		name   string
		change func(*Fragment)
		other  *Fragment
		want   string
		proved policy.Tri
		say    string
		why    string
	}{
		{name: "all links known", change: func(*Fragment) {}, want: "gw", proved: policy.Yes, why: "subnet, table, endpoint"},
		{name: "subnet without an association, VPC managed here", change: func(f *Fragment) { f.TableAssocs = nil; f.Endpoints[0].Tables = []policy.Text{"rtb-main"} }, want: "gw", proved: policy.Yes, why: "who manages VPC and subnet shows the associations"},
		{name: "subnet that is only read", change: func(f *Fragment) {
			f.TableAssocs = nil
			f.Subnets[0].Reference = true
			f.Endpoints[0].Tables = []policy.Text{"rtb-main"}
		},
			want: "gw", proved: policy.Maybe, say: "no input shows which route table", why: "it may be associated elsewhere"},
		{name: "subnet in no input", change: func(f *Fragment) { f.Subnets = nil }, want: "none", proved: policy.Maybe, say: "subnet subnet-a is in no input", why: "its VPC is not known"},
		{name: "no endpoint in an existing VPC", change: func(f *Fragment) { f.Endpoints = nil }, want: "none", proved: policy.Maybe, say: "endpoints that no input shows", why: "another workspace may have made one"},
		{name: "some route tables not known", change: func(f *Fragment) { f.Endpoints[0].Tables, f.Endpoints[0].TablesOpen = nil, true }, want: "gw", proved: policy.Maybe, say: "not all route tables", why: "ours may be among them"},
		{name: "endpoint whose VPC is not known", change: func(f *Fragment) {
			f.Endpoints[0].VPC = policy.Opaque("x")
			f.Endpoints[0].Tables = nil
			f.VPCs[0].Created = true
		},
			want: "none", proved: policy.Maybe, say: "the VPC of gw is not known", why: "it may be this VPC"},
		{name: "the plan takes the route away", change: func(*Fragment) {}, other: &Fragment{Label: "plan", EndpointTables: []EndpointTableRec{{Origin: Origin{Change: "delete"}, Endpoint: "vpce-1", Table: "rtb-1", Deleted: true}}},
			want: "none", proved: policy.Maybe, why: "the endpoint's own list is from before"},
		{name: "the plan associates another table", change: func(*Fragment) {}, other: &Fragment{Label: "plan", TableAssocs: []TableAssocRec{{Origin: Origin{Change: "update"}, Subnet: "subnet-a", Table: "rtb-main"}}},
			want: "none", proved: policy.Maybe, why: "a plan's view holds over a state's"},
		{name: "the plan removes the endpoint", change: func(*Fragment) {}, other: &Fragment{Label: "plan", Endpoints: []EndpointRec{{Origin: Origin{Change: "delete"}, ID: "vpce-1", Deleted: true}}},
			want: "none", proved: policy.Maybe, why: "it is gone afterwards"},
		{name: "an association of an unknown subnet", change: func(f *Fragment) {
			f.TableAssocs = []TableAssocRec{{Subnet: policy.Opaque("x"), Table: "rtb-1"}}
			f.Endpoints[0].Tables = []policy.Text{"rtb-main"}
		},
			want: "gw", proved: policy.Maybe, say: "subnet of a resource is not known", why: "it may be this subnet's"},
		{name: "an association of an unknown route table", change: func(f *Fragment) {
			f.Endpoints[0].Tables = nil
			f.EndpointTables = []EndpointTableRec{{Endpoint: "vpce-1", Table: policy.Opaque("x")}}
		},
			want: "gw", proved: policy.Maybe, say: "not all route tables", why: "it may be ours"},
		{name: "an association of an unknown endpoint with another table", change: func(f *Fragment) {
			f.Endpoints[0].Tables = nil
			f.EndpointTables = []EndpointTableRec{{Endpoint: policy.Opaque("x"), Table: "rtb-2"}}
			f.VPCs[0].Created = true
		},
			want: "none", proved: policy.Yes, why: "it is not ours, whatever the endpoint"},
		{name: "a workload that is not sure of itself", change: func(f *Fragment) { f.Workloads[0].Uncertain = []string{"its task definition is not known"} }, want: "gw", proved: policy.Maybe, say: "task definition", why: "what is not known of the workload is not known of its path"},
		{name: "a part in no input", change: func(f *Fragment) { f.Workloads[0].Subnets = nil; f.Workloads[0].Uses = []policy.Text{"lt-1"} }, want: "none", proved: policy.Maybe, say: "lt-1 is in no input", why: "the subnet may stand there"},
		{name: "KMS through an interface endpoint", change: func(f *Fragment) {
			f.Endpoints = append(f.Endpoints, EndpointRec{Origin: Origin{Address: "kms"}, ID: "vpce-2", Service: "com.amazonaws.us-east-1.kms", Type: "Interface", VPC: "vpc-1", PrivateDNS: policy.Yes})
		}, want: "gw", proved: policy.Yes, why: "each service has its own endpoint"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := base()
			tt.change(f)
			fragments := []*Fragment{f}
			if tt.other != nil {
				fragments = append(fragments, tt.other)
			}
			g := Join(fragments)
			paths := g.Principal("arn:aws:iam::111111111111:role/app").Paths
			if len(paths) != 1 {
				t.Fatalf("%d paths", len(paths))
			}
			got := "none"
			if paths[0].S3 != nil {
				got = paths[0].S3.Origin.Address
			}
			if got != tt.want || paths[0].Proved != tt.proved || !strings.Contains(paths[0].Why, tt.say) || (paths[0].Why == "") != (tt.proved == policy.Yes) {
				t.Errorf("through %s, proved %v, %q; want %s, %v, %q: %s", got, paths[0].Proved, paths[0].Why, tt.want, tt.proved, tt.say, tt.why)
			}
			if strings.HasPrefix(tt.name, "KMS") && (paths[0].KMS == nil || paths[0].KMS.Origin.Address != "kms") {
				t.Error("requests to KMS pass its interface endpoint")
			}
		})
	}
}

// A workload in two subnets has two paths; one that two inputs show has one.
func TestOnePathASubnet(t *testing.T) {
	f := &Fragment{
		Label:      "net",
		VPCs:       []VPCRec{{ID: "vpc-1", Region: "us-east-1"}},
		Subnets:    []SubnetRec{{ID: "subnet-a", VPC: "vpc-1"}, {ID: "subnet-b", VPC: "vpc-1"}},
		Identities: []IdentityRec{{Kind: Role, Name: "app", ARN: "arn:aws:iam::111111111111:role/app", Account: "111111111111"}},
		Profiles:   []ProfileRec{{Name: "app", ARN: "arn:aws:iam::111111111111:instance-profile/app", Role: "app", Account: "111111111111"}},
		Workloads:  []WorkloadRec{{Origin: Origin{Input: "net", Address: "aws_autoscaling_group.x"}, Profile: "app", Account: "111111111111", Subnets: []policy.Text{"subnet-a", "subnet-b"}}},
	}
	state := *f
	state.Label = "state"
	if paths := Join([]*Fragment{f, &state}).Principal("arn:aws:iam::111111111111:role/app").Paths; len(paths) != 2 {
		t.Errorf("%d paths, want 2", len(paths))
	}
}

// The plan moves a workload that a state still has elsewhere.
func TestAPlanMovesAWorkload(t *testing.T) {
	at := func(label, change string, subnet policy.Text) *Fragment {
		return &Fragment{Label: label,
			Identities: []IdentityRec{{Kind: Role, Name: "app", ARN: roleARN, Account: "111111111111"}},
			Workloads:  []WorkloadRec{{Origin: Origin{Input: label, Address: "aws_lambda_function.x", Change: change}, Role: roleARN, Account: "111111111111", Subnets: []policy.Text{subnet}}}}
	}
	state, plan := at("state", "", "subnet-old"), at("plan", "update", "subnet-new")
	for _, fragments := range [][]*Fragment{{state, plan}, {plan, state}} {
		if paths := Join(fragments).Principal(roleARN).Paths; len(paths) != 1 || paths[0].Subnet != "subnet-new" {
			t.Errorf("paths %+v", paths)
		}
	}
}

func TestSharedPaths(t *testing.T) {
	g := sharedGraph(t, "o13-gateway-endpoint-policy", plan.Planned)
	for role, want := range map[policy.Text]string{"app-instance": "aws_vpc_endpoint.s3", "collector-instance": "aws_vpc_endpoint.s3", "toolbox-instance": "aws_vpc_endpoint.s3", "reporter-instance": "none"} {
		paths := g.Principal("arn:aws:iam::111111111111:role/" + role).Paths
		if len(paths) != 1 || paths[0].Proved != policy.Yes {
			t.Errorf("%s: %+v", role, paths)
			continue
		}
		got := "none"
		if paths[0].S3 != nil {
			got = paths[0].S3.Origin.Address
		}
		if got != want {
			t.Errorf("%s goes through %s, want %s", role, got, want)
		}
	}
}
