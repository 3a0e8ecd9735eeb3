package plan

import (
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

func sameKey(a, b cty.Value) bool {
	if !hasKey(a) || !hasKey(b) {
		return hasKey(a) == hasKey(b)
	}
	return a.Type() == b.Type() && CompareKeys(a, b) == 0
}

// CompareKeys orders instance keys: none (cty.NilVal), numbers by value, then
// strings. It compares what the keys hold, since a reference to one of a
// thousand instances is looked up for each of a thousand others.
func CompareKeys(a, b cty.Value) int {
	rank := func(v cty.Value) int {
		switch {
		case !hasKey(v):
			return 0
		case v.Type() == cty.Number:
			return 1
		}
		return 2
	}
	ra, rb := rank(a), rank(b)
	switch {
	case ra != rb:
		return ra - rb
	case ra == 1:
		return a.AsBigFloat().Cmp(b.AsBigFloat())
	case ra == 2:
		return strings.Compare(a.AsString(), b.AsString())
	}
	return 0
}

// indexing are the keys that may choose an instance in a reference.
type indexing struct {
	keys []cty.Value
	// positional: a key is count.index. Then equal numbers must agree:
	// element(x.y, count.index) wraps around, and a shorter list is not meant
	// position by position.
	positional bool
}

// add takes a value that can be an instance key.
func (i *indexing) add(v cty.Value) {
	if hasKey(v) && v.IsKnown() && !v.IsNull() && (v.Type() == cty.String || v.Type() == cty.Number) {
		i.keys = append(i.keys, v)
	}
}

// pick chooses among all instances of a block those that the index may mean, or
// all if it means none of them. among gives those with one of some keys.
func pick[T any](i indexing, sc scope, all []T, among func(all []T, keys []cty.Value) []T) []T {
	if i.positional && len(all) != sc.peers {
		return all
	}
	if chosen := among(all, i.keys); len(chosen) > 0 {
		return chosen
	}
	return all
}

// keysAmong are those of a module's instance keys that are among some keys.
func keysAmong(all, keys []cty.Value) []cty.Value {
	return having(all, keys, func(key cty.Value) cty.Value { return key })
}

func having[T any](all []T, keys []cty.Value, keyOf func(T) cty.Value) []T {
	var chosen []T
	for _, one := range all {
		if slices.ContainsFunc(keys, func(k cty.Value) bool { return sameKey(k, keyOf(one)) }) {
			chosen = append(chosen, one)
		}
	}
	return chosen
}

// withKeys are those of a block's instances that have one of the keys, in their
// order. One key is looked up: a reference by each.key is followed once for
// every instance, and looking through all of them takes the square of that.
func (p *Plan) withKeys(instances []*Resource, keys []cty.Value) []*Resource {
	if len(instances) > 0 && len(keys) == 1 && hasKey(keys[0]) {
		first := instances[0]
		block := strings.TrimSuffix(first.Address, keyText(first.Key))
		r := p.byAddress[block+keyText(keys[0])]
		if r != nil && r.Module == first.Module && r.Data == first.Data && r.Type == first.Type && r.Name == first.Name && sameKey(r.Key, keys[0]) {
			return []*Resource{r}
		}
	}
	return having(instances, keys, func(r *Resource) cty.Value { return r.Key })
}

// indexOf tells the index from the references of one expression: the block's
// own key, or a value that the plan tells. A value that it does not tell may
// be the index as well, and then nobody knows.
func (f *follower) indexOf(sc scope, references []string) indexing {
	var own, variables indexing
	for _, reference := range essential(references) {
		switch {
		case reference == "each.key":
			own.add(sc.key)
		case reference == "count.index":
			own.add(sc.key)
			own.positional = true
		case extends(reference, "each.value"):
			value, ok := f.plan.constantReference(sc, reference)
			if !ok {
				return indexing{}
			}
			own.add(value)
		case strings.HasPrefix(reference, "var."):
			if value, ok := f.plan.constantReference(sc, reference); ok {
				variables.add(value)
			}
		}
	}
	if len(own.keys) > 0 {
		return own
	}
	return variables
}
