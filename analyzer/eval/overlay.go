package eval

import (
	"maps"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Overlay is things that stand in the place of the graph's, to ask what would
// be if. Principals and endpoints need none: a Request holds its own.
type Overlay struct {
	Buckets      []*graph.Bucket      // by name
	Keys         []*graph.Key         // by ARN
	AccessPoints []*graph.AccessPoint // by ARN
	Roles        []*graph.Principal   // by ARN, as targets of sts:AssumeRole
	Accounts     []*graph.Account     // of the requests' principals or resources; found by pointer
}

// With is an engine that answers as if the overlay's things were the graph's.
// It costs little: what is not in the overlay is shared.
func (e *Engine) With(o Overlay) *Engine {
	n := *e
	over := &overlay{
		buckets: map[policy.Text]*graph.Bucket{}, keys: map[policy.Text]*graph.Key{},
		points: map[policy.Text]*graph.AccessPoint{}, roles: map[policy.Text]*graph.Principal{},
		facts: map[*graph.Bucket]*bucketFacts{},
	}
	for _, b := range o.Buckets {
		over.buckets[b.Name] = b
		over.facts[b] = e.findWriters(b)
	}
	for _, k := range o.Keys {
		over.keys[k.ARN] = k
	}
	for _, p := range o.AccessPoints {
		over.points[p.ARN] = p
	}
	for _, p := range o.Roles {
		over.roles[p.ARN] = p
	}
	if len(o.Accounts) > 0 {
		n.scps, n.rcps = maps.Clone(e.scps), maps.Clone(e.rcps)
		for _, a := range o.Accounts {
			n.scps[a], n.rcps[a] = e.compileLevels(a)
		}
	}
	n.over = over
	return &n
}

type overlay struct {
	buckets map[policy.Text]*graph.Bucket
	keys    map[policy.Text]*graph.Key
	points  map[policy.Text]*graph.AccessPoint
	roles   map[policy.Text]*graph.Principal
	facts   map[*graph.Bucket]*bucketFacts
}
