package facts

import (
	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// past answers what was before the plan.
type past struct {
	world      *World
	principals map[policy.Text]*graph.Principal
	endpoints  map[policy.Text]*graph.Endpoint
	wirings    map[graphPlace]*graph.Wiring
	assumers   map[assumer]*graph.Wiring
}

// assumer is a service, or what shows a token, that assumes a role.
type assumer struct{ role, service, subject policy.Text }

func assumerOf(role policy.Text, by *graph.Wiring) assumer {
	a := assumer{role: role, service: by.Service}
	if by.Token != nil {
		a.subject = by.Token.Subject
	}
	return a
}

type graphPlace struct{ input, address string }

func newPast(w *World) *past {
	if w == nil {
		return nil
	}
	p := &past{world: w, principals: map[policy.Text]*graph.Principal{}, endpoints: map[policy.Text]*graph.Endpoint{}, wirings: map[graphPlace]*graph.Wiring{}, assumers: map[assumer]*graph.Wiring{}}
	for _, x := range w.Graph.Principals {
		p.principals[x.ARN] = x
	}
	for _, x := range w.Graph.Endpoints {
		p.endpoints[x.ID] = x
	}
	for _, x := range w.Graph.Wirings {
		p.wirings[graphPlace{x.Origin.Input, x.Origin.Address}] = x
	}
	for _, x := range w.Graph.Assumptions {
		p.assumers[assumerOf(x.Role.ARN, x.By)] = x.By
	}
	return p
}

// change says what the plan has to do with a denial: it is introduced if the
// plan makes the principal, the bucket or the key, or if the layer did not
// stand in the way of one of the actions before.
func (p *past) change(g *group) string {
	a := g.access
	if a.Created() ||
		a.Bucket != nil && a.Bucket.Encryption != nil && a.Bucket.Encryption.Key != nil && a.Bucket.Encryption.Key.Created && kms(g.layer.Kind) {
		return "introduced"
	}
	if p == nil {
		return "existing"
	}
	for _, t := range g.traces {
		before, ok := p.request(t.Request)
		if !ok || !stood(p.world.Evaluate(before), g.layer.Kind) {
			return "introduced"
		}
	}
	return "existing"
}

// possible says what the plan has to do with an access that must not be: it is
// introduced if one of the requests was refused before, or could not be sent.
func (p *past) possible(a *access.Access, traces []eval.Trace) string {
	if a.Created() {
		return "introduced"
	}
	if p == nil {
		return "existing"
	}
	for _, t := range traces {
		if before, ok := p.request(t.Request); !ok || p.world.Evaluate(before).Verdict == eval.Denied {
			return "introduced"
		}
	}
	return "existing"
}

func kms(k eval.LayerKind) bool {
	return k == eval.KMSKeyPolicy || k == eval.KMSIdentityPolicy || k == eval.KMSManagedKey
}

// request is the same request in the world before; false if it could not be sent.
func (p *past) request(r eval.Request) (eval.Request, bool) {
	who := p.principals[r.Principal.ARN]
	if who == nil {
		who = p.world.Graph.Principal(r.Principal.ARN)
	}
	if who == nil {
		return r, false
	}
	r.Principal = who
	if r.Via != nil {
		via := p.endpoints[r.Via.ID]
		if via == nil {
			return r, false
		}
		r.Via = via
	}
	if r.Wiring != nil {
		w := p.wirings[graphPlace{r.Wiring.Origin.Input, r.Wiring.Origin.Address}]
		if k := r.Wiring.Kind; k == graph.ServiceRole || k == graph.WebIdentity {
			w = p.assumers[assumerOf(r.Resource, r.Wiring)]
		}
		if w == nil {
			return r, false
		}
		r.Wiring = w
	}
	return r, true
}

// stood reports whether a layer stood in the way.
func stood(t eval.Trace, k eval.LayerKind) bool {
	for _, l := range t.Layers {
		if l.Kind == k && (l.Verdict == eval.Denied || l.Verdict == eval.Conditional || l.Verdict == eval.Unresolved) {
			return true
		}
	}
	return false
}
