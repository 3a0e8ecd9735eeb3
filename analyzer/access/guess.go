package access

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/graph"
)

// guess records an action on a bucket that a text mentions although it may mean
// another one. Guesses are kept apart from what is known: they are evidence of
// nothing but themselves, and do not tell what either side has no wish for.
func (f *finder) guess(k slot, p *graph.Principal, t target, action string, e Evidence) {
	d := f.guesses[k]
	if d == nil {
		d = newDraft(k, p, t)
		f.guesses[k] = d
		f.guessOrder = append(f.guessOrder, k)
	}
	d.evidence(e)
	d.wants[action] = &want{}
}

// guessed are the accesses that are guesses, less what is asked for anyway.
func (f *finder) guessed() []*Access {
	var out []*Access
	for _, k := range f.guessOrder {
		d := f.guesses[k]
		a := d.Access
		for action := range d.wants {
			if known := f.drafts[k]; known == nil || known.wants[action] == nil {
				a.Actions = append(a.Actions, action)
			}
		}
		if len(a.Actions) > 0 {
			slices.Sort(a.Actions)
			out = append(out, &a)
		}
	}
	return out
}
