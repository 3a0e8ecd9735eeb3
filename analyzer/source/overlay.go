package source

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// overlay lays what the plan knows of a value over what was recovered for it:
// known parts come from the plan, unknown ones from the configuration. agrees
// is false if the two contradict each other.
//
// A plan lists sets in an order of its own, with unknown elements anywhere, so
// that elements are paired by what is known of them.
func overlay(planned, recovered cty.Value) (v cty.Value, agrees bool) {
	if !planned.IsKnown() {
		return recovered, true
	}
	if recovered == cty.NilVal || !recovered.IsKnown() {
		return planned, true
	}
	if planned.IsNull() || recovered.IsNull() {
		return planned, true
	}
	pt := planned.Type()
	switch {
	case pt.IsPrimitiveType():
		return planned, samePrimitive(planned, recovered)
	case pt.IsObjectType():
		return overlayObject(planned, recovered)
	case pt.IsTupleType():
		return overlayTuple(planned, recovered)
	}
	return planned, true
}

// samePrimitive compares a planned text with a recovered one. A symbol may
// turn out to be any text that its literal parts allow; it is enough here that
// texts without symbols agree.
func samePrimitive(planned, recovered cty.Value) bool {
	a, err1 := convert.Convert(planned, cty.String)
	b, err2 := convert.Convert(recovered, cty.String)
	if err1 != nil || err2 != nil {
		return false
	}
	if !a.IsKnown() || !b.IsKnown() || a.IsNull() || b.IsNull() || hasSymbol(b.AsString()) {
		return true
	}
	return a.AsString() == b.AsString()
}

func overlayObject(planned, recovered cty.Value) (cty.Value, bool) {
	rt := recovered.Type()
	if !rt.IsObjectType() && !rt.IsMapType() {
		return planned, rt == cty.String && symbolic(recovered)
	}
	attrs := planned.AsValueMap()
	for name, p := range attrs {
		v, agrees := overlay(p, field(recovered, name))
		if !agrees {
			return planned, false
		}
		attrs[name] = v
	}
	if len(attrs) == 0 {
		return planned, true
	}
	return cty.ObjectVal(attrs), true
}

func overlayTuple(planned, recovered cty.Value) (cty.Value, bool) {
	parts := planned.AsValueSlice()
	others, ok := elements(recovered)
	if !ok {
		return planned, true
	}
	if planned.IsWhollyKnown() {
		return planned, len(parts) == len(others) || recovered.Type().IsSetType() || len(parts) == 0 || !allPrimitive(others) || len(unique(others)) == len(parts)
	}
	if len(parts) != len(others) {
		// A set of unknown length, or one in which elements turned out equal.
		if allPrimitive(others) && len(others) > 0 {
			return cty.TupleVal(others), true
		}
		return planned, false
	}
	out := make([]cty.Value, len(parts))
	used := make([]bool, len(others))
	// What is known first: it leaves fewer candidates for the rest.
	for _, knownOnly := range []bool{true, false} {
		for i, p := range parts {
			if out[i] != cty.NilVal || knownOnly && !p.IsWhollyKnown() {
				continue
			}
			j, v := pair(p, i, others, used)
			if j < 0 {
				return planned, false
			}
			used[j], out[i] = true, v
		}
	}
	return cty.TupleVal(out), true
}

// pair finds the element that a planned one was made from: the one at the same
// place if it may be that, else the first that may.
func pair(p cty.Value, at int, others []cty.Value, used []bool) (int, cty.Value) {
	if !used[at] {
		if v, agrees := overlay(p, others[at]); agrees {
			return at, v
		}
	}
	for j, o := range others {
		if used[j] {
			continue
		}
		if v, agrees := overlay(p, o); agrees {
			return j, v
		}
	}
	return -1, cty.NilVal
}

func allPrimitive(list []cty.Value) bool {
	for _, v := range list {
		if !v.Type().IsPrimitiveType() {
			return false
		}
	}
	return true
}

func unique(list []cty.Value) map[string]bool {
	seen := map[string]bool{}
	for _, v := range list {
		s, _ := text(v)
		seen[s] = true
	}
	return seen
}
