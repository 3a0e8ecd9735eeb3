package analyzer

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// Facts writes the document that rules see, complete and indented.
func (a *Analysis) Facts(w io.Writer) error {
	j, err := a.judge()
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(j.doc.Complete())
}

// Graph is the graph to draw: the things of all inputs, how they hang
// together, and the accesses that are meant to work with their verdicts.
func (a *Analysis) Graph() (*report.Graph, error) {
	j, err := a.judge()
	if err != nil {
		return nil, err
	}
	d := drawing{out: &report.Graph{}, seen: map[string]bool{}}
	g := a.planned.Graph
	for _, b := range g.Buckets {
		from := d.bucket(b)
		if e := b.Encryption; e != nil && e.Key != nil {
			d.edge(report.GraphEdge{From: d.key(e.Key), To: from, Label: "encrypts"})
		}
		for _, p := range b.AccessPoints {
			d.edge(report.GraphEdge{From: d.point(p), To: from, Label: "access point"})
		}
	}
	for _, p := range g.Principals {
		if p.Origin.Address != "" {
			d.principal(p)
		}
		for _, path := range p.Paths {
			if path.S3 != nil {
				d.edge(report.GraphEdge{From: d.principal(p), To: d.endpoint(path.S3), Label: "passes"})
			}
		}
	}
	for _, k := range g.Keys {
		d.key(k)
	}
	for _, e := range g.Endpoints {
		d.endpoint(e)
	}
	for _, x := range j.now {
		to := ""
		switch {
		case x.Access.AccessPoint != nil:
			to = d.point(x.Access.AccessPoint)
		case x.Access.Role != nil:
			to = d.principal(x.Access.Role)
		case x.Access.Key != nil:
			to = d.key(x.Access.Key)
		case x.Access.Bucket != nil:
			to = d.bucket(x.Access.Bucket)
		default:
			continue
		}
		d.edge(report.GraphEdge{
			From: d.principal(x.Access.Principal), To: to, Label: strings.Join(x.Access.Actions, ", "),
			Verdict: worst(x.Traces).String(), Layers: deniers(x.Traces),
		})
	}
	return d.out, nil
}

// deniers are the layers that deny some request, in the order of reports.
func deniers(traces []eval.Trace) []string {
	var out []string
	for _, kind := range eval.LayerKinds() {
		for _, t := range traces {
			denies := false
			for _, l := range t.Layers {
				denies = denies || l.Kind == kind && l.Verdict == eval.Denied
			}
			if denies && t.Verdict == eval.Denied {
				out = append(out, kind.String())
				break
			}
		}
	}
	return out
}

type drawing struct {
	out  *report.Graph
	seen map[string]bool
}

func (d *drawing) edge(e report.GraphEdge) { d.out.Edges = append(d.out.Edges, e) }

// node adds a node once and returns its id.
func (d *drawing) node(kind string, arn, name policy.Text, account *graph.Account, o graph.Origin) string {
	id := string(arn)
	if arn.IsUnset() {
		id = o.Input + ":" + o.Address
	}
	if !d.seen[id] {
		d.seen[id] = true
		label := string(name)
		switch {
		case name.IsUnset():
			label = id
		case !name.IsWhollyKnown() && o.Address != "":
			label = o.Address // AWS gives the name at apply
		}
		d.out.Nodes = append(d.out.Nodes, report.GraphNode{ID: id, Kind: kind, Label: label, Account: accountID(account), Address: o.Address, Input: o.Input})
	}
	return id
}

func (d *drawing) bucket(b *graph.Bucket) string {
	return d.node("bucket", b.ARN, b.Name, b.Account, b.Origin)
}

func (d *drawing) principal(p *graph.Principal) string {
	return d.node(string(p.Kind), p.ARN, p.Name, p.Account, p.Origin)
}

func (d *drawing) key(k *graph.Key) string {
	name := k.ID
	if len(k.Aliases) > 0 {
		name = k.Aliases[0]
	}
	return d.node("key", k.ARN, name, k.Account, k.Origin)
}

func (d *drawing) endpoint(e *graph.Endpoint) string {
	return d.node("endpoint", e.ID, e.Service, e.Account, e.Origin)
}

func (d *drawing) point(p *graph.AccessPoint) string {
	return d.node("access_point", p.ARN, p.Name, p.Account, p.Origin)
}
