package eval

import (
	"slices"
	"sync"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Engine answers requests about one graph. It is read-only after New.
type Engine struct {
	graph    *graph.Graph
	callers  map[*graph.Principal]*caller
	policies map[*graph.Policy]*decision.Set
	scps     map[*graph.Account][]*decision.Set
	rcps     map[*graph.Account][]*decision.Set
	points   map[policy.Text][]*graph.AccessPoint // by ARN; a multi-Region one has a node for each bucket
	aliases  map[policy.Text]*graph.AccessPoint   // by alias, which stands where a bucket's name does
	buckets  map[*graph.Bucket]*bucketFacts       // buckets with ACLs only
	byName   map[policy.Text]*graph.Bucket
	writers  func() *writerIndex
	// deliveries are what services write under keys of their own, by bucket.
	deliveries map[policy.Text][]delivery
	over       *overlay // nil: the graph as it is
}

// New compiles the statements of a graph and indexes them.
func New(g *graph.Graph) *Engine {
	e := &Engine{
		graph:    g,
		callers:  make(map[*graph.Principal]*caller, len(g.Principals)),
		policies: make(map[*graph.Policy]*decision.Set, len(g.Buckets)+len(g.Keys)+len(g.Principals)),
		scps:     map[*graph.Account][]*decision.Set{},
		rcps:     map[*graph.Account][]*decision.Set{},
		points:   make(map[policy.Text][]*graph.AccessPoint, len(g.AccessPoints)),
		aliases:  map[policy.Text]*graph.AccessPoint{},
		buckets:  map[*graph.Bucket]*bucketFacts{},
		byName:   make(map[policy.Text]*graph.Bucket, len(g.Buckets)),
	}
	for _, a := range g.Accounts {
		e.scps[a], e.rcps[a] = e.compileLevels(a)
	}
	for _, p := range g.Principals {
		e.callers[p] = e.compileCaller(p)
		e.compilePolicy(p.Trust)
	}
	for _, b := range g.Buckets {
		e.byName[b.Name] = b
		e.compilePolicy(b.Policy)
		for _, p := range b.AccessPoints {
			e.addPoint(p)
		}
	}
	for _, p := range g.AccessPoints {
		e.addPoint(p)
	}
	for _, k := range g.Keys {
		e.compileKeyPolicy(k)
	}
	for _, v := range g.Endpoints {
		e.compilePolicy(v.Policy)
	}
	for _, w := range g.Wirings {
		e.compilePolicy(w.Session)
	}
	e.deliveries = indexDeliveries(g)
	e.writers = sync.OnceValue(e.indexWriters)
	for _, b := range g.Buckets {
		if facts := e.findWriters(b); facts != nil {
			e.buckets[b] = facts
		}
	}
	return e
}

// Graph is what the engine was compiled from.
func (e *Engine) Graph() *graph.Graph { return e.graph }

func (e *Engine) addPoint(p *graph.AccessPoint) {
	e.compilePolicy(p.Policy)
	if !p.ARN.IsUnset() && !slices.Contains(e.points[p.ARN], p) {
		e.points[p.ARN] = append(e.points[p.ARN], p)
	}
	if !p.Alias.IsUnset() {
		e.aliases[p.Alias] = p
	}
}

// compilePolicy makes the set of a resource's own policy and remembers it.
// A policy of which nothing is known may hold any statement; one that is
// invalid fails at apply and leaves what is there, which is not known either.
func (e *Engine) compilePolicy(p *graph.Policy) {
	if p == nil || e.policies[p] != nil {
		return
	}
	if set := compileOne(p); set != nil {
		e.policies[p] = set
	}
}

// set is the compiled form of a resource's own policy; nil if there is none.
func (e *Engine) set(p *graph.Policy) *decision.Set {
	if p == nil {
		return nil
	}
	if s, ok := e.policies[p]; ok {
		return s
	}
	return compileOne(p)
}

func compileOne(p *graph.Policy) *decision.Set {
	switch p.Presence {
	case graph.Absent:
		return nil
	case graph.Present:
		return decision.Compile([]decision.Policy{{Document: p.Document, Name: p.Name}}, false)
	}
	return unknownSet
}

// sessionSet is what the policies of a session allow together.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session (2026-11)
func (e *Engine) sessionSet(policies []*graph.Policy) *decision.Set {
	switch len(policies) {
	case 0:
		return nil
	case 1:
		return e.set(policies[0])
	}
	return decision.Compile(decisionPolicies(policies), false)
}

// unknownSet is a policy of which nothing is known.
var unknownSet = decision.Compile([]decision.Policy{{}}, false)

// compileLevels compiles an account's SCPs and RCPs. Where attachments may be
// unseen, a missing Allow is not certain; that something unseen denies is not
// assumed, or no access in an organization could ever be said to work.
func (e *Engine) compileLevels(a *graph.Account) (scps, rcps []*decision.Set) {
	if a.Membership != policy.Yes || a.Management {
		return nil, nil
	}
	for i := range a.Levels {
		l := &a.Levels[i]
		if e.graph.SCPsKnown {
			list := decisionPolicies(l.SCPs)
			if l.SCPsComplete != policy.Yes {
				list = append(list, decision.Policy{Document: unseenAllow})
			}
			scps = append(scps, decision.Compile(list, false))
		}
		if e.graph.RCPsKnown {
			rcps = append(rcps, decision.Compile(decisionPolicies(l.RCPs), false))
		}
	}
	return scps, rcps
}

// unseenAllow is a policy that may allow anything.
var unseenAllow = func() *policy.Document {
	d := policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)
	d.Statements[0].OpenCondition = []string{unseenPolicies}
	return d
}()

const unseenPolicies = "policies that no input shows"

// decisionPolicies keeps positions: explanations index the graph's list.
func decisionPolicies(policies []*graph.Policy) []decision.Policy {
	list := make([]decision.Policy, 0, len(policies)+1)
	for _, p := range policies {
		switch p.Presence {
		case graph.Absent:
			list = append(list, decision.Policy{Document: emptyDocument, Name: p.Name})
		case graph.Present:
			list = append(list, decision.Policy{Document: p.Document, Name: p.Name})
		default:
			list = append(list, decision.Policy{Name: p.Name})
		}
	}
	return list
}

var emptyDocument = &policy.Document{Version: "2012-10-17"}

// The lookups below go to the graph for what it has, and never return nil
// where the caller could not go on without a thing.

func (e *Engine) bucketNamed(name policy.Text) *graph.Bucket {
	if e.over != nil && e.over.buckets[name] != nil {
		return e.over.buckets[name]
	}
	if b := e.byName[name]; b != nil {
		return b
	}
	if b := e.graph.BucketOrUnknown(name); b != nil {
		return b
	}
	return &graph.Bucket{Name: name, ARN: "arn:aws:s3:::" + name, Policy: &graph.Policy{Presence: graph.Unknown}}
}

// accessPoint is the node of an access point's ARN; a multi-Region access
// point has one for each of its buckets, of which which is one.
func (e *Engine) accessPoint(own policy.Text, which int) *graph.AccessPoint {
	if e.over != nil && e.over.points[own] != nil {
		return e.over.points[own]
	}
	if which < len(e.points[own]) {
		return e.points[own][which]
	}
	return nil
}

func (e *Engine) key(ref, account, region policy.Text) *graph.Key {
	return e.current(e.graph.Key(ref, account, region))
}

// canonicalAccount is the account that ACLs call by a canonical user id; nil if
// no input tells. disputed is set if inputs tell of two: no two accounts have
// one id.
func (e *Engine) canonicalAccount(id policy.Text) (found *graph.Account, disputed bool) {
	for _, a := range e.graph.Accounts {
		switch {
		case a.Canonical != id || id.IsUnset():
		case found != nil:
			return nil, true
		default:
			found = a
		}
	}
	return found, false
}

// current is what stands in a key's place; nil for nil.
func (e *Engine) current(k *graph.Key) *graph.Key {
	if e.over != nil && k != nil && e.over.keys[k.ARN] != nil {
		return e.over.keys[k.ARN]
	}
	return k
}

// account finds an account by id; nil if the id is not known.
func (e *Engine) account(id policy.Text) *graph.Account {
	if id.IsUnset() || hasWildcard(id) {
		return nil
	}
	if a := e.graph.Account(id); a != nil {
		return a
	}
	return &graph.Account{ID: id}
}

func (e *Engine) principal(arn policy.Text) *graph.Principal {
	if e.over != nil && e.over.roles[arn] != nil {
		return e.over.roles[arn]
	}
	if p := e.graph.Principal(arn); p != nil {
		return p
	}
	return &graph.Principal{ARN: arn, Kind: graph.Role}
}

// caller is the compiled form of a principal.
func (e *Engine) caller(p *graph.Principal) *caller {
	if c := e.callers[p]; c != nil {
		return c
	}
	return e.compileCaller(p)
}
