package analyzer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// chance is a source of chance that is the same for the same words.
func chance(words ...string) *rand.Rand {
	h := fnv.New64a()
	for _, w := range words {
		h.Write([]byte(w + "\x00"))
	}
	return rand.New(rand.NewPCG(h.Sum64(), 1))
}

// shuffle puts the records of every list in another order.
func shuffle(f *graph.Fragment, r *rand.Rand) {
	v := reflect.ValueOf(f).Elem()
	for i := range v.NumField() {
		if list := v.Field(i); list.Kind() == reflect.Slice {
			r.Shuffle(list.Len(), reflect.Swapper(list.Interface()))
		}
	}
}

// TestShuffledRecords: the order of records and of inputs does not matter.
func TestShuffledRecords(t *testing.T) {
	for _, s := range seeds(t) {
		if !chosen(16, "shuffle", s.name) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			before := s.ask(t, s.load(t, true))
			a := s.load(t, true)
			slices.Reverse(a.inputs)
			a.rejoin(t, func(f *graph.Fragment) { shuffle(f, chance(s.name)) })
			for _, line := range same(before, s.ask(t, a)) {
				t.Error(line)
			}
		})
	}
}

// apart makes an inline policy of each statement of an identity's policies.
func apart(t testing.TB, f *graph.Fragment) {
	var out []graph.InlinePolicyRec
	for _, rec := range f.InlinePolicies {
		var whole list
		if rec.Doc.Presence == graph.Present && !rec.Deleted {
			rewriting{statements: func(all []object) []object {
				for _, s := range all {
					whole = append(whole, s)
				}
				return all
			}}.rewrite(t, rec.Doc.Text)
		}
		if len(whole) < 2 {
			out = append(out, rec)
			continue
		}
		for i := range whole {
			part := rec
			if i > 0 {
				part.Name = policy.Text(fmt.Sprintf("%s-part-%d", rec.Name, i))
				part.Origin.Address = fmt.Sprintf("%s[%d]", rec.Origin.Address, i)
			}
			part.Doc.Text = rewriting{statements: func(all []object) []object { return all[i : i+1] }}.rewrite(t, rec.Doc.Text)
			out = append(out, part)
		}
	}
	f.InlinePolicies = out
}

// TestPoliciesApart: an identity's policies add up, however statements are
// divided between them.
func TestPoliciesApart(t *testing.T) {
	for _, s := range seeds(t) {
		if !chosen(16, "apart", s.name) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			a := s.load(t, true)
			for _, l := range a.inputs {
				for _, f := range l.planned {
					if len(f.Exclusives) > 0 {
						t.Skip("the names of policies matter here")
					}
				}
			}
			before := s.ask(t, a)
			a = s.load(t, true)
			a.rejoin(t, func(f *graph.Fragment) { apart(t, f) })
			after := s.ask(t, a)
			// A finding is about the document to change, of which there may be more now.
			before.findings, after.findings = before.denied, after.denied
			for _, line := range same(before, after) {
				t.Error(line)
			}
		})
	}
}

// hiding takes knowledge away from a fragment; n chooses what. It reports
// whether there was something to hide.
type hiding struct {
	name string
	hide func(t testing.TB, f *graph.Fragment, r *rand.Rand) bool
}

// pick chooses a document that is known.
func pick(f *graph.Fragment, r *rand.Rand) *graph.Doc {
	var all []*graph.Doc
	documents(f, func(d *graph.Doc) {
		if d.Presence == graph.Present {
			all = append(all, d)
		}
	})
	if len(all) == 0 {
		return nil
	}
	return all[r.IntN(len(all))]
}

// hideIn replaces one thing in the statements of a document by a symbol.
func hideIn(choose func(s object, r *rand.Rand) bool) func(testing.TB, *graph.Fragment, *rand.Rand) bool {
	return func(t testing.TB, f *graph.Fragment, r *rand.Rand) bool {
		d := pick(f, r)
		if d == nil {
			return false
		}
		hidden := false
		text := rewriting{statements: func(all []object) []object {
			if len(all) > 0 {
				hidden = choose(all[r.IntN(len(all))], r)
			}
			return all
		}}.rewrite(t, d.Text)
		d.Text = policy.Text(strings.ReplaceAll(strings.ReplaceAll(string(text), `"@hidden@"`, `"`+string(hidden0)+`"`), "@hidden@", string(hidden0)))
		return hidden
	}
}

const hidden0 = "⟨~hidden:aws_ssm_parameter.hidden.value⟩"

// oneOf replaces one string of an element by what is not known.
func oneOf(name string) func(object, *rand.Rand) bool {
	return func(s object, r *rand.Rand) bool {
		all, ok := elements(s[name])
		if !ok || len(all) == 0 {
			return false
		}
		all = slices.Clone(all)
		all[r.IntN(len(all))] = "@hidden@"
		s[name] = all
		return true
	}
}

var hidings = []hiding{
	{"a document", func(_ testing.TB, f *graph.Fragment, r *rand.Rand) bool {
		d := pick(f, r)
		if d != nil {
			*d = graph.Doc{Presence: graph.Opaque, How: graph.HowOpaque, Missing: []string{"aws_ssm_parameter.hidden.value"}}
		}
		return d != nil
	}},
	{"every document", func(_ testing.TB, f *graph.Fragment, _ *rand.Rand) bool {
		documents(f, func(d *graph.Doc) {
			if d.Presence == graph.Present {
				*d = graph.Doc{Presence: graph.Opaque, How: graph.HowOpaque, Missing: []string{"aws_ssm_parameter.hidden.value"}}
			}
		})
		return true
	}},
	{"an action", hideIn(oneOf("Action"))},
	{"a resource", hideIn(oneOf("Resource"))},
	{"an excepted action", hideIn(oneOf("NotAction"))},
	{"an excepted resource", hideIn(oneOf("NotResource"))},
	{"the end of a resource", hideIn(func(s object, r *rand.Rand) bool {
		all, ok := elements(s["Resource"])
		if !ok || len(all) == 0 {
			return false
		}
		all = slices.Clone(all)
		i := r.IntN(len(all))
		text, _ := all[i].(string)
		if at := strings.LastIndexAny(text, ":/"); at >= 0 {
			all[i] = text[:at+1] + "@hidden@"
		}
		s["Resource"] = all
		return true
	})},
	{"a principal", hideIn(func(s object, r *rand.Rand) bool {
		kinds, ok := s["Principal"].(object)
		if !ok {
			return false
		}
		kinds = maps.Clone(kinds)
		names := slices.Sorted(maps.Keys(kinds))
		done := oneOf(names[r.IntN(len(names))])(kinds, r)
		s["Principal"] = kinds
		return done
	})},
	{"a condition value", hideIn(func(s object, r *rand.Rand) bool {
		all, ok := s["Condition"].(object)
		if !ok || len(all) == 0 {
			return false
		}
		names := slices.Sorted(maps.Keys(all))
		keys, _ := all[names[r.IntN(len(names))]].(object)
		if len(keys) == 0 {
			return false
		}
		names = slices.Sorted(maps.Keys(keys))
		return oneOf(names[r.IntN(len(names))])(keys, r)
	})},
	{"a statement's conditions", hideIn(func(s object, _ *rand.Rand) bool {
		if s["Condition"] == nil {
			return false
		}
		s["Condition"] = "@hidden@"
		return true
	})},
	{"an effect", hideIn(func(s object, _ *rand.Rand) bool {
		s["Effect"] = "@hidden@"
		return true
	})},
	{"whether an identity has more policies", func(_ testing.TB, f *graph.Fragment, r *rand.Rand) bool {
		if len(f.Identities) == 0 {
			return false
		}
		rec := &f.Identities[r.IntN(len(f.Identities))]
		rec.Complete, rec.Created, rec.Incomplete = policy.Maybe, false, append(rec.Incomplete, "hidden")
		return true
	}},
	{"what an identity's boundary says", func(_ testing.TB, f *graph.Fragment, r *rand.Rand) bool {
		if len(f.Identities) == 0 {
			return false
		}
		rec := &f.Identities[r.IntN(len(f.Identities))]
		rec.BoundaryState, rec.Boundary = graph.Present, "arn:aws:iam::111111111111:policy/"+hidden0
		return true
	}},
	{"that the plan is whole", func(_ testing.TB, f *graph.Fragment, _ *rand.Rand) bool {
		f.Incomplete = "the plan was targeted"
		return true
	}},
}

// TestHiddenKnowledge: what is said with less knowledge is said with more too.
func TestHiddenKnowledge(t *testing.T) {
	for _, s := range seeds(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var before answers
			for _, h := range hidings {
				for round := range 4 {
					at := fmt.Sprint(h.name, round)
					if !chosen(150, "hide", s.name, at) {
						continue
					}
					if before.traces == nil {
						before = s.ask(t, s.load(t, true))
					}
					a := s.load(t, true)
					var was, is bytes.Buffer
					hidden := false
					a.rejoin(t, func(f *graph.Fragment) {
						dump(&was, f)
						hidden = h.hide(t, f, chance(s.name, at)) || hidden
						dump(&is, f)
					})
					if !hidden {
						continue
					}
					if lines := weaker(before, s.ask(t, a)); len(lines) > 0 {
						t.Errorf("without %s:\n%s\n%s", at, strings.Join(lines, "\n"), difference(was.String(), is.String()))
					}
				}
			}
		})
	}
}

func dump(b *bytes.Buffer, f *graph.Fragment) {
	e := json.NewEncoder(b)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	_ = e.Encode(f)
}

// difference is the lines of two texts that differ, of the first place.
func difference(was, is string) string {
	a, b := strings.Split(was, "\n"), strings.Split(is, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return "- " + strings.TrimSpace(a[i]) + "\n+ " + strings.TrimSpace(b[i])
		}
	}
	return ""
}
