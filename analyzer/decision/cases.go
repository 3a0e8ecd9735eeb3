package decision

import "github.com/tfaccess/tfaccess/analyzer/policy"

// maxCases bounds how many combinations DecideByCases tries.
const maxCases = 128

// DecideByCases is Decide, except that a verdict which depends on what the
// caller sends is settled where every choice leads to the same one: an identity
// policy that wants one endpoint and a bucket policy that wants another deny
// together, whatever the endpoint is, although each alone depends on it.
//
// A layer then denies alone if it does so in one of the cases. It allocates,
// and only if the verdict is Maybe.
func DecideByCases(r *Request, p *Policies) Result {
	res := Decide(r, p)
	if res.Verdict != maybe {
		return res
	}
	keys, choices := openChoices(r, p)
	if len(keys) == 0 {
		return res
	}
	values := make(map[string]policy.Value, len(keys))
	one := *r
	one.Context = &policy.Context{Values: values, Base: r.Context}
	settled, first := res, true
	for at := make([]int, len(keys)); at != nil; at = next(at, choices) {
		for i, k := range keys {
			values[k] = choices[i][at[i]]
		}
		got := Decide(&one, p)
		if got.Verdict == maybe || !first && got.Verdict != settled.Verdict {
			return res
		}
		settled.settle(&got, first)
		first = false
	}
	return settled
}

// settle adds the result of one case.
func (res *Result) settle(got *Result, first bool) {
	res.Verdict = got.Verdict
	res.Explicit = got.Explicit && (first || res.Explicit)
	for l := range res.Layers {
		layer, of := &res.Layers[l], &got.Layers[l]
		switch {
		case got.Verdict == yes:
			layer.Verdict = of.Verdict
		case of.Alone:
			layer.Explicit = of.Explicit && (!layer.Alone || layer.Explicit)
			layer.Verdict, layer.Alone = no, true
		}
	}
}

// next counts through the combinations; nil after the last.
func next(at []int, choices [][]policy.Value) []int {
	for i := range at {
		if at[i]++; at[i] < len(choices[i]) {
			return at
		}
		at[i] = 0
	}
	return nil
}

// openChoices finds the keys that the verdict depends on and the values to try;
// none if there is a key for which a few values do not stand for all.
func openChoices(r *Request, p *Policies) (keys []string, choices [][]policy.Value) {
	var about []*policy.Statement
	for l := range NumLayers {
		if l == PublicAccessBlock {
			continue
		}
		pr := policy.Request{Action: r.Action, Resource: r.Resource, Caller: &r.Caller, Context: r.Context}
		if p.AccessPoint != nil && (l == Resource || l == RCP) {
			pr.Resource = r.Bucket
		}
		for _, s := range p.Sets(l) {
			if s == nil {
				continue
			}
			cs := s.candidates(r.Action)
			for _, side := range [][]candidate{cs.deny, cs.allow} {
				for _, c := range side {
					about = append(about, c.Statement)
					if c.Match(&pr) == maybe {
						keys = c.OpenKeys(&pr, keys)
					}
				}
			}
		}
	}
	cases := 1
	for _, k := range keys {
		values, ok := policy.Choices(k, about)
		if cases *= max(1, len(values)); !ok || cases > maxCases {
			return nil, nil
		}
		choices = append(choices, values)
	}
	return keys, choices
}
