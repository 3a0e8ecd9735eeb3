package access

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Find lists the accesses of a graph that somebody evidently means to work, in
// a fixed order. Its cost grows with the statements, wirings and expectations,
// not with principals × buckets.
func Find(g *graph.Graph, o Options) []*Access {
	f := newFinder(g)
	for _, b := range g.Buckets {
		f.bucketPolicy(b)
		f.administrators(b)
		f.objects(b)
	}
	for _, k := range g.Keys {
		f.keyAdministrators(k)
	}
	for _, p := range g.AccessPoints {
		f.accessPointPolicy(p)
		f.functions(p)
	}
	for _, p := range g.Principals {
		if p.Deleted {
			continue
		}
		f.identityPolicies(p)
		f.trustPolicy(p)
	}
	for _, w := range g.Wirings {
		f.wiring(w)
	}
	for _, e := range o.Expectations {
		f.expectation(e)
	}
	for _, b := range o.Before {
		f.before(b)
	}
	f.uploads()
	f.adopt()
	f.assumptions()
	return f.accesses()
}

// side is which of the two parties asks for an action.
type side int8

const (
	identitySide side = 1 << iota
	resourceSide
	bothSides = identitySide | resourceSide
)

// other is the opposite side.
func (s side) other() side { return bothSides &^ s }

// slot is what tells one access from another.
type slot struct {
	principal, resource policy.Text
	wiring              *graph.Wiring
	via                 *graph.Endpoint
	guard               string // name of an expectation that must not hold
	session             string // provider configuration that passes a session policy
}

// draft is an access in the making: its actions and who asks for each.
type draft struct {
	Access
	wants map[string]*want
	seen  map[source]bool
}

// source tells one piece of evidence from another.
type source struct {
	kind      EvidenceKind
	policy    *graph.Policy
	statement int
	address   string
	text      string
}

// evidence adds a reason once.
func (d *draft) evidence(e Evidence) {
	k := source{e.Kind, e.Policy, e.Statement, e.Origin.Address, e.Text}
	if !d.seen[k] {
		d.seen[k] = true
		d.Evidence = append(d.Evidence, e)
	}
}

// in is the slot of requests that are sent in a session with policies of its own.
func (k slot) in(session []*graph.Policy) slot {
	if len(session) > 0 {
		o := session[0].Origin
		if via := session[0].Via; via != nil {
			o = *via
		}
		k.session = o.Input + ":" + o.Address
	}
	return k
}

// want is one action of a draft.
type want struct {
	sides  side
	loose  bool   // only patterns ask for it
	before bool   // worked before
	firm   bool   // an expectation, a wiring, an administrator: needs no second side
	expect string // the expectation that wants it
}

// pair is a principal and a bucket, access point or role, whatever the keys.
type pair struct{ principal, target policy.Text }

type finder struct {
	g        *graph.Graph
	byARN    map[policy.Text]*graph.Principal
	byUnique map[policy.Text]*graph.Principal
	byName   map[pair]*graph.Principal // account and role name: a session's ARN has no path
	bySet    map[setRole]*graph.Principal
	ofSet    map[policy.Text][]*graph.Principal // by the permission set's name
	points   map[policy.Text]*graph.AccessPoint
	// names are those of all buckets, identities the ARNs of all principals;
	// where the configuration is at hand, nobody asks for them.
	names, identities func() affixes
	drafts            map[slot]*draft
	order             []slot
	// asks are the action patterns with which each side names the other.
	asks map[pair]map[side][]string
	// through are the buckets that principals use through an access point.
	through map[pair]bool
	// general are the action patterns of identity policies on buckets in general.
	general map[pair][]string
	// wired are the drafts of what a service does with a role, by principal and resource.
	wired map[slot]*draft
	// guesses are accesses that may be meant, in the order in which they were found.
	guesses    map[slot]*draft
	guessOrder []slot
}

func newFinder(g *graph.Graph) *finder {
	f := &finder{
		g:        g,
		byARN:    map[policy.Text]*graph.Principal{},
		byUnique: map[policy.Text]*graph.Principal{},
		byName:   map[pair]*graph.Principal{},
		bySet:    map[setRole]*graph.Principal{},
		ofSet:    map[policy.Text][]*graph.Principal{},
		points:   map[policy.Text]*graph.AccessPoint{},
		drafts:   map[slot]*draft{},
		asks:     map[pair]map[side][]string{},
		through:  map[pair]bool{},
		general:  map[pair][]string{},
		wired:    map[slot]*draft{},
		guesses:  map[slot]*draft{},
	}
	for _, p := range g.Principals {
		f.byARN[p.ARN] = p
		if !p.UniqueID.IsUnset() {
			f.byUnique[p.UniqueID] = p
		}
		if p.Kind == graph.Role && p.Account != nil {
			f.byName[pair{p.Account.ID, p.Name}] = p
			if p.PermissionSet != "" && !p.Deleted {
				f.bySet[setRole{p.Account.ID, p.PermissionSet}] = p
				f.ofSet[p.PermissionSet] = append(f.ofSet[p.PermissionSet], p)
			}
		}
	}
	for _, p := range g.AccessPoints {
		f.points[p.ARN] = p
	}
	f.names = sync.OnceValue(func() affixes {
		return newAffixes(texts(g.Buckets, func(b *graph.Bucket) policy.Text { return b.Name }))
	})
	f.identities = sync.OnceValue(func() affixes {
		return newAffixes(texts(g.Principals, func(p *graph.Principal) policy.Text { return p.ARN }))
	})
	return f
}

func texts[T any](list []T, of func(T) policy.Text) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(of(v))
	}
	return out
}

// principal finds who an element of a resource policy names. An identity that
// no input describes is made, so that its accesses can be told to be
// unresolved; a unique id that no input has names nobody that can be told.
func (f *finder) principal(name policy.Text) *graph.Principal {
	if p := f.byARN[name]; p != nil {
		return p
	}
	if p := f.byUnique[name]; p != nil {
		return p
	}
	if r, ok := role(name); ok {
		at, _ := parse(r)
		if p := f.byName[pair{policy.Text(at.account), policy.Text(strings.TrimPrefix(at.resource, "role/"))}]; p != nil {
			return p
		}
		name = r
	}
	at, ok := parse(name)
	if !ok || at.service != "iam" || !specific(at.resource) || !strings.HasPrefix(at.resource, "role/") && !strings.HasPrefix(at.resource, "user/") {
		return nil
	}
	return f.g.Principal(name)
}

// target is what an access is to, and what its ARN leads to in the graph.
type target struct {
	arn    policy.Text // of the bucket, access point, role or key
	bucket *graph.Bucket
	point  *graph.AccessPoint
	role   *graph.Principal
	key    *graph.Key
	// guessed is set if the text that names it may name another one.
	guessed bool
}

// ask records that one side asks for an action on a resource.
func (f *finder) ask(p *graph.Principal, t target, resource policy.Text, a asked, s side, e Evidence) {
	if p == nil || p.Deleted {
		return
	}
	if t.guessed {
		f.guess(slot{principal: p.ARN, resource: resource}, p, t, a.action, e)
		return
	}
	w := f.want(slot{principal: p.ARN, resource: resource}, p, t, a.action, e)
	w.loose = w.loose && a.loose || w.sides == 0 && a.loose
	w.sides |= s
}

// need records an action that is meant whatever the two sides say.
func (f *finder) need(k slot, p *graph.Principal, t target, action string, e Evidence) *draft {
	f.want(k, p, t, action, e).firm = true
	return f.drafts[k]
}

func (f *finder) want(k slot, p *graph.Principal, t target, action string, e Evidence) *want {
	d := f.drafts[k]
	if d == nil {
		d = newDraft(k, p, t)
		f.drafts[k] = d
		f.order = append(f.order, k)
	}
	d.evidence(e)
	w := d.wants[action]
	if w == nil {
		w = &want{}
		d.wants[action] = w
	}
	return w
}

func newDraft(k slot, p *graph.Principal, t target) *draft {
	d := &draft{wants: map[string]*want{}, seen: map[source]bool{}}
	d.Principal, d.Resource, d.Bucket, d.AccessPoint, d.Role, d.Key = p, k.resource, t.bucket, t.point, t.role, t.key
	d.Wiring, d.Via, d.Wanted = k.wiring, k.via, policy.Yes
	d.Foreign, d.Guessed = foreign(p, t), t.guessed
	return d
}

// mention records the patterns with which one side names the other.
func (f *finder) mention(p *graph.Principal, target policy.Text, s side, patterns []string) {
	if p == nil {
		return
	}
	k := pair{p.ARN, target}
	if f.asks[k] == nil {
		f.asks[k] = map[side][]string{}
	}
	f.asks[k][s] = append(f.asks[k][s], patterns...)
}

// foreign tells whether principal and resource are in different accounts.
func foreign(p *graph.Principal, t target) policy.Tri {
	var owner *graph.Account
	switch {
	case t.bucket != nil:
		owner = t.bucket.Account
	case t.point != nil:
		owner = t.point.Account
	case t.role != nil:
		owner = t.role.Account
	case t.key != nil:
		owner = t.key.Account
	}
	switch {
	case owner == nil || p.Account == nil:
		return policy.Maybe
	case owner == p.Account || owner.ID == p.Account.ID:
		return policy.No
	case owner.ID.IsWhollyKnown() && p.Account.ID.IsWhollyKnown():
		return policy.Yes
	}
	return policy.Maybe
}

// accesses turns the drafts into accesses: one for each weight of a draft's
// actions, and for each expectation.
func (f *finder) accesses() []*Access {
	var out []*Access
	for _, k := range f.order {
		d := f.drafts[k]
		type weight struct {
			both, partial bool
			expect        string
		}
		groups := map[weight][]string{}
		for action, w := range d.wants {
			both, partial, meant := f.weigh(d, action, w)
			if meant {
				g := weight{both, partial, w.expect}
				groups[g] = append(groups[g], action)
			}
		}
		for g, actions := range groups {
			a := d.Access
			a.Both, a.Partial, a.Expect, a.Actions = g.both, g.partial, g.expect, actions
			slices.Sort(a.Actions)
			// What another expectation wants is no evidence of these actions.
			a.Evidence = slices.DeleteFunc(slices.Clone(d.Evidence), func(e Evidence) bool { return e.Kind == Expected && e.Text != g.expect })
			slices.SortStableFunc(a.Evidence, func(x, y Evidence) int { return cmp.Compare(x.Kind, y.Kind) })
			out = append(out, &a)
		}
	}
	out = append(out, f.guessed()...)
	slices.SortStableFunc(out, compare)
	return out
}

func compare(a, b *Access) int {
	return cmp.Or(
		cmp.Compare(a.Principal.ARN, b.Principal.ARN),
		cmp.Compare(a.Resource, b.Resource),
		cmp.Compare(a.Expect, b.Expect),
		slices.Compare(a.Actions, b.Actions),
	)
}
