package source_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// filler compares a resolved value with what apply made of it.
type filler struct {
	label string
	state *plan.Plan
}

// admits reports whether a resolved value, with its symbols filled in from the
// state, is the applied one. Lists are compared as sets, as policies mean them.
func (f filler) admits(resolved, applied any) bool {
	switch r := resolved.(type) {
	case string:
		switch a := applied.(type) {
		case string:
			var rDoc, aDoc map[string]any
			if json.Unmarshal([]byte(r), &rDoc) == nil && json.Unmarshal([]byte(a), &aDoc) == nil {
				return f.admits(rDoc, aDoc)
			}
			return r == "?" || f.text(r, a)
		case []any: // one opaque symbol stands for a list too
			return r == "?" || strings.HasPrefix(r, "⟨~") || len(a) == 1 && f.admits(r, a[0])
		}
		return r == "?"
	case []any:
		a, ok := applied.([]any)
		if !ok {
			return len(r) == 1 && f.admits(r[0], applied)
		}
		return f.all(r, a)
	case map[string]any:
		a, ok := applied.(map[string]any)
		if !ok {
			return false
		}
		for key, v := range r {
			if !f.admits(v, a[key]) && !(v == nil && empty(a[key])) {
				return false
			}
		}
		for key := range a {
			if _, ok := r[key]; !ok && !empty(a[key]) {
				return false
			}
		}
		return true
	}
	return resolved == applied || resolved == nil && empty(applied)
}

// all pairs the elements of two lists, each used once.
func (f filler) all(resolved, applied []any) bool {
	if len(resolved) != len(applied) {
		return false
	}
	if len(resolved) == 0 {
		return true
	}
	for i, a := range applied {
		if f.admits(resolved[0], a) && f.all(resolved[1:], slices.Concat(applied[:i], applied[i+1:])) {
			return true
		}
	}
	return false
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case float64:
		return v == 0
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

var symbol = regexp.MustCompile(`⟨[^⟩]*⟩`)

// text reports whether a text with symbols can be the applied text: a symbol
// of an attribute that the state has is that value, another one is anything. A
// fresh word may also be the part of the value that AWS made up.
func (f filler) text(resolved, applied string) bool {
	var pattern strings.Builder
	last := 0
	for _, at := range symbol.FindAllStringIndex(resolved, -1) {
		pattern.WriteString(regexp.QuoteMeta(resolved[last:at[0]]))
		last = at[1]
		inner := strings.TrimSuffix(resolved[at[0]+len("⟨"):at[1]], "⟩")
		switch value, ok := f.value(strings.TrimLeft(inner, "!~")); {
		case inner == "":
			pattern.WriteString("⟨")
		case ok && inner[0] == '!':
			pattern.WriteString("(?:")
			for i := range value {
				pattern.WriteString(regexp.QuoteMeta(value[i:]) + "|")
			}
			pattern.WriteString("⟨)")
		case ok:
			pattern.WriteString(regexp.QuoteMeta(value))
		case inner[0] == '~':
			pattern.WriteString("(?s:.*)")
		default:
			pattern.WriteString("[^:/*?]+")
		}
	}
	pattern.WriteString(regexp.QuoteMeta(resolved[last:]))
	return regexp.MustCompile("^" + pattern.String() + "$").MatchString(applied)
}

// value finds the attribute that a symbol names in the state.
func (f filler) value(name string) (string, bool) {
	name = strings.TrimPrefix(name, f.label+":")
	i := strings.LastIndex(name, ".")
	if i < 0 {
		return "", false
	}
	for _, r := range f.state.Resources {
		if strings.ReplaceAll(r.Address, `"`, "'") != name[:i] {
			continue
		}
		v, st := r.Attr(plan.Planned, name[i+1:])
		if st != plan.Known {
			return "", false
		}
		s, err := convert.Convert(v, cty.String)
		if err != nil {
			return "", false
		}
		return s.AsString(), true
	}
	return "", false
}
