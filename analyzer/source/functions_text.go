package source

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// jsonEncode is jsonencode. An unknown value becomes an opaque symbol where a
// policy document has a string or a list of strings; elsewhere it makes the
// whole text unknown, since it may be any piece of JSON.
func jsonEncode(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	v := args[0]
	if !v.IsWhollyKnown() {
		filled, err := cty.Transform(v, func(p cty.Path, el cty.Value) (cty.Value, error) {
			if !el.IsKnown() && textPlace(p) {
				return cty.StringVal(opaqueText(sc)), nil
			}
			return el, nil
		})
		if err != nil || !filled.IsWhollyKnown() {
			return cty.UnknownVal(cty.String), nil
		}
		v = filled
	}
	return callFunction(stdlib.JSONEncodeFunc, []cty.Value{v})
}

// encoded evaluates the argument of jsonencode. What is written out right there
// is only encoded, so that the key of a policy's condition, which has a colon,
// may hold symbols: the issuer that AWS will invent. In any other object the
// order of such a key, or whether it is the one that is looked up, would not be
// known.
func (e *evaluator) encoded(x hclsyntax.Expression, sc *scope) (cty.Value, error) {
	switch x := x.(type) {
	case *hclsyntax.ParenthesesExpr:
		return e.encoded(x.Expression, sc)
	case *hclsyntax.TupleConsExpr:
		return e.tuple(x, sc, e.encoded)
	case *hclsyntax.ObjectConsExpr:
		var keys []cty.Value
		symbols := false
		return e.object(x, sc, e.encoded, func(key cty.Value) (string, bool, error) {
			name, ok, err := keyString(key)
			if err != nil || !key.IsKnown() {
				return "", false, err
			}
			if !ok {
				if name, symbols = key.AsString(), true; !literalColon(name) {
					return "", false, nil
				}
			}
			keys = append(keys, cty.StringVal(name))
			return name, !symbols || distinguishable(keys), nil
		})
	}
	return e.eval(x, sc)
}

func literalColon(s string) bool {
	for p := range pieces(s) {
		if p.symbol == "" && strings.Contains(p.literal, ":") {
			return true
		}
	}
	return false
}

// textPlaces are the keys of a policy document whose value is a string or a
// list of strings.
var textPlaces = map[string]bool{
	"Action": true, "NotAction": true, "Resource": true, "NotResource": true, "Sid": true, "Id": true,
	"AWS": true, "Service": true, "Federated": true, "CanonicalUser": true,
}

// textPlace reports whether an unknown value at a path of a policy document
// can only be text: under one of these keys, or two levels below Condition.
func textPlace(p cty.Path) bool {
	var names []string
	for _, step := range p {
		switch step := step.(type) {
		case cty.GetAttrStep:
			names = append(names, step.Name)
		case cty.IndexStep:
			if step.Key.IsKnown() && step.Key.Type() == cty.String {
				names = append(names, step.Key.AsString())
			}
		}
	}
	n := len(names)
	return n > 0 && textPlaces[names[n-1]] || n > 2 && names[n-3] == "Condition"
}

// jsonDecode is jsondecode. Words stay what they are inside of JSON strings; an
// opaque symbol might hold any JSON.
func jsonDecode(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	if !args[0].IsKnown() || symbolic(args[0]) && (args[0].Type() != cty.String || !onlyWords(args[0].AsString())) {
		return cty.DynamicVal, nil
	}
	if args[0].Type() == cty.String && !args[0].IsNull() && !json.Valid([]byte(args[0].AsString())) && symbolic(args[0]) {
		return cty.DynamicVal, nil
	}
	v, err := callFunction(stdlib.JSONDecodeFunc, args)
	if err != nil || !symbolic(args[0]) {
		return v, err
	}
	// A key that holds a symbol may be any (see encoded).
	err = cty.Walk(v, func(_ cty.Path, part cty.Value) (bool, error) {
		if part.Type().IsObjectType() {
			for name := range part.Type().AttributeTypes() {
				if hasSymbol(name) {
					return false, errSymbolicKey
				}
			}
		}
		return true, nil
	})
	if err != nil {
		return cty.DynamicVal, nil
	}
	return v, nil
}

var errSymbolicKey = errors.New("a key is known only after apply")

// twoTexts are the arguments of a function of two strings; ok is false if one
// is not known.
func twoTexts(args []cty.Value) (s, t string, ok bool, err error) {
	if err := arity(args, 2); err != nil {
		return "", "", false, err
	}
	for _, v := range args {
		if !v.IsKnown() {
			return "", "", false, nil
		}
		if v.IsNull() || !v.Type().IsPrimitiveType() {
			return "", "", false, fmt.Errorf("takes two strings")
		}
	}
	if s, err = templateText(args[0], nil); err == nil {
		t, err = templateText(args[1], nil)
	}
	return s, t, err == nil, err
}

// split is split. A text whose symbols are all words can be split at what no
// word contains.
func split(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	sep, s, ok, err := twoTexts(args)
	if err != nil || !ok || hasSymbol(sep) {
		return cty.DynamicVal, err
	}
	if hasSymbol(s) && (!onlyWords(s) || sep == "" || strings.Trim(sep, ":/*?") != "") {
		return cty.UnknownVal(cty.List(cty.String)), nil
	}
	out := []cty.Value{}
	for _, part := range splitText(s, sep) {
		out = append(out, cty.StringVal(part))
	}
	return cty.ListVal(out), nil
}

// splitText splits the literal pieces of a text only.
func splitText(s, sep string) []string {
	if !hasSymbol(s) {
		return strings.Split(s, sep)
	}
	parts := []string{""}
	for p := range pieces(s) {
		if p.symbol != "" {
			parts[len(parts)-1] += p.symbol
			continue
		}
		some := strings.Split(p.literal, sep)
		parts[len(parts)-1] += some[0]
		parts = append(parts, some[1:]...)
	}
	return parts
}

// literalPrefix is the text up to the first symbol, and whether that is all.
func literalPrefix(s string) (prefix string, whole bool) {
	for p := range pieces(s) {
		if p.symbol != "" {
			return prefix, false
		}
		prefix += p.literal
	}
	return prefix, true
}

// literalSuffix is the text after the last symbol, and whether that is all.
func literalSuffix(s string) (suffix string, whole bool) {
	whole = true
	for p := range pieces(s) {
		if p.symbol != "" {
			suffix, whole = "", false
		} else {
			suffix += p.literal
		}
	}
	return suffix, whole
}

// begins tells whether a text begins with a prefix, where its literal start
// decides that.
func begins(s, prefix string) (yes, known bool) {
	if hasSymbol(prefix) {
		return strings.HasPrefix(s, prefix), strings.HasPrefix(s, prefix)
	}
	start, whole := literalPrefix(s)
	switch {
	case strings.HasPrefix(start, prefix):
		return true, true
	case whole || !strings.HasPrefix(prefix, start):
		return false, true
	}
	return false, false
}

func ends(s, suffix string) (yes, known bool) {
	if hasSymbol(suffix) {
		return strings.HasSuffix(s, suffix), strings.HasSuffix(s, suffix)
	}
	end, whole := literalSuffix(s)
	switch {
	case strings.HasSuffix(end, suffix):
		return true, true
	case whole || !strings.HasSuffix(suffix, end):
		return false, true
	}
	return false, false
}

func startsWith(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	return testText(args, begins)
}

func endsWith(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	return testText(args, ends)
}

func testText(args []cty.Value, test func(s, t string) (yes, known bool)) (cty.Value, error) {
	s, t, ok, err := twoTexts(args)
	if err != nil || !ok {
		return cty.UnknownVal(cty.Bool), err
	}
	if yes, known := test(s, t); known {
		return cty.BoolVal(yes), nil
	}
	return cty.UnknownVal(cty.Bool), nil
}

func trimPrefix(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	return trimText(args, begins, strings.TrimPrefix)
}

func trimSuffix(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	return trimText(args, ends, strings.TrimSuffix)
}

func trimText(args []cty.Value, test func(s, t string) (yes, known bool), cut func(s, t string) string) (cty.Value, error) {
	s, t, ok, err := twoTexts(args)
	if err != nil || !ok {
		return cty.UnknownVal(cty.String), err
	}
	yes, known := test(s, t)
	switch {
	case !known:
		return cty.UnknownVal(cty.String), nil
	case yes:
		return cty.StringVal(cut(s, t)), nil
	}
	return cty.StringVal(s), nil
}

// replaceText is replace; a symbol goes through if it cannot be concerned.
func replaceText(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 3); err != nil {
		return cty.DynamicVal, err
	}
	if !slices.ContainsFunc(args, undecided) {
		return callFunction(replaceFunc, args)
	}
	s, old, ok, err := twoTexts(args[:2])
	if err != nil || !ok || !args[2].IsKnown() || args[2].IsNull() {
		return cty.UnknownVal(cty.String), err
	}
	by, err := templateText(args[2], sc)
	if err != nil || len(old) > 1 && old[0] == '/' && old[len(old)-1] == '/' {
		return cty.UnknownVal(cty.String), err
	}
	if out, ok := replaceIn(s, old, by); ok && len(out) <= maxText {
		return cty.StringVal(out), nil
	}
	return cty.UnknownVal(cty.String), nil
}
