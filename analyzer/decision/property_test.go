package decision

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

var (
	fillings = flag.Int("fillings", 100_000, "how many fillings of symbols TestSymbolsAreSound tries")
	seed     = flag.Uint64("seed", 1, "seed of the property tests")
)

// TestDenyNeverAllows: one more Deny statement, in any layer, never turns a
// request that is not allowed into one that is.
func TestDenyNeverAllows(t *testing.T) {
	one(t, 5_000, "Deny", func(before, after policy.Tri) bool { return after <= before })
}

// TestAllowNeverDenies: one more Allow statement never turns an allowed request
// into a denied one. RestrictPublicBuckets is the documented exception: a
// public Allow takes access from other accounts.
func TestAllowNeverDenies(t *testing.T) {
	one(t, 5_000, "Allow", func(before, after policy.Tri) bool { return after >= before })
}

// one adds a statement to a random layer of random requests.
func one(t *testing.T, n int, effect string, ok func(before, after policy.Tri) bool) {
	t.Helper()
	for i := range n {
		w := &world{Rand: rand.New(rand.NewPCG(*seed, uint64(i))), symbols: i%2 == 0}
		p, r := w.policies(), w.request()
		if effect == "Allow" {
			p.restrict = false
		}
		request := r.build(nil, "", nil)
		before := Decide(request, p.compile(nil))
		names := slices.Sorted(maps.Keys(p.layers()))
		name := names[w.IntN(len(names))]
		layer := p.layers()[name]
		if *layer == nil {
			continue // a cap that was not there at all limits, whatever it says
		}
		was := *layer
		added := w.statement(effect, name == "resource" || name == "rcp" || name == "endpoint")
		*layer = append(slices.Clone(was), added)
		after := Decide(request, p.compile(nil))
		if !ok(before.Verdict, after.Verdict) {
			*layer = was
			t.Fatalf("-seed %d, case %d: %v became %v by %s in %s\n%+v\n%s", *seed, i, before.Verdict, after.Verdict, added, name, r, p)
		}
	}
}

// TestSymbolsAreSound: a definite verdict with symbols holds for every filling
// of the symbols, for every resource that the request stands for and for every
// value of what the caller chooses.
func TestSymbolsAreSound(t *testing.T) {
	const shards = 4
	for shard := range shards {
		t.Run(fmt.Sprintf("shard %d", shard), func(t *testing.T) {
			t.Parallel()
			tried, cases := 0, 0
			for i := shard; tried < *fillings/shards; i += shards {
				tried += sound(t, i)
				cases++
			}
			if tried < cases {
				t.Errorf("%d fillings of %d cases: hardly any case was definite, the test shows little", tried, cases)
			}
		})
	}
}

// sound tries fillings of one random case and returns how many: none if its
// verdict is not definite.
func sound(t *testing.T, i int) int {
	const perCase = 40
	w := &world{Rand: rand.New(rand.NewPCG(*seed, uint64(i))), symbols: true}
	p, r := w.policies(), w.request()
	want := DecideByCases(r.build(nil, "", nil), p.compile(nil))
	if want.Verdict == policy.Maybe {
		return 0
	}
	known := map[string]*Set{}
	for j := range perCase {
		fill, said := w.filling(j)
		wild := w.pick("", "k1", "in/k1", "x/y", "red/k")
		request := r.build(fill, wild, w.chosen)
		got := Decide(request, p.compileLike(fill, known))
		// A concrete verdict may be Maybe where AWS documents no answer.
		if got.Verdict != want.Verdict && got.Verdict != policy.Maybe || want.Explicit && got.Verdict == policy.No && !got.Explicit {
			t.Fatalf("-seed %d, case %d, filling %d: %v (explicit %v) with symbols, %v (explicit %v) with %q, wildcard %q\n%+v\ncontext %v\n%s",
				*seed, i, j, want.Verdict, want.Explicit, got.Verdict, got.Explicit, said, wild, r, request.Context.Values, p)
		}
	}
	return perCase
}

// chosen is a value that a caller may choose for a key, or not send.
func (w *world) chosen() policy.Value {
	if w.IntN(3) == 0 {
		return policy.AbsentValue
	}
	return policy.Single(policy.Text(w.pick("", "b1", "red", "true", "false", "vpce-1")))
}

// filling gives every symbol of world a value.
func (w *world) filling(n int) (*strings.Replacer, []string) {
	word := func() string {
		return w.pick("b1", "b2", "r1", "r2", "red", "x", "111111111111", "222222222222", "444444444444")
	}
	plain := &world{Rand: w.Rand}
	said := []string{
		"⟨in:data.caller.account_id⟩", w.pick("111111111111", "222222222222", "444444444444"),
		"⟨in:b.id⟩", word(),
		"⟨in:role.name⟩", word(),
		"⟨!in:aws_b.fresh.id⟩", fmt.Sprintf("fresh-%d-a", n),
		"⟨!in:aws_b.other.id⟩", fmt.Sprintf("fresh-%d-b", n),
		"⟨~in:action⟩", plain.action(),
		"⟨~in:resource⟩", plain.resource(),
		"⟨~in:key⟩", w.pick("", "*", "in/k1", "k?", "x", "a:b", "in/*"),
		"⟨~in:value⟩", w.pick("", "*", "b1", "red", "fresh-1-a", "??"),
		`{"AWS": "⟨~in:aws⟩"}`, plain.principalOfAWS(),
		"⟨~in:principal⟩", plain.principal(),
		"⟨~in:condition⟩", plain.condition(),
		"⟨~in:statement⟩", plain.statement(w.pick("Allow", "Deny"), true),
	}
	return strings.NewReplacer(said...), said
}

// principalOfAWS is a Principal with the member AWS.
func (w *world) principalOfAWS() string {
	return `{"AWS": "` + w.pick("*", "111111111111", "222222222222", "arn:aws:iam::111111111111:role/r1", "arn:aws:sts::222222222222:assumed-role/r1/s1") + `"}`
}

// eachRandom decides random requests, half of them with symbols, and fails with
// what check says.
func eachRandom(t *testing.T, n int, check func(r *Request, p *Policies, res Result) string) {
	t.Helper()
	for i := range n {
		w := &world{Rand: rand.New(rand.NewPCG(*seed, uint64(i))), symbols: i%2 == 0}
		texts, r := w.policies(), w.request()
		request, p := r.build(nil, "", nil), texts.compile(nil)
		if said := check(request, p, Decide(request, p)); said != "" {
			t.Fatalf("-seed %d, case %d: %s\n%+v\n%s", *seed, i, said, r, texts)
		}
	}
}
