package eval

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// rounds is how many random worlds each property is tried in.
var rounds = flag.Int("rounds", 400, "random worlds a property")

// Symbols of the random worlds. A fresh one is filled with what nobody wrote, a
// word with any word, an opaque one with anything.
const (
	freshKey  = "⟨!w:aws_kms_key.k.key_id⟩"
	freshVpce = "⟨!w:aws_vpc_endpoint.v.id⟩"
	someWord  = "⟨w:data.x.word⟩"
	otherWord = "⟨w:data.y.word⟩"
	anything  = "⟨~w:data.z.text⟩"
)

// fill gives each symbol a value that it may have.
func fill(r *rand.Rand) *strings.Replacer {
	words := []string{"rA", "rB", "b", "c", "k", "logs", "111111111111", "222222222222", "o-1", "x", "vpce-1", "true", "word"}
	texts := append([]string{"*", "b/*", "s3:GetObject", "arn:aws:s3:::b", "arn:aws:iam::111111111111:role/rA", "a:b/c", "kms:*"}, words...)
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	return strings.NewReplacer(
		freshKey, fmt.Sprintf("fresh-key-%d", r.IntN(1000)), freshVpce, fmt.Sprintf("vpce-fresh%d", r.IntN(1000)),
		someWord, pick(words), otherWord, pick(words), anything, pick(texts))
}

var verbatim = strings.NewReplacer()

// random writes statements and worlds.
type random struct {
	r    *rand.Rand
	fill *strings.Replacer
	with bool // symbols
}

func (g *random) pick(list ...string) string { return list[g.r.IntN(len(list))] }

func (g *random) or(symbol, plain string) string {
	if g.r.IntN(4) > 0 {
		return plain
	}
	if g.with {
		return symbol
	}
	return plain
}

func (g *random) principal() string {
	return g.pick(`"*"`, `{"AWS":"*"}`, roleA, rootA, roleB, rootB, `{"AWS":"`+g.or(someWord, accountC)+`"}`,
		`{"AWS":"arn:aws:iam::111111111111:role/`+g.or(otherWord, "rA")+`"}`, `{"AWS":"`+g.or(anything, accountA)+`"}`, `{"Service":"cloudtrail.amazonaws.com"}`)
}

func (g *random) resource() string {
	return g.pick("*", objects, both, "arn:aws:s3:::b/"+g.or(someWord, "logs")+"/*", "arn:aws:s3:::"+g.or(otherWord, "b")+"/*", "arn:aws:s3:::*/k",
		g.or(anything, objects), g.keyARN(), "arn:aws:kms:us-east-1:222222222222:key/*", "arn:aws:s3:::b/"+g.or(anything, "k"))
}

func (g *random) keyARN() string {
	return "arn:aws:kms:us-east-1:222222222222:key/" + g.or(freshKey, "kB")
}

func (g *random) action() string {
	return g.pick("*", "s3:*", "s3:GetObject", "s3:Get*", "s3:PutObject", "s3:GetObject,s3:PutObject", "s3:ListBucket", "kms:*", "kms:Decrypt,kms:GenerateDataKey", "kms:Decrypt")
}

func (g *random) condition() string {
	if g.r.IntN(3) > 0 {
		return ""
	}
	operator := g.pick("StringEquals", "StringNotEquals", "StringLike", "ArnNotLike", "StringEqualsIfExists", "StringNotEqualsIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringLike")
	key, value := "aws:PrincipalArn", "arn:aws:iam::111111111111:role/"+g.or(someWord, "rA")
	switch g.r.IntN(6) {
	case 0:
		key, value = "aws:SourceVpce", g.or(freshVpce, "vpce-1")
	case 1:
		key, value = "aws:PrincipalOrgID", g.or(otherWord, "o-1")
	case 2:
		key, value = "kms:ViaService", "s3."+g.or(anything, "us-east-1")+".amazonaws.com"
	case 3:
		key, value = "aws:PrincipalTag/team", g.or(someWord, "x")
	case 4:
		key, value = "s3:prefix", "logs"
	}
	return fmt.Sprintf(`{"%s":{"%s":"%s"}}`, operator, key, value)
}

func (g *random) statement(effect string, principal bool) string {
	who := ""
	if principal {
		who = g.principal()
	}
	return g.fill.Replace(statement(effect, who, g.action(), g.resource(), g.condition()))
}

func (g *random) statements(principal bool) []string {
	var list []string
	for range 1 + g.r.IntN(3) {
		effect := "Allow"
		if g.r.IntN(4) == 0 {
			effect = "Deny"
		}
		list = append(list, g.statement(effect, principal))
	}
	return list
}

// mostly is random statements, usually beside one that allows much: chance
// alone would hardly ever allow anything.
func (g *random) mostly(broad string, principal bool) []string {
	list := g.statements(principal)
	if g.r.IntN(10) < 8 {
		list = append(list, broad)
	}
	return list
}

// world makes one: two roles of A, one of B and C, a bucket under a key, an
// endpoint, and policies on everything. The same source of chance makes the
// same world, whatever the symbols are filled with.
func (g *random) world(t testing.TB) *world {
	w := newWorld(t)
	for _, who := range []struct{ account, name string }{{accountA, "rA"}, {accountB, "rB"}, {accountC, "rC"}} {
		p := w.role(policy.Text(who.account), who.name, g.mostly(allowDoc("s3:*,kms:*", "*"), false)...)
		p.Tags = map[string]policy.Text{"team": policy.Text(g.fill.Replace(g.or(otherWord, "x")))}
		if g.r.IntN(4) == 0 {
			w.boundary(p, g.mostly(allowDoc("*", "*"), false)...)
		}
		if g.r.IntN(6) == 0 {
			p.Complete = policy.Maybe
		}
	}
	b := w.bucket(accountB, "b")
	if g.r.IntN(5) > 0 {
		b.Policy = w.resourcePolicy("bp", g.mostly(allowTo(`{"AWS":["111111111111","333333333333"]}`, "s3:*", both), true)...)
	}
	b.PublicAccessBlock = publicAccess(policy.Of(g.r.IntN(3) == 0))
	if g.r.IntN(3) == 0 {
		id := policy.Text(g.fill.Replace(g.or(freshKey, "kB")))
		k := w.key(accountB, id)
		if g.r.IntN(4) > 0 {
			k.Policy = w.resourcePolicy("kp", g.mostly(allowTo(`{"AWS":["111111111111","222222222222","333333333333"]}`, "kms:*", "*"), true)...)
		}
		w.encrypt(b, k, policy.Of(g.r.IntN(2) == 0))
	}
	if g.r.IntN(3) == 0 {
		w.scp(accountA, 1, g.statements(false)...)
	}
	if g.r.IntN(3) == 0 {
		w.rcp(accountB, 1, g.statement("Deny", true))
	}
	v := w.endpoint(policy.Text(g.fill.Replace(g.or(freshVpce, "vpce-1"))), "Interface")
	if g.r.IntN(2) == 0 {
		v.Policy = w.resourcePolicy("vpcep", g.mostly(allowTo(anyone, "*", "*"), true)...)
	}
	return w
}

// request is one to the world's bucket.
func (g *random) request(w *world) Request {
	r := Request{
		Principal: w.get(g.pick("rA", "rA", "rB", "rC")), Action: g.pick("s3:GetObject", "s3:PutObject", "s3:ListBucket"),
		Resource: policy.Text(g.pick("arn:aws:s3:::b/k", "arn:aws:s3:::b/logs/k", "arn:aws:s3:::b/*", "arn:aws:s3:::b/logs/*")), Path: Public,
	}
	if r.Action == "s3:ListBucket" {
		r.Resource = "arn:aws:s3:::b"
	}
	switch g.r.IntN(3) {
	case 0:
		r.Path, r.Via = ThroughEndpoint, w.g.Endpoints[0]
	case 1:
		r.Path = PathUnknown
	}
	return r
}

func newRandom(seed uint64, with bool, fill *strings.Replacer) *random {
	return &random{r: rand.New(rand.NewPCG(seed, 1)), fill: fill, with: with}
}

// TestSymbolsAreSound: what is said of a request with symbols is said of every
// request in which they are filled in.
func TestSymbolsAreSound(t *testing.T) {
	open := 0
	for seed := range uint64(*rounds) {
		g := newRandom(seed, true, verbatim)
		w := g.world(t)
		r := g.request(w)
		symbolic := w.engine().Evaluate(r)
		if symbolic.Verdict != Allowed && symbolic.Verdict != Denied {
			open++
			continue
		}
		for k := range uint64(6) {
			values := fill(rand.New(rand.NewPCG(seed, 100+k)))
			c := newRandom(seed, true, values)
			cw := c.world(t)
			cr := c.request(cw)
			concrete := cw.engine().Evaluate(cr)
			if concrete.Verdict != symbolic.Verdict {
				t.Fatalf("seed %d, filling %d: %s with symbols, %s filled in\n%s %s %s\nwith symbols:\n%s\nfilled in:\n%s\n%s", seed, k,
					symbolic.Verdict, concrete.Verdict, r.Principal.ARN, r.Action, r.Resource, layersText(symbolic), layersText(concrete), cw.documents())
			}
		}
	}
	if open > *rounds*9/10 {
		t.Errorf("%d of %d worlds are open: the property is hardly tried", open, *rounds)
	}
}

// documents prints a world's policies.
func (w *world) documents() string {
	var b strings.Builder
	show := func(name string, p *graph.Policy) {
		if p != nil && p.Document != nil {
			fmt.Fprintf(&b, "%s: %s\n", name, p.Document.Source)
		}
	}
	for _, p := range w.g.Principals {
		for _, pol := range p.Policies {
			show(string(p.Name), pol)
		}
		show("boundary of "+string(p.Name), p.Boundary)
	}
	for _, x := range w.g.Buckets {
		show("bucket "+string(x.Name), x.Policy)
	}
	for _, k := range w.g.Keys {
		show("key "+string(k.ID), k.Policy)
	}
	for _, v := range w.g.Endpoints {
		show("endpoint "+string(v.ID), v.Policy)
	}
	return b.String()
}

// places are the policies that a statement can be added to.
func (w *world) places() []struct {
	policy *graph.Policy
	who    bool // takes a Principal
} {
	type place = struct {
		policy *graph.Policy
		who    bool
	}
	var list []place
	for _, p := range w.g.Principals {
		list = append(list, place{p.Policies[0], false})
		if p.Boundary.Presence == graph.Present {
			list = append(list, place{p.Boundary, false})
		}
	}
	for _, b := range w.g.Buckets {
		if b.Policy.Presence == graph.Present {
			list = append(list, place{b.Policy, true})
		}
	}
	for _, k := range w.g.Keys {
		if k.Policy.Presence == graph.Present {
			list = append(list, place{k.Policy, true})
		}
	}
	for _, v := range w.g.Endpoints {
		if v.Policy.Presence == graph.Present {
			list = append(list, place{v.Policy, true})
		}
	}
	return list
}

// TestMoreStatements: a Deny more never lets a request pass that did not, and
// an Allow more never refuses one that passed; unless it makes the bucket
// policy public.
func TestMoreStatements(t *testing.T) {
	for seed := range uint64(*rounds) {
		for _, effect := range []string{"Deny", "Allow"} {
			g := newRandom(seed, true, verbatim)
			w := g.world(t)
			r := g.request(w)
			before := w.engine().Evaluate(r)
			places := w.places()
			at := places[g.r.IntN(len(places))]
			if effect == "Allow" && at.policy == w.g.Buckets[0].Policy {
				w.g.Buckets[0].PublicAccessBlock = publicAccess(policy.No)
				before = w.engine().Evaluate(r)
			}
			more := g.statement(effect, at.who)
			text := strings.TrimSuffix(string(at.policy.Document.Source), "]}") + "," + more + "]}"
			at.policy.Document = w.parse(text)
			after := w.engine().Evaluate(r)
			if effect == "Deny" && before.Verdict != Allowed && after.Verdict == Allowed || effect == "Deny" && before.Verdict == Denied && after.Verdict != Denied ||
				effect == "Allow" && before.Verdict == Allowed && after.Verdict != Allowed {
				t.Fatalf("seed %d: %s before and %s after %s\nbefore:\n%s\nafter:\n%s\n%s", seed, before.Verdict, after.Verdict, more, layersText(before), layersText(after), w.documents())
			}
		}
	}
}

// TestTraceIsConsistent: a denied request has a layer that denies by itself,
// an allowed one has none that denies or is open, an open one has an open
// layer and none that denies by itself; and Verdict says what Evaluate says.
func TestTraceIsConsistent(t *testing.T) {
	for seed := range uint64(*rounds) {
		g := newRandom(seed, true, verbatim)
		w := g.world(t)
		r := g.request(w)
		e := w.engine()
		trace := e.Evaluate(r)
		count := map[Verdict]int{}
		alone := 0
		for _, l := range trace.Layers {
			count[l.Verdict]++
			if l.Alone {
				alone++
			}
			if l.Alone && l.Verdict != Denied || l.Kind == 0 || l.Verdict == 0 || l.Reason == "" {
				t.Fatalf("seed %d: layer %+v", seed, l)
			}
		}
		bad := false
		switch trace.Verdict {
		case Denied:
			bad = alone == 0
		case Allowed:
			bad = count[Denied]+count[Conditional]+count[Unresolved] > 0
		default:
			bad = alone > 0 || count[Conditional]+count[Unresolved] == 0
		}
		if bad {
			t.Fatalf("seed %d: %s with layers\n%s\n%s", seed, trace.Verdict, layersText(trace), w.documents())
		}
		if v := e.Verdict(r); v != trace.Verdict {
			t.Fatalf("seed %d: Verdict says %s, Evaluate %s", seed, v, trace.Verdict)
		}
	}
}
