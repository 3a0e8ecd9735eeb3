package graph

import (
	"cmp"
	"maps"
	"slices"

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
