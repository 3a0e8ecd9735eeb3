package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

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
