package eval

import (
	"cmp"
	"slices"
)

// mergeTraces is one answer for two possibilities that need tells apart.
func mergeTraces(a, b Trace, need Need) Trace {
	merged := Trace{Request: a.Request, Layers: mergeLayers(a.Layers, b.Layers, PathDependent, need), Sometimes: a.Sometimes}
	switch {
	case a.Verdict == b.Verdict:
		merged.Verdict = a.Verdict
		if a.Verdict == Denied && !slices.ContainsFunc(merged.Layers, func(l Layer) bool { return l.Verdict == Denied }) {
			merged.Layers = a.Layers // each possibility is denied by a layer of its own: show one whole
		}
	case a.Verdict == Unresolved || b.Verdict == Unresolved:
		merged.Verdict = Unresolved
	default:
		merged.Verdict = openVerdict(merged.Layers)
	}
	order(merged.Layers)
	return merged
}

// mergeLayers joins the layers of two possibilities, gate by gate. A gate that
// both pass, or both deny, stays as it is; otherwise it depends on need.
func mergeLayers(a, b []Layer, why Reason, need Need) []Layer {
	merged := make([]Layer, 0, max(len(a), len(b)))
	rest := slices.Clone(b)
	for _, one := range a {
		i := slices.IndexFunc(rest, func(l Layer) bool { return sameGate(&l, &one) })
		if i < 0 {
			merged = append(merged, mergeLayer(one, Layer{Kind: one.Kind, Verdict: NotApplicable, Action: one.Action}, why, need))
			continue
		}
		merged = append(merged, mergeLayer(one, rest[i], why, need))
		rest = slices.Delete(rest, i, i+1)
	}
	for _, l := range rest {
		merged = append(merged, mergeLayer(l, Layer{Kind: l.Kind, Verdict: NotApplicable, Action: l.Action}, why, need))
	}
	return merged
}

// sameGate compares by kind and action; a gate without a say has none.
func sameGate(a, b *Layer) bool {
	if a.Kind != b.Kind {
		return false
	}
	return a.Action == b.Action || a.Verdict == NotApplicable || b.Verdict == NotApplicable
}

func mergeLayer(a, b Layer, why Reason, need Need) Layer {
	if passes(a.Verdict) && passes(b.Verdict) {
		if a.Verdict == NotApplicable {
			return b
		}
		return a
	}
	if a.Verdict == b.Verdict {
		return a
	}
	worse, other := a, b
	if severity(b.Verdict) > severity(a.Verdict) {
		worse, other = b, a
	}
	merged := worse
	merged.Alone = false
	merged.Needs = slices.Clone(worse.Needs)
	if worse.Verdict == Denied {
		merged.Verdict, merged.Reason = Conditional, why
		if need.Kind != NeedRequest || other.Verdict == Unresolved {
			merged.Verdict = Unresolved
		}
	}
	merged.Needs = append(merged.Needs, need)
	for _, n := range other.Needs {
		if !slices.ContainsFunc(merged.Needs, func(have Need) bool { return have.Kind == n.Kind && have.What == n.What }) {
			merged.Needs = append(merged.Needs, n)
		}
	}
	return merged
}

func passes(v Verdict) bool { return v == Allowed || v == NotApplicable }

func severity(v Verdict) int {
	switch v {
	case Denied:
		return 3
	case Unresolved:
		return 2
	case Conditional:
		return 1
	}
	return 0
}

// order sorts layers as reports list them.
func order(layers []Layer) {
	slices.SortStableFunc(layers, func(a, b Layer) int { return cmp.Compare(a.Kind, b.Kind) })
}

// tidy drops what says nothing: a layer without a say where another of its
// kind has one, or says the same.
func tidy(layers []Layer) []Layer {
	kept := layers[:0]
	for i := range layers {
		l := &layers[i]
		if l.Verdict == NotApplicable {
			again := slices.ContainsFunc(kept, func(k Layer) bool { return k.Kind == l.Kind }) ||
				slices.ContainsFunc(layers[i+1:], func(k Layer) bool { return k.Kind == l.Kind && k.Verdict != NotApplicable })
			if again {
				continue
			}
		}
		kept = append(kept, *l)
	}
	return kept
}
