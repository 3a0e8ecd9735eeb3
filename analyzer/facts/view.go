package facts

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// The views of graph and trace as rules see them.

func place(o graph.Origin) Place { return Place{Address: o.Address, Input: o.Input, Change: o.Change} }

func accountID(a *graph.Account) string {
	if a == nil {
		return ""
	}
	return string(a.ID)
}

func principal(p *graph.Principal) Principal {
	return Principal{
		ARN: string(p.ARN), Kind: string(p.Kind), Name: string(p.Name), Account: accountID(p.Account), Place: place(p.Origin),
		Described: p.Origin.Address != "" || p.Complete == policy.Yes, Complete: p.Complete == policy.Yes,
		Boundary: p.Boundary != nil && p.Boundary.Presence != graph.Absent && p.Boundary.Presence != graph.Unknown,
		Replaced: p.Replaced,
	}
}

func resource(a *access.Access, all []policy.Text) Resource {
	r := Resource{ARN: string(primary(all)), Kind: "other", Name: string(a.Resource)}
	for _, t := range all {
		r.All = append(r.All, string(t))
	}
	r.All = set(r.All)
	if a.Bucket != nil {
		b := bucket(a.Bucket)
		r.Kind, r.Name, r.Account, r.Place, r.Bucket = "bucket", b.Name, b.Account, b.Place, &b
	}
	switch {
	case a.AccessPoint != nil:
		r.Kind, r.Name, r.Account, r.Place = "access_point", string(a.AccessPoint.Name), accountID(a.AccessPoint.Account), place(a.AccessPoint.Origin)
	case a.Role != nil:
		r.Kind, r.Name, r.Account, r.Place = "role", string(a.Role.Name), accountID(a.Role.Account), place(a.Role.Origin)
	case a.Key != nil:
		r.Kind, r.Name, r.Account, r.Place = "key", string(a.Key.ARN), accountID(a.Key.Account), place(a.Key.Origin)
	}
	return r
}

// primary is the resource that stands for several: objects before the bucket
// or the access point.
func primary(all []policy.Text) policy.Text {
	best := all[0]
	for _, t := range all[1:] {
		if to, bo := OfObjects(t), OfObjects(best); to && !bo || to == bo && (len(t) < len(best) || len(t) == len(best) && t < best) {
			best = t
		}
	}
	return best
}

// OfObjects reports whether an ARN is of objects: of a bucket's, those with a
// key; of an access point's, those that go on with /object/.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html (2026-11): resource ARNs
func OfObjects(arn policy.Text) bool {
	if strings.Contains(string(arn), ":accesspoint/") {
		return strings.Contains(string(arn), "/object/")
	}
	return strings.Contains(string(arn), "/")
}

var presences = map[graph.Presence]string{
	graph.Unknown: "unknown", graph.Absent: "absent", graph.Present: "present", graph.Opaque: "opaque", graph.Invalid: "invalid",
}

func presence(p *graph.Policy) (string, Place) {
	if p == nil {
		return "unknown", Place{}
	}
	return presences[p.Presence], place(p.Origin)
}

func bucket(b *graph.Bucket) Bucket {
	out := Bucket{
		Name: string(b.Name), ARN: string(b.ARN), Account: accountID(b.Account), Region: string(b.Region), Place: place(b.Origin),
		Described: b.Managed, Created: b.Created, Ownership: string(b.Ownership), RequesterPays: b.RequesterPays.String(),
		ManagedKey: policy.Maybe.String(),
	}
	out.Policy, out.PolicyPlace = presence(b.Policy)
	if e := b.Encryption; e != nil {
		out.Encryption, out.KeyRef, out.ManagedKey = string(e.Algorithm), string(e.KeyID), e.Managed.String()
	}
	return out
}

func key(k *graph.Key) *Key {
	if k == nil {
		return nil
	}
	out := &Key{
		ARN: string(k.ARN), Account: accountID(k.Account), Region: string(k.Region), Place: place(k.Origin),
		Enabled: k.Enabled.String(), Deleting: k.Deleting.String(),
	}
	out.Policy, out.PolicyPlace = presence(k.Policy)
	return out
}

func endpoint(e *graph.Endpoint) *Endpoint {
	if e == nil {
		return nil
	}
	return &Endpoint{ID: string(e.ID), Service: string(e.Service), Type: e.Type, VPC: string(e.VPC), Account: accountID(e.Account), Place: place(e.Origin)}
}

func wiring(w *graph.Wiring) *Wiring {
	if w == nil {
		return nil
	}
	return &Wiring{Kind: w.Kind, Service: string(w.Service), Role: string(w.Role), SourceARN: string(w.SourceARN), Account: accountID(w.Account), Place: place(w.Origin), On404: w.On404}
}

func evidence(e access.Evidence) Evidence {
	out := Evidence{Kind: e.Kind.String(), Place: place(e.Origin), Statement: e.Statement, Text: e.Text}
	if e.Policy != nil && e.Policy.Document != nil && e.Statement >= 0 && e.Statement < len(e.Policy.Document.Statements) {
		out.Sid = e.Policy.Document.Statements[e.Statement].Sid
	}
	return out
}

func needs(list []eval.Need) []Need {
	out := make([]Need, len(list))
	for i, n := range list {
		out[i] = Need{Kind: n.Kind.String(), What: n.What, Family: family(n.What), Place: place(n.Origin)}
	}
	return out
}

func statements(refs []eval.StatementRef) []Statement {
	out := make([]Statement, len(refs))
	for i, r := range refs {
		out[i] = statement(r)
	}
	return out
}

func statement(r eval.StatementRef) Statement {
	out := Statement{Sid: r.Sid, Index: r.Index, Effect: r.Effect, Applies: r.Applies.String(), Label: r.Sid,
		Principals: []string{}, Actions: []string{}, Resources: []string{}, Inverted: []string{}, Conditions: []Condition{}}
	if out.Label == "" {
		out.Label = fmt.Sprintf("#%d", r.Index+1)
	}
	if r.Policy == nil {
		return out
	}
	out.Place, out.Policy = place(r.Policy.Origin), r.Policy.Name
	if out.Policy == "" {
		out.Policy = string(r.Policy.ARN)
	}
	if r.Policy.Document == nil || r.Index < 0 || r.Index >= len(r.Policy.Document.Statements) {
		return out
	}
	s := r.Policy.Document.Statements[r.Index]
	for _, p := range s.Principals {
		out.Principals = append(out.Principals, string(p.Text))
	}
	for _, a := range s.Actions {
		out.Actions = append(out.Actions, a.Text)
	}
	for _, p := range s.Resources {
		out.Resources = append(out.Resources, string(p.Text))
	}
	for _, i := range []struct {
		set  bool
		name string
	}{{s.NotPrincipal, "NotPrincipal"}, {s.NotAction, "NotAction"}, {s.NotResource, "NotResource"}} {
		if i.set {
			out.Inverted = append(out.Inverted, i.name)
		}
	}
	for i := range s.Conditions {
		c := &s.Conditions[i]
		cond := Condition{Operator: c.Operator, Key: c.Key, Family: family(c.Key), Values: []string{}, Asks: Asks(c)}
		for _, v := range c.Values {
			cond.Values = append(cond.Values, string(v))
		}
		out.Conditions = append(out.Conditions, cond)
	}
	return out
}

func nears(list []eval.NearMiss) []NearMiss {
	out := make([]NearMiss, len(list))
	for i, n := range list {
		element, key, _ := strings.Cut(n.Element, " ")
		out[i] = NearMiss{Statement: statement(n.Statement), Element: element, Key: key, Want: string(n.Want), Got: string(n.Got), Why: string(n.Why)}
		if n.Condition != nil {
			out[i].Family, out[i].Asks, out[i].Has = family(key), Asks(n.Condition), Has(n.Got)
		}
	}
	return out
}

// viewAccess is the view of a judged access.
func viewAccess(j Judged) Access {
	a := j.Access
	out := Access{
		Principal: principal(a.Principal), Resource: resource(a, []policy.Text{a.Resource}), Actions: set(a.Actions),
		Foreign: a.Foreign.String(), Weight: weight(a), Wanted: a.Wanted != policy.No, Expect: a.Expect, Wiring: wiring(a.Wiring),
		Evidence: []Evidence{}, Requests: []Request{},
	}
	for _, e := range a.Evidence {
		out.Evidence = append(out.Evidence, evidence(e))
	}
	for _, t := range j.Traces {
		r := Request{Action: t.Request.Action, Path: t.Request.Path.String(), Via: endpoint(t.Request.Via), Verdict: t.Verdict.String(), Layers: []Layer{}}
		for _, l := range t.Layers {
			r.Layers = append(r.Layers, Layer{
				Layer: l.Kind.String(), Verdict: l.Verdict.String(), Explicit: l.Explicit, Alone: l.Alone, Action: l.Action,
				Reason: string(l.Reason), Subject: place(l.Subject), Statements: statements(l.Deciding), Near: nears(l.Near), Needs: needs(l.Needs),
			})
		}
		out.Requests = append(out.Requests, r)
	}
	return out
}

// Complete fills in the sections that only the printed document and rules that
// mention them need: all accesses with all layers, and the graph.
func (d *Document) Complete() *Document {
	if d.complete {
		return d
	}
	d.complete = true
	for _, j := range d.judged {
		d.Accesses = append(d.Accesses, viewAccess(j))
	}
	for _, a := range d.world.Accounts {
		out := Account{ID: string(a.ID), Name: a.Name, Member: a.Membership.String(), Management: a.Management, Closed: a.Closed}
		if a.Organization != nil {
			out.Organization = string(a.Organization.ID)
		}
		d.Accounts = append(d.Accounts, out)
	}
	for _, p := range d.world.Principals {
		d.Principals = append(d.Principals, principal(p))
	}
	for _, b := range d.world.Buckets {
		d.Buckets = append(d.Buckets, bucket(b))
	}
	for _, k := range d.world.Keys {
		d.Keys = append(d.Keys, *key(k))
	}
	for _, e := range d.world.Endpoints {
		d.Endpoints = append(d.Endpoints, *endpoint(e))
	}
	return d
}

// MarshalJSON writes the complete document; lists without elements are [].
func (d *Document) MarshalJSON() ([]byte, error) {
	type plain Document
	p := (*plain)(d.Complete())
	fill(reflect.ValueOf(p).Elem())
	return json.Marshal(p)
}

// fill makes nil slices empty, so that JSON says [] and not null.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			fill(v.Index(i))
		}
	}
}
