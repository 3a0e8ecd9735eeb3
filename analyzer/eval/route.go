package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// route is one network path of a request.
type route struct {
	kind    PathKind
	via     *graph.Endpoint
	replica int // which bucket of a multi-Region access point serves
}

// routes are the network paths to judge a request on: the one that is given,
// or those that the graph shows for the principal. One that is not proved may
// be any other as well.
//
// A multi-Region access point sends a request to any of its buckets.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRequestRouting.html (2026-11)
func (e *Engine) routes(r *Request) []route {
	paths := e.paths(r)
	if !isMultiRegion(r.Resource) {
		return paths
	}
	a, _ := parseARN(r.Resource)
	whole, _, _ := cutOutside(strings.TrimPrefix(a.resource, "accesspoint/"), '/')
	buckets := len(e.points[policy.Text("arn:"+a.partition+":s3::"+a.account+":accesspoint/"+whole)])
	var routes []route
	for i := range max(buckets, 1) {
		for _, p := range paths {
			p.replica = i
			routes = append(routes, p)
		}
	}
	return routes
}

func isMultiRegion(resource policy.Text) bool {
	return strings.Contains(string(resource), ":accesspoint/") && strings.Contains(string(resource), ".mrap")
}

// paths are the network paths to judge a request on.
func (e *Engine) paths(r *Request) []route {
	if r.Path != PathUnknown {
		return []route{{kind: r.Path, via: r.Via}}
	}
	if k := r.Principal.Kind; k == graph.Service {
		return []route{{kind: Internal}}
	}
	if len(r.Principal.Paths) == 0 {
		return []route{{kind: PathUnknown}}
	}
	var routes []route
	add := func(n route) {
		for _, have := range routes {
			if have == n {
				return
			}
		}
		routes = append(routes, n)
	}
	for i := range r.Principal.Paths {
		p := &r.Principal.Paths[i]
		via := p.S3
		if hasPrefixFold(r.Action, "kms:") {
			via = p.KMS
		}
		switch {
		case isSTS(r.Action):
			add(route{kind: PathUnknown})
			continue
		case via != nil:
			add(route{kind: ThroughEndpoint, via: via})
		default:
			add(route{kind: Public})
		}
		if p.Proved != policy.Yes {
			add(route{kind: PathUnknown})
		}
	}
	return routes
}

// reroute corrects a path through an endpoint that does not serve the
// request: a gateway endpoint takes the traffic of its own region's S3 only,
// and an endpoint of one service none of another's.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html#gateway-endpoint-considerations-s3 (2026-11)
func (q *question) reroute() {
	v := q.route.via
	if q.route.kind != ThroughEndpoint {
		q.route.via = nil
		return
	}
	if v == nil {
		q.route.kind = PathUnknown
		return
	}
	if !serves(v, q.action) {
		q.route.kind, q.route.via = Public, nil
		return
	}
	if q.target.region.IsUnset() || v.Region.IsUnset() || policy.Equal(q.target.region, v.Region) != policy.No {
		return
	}
	if v.Type == "Gateway" {
		q.route.kind, q.route.via = Public, nil
	} else {
		q.route.kind, q.route.via = PathUnknown, nil // an interface endpoint may serve another region, unverified for S3
	}
}

// far makes a path that the graph shows an open one, where the VPC has an
// interface endpoint for S3 of the bucket's own region.
func (q *question) far() {
	if q.route.kind != Public || q.request.Path != PathUnknown || q.target.region.IsUnset() {
		return
	}
	for i := range q.caller.principal.Paths {
		p := &q.caller.principal.Paths[i]
		if p.Region != q.target.region && p.FarEndpoint(q.target.region) != nil {
			q.route.kind = PathUnknown
		}
	}
}

// serves reports whether an endpoint may be one of the action's service.
func serves(v *graph.Endpoint, action string) bool {
	name := string(v.Service)
	if name == "" || !v.Service.IsWhollyKnown() {
		return true
	}
	service, _, _ := strings.Cut(action, ":")
	switch service {
	case "s3-object-lambda":
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-security.html#olap-ips (2026-11): no gateway endpoint
		return v.Type != "Gateway" && strings.HasSuffix(name, ".s3")
	case "s3":
		return strings.HasSuffix(name, ".s3") || strings.HasSuffix(name, ".s3-global.accesspoint")
	case "s3express":
		return strings.HasSuffix(name, ".s3express")
	}
	return strings.HasSuffix(name, "."+service) || strings.HasSuffix(name, "."+service+"-fips")
}
