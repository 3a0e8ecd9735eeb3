package source

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func arity(args []cty.Value, n int) error {
	if len(args) != n {
		return fmt.Errorf("takes %d arguments, not %d", n, len(args))
	}
	return nil
}

// verb is one verb of a format string: "%s", "%[2]05d".
var verb = regexp.MustCompile(`%%|%[-+ #0]*\d*(\.\d+)?(\[(\d+)\])?[a-zA-Z]`)

// formatText is format: a symbol may stand where %s or %v prints it as it is.
func formatText(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if len(args) == 0 {
		return cty.DynamicVal, fmt.Errorf("takes a format")
	}
	if undecided(args[0]) {
		return cty.UnknownVal(cty.String), nil
	}
	spec, ok, err := keyString(args[0])
	if err != nil || !ok {
		return cty.UnknownVal(cty.String), err
	}
	if hugeWidth.MatchString(spec) {
		return cty.UnknownVal(cty.String), nil
	}
	if !slices.ContainsFunc(args[1:], undecided) {
		return callFunction(stdlib.FormatFunc, args)
	}
	var out strings.Builder
	next, last := 0, 0
	for _, m := range verb.FindAllStringSubmatchIndex(spec, -1) {
		out.WriteString(spec[last:m[0]])
		last = m[1]
		one := spec[m[0]:m[1]]
		if one == "%%" {
			out.WriteByte('%')
			continue
		}
		if m[6] >= 0 {
			n, _ := strconv.Atoi(spec[m[6]:m[7]])
			next = n - 1
			one = strings.Replace(one, spec[m[4]:m[5]], "", 1)
		}
		if next < 0 || next+1 >= len(args) {
			return cty.DynamicVal, fmt.Errorf("there is no argument for %s", one)
		}
		arg := args[next+1]
		next++
		text, known, err := formatOne(one, arg, sc)
		if err != nil || !known {
			return cty.UnknownVal(cty.String), err
		}
		out.WriteString(text)
	}
	out.WriteString(spec[last:])
	return cty.StringVal(out.String()), nil
}

// hugeWidth is a width or precision that no policy needs.
var hugeWidth = regexp.MustCompile(`%[-+ #0]*(\d{4,}|\d*\.\d{4,})`)

func formatOne(one string, arg cty.Value, sc *scope) (text string, known bool, err error) {
	if undecided(arg) {
		if one != "%s" && one != "%v" || arg.IsKnown() && arg.Type() != cty.String {
			return "", false, nil
		}
		s, err := templateText(arg, sc)
		return s, true, err
	}
	v, err := callFunction(stdlib.FormatFunc, []cty.Value{cty.StringVal(one), arg})
	if err != nil || !v.IsKnown() {
		return "", false, err
	}
	return v.AsString(), true, nil
}

// formatList is formatlist: format for each element of its lists.
func formatList(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if !slices.ContainsFunc(args, undecided) {
		return callFunction(stdlib.FormatListFunc, args)
	}
	n := -1
	for _, arg := range args {
		if !arg.IsKnown() {
			return cty.DynamicVal, nil
		}
		if !arg.IsNull() && arg.CanIterateElements() {
			if n >= 0 && n != arg.LengthInt() {
				return cty.DynamicVal, fmt.Errorf("the lists differ in length")
			}
			n = arg.LengthInt()
		}
	}
	if n < 0 {
		return cty.DynamicVal, nil
	}
	out := make([]cty.Value, n)
	for i := range out {
		row := slices.Clone(args)
		for j, arg := range args {
			if !arg.IsNull() && arg.CanIterateElements() {
				row[j] = arg.AsValueSlice()[i]
			}
		}
		v, err := formatText(e, row, sc)
		if err != nil {
			return cty.DynamicVal, err
		}
		out[i] = v
	}
	return cty.TupleVal(out), nil
}

// joinText is join; an unknown element is an unknown part of the text.
func joinText(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if len(args) < 2 {
		return cty.DynamicVal, fmt.Errorf("takes a separator and a list")
	}
	if !args[0].IsKnown() {
		return cty.UnknownVal(cty.String), nil
	}
	sep, err := templateText(args[0], sc)
	if err != nil {
		return cty.DynamicVal, err
	}
	var parts []string
	size := 0
	for _, list := range args[1:] {
		switch {
		case !list.IsKnown():
			return cty.UnknownVal(cty.String), nil
		case list.IsNull():
			return cty.DynamicVal, errNull
		case !list.CanIterateElements() || list.Type().IsObjectType() || list.Type().IsMapType():
			return cty.DynamicVal, fmt.Errorf("takes lists")
		}
		for it := list.ElementIterator(); it.Next(); {
			_, v := it.Element()
			s, err := templateText(v, sc)
			if err != nil {
				return cty.DynamicVal, err
			}
			parts = append(parts, s)
			if size += len(s) + len(sep); size > maxText {
				return cty.UnknownVal(cty.String), nil
			}
		}
	}
	return cty.StringVal(strings.Join(parts, sep)), nil
}

func length(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	v := args[0]
	switch ty := v.Type(); {
	case !v.IsKnown():
		if ty.IsTupleType() || ty.IsObjectType() {
			return v.Length(), nil
		}
		return cty.UnknownVal(cty.Number), nil
	case v.IsNull():
		return cty.DynamicVal, errNull
	case ty == cty.String:
		if symbolic(v) {
			return cty.UnknownVal(cty.Number), nil
		}
		return callFunction(stdlib.StrlenFunc, []cty.Value{mapStrings(v, unescape)})
	case ty.IsSetType() && v.LengthInt() > 1 && undecided(v) && !distinguishable(args):
		return cty.UnknownVal(cty.Number), nil // two symbols may turn out equal
	case ty.IsObjectType():
		return cty.NumberIntVal(int64(len(ty.AttributeTypes()))), nil
	case !v.CanIterateElements():
		return cty.DynamicVal, fmt.Errorf("takes a collection or a string")
	}
	return cty.NumberIntVal(int64(v.LengthInt())), nil
}

func one(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	v := args[0]
	switch {
	case !v.IsKnown() || v.Type() == cty.String && symbolic(v):
		return cty.DynamicVal, nil
	case v.IsNull():
		return cty.DynamicVal, errNull
	case !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType():
		return cty.DynamicVal, fmt.Errorf("takes a list, set or tuple")
	case v.LengthInt() == 0:
		return cty.NullVal(cty.DynamicPseudoType), nil
	case v.LengthInt() > 1:
		if v.Type().IsSetType() && undecided(v) && !distinguishable(args) {
			return cty.DynamicVal, nil
		}
		return cty.DynamicVal, fmt.Errorf("takes at most one element")
	}
	return v.AsValueSlice()[0], nil
}

// compact drops null and empty elements; what may turn out empty makes the
// whole list unknown.
func compact(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	v := args[0]
	if !v.IsKnown() {
		return cty.DynamicVal, nil
	}
	if v.IsNull() || !v.CanIterateElements() {
		return cty.DynamicVal, fmt.Errorf("takes a list")
	}
	out := []cty.Value{}
	for it := v.ElementIterator(); it.Next(); {
		_, el := it.Element()
		switch {
		case !el.IsKnown():
			return cty.DynamicVal, nil
		case el.IsNull():
			continue
		}
		s, err := convert.Convert(el, cty.String)
		if err != nil {
			return cty.DynamicVal, err
		}
		switch text := s.AsString(); {
		case text == "":
		case !neverEmpty(text):
			return cty.DynamicVal, nil
		default:
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return cty.ListValEmpty(cty.String), nil
	}
	return cty.ListVal(out), nil
}

func contains(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 2); err != nil {
		return cty.DynamicVal, err
	}
	list, want := args[0], args[1]
	if !undecided(list) && !undecided(want) || distinguishable(args) {
		return callFunction(stdlib.ContainsFunc, args)
	}
	if list.IsKnown() && !list.IsNull() && list.CanIterateElements() {
		for it := list.ElementIterator(); it.Next(); {
			if _, el := it.Element(); el.IsWhollyKnown() && want.IsWhollyKnown() && el.RawEquals(want) {
				return cty.True, nil
			}
		}
	}
	return cty.UnknownVal(cty.Bool), nil
}

// coalesce gives the first argument that is neither null nor empty.
func coalesce(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	for _, v := range args {
		switch {
		case !v.IsKnown():
			return cty.DynamicVal, nil
		case v.IsNull():
			continue
		case v.Type() == cty.String && v.AsString() == "":
			continue
		case v.Type() == cty.String && !neverEmpty(v.AsString()):
			return cty.DynamicVal, nil
		}
		return v, nil
	}
	return cty.DynamicVal, fmt.Errorf("no argument has a value")
}

func coalesceList(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	for _, v := range args {
		switch {
		case !v.IsKnown() || v.Type() == cty.String:
			return cty.DynamicVal, nil
		case v.IsNull() || !v.CanIterateElements():
			return cty.DynamicVal, fmt.Errorf("takes lists")
		case v.LengthInt() > 0:
			return v, nil
		}
	}
	return cty.DynamicVal, fmt.Errorf("no list has an element")
}

func lookup(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if len(args) != 2 && len(args) != 3 {
		return cty.DynamicVal, fmt.Errorf("takes a map, a key and a default")
	}
	m := args[0]
	key, ok, err := keyString(args[1])
	if err != nil || !ok || !m.IsKnown() {
		return cty.DynamicVal, err
	}
	if m.IsNull() {
		return cty.DynamicVal, errNull
	}
	if m.Type().IsObjectType() && m.Type().HasAttribute(key) {
		return m.GetAttr(key), nil
	}
	if m.Type().IsMapType() && m.HasIndex(cty.StringVal(key)).True() {
		return m.Index(cty.StringVal(key)), nil
	}
	if len(args) == 3 {
		return args[2], nil
	}
	return cty.DynamicVal, fmt.Errorf("there is no element %q", key)
}

// setProduct is setproduct with its size looked at first.
func setProduct(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	n := 1
	for _, v := range args {
		if !v.IsKnown() || v.IsNull() || !v.CanIterateElements() {
			return cty.DynamicVal, nil
		}
		if n *= max(v.LengthInt(), 1); n > maxElements/4 {
			sc.unit.miss("setproduct makes too many combinations")
			return cty.DynamicVal, nil
		}
	}
	return callFunction(stdlib.SetProductFunc, args)
}

// toType is a conversion function.
func toType(ty cty.Type) func(*evaluator, []cty.Value, *scope) (cty.Value, error) {
	return func(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
		if err := arity(args, 1); err != nil {
			return cty.DynamicVal, err
		}
		v := args[0]
		if v.IsKnown() && v.Type() == cty.String && symbolic(v) && ty != cty.String {
			return cty.DynamicVal, nil
		}
		return convert.Convert(v, ty)
	}
}

func sameArgument(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	return args[0], nil
}

func hideArgument(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	sc.unit.opaque++
	return e.hide(args[0], fmt.Sprintf("%s#%d", sc.unit.what, sc.unit.opaque), sc.unit), nil
}
