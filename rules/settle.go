package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// settle lets one of our rules have each denial: a rule steps back where one
// that refines it claims the same. Users' rules stand beside ours. Where two of
// ours remain, the one with the lower id is kept and the others are its rivals.
// Claims are sorted as sortClaims leaves them.
func (s *Set) settle(claims []claim) []claim {
	var out []claim
	for start := 0; start < len(claims); {
		end := start + 1
		for end < len(claims) && claims[end].id == claims[start].id {
			end++
		}
		same := claims[start:end]
		start = end
		if same[0].id < 0 {
			out = append(out, same...)
			continue
		}
		out = append(out, settleOne(same)...)
	}
	return out
}

// settleOne settles the claims of one denial or violation.
func settleOne(same []claim) []claim {
	var out []claim
	ours := -1 // in out
	taken := map[*Rule]bool{}
	for _, c := range same {
		beaten := slices.ContainsFunc(same, func(o claim) bool { return o.rule != c.rule && slices.Contains(o.rule.Refines, c.rule.Name) })
		if beaten || taken[c.rule] {
			continue
		}
		taken[c.rule] = true
		switch {
		case c.rule.Custom:
		case ours >= 0:
			out[ours].rivals = append(out[ours].rivals, c.rule)
			continue
		default:
			ours = len(out)
		}
		out = append(out, c)
	}
	return out
}

// refinesInCircle finds rules that leave a denial to each other until nobody
// claims it; nil if there are none.
func refinesInCircle(rules map[string]*Rule) error {
	const open, done = 1, 2
	state := map[*Rule]int{}
	var path []string
	var visit func(r *Rule) error
	visit = func(r *Rule) error {
		path = append(path, r.Name)
		defer func() { path = path[:len(path)-1] }()
		switch state[r] {
		case open:
			return fmt.Errorf("%s: custom.refines goes in a circle: %s", r.File, strings.Join(path, ", "))
		case done:
			return nil
		}
		state[r] = open
		for _, n := range r.Refines {
			if next := rules[n]; next != nil {
				if err := visit(next); err != nil {
					return err
				}
			}
		}
		state[r] = done
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		if err := visit(rules[name]); err != nil {
			return err
		}
	}
	return nil
}
