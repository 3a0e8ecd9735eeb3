package facts

import (
	"cmp"
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
)

// Ref leads from a denial or violation back to what it was made from.
type Ref struct {
	Access *access.Access // of several that were put together, the first
	Layer  eval.LayerKind // invalid for a violation
	Traces []eval.Trace   // of the requests that the layer denies
}

// Actions are those of the requests, sorted.
func (r Ref) Actions() []string {
	var out []string
	for _, t := range r.Traces {
		out = append(out, t.Request.Action)
	}
	return set(out)
}

// Ref is where the denial or violation with an id comes from.
func (d *Document) Ref(id int) Ref { return d.refs[id] }

// Has reports whether there is a denial or violation with an id.
func (d *Document) Has(id int) bool { return id >= 0 && id < len(d.refs) }

// Denial finds a denial by its id; nil if the id is a violation's or nobody's.
func (d *Document) Denial(id int) *Denial {
	if !d.Has(id) || d.refs[id].Layer == 0 {
		return nil
	}
	list := *d.Denials.of(d.refs[id].Layer)
	i, found := slices.BinarySearchFunc(list, id, func(x Denial, id int) int { return cmp.Compare(x.ID, id) })
	if !found {
		return nil
	}
	return &list[i]
}

// Violation finds a violation by its id; nil if the id is a denial's or nobody's.
func (d *Document) Violation(id int) *Violation {
	i, found := slices.BinarySearchFunc(d.Violations, id, func(x Violation, id int) int { return cmp.Compare(x.ID, id) })
	if !found {
		return nil
	}
	return &d.Violations[i]
}
