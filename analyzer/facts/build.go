package facts

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Build makes the document of one world. prior is the world before the plan,
// or nil: it tells what the plan introduces.
func Build(now World, prior *World, judged []Judged) *Document {
	b := builder{now: now, prior: newPast(prior), groups: map[groupKey]*group{}}
	d := &Document{Schema: Version, world: now.Graph, judged: judged}
	for _, j := range judged {
		if j.Access.Wanted == policy.No {
			b.violation(d, j)
			continue
		}
		for _, t := range j.Traces {
			if !j.Access.Guessed {
				b.parts(j.Access, t)
				b.missing(j.Access, t)
			}
			b.trace(j.Access, t, slices.ContainsFunc(j.Traces, func(o eval.Trace) bool {
				return o.Request.Action == t.Request.Action && o.Verdict != eval.Denied && !slices.ContainsFunc(o.Layers, unusable)
			}))
		}
	}
	for _, k := range b.order {
		b.finish(d, b.groups[k])
	}
	return d
}

type builder struct {
	now    World
	prior  *past
	groups map[groupKey]*group
	order  []groupKey
}

// groupKey is what makes denials one finding: who, on what, which layer on
// which path, what to change, how sure.
type groupKey struct {
	principal, target, via policy.Text
	layer                  eval.LayerKind
	address, input         string
	certainty              string
	explicit               bool
	reason                 eval.Reason
	weight, expect         string
	wiring                 *graph.Wiring
	path                   eval.PathKind
	elsewhere              bool
}

// group collects the denials that become one.
type group struct {
	key    groupKey
	access *access.Access
	layer  eval.Layer
	traces []eval.Trace
	layers []eval.Layer
	all    []policy.Text // resources
	seen   []access.Evidence
}

// trace files each layer of a trace that stands in the way. elsewhere says that
// the same action is, or may be, allowed on another path.
func (b *builder) trace(a *access.Access, t eval.Trace, elsewhere bool) {
	if t.Verdict == eval.Allowed && !slices.ContainsFunc(t.Layers, unusable) {
		return
	}
	alone := slices.ContainsFunc(t.Layers, func(l eval.Layer) bool { return l.Verdict == eval.Denied && l.Alone })
	for _, l := range t.Layers {
		c := certainty(t, l, alone)
		if c == "definite" && a.Wiring != nil && len(a.Wiring.Uncertain) > 0 {
			c = "unresolved" // the service may not send this very request
		}
		if c != "" && a.Guessed {
			c = "unresolved" // another bucket may be meant
		}
		if c == "" {
			continue
		}
		works := elsewhere && c == "definite"
		if works {
			c = "conditional" // which of the workloads is meant, nobody says
		}
		b.file(a, t, l, c, works)
	}
}

// file puts what one layer says of a request to the denials like it.
func (b *builder) file(a *access.Access, t eval.Trace, l eval.Layer, certainty string, works bool) {
	k := groupKey{
		principal: a.Principal.ARN, target: a.Target().ARN, layer: l.Kind, path: t.Request.Path,
		address: l.Subject.Address, input: l.Subject.Input, certainty: certainty, explicit: explicit(l), reason: l.Reason,
		weight: weight(a), expect: a.Expect, wiring: a.Wiring, elsewhere: works,
	}
	if t.Request.Via != nil {
		k.via = t.Request.Via.ID
	}
	g := b.groups[k]
	if g == nil {
		g = &group{key: k, access: a, layer: l}
		b.groups[k] = g
		b.order = append(b.order, k)
	}
	g.traces = append(g.traces, t)
	g.layers = append(g.layers, l)
	if !slices.Contains(g.all, a.Resource) {
		g.all = append(g.all, a.Resource)
	}
	for _, e := range a.Evidence {
		if !slices.ContainsFunc(g.seen, func(x access.Evidence) bool { return sameEvidence(x, e) }) {
			g.seen = append(g.seen, e)
		}
	}
}

func sameEvidence(x, y access.Evidence) bool {
	return x.Kind == y.Kind && x.Policy == y.Policy && x.Statement == y.Statement && x.Origin.Address == y.Origin.Address && x.Text == y.Text
}

// certainty says how sure it is that a layer stands in the way; empty: it does
// not. alone says that some layer of the trace denies by itself.
func certainty(t eval.Trace, l eval.Layer, alone bool) string {
	if unusable(l) {
		return "definite"
	}
	switch l.Verdict {
	case eval.Denied:
		// In its own account a principal needs one side only: the side that
		// lacks the grant is at fault only if the other does not make up for it.
		if l.Alone || !alone && t.Verdict == eval.Denied {
			return "definite"
		}
	case eval.Conditional:
		return "conditional"
	case eval.Unresolved:
		return "unresolved"
	}
	return ""
}

// explicit reports whether a Deny statement denies, or is what may deny: in a
// layer that is open both a missing Allow and a Deny can be at work, and the
// Deny is what a person wrote.
func explicit(l eval.Layer) bool {
	if l.Verdict == eval.Denied {
		return l.Explicit
	}
	return l.Explicit || slices.ContainsFunc(l.Deciding, denies)
}

func denies(r eval.StatementRef) bool { return r.Effect == "Deny" && r.Applies != policy.No }

// unusable reports whether the layer lets the request pass to a key that nobody
// can use: what follows is no 403, but it is no access either.
func unusable(l eval.Layer) bool { return l.Reason == eval.KeyDisabled }

func weight(a *access.Access) string {
	switch {
	case a.Both:
		return "both"
	case a.Partial:
		return "partial"
	}
	return "one_sided"
}

// finish turns a group into a denial.
func (b *builder) finish(d *Document, g *group) {
	a, l, r := g.access, g.layer, g.traces[0].Request
	den := Denial{
		ID: len(d.refs), Layer: l.Kind.String(), Certainty: g.key.certainty, Explicit: g.key.explicit, Reason: string(l.Reason),
		Principal: principal(a.Principal), Foreign: a.Foreign.String(), Path: r.Path.String(), Via: endpoint(r.Via),
		Weight: g.key.weight, Expect: a.Expect, Wiring: wiring(a.Wiring), Subject: place(l.Subject),
		Change: b.prior.change(g), Elsewhere: g.key.elsewhere,
	}
	den.Resource = resource(a, g.all)
	den.Key = key(a.EncryptionKey(b.now.Graph))
	for _, e := range g.seen {
		den.Evidence = append(den.Evidence, evidence(e))
	}
	for i, t := range g.traces {
		den.Actions = append(den.Actions, t.Request.Action)
		if l := g.layers[i]; strings.HasPrefix(l.Action, "kms:") {
			den.KMSActions = append(den.KMSActions, l.Action)
		}
		if l := g.layers[i]; !l.On.IsUnset() {
			den.Legs = appendNew(den.Legs, []Leg{{l.Action, string(l.On)}}, func(x, y Leg) bool { return x == y })
		}
		for _, o := range t.Layers {
			if o.Kind != l.Kind && o.Verdict == eval.Denied && o.Alone {
				den.Others = append(den.Others, o.Kind.String())
			}
		}
	}
	den.Actions, den.KMSActions, den.Others = set(den.Actions), set(den.KMSActions), set(den.Others)
	den.kinds()
	for _, l := range g.layers {
		den.Statements = appendNew(den.Statements, statements(l.Deciding), sameStatement)
		den.Near = appendNew(den.Near, nears(l.Near), func(x, y NearMiss) bool {
			return sameStatement(x.Statement, y.Statement) && x.Element == y.Element && x.Want == y.Want
		})
		den.Needs = appendNew(den.Needs, needs(l.Needs), func(x, y Need) bool { return x == y })
	}
	if den.Explicit { // the statement to look at comes first
		slices.SortStableFunc(den.Statements, func(x, y Statement) int { return -cmp.Compare(weigh(x), weigh(y)) })
	}
	for _, n := range den.Needs {
		den.NeedFamilies = append(den.NeedFamilies, n.Family)
	}
	for _, s := range den.Statements {
		for _, c := range s.Conditions {
			den.Families = append(den.Families, c.Family)
		}
	}
	den.NeedFamilies, den.Families = set(den.NeedFamilies), set(den.Families)
	den.Workloads = workloads(a, r)
	den.WithoutHeaders = b.withoutHeaders(g, den.Needs)
	den.Echo = echo(g.traces[0], l)
	d.refs = append(d.refs, Ref{Access: a, Layer: l.Kind, Traces: g.traces})
	list := d.Denials.of(l.Kind)
	*list = append(*list, den)
}

// echo reports whether a layer is open for the same reason as one before it: a
// bucket policy that is not known leaves Block Public Access open as well.
func echo(t eval.Trace, l eval.Layer) bool {
	for _, o := range t.Layers {
		if o.Kind == l.Kind {
			return false
		}
		if o.Verdict == l.Verdict && slices.EqualFunc(o.Needs, l.Needs, func(x, y eval.Need) bool { return x.Kind == y.Kind && x.What == y.What }) {
			return len(l.Needs) > 0
		}
	}
	return false
}

// withoutHeaders asks a conditional request again, certainly without the
// optional headers that its verdict depends on.
func (b *builder) withoutHeaders(g *group, needs []Need) string {
	r := g.traces[0].Request
	r.Context = maps.Clone(r.Context)
	if r.Context == nil {
		r.Context = map[string][]policy.Text{}
	}
	asked := false
	for _, n := range needs {
		if n.Family == "acl" || n.Family == "encryption" {
			r.Context[n.What] = nil
			asked = true
		}
	}
	if g.key.certainty != "conditional" || !asked {
		return "open"
	}
	for _, l := range b.now.Evaluate(r).Layers {
		if l.Kind != g.key.layer {
			continue
		}
		switch l.Verdict {
		case eval.Denied:
			return "denied"
		case eval.Allowed:
			return "allowed"
		}
	}
	return "open"
}

// weigh puts Deny statements before others, certain ones before possible ones.
func weigh(s Statement) int {
	switch {
	case s.Effect != "Deny":
		return 0
	case s.Applies == policy.Yes.String():
		return 2
	}
	return 1
}

func sameStatement(x, y Statement) bool {
	return x.Place == y.Place && x.Policy == y.Policy && x.Index == y.Index && x.Effect == y.Effect
}

// appendNew appends what is not there yet; the lists are short.
func appendNew[T any](to, from []T, same func(x, y T) bool) []T {
	for _, y := range from {
		if !slices.ContainsFunc(to, func(x T) bool { return same(x, y) }) {
			to = append(to, y)
		}
	}
	return to
}

// kinds says what the actions of a denial do.
func (d *Denial) kinds() {
	for _, a := range d.Actions {
		name := strings.ToLower(a)
		d.Reads = d.Reads || strings.HasPrefix(name, "s3:getobject")
		d.Writes = d.Writes || strings.HasPrefix(name, "s3:putobject") || strings.HasPrefix(name, "s3:replicate")
		d.Lists = d.Lists || strings.HasPrefix(name, "s3:list")
		d.Core = d.Core || access.Core(a) || strings.HasPrefix(name, "sts:")
	}
}

// set sorts and removes repetitions, and is never nil: JSON then says [].
func set(s []string) []string {
	s = slices.Compact(slices.Sorted(slices.Values(s)))
	if s == nil {
		return []string{}
	}
	return s
}

// of is the list of one layer's denials.
func (d *Denials) of(k eval.LayerKind) *[]Denial {
	return []*[]Denial{
		nil, &d.IdentityPolicy, &d.PermissionsBoundary, &d.SessionPolicy, &d.SCP, &d.RCP, &d.VPCEndpointPolicy,
		&d.BucketPolicy, &d.AccessPointPolicy, &d.PublicAccessBlock, &d.ObjectOwnership, &d.RequesterPays,
		&d.KMSKeyPolicy, &d.KMSIdentityPolicy, &d.KMSManagedKey, &d.TrustPolicy, &d.ServiceDelivery,
	}[k]
}

// violation files what an expectation forbids and no layer refuses.
func (b *builder) violation(d *Document, j Judged) {
	worst := ""
	v := Violation{Expect: j.Access.Expect, Principal: principal(j.Access.Principal), Resource: resource(j.Access, []policy.Text{j.Access.Resource})}
	ref := Ref{Access: j.Access}
	for _, t := range j.Traces {
		c := map[eval.Verdict]string{eval.Allowed: "definite", eval.Conditional: "conditional", eval.Unresolved: "unresolved"}[t.Verdict]
		if c == "" {
			continue
		}
		if worst == "" || cmp.Compare(c, worst) != 0 && (c == "definite" || worst == "unresolved") {
			worst, v.Actions, ref.Traces = c, nil, nil
			v.Needs = nil
		}
		if c != worst {
			continue
		}
		v.Actions, ref.Traces = append(v.Actions, t.Request.Action), append(ref.Traces, t)
		for _, l := range t.Layers {
			v.Needs = appendNew(v.Needs, needs(l.Needs), func(x, y Need) bool { return x == y })
		}
	}
	if worst == "" {
		return
	}
	v.ID, v.Certainty, v.Actions = len(d.refs), worst, set(v.Actions)
	v.Change = b.prior.possible(j.Access, ref.Traces)
	if len(j.Access.Evidence) > 0 {
		v.Subject = place(j.Access.Evidence[0].Origin)
	}
	d.refs = append(d.refs, ref)
	d.Violations = append(d.Violations, v)
}
