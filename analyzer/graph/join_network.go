package graph

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// network is what all fragments say of VPCs, indexed by id.
type network struct {
	vpcs        map[policy.Text]*VPCRec
	subnets     map[policy.Text]*SubnetRec
	tables      map[policy.Text]*RouteTableRec
	bySubnet    map[policy.Text]*TableAssocRec // explicit association of a subnet
	mainOf      map[policy.Text]mainTable      // main route table of a VPC
	gateways    map[policy.Text][]tableRoute   // by route table
	endpoints   map[policy.Text]*Endpoint
	records     map[policy.Text]*EndpointRec
	byVPC       map[policy.Text][]*Endpoint
	unplaced    []*Endpoint      // whose VPC is not known
	opaqueAssoc []*TableAssocRec // of subnets that are not known
	// opaqueRoutes are associations of an unknown endpoint or an unknown table.
	opaqueRoutes []*EndpointTableRec
}

type mainTable struct {
	table  policy.Text
	origin Origin
	rank   int // what tells it: association, table, the VPC's own attribute
}

type tableRoute struct {
	endpoint *Endpoint
	origin   Origin
}

// endpoints fills Graph.Endpoints and indexes the network for paths.
func (j *joiner) endpoints() *network {
	fragments := j.fragments
	n := &network{
		vpcs:      map[policy.Text]*VPCRec{},
		subnets:   map[policy.Text]*SubnetRec{},
		tables:    map[policy.Text]*RouteTableRec{},
		bySubnet:  map[policy.Text]*TableAssocRec{},
		mainOf:    map[policy.Text]mainTable{},
		gateways:  map[policy.Text][]tableRoute{},
		endpoints: map[policy.Text]*Endpoint{},
		records:   map[policy.Text]*EndpointRec{},
		byVPC:     map[policy.Text][]*Endpoint{},
	}
	for _, f := range fragments {
		collect(n.vpcs, f.VPCs, func(r *VPCRec) (policy.Text, Origin, bool) { return r.ID, r.Origin, r.Reference })
		collect(n.subnets, f.Subnets, func(r *SubnetRec) (policy.Text, Origin, bool) { return r.ID, r.Origin, r.Reference })
		collect(n.tables, f.RouteTables, func(r *RouteTableRec) (policy.Text, Origin, bool) { return r.ID, r.Origin, false })
		collect(n.records, f.Endpoints, func(r *EndpointRec) (policy.Text, Origin, bool) { return r.ID, r.Origin, r.Reference })
	}
	n.readMainTables(fragments)
	for _, id := range slices.Sorted(maps.Keys(n.records)) {
		n.addEndpoint(j, n.records[id])
	}
	n.readEndpointDNS(j.fragments)
	n.readEndpointPolicies(j)
	n.readEndpointTables(fragments)
	return n
}

// collect indexes records by id. Where two are about the same thing, a plan's
// holds over a state's, and one that manages it over one that reads it.
func collect[T any](into map[policy.Text]*T, records []T, key func(*T) (id policy.Text, o Origin, reference bool)) {
	for i := range records {
		id, origin, reference := key(&records[i])
		if id.IsUnset() || id.IsOpaque() {
			continue
		}
		old := into[id]
		if old == nil {
			into[id] = &records[i]
			continue
		}
		_, oldOrigin, oldReference := key(old)
		if oldReference && !reference || oldReference == reference && supersedes(origin, oldOrigin) {
			into[id] = &records[i]
		}
	}
}

// readMainTables finds each subnet's explicit association and each VPC's main
// route table: an association made for it, the table that Terraform adopted as
// the default, or what the VPC itself said when it was last read.
func (n *network) readMainTables(fragments []*Fragment) {
	for _, f := range fragments {
		for i := range f.TableAssocs {
			a := &f.TableAssocs[i]
			switch {
			case !a.VPC.IsUnset():
				if !a.Deleted {
					n.setMain(a.VPC, mainTable{a.Table, a.Origin, 3})
				}
			case a.Subnet.IsOpaque():
				n.opaqueAssoc = append(n.opaqueAssoc, a)
			case !a.Subnet.IsUnset():
				if old := n.bySubnet[a.Subnet]; old == nil || supersedes(a.Origin, old.Origin) || old.Deleted && !a.Deleted {
					n.bySubnet[a.Subnet] = a
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(n.tables)) {
		if t := n.tables[id]; t.Main {
			n.setMain(t.VPC, mainTable{t.ID, t.Origin, 2})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(n.vpcs)) {
		if v := n.vpcs[id]; !v.MainTable.IsUnset() {
			n.setMain(id, mainTable{v.MainTable, v.Origin, 1})
		}
	}
}

func (n *network) setMain(vpc policy.Text, m mainTable) {
	old, ok := n.mainOf[vpc]
	if !ok || m.rank > old.rank || m.rank == old.rank && supersedes(m.origin, old.origin) {
		n.mainOf[vpc] = m
	}
}

func (n *network) addEndpoint(j *joiner, r *EndpointRec) {
	if r.Deleted {
		return
	}
	e := &Endpoint{
		Origin: r.Origin, ID: r.ID, Service: r.Service, Type: r.Type, VPC: r.VPC, Region: r.Region,
		RouteTables: slices.Clone(r.Tables), Subnets: slices.Clone(r.Subnets), PrivateDNS: r.PrivateDNS, Created: r.Created,
		Policy: &Policy{Origin: r.Origin, Presence: Absent},
	}
	e.Account = j.placed(r.Account)
	if r.Policy != nil {
		e.Policy = j.policy(r.Origin, r.Policy)
	}
	j.g.Endpoints = append(j.g.Endpoints, e)
	n.endpoints[e.ID] = e
	if e.VPC.IsUnset() || e.VPC.IsOpaque() {
		n.unplaced = append(n.unplaced, e)
	} else {
		n.byVPC[e.VPC] = append(n.byVPC[e.VPC], e)
	}
	for _, t := range r.Tables {
		n.gateways[t] = append(n.gateways[t], tableRoute{e, r.Origin})
	}
}

// readEndpointDNS finds what resources of their own say of interface endpoints.
func (n *network) readEndpointDNS(fragments []*Fragment) {
	set := map[policy.Text]Origin{}
	for _, f := range fragments {
		for i := range f.EndpointDNS {
			r := &f.EndpointDNS[i]
			e := n.endpoints[r.Endpoint]
			old, again := set[r.Endpoint]
			if e == nil || again && !supersedes(r.Origin, old) {
				continue
			}
			set[r.Endpoint] = r.Origin
			e.PrivateDNS = r.On
		}
		for i := range f.EndpointSubnets {
			r := &f.EndpointSubnets[i]
			if e := n.endpoints[r.Endpoint]; e != nil && !slices.Contains(e.Subnets, r.Subnet) {
				e.Subnets = append(e.Subnets, r.Subnet)
			}
		}
	}
}

// resolves reports whether a service's name resolves to an interface endpoint
// for hosts in its VPC. For a service that has gateway endpoints too, private
// DNS is for inbound resolver endpoints alone unless somebody says otherwise;
// AWS then makes sure that there is a gateway endpoint in the VPC.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns (2026-11)
func (n *network) resolves(e *Endpoint, service string, region policy.Text) policy.Tri {
	inbound := policy.No
	switch n.records[e.ID].Inbound {
	case inboundOnly:
		inbound = policy.Yes
	case inboundUnknown:
		inbound = policy.Maybe
	case inboundDefault:
		if service == "s3" || service == "dynamodb" {
			inbound = n.hasGateway(e.VPC, service, region)
		}
	}
	return e.PrivateDNS.And(inbound.Not())
}

// far are the interface endpoints of a subnet's VPC for S3 in other regions.
// That private DNS makes the names of buckets there resolve to them is unverified.
func (n *network) far(subnet *SubnetRec, region policy.Text) []*Endpoint {
	var list []*Endpoint
	for _, e := range n.byVPC[subnet.VPC] {
		if e.Type == "Interface" && !region.IsUnset() && e.serves("s3", "") != policy.No && e.serves("s3", region) == policy.No && e.PrivateDNS != policy.No {
			list = append(list, e)
		}
	}
	return list
}

// hasGateway reports whether a VPC has a gateway endpoint for a service. Where
// a new VPC has none, AWS refuses the interface endpoint that relies on one.
func (n *network) hasGateway(vpc policy.Text, service string, region policy.Text) policy.Tri {
	has := policy.No
	if v := n.vpcs[vpc]; v == nil || !v.Created {
		has = policy.Maybe
	}
	for _, e := range slices.Concat(n.byVPC[vpc], n.unplaced) {
		if e.Type == "Gateway" {
			has = has.Or(e.serves(service, region).And(policy.Of(e.VPC == vpc).Or(policy.Maybe)))
		}
	}
	return has
}

func (n *network) readEndpointPolicies(j *joiner) {
	set := map[policy.Text]Origin{}
	for _, f := range j.fragments {
		for i := range f.EndpointPolicies {
			r := &f.EndpointPolicies[i]
			e := n.endpoints[r.Endpoint]
			old, again := set[r.Endpoint]
			if e == nil || again && !supersedes(r.Origin, old) {
				continue
			}
			set[r.Endpoint] = r.Origin
			e.Policy = j.policy(r.Origin, &r.Doc)
		}
	}
}

func (n *network) readEndpointTables(fragments []*Fragment) {
	type key struct{ endpoint, table policy.Text }
	records := map[key]*EndpointTableRec{}
	for _, f := range fragments {
		for i := range f.EndpointTables {
			r := &f.EndpointTables[i]
			if r.Endpoint.IsOpaque() || r.Table.IsOpaque() {
				if !r.Deleted {
					n.opaqueRoutes = append(n.opaqueRoutes, r)
				}
				continue
			}
			k := key{r.Endpoint, r.Table}
			if old := records[k]; old == nil || supersedes(r.Origin, old.Origin) || old.Deleted && !r.Deleted {
				records[k] = r
			}
		}
	}
	keys := slices.SortedFunc(maps.Keys(records), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.endpoint, b.endpoint), cmp.Compare(a.table, b.table))
	})
	for _, k := range keys {
		e, r := n.endpoints[k.endpoint], records[k]
		if e == nil {
			continue
		}
		if r.Deleted {
			// The endpoint's own list is from before the plan takes the table off.
			e.RouteTables = slices.DeleteFunc(e.RouteTables, func(t policy.Text) bool { return t == k.table })
			n.gateways[k.table] = slices.DeleteFunc(n.gateways[k.table], func(t tableRoute) bool { return t.endpoint == e })
			continue
		}
		if !slices.Contains(e.RouteTables, k.table) {
			e.RouteTables = append(e.RouteTables, k.table)
			n.gateways[k.table] = append(n.gateways[k.table], tableRoute{e, r.Origin})
		}
	}
}

// serves reports whether an endpoint is one for a service ("s3", "kms") in a
// region. An endpoint serves its own region only.
//
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html (2026-11)
func (e *Endpoint) serves(service string, region policy.Text) policy.Tri {
	if e.Service.IsOpaque() {
		return policy.Maybe
	}
	name := strings.TrimPrefix(string(e.Service), "cn.")
	rest, ok := strings.CutPrefix(name, "com.amazonaws.")
	if !ok {
		return policy.No
	}
	at, ok := strings.CutSuffix(rest, "."+service)
	switch {
	case !ok:
		return policy.No // also com.amazonaws.s3-global.accesspoint and com.amazonaws.R.s3express
	case region.IsUnset() || policy.Text(at) == region:
		return policy.Yes
	case !policy.Text(at).IsWhollyKnown() || !region.IsWhollyKnown():
		return policy.Maybe
	}
	return policy.No
}

// route is where a subnet's requests to a service go.
type route struct {
	endpoint *Endpoint // nil: through no endpoint
	proved   policy.Tri
	why      string
	links    []Origin
}

// route follows a subnet to the endpoint that its requests to a service pass.
//
// An interface endpoint with private DNS comes first: the service's name
// resolves to it in the whole VPC, and its address is local, so that no route
// is looked up. Otherwise the subnet's route table decides: a gateway endpoint's
// prefix list is more specific than any default route.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html#private-dns (2026-11)
// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html#vpc-endpoints-routing (2026-11)
func (n *network) route(subnet *SubnetRec, service string, region policy.Text) route {
	r := route{proved: policy.Yes, links: []Origin{subnet.Origin}}
	for _, e := range n.byVPC[subnet.VPC] {
		if e.Type == "Gateway" || e.serves(service, region) == policy.No {
			continue
		}
		answer := e.serves(service, region).And(n.resolves(e, service, region))
		if v := n.vpcs[subnet.VPC]; v != nil && v.DNS == policy.No {
			answer = answer.And(policy.Maybe)
		}
		switch answer {
		case policy.Yes:
			r.endpoint = e
			r.links = append(r.links, e.Origin)
			return r
		case policy.Maybe:
			r.doubt("whether requests resolve to " + e.name() + " is not known")
		}
	}
	if service == "s3" || service == "dynamodb" {
		n.gatewayRoute(&r, subnet, service, region)
	}
	if r.endpoint == nil {
		n.absence(&r, subnet, service, region)
	}
	return r
}

func (r *route) doubt(why string) {
	if r.proved == policy.Yes {
		r.proved, r.why = policy.Maybe, why
	}
}

// gatewayRoute finds the gateway endpoint in the subnet's route table.
func (n *network) gatewayRoute(r *route, subnet *SubnetRec, service string, region policy.Text) {
	table, ok := n.tableOf(r, subnet)
	if !ok {
		// Whatever the table is, it may lead to any gateway endpoint of the VPC.
		for _, e := range n.byVPC[subnet.VPC] {
			if e.Type == "Gateway" && e.serves(service, region) != policy.No && r.endpoint == nil {
				r.endpoint = e
			}
		}
		return
	}
	for _, to := range n.gateways[table] {
		if to.endpoint.Type != "Gateway" {
			continue
		}
		switch to.endpoint.serves(service, region) {
		case policy.Yes:
			r.endpoint = to.endpoint
			r.links = append(r.links, to.origin)
			return
		case policy.Maybe:
			r.endpoint = to.endpoint
			r.doubt("the service of " + to.endpoint.name() + " is not known")
		}
	}
	for _, e := range n.byVPC[subnet.VPC] {
		if e.Type == "Gateway" && e.serves(service, region) != policy.No && n.mayRoute(table, e) {
			r.endpoint = e
			r.doubt("not all route tables of " + e.name() + " are known")
		}
	}
}

// mayRoute reports whether a table may lead to an endpoint that no record says
// it does: the endpoint's list, or an association's end, is not known.
func (n *network) mayRoute(table policy.Text, e *Endpoint) bool {
	return n.records[e.ID].TablesOpen || slices.ContainsFunc(n.opaqueRoutes, func(r *EndpointTableRec) bool {
		return (r.Table == table || r.Table.IsOpaque()) && (r.Endpoint == e.ID || r.Endpoint.IsOpaque())
	})
}

// tableOf is the subnet's route table: its own, else the VPC's main one.
// A subnet that this input only reads, or whose VPC is managed elsewhere, may
// have an association that no input shows.
//
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html (2026-11)
func (n *network) tableOf(r *route, subnet *SubnetRec) (policy.Text, bool) {
	if a := n.bySubnet[subnet.ID]; a != nil && !a.Deleted {
		r.links = append(r.links, a.Origin)
		if a.Table.IsOpaque() {
			r.doubt("the route table of " + nameOf(subnet.Origin, subnet.ID) + " is not known")
			return "", false
		}
		return a.Table, true
	}
	if !subnet.Created {
		vpc := n.vpcs[subnet.VPC]
		if subnet.Reference || vpc == nil || vpc.Reference {
			r.doubt("no input shows which route table " + nameOf(subnet.Origin, subnet.ID) + " is associated with")
		}
	}
	for _, a := range n.opaqueAssoc {
		if t := n.tables[a.Table]; t == nil || t.VPC == subnet.VPC || t.VPC.IsOpaque() {
			r.doubt("the subnet of " + nameOf(a.Origin, "") + " is not known")
		}
	}
	main, ok := n.mainOf[subnet.VPC]
	if !ok {
		if v := n.vpcs[subnet.VPC]; v != nil && v.Created {
			// A new VPC's main table is its own, and no endpoint names it.
			return policy.Text("main of " + string(subnet.VPC)), true
		}
		r.doubt("no input shows the main route table of " + string(subnet.VPC))
		return "", false
	}
	r.links = append(r.links, main.origin)
	return main.table, true
}

// absence decides whether "through no endpoint" is proved: only a VPC that the
// plan makes can have no endpoint that the inputs do not show.
func (n *network) absence(r *route, subnet *SubnetRec, service string, region policy.Text) {
	v := n.vpcs[subnet.VPC]
	if v == nil || !v.Created {
		r.doubt("the VPC may have endpoints that no input shows")
	}
	for _, e := range n.unplaced {
		if e.serves(service, region) != policy.No {
			r.doubt("the VPC of " + e.name() + " is not known")
		}
	}
}

func (e *Endpoint) name() string { return nameOf(e.Origin, e.ID) }

// nameOf is how a thing is called in a sentence: its address, else its id.
func nameOf(o Origin, id policy.Text) string { return cmp.Or(o.Address, string(id), "a resource") }
