package source

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// textFunc is a function of strings that gives a string.
func textFunc(f func(args []string) (string, error), names ...string) function.Function {
	spec := &function.Spec{Type: function.StaticReturnType(cty.String)}
	for _, name := range names {
		spec.Params = append(spec.Params, function.Parameter{Name: name, Type: cty.String})
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		texts := make([]string, len(args))
		for i, a := range args {
			texts[i] = a.AsString()
		}
		s, err := f(texts)
		return cty.StringVal(s), err
	}
	return function.New(spec)
}

var (
	base64sha256Func = textFunc(func(a []string) (string, error) {
		sum := sha256.Sum256([]byte(a[0]))
		return base64.StdEncoding.EncodeToString(sum[:]), nil
	}, "str")
	base64sha512Func = textFunc(func(a []string) (string, error) {
		sum := sha512.Sum512([]byte(a[0]))
		return base64.StdEncoding.EncodeToString(sum[:]), nil
	}, "str")
	basenameFunc = textFunc(func(a []string) (string, error) { return path.Base(a[0]), nil }, "path")
	dirnameFunc  = textFunc(func(a []string) (string, error) { return path.Dir(a[0]), nil }, "path")
)

// replaceFunc is replace: a pattern between slashes is a regular expression.
var replaceFunc = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "str", Type: cty.String}, {Name: "substr", Type: cty.String}, {Name: "replace", Type: cty.String},
	},
	Type: function.StaticReturnType(cty.String),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		s, old, by := args[0].AsString(), args[1].AsString(), args[2].AsString()
		if (len(s)+1)*(len(by)+1) > 16*maxText {
			return cty.UnknownVal(cty.String), nil
		}
		if len(old) > 1 && old[0] == '/' && old[len(old)-1] == '/' {
			return stdlib.RegexReplace(args[0], cty.StringVal(old[1:len(old)-1]), args[2])
		}
		return cty.StringVal(strings.ReplaceAll(s, old, by)), nil
	},
})

var containsTextFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "str", Type: cty.String}, {Name: "substr", Type: cty.String}},
	Type:   function.StaticReturnType(cty.Bool),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		return cty.BoolVal(strings.Contains(args[0].AsString(), args[1].AsString())), nil
	},
})

var powFunc = function.New(&function.Spec{
	Params: stdlib.PowFunc.Params(),
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, ty cty.Type) (cty.Value, error) {
		if f, _ := args[1].AsBigFloat().Float64(); f > 1024 || f < -1024 {
			return cty.UnknownVal(cty.Number), nil
		}
		return stdlib.PowFunc.Call(args)
	},
})

var sumFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !args[0].CanIterateElements() || args[0].LengthInt() == 0 {
			return cty.DynamicVal, errors.New("takes a list of numbers that is not empty")
		}
		total := cty.Zero
		for _, v := range args[0].AsValueSlice() {
			next, err := callFunction(stdlib.AddFunc, []cty.Value{total, v})
			if err != nil {
				return cty.DynamicVal, err
			}
			total = next
		}
		return total, nil
	},
})

// indexFunc is index: the place of a value in a list.
var indexFunc = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "list", Type: cty.DynamicPseudoType}, {Name: "value", Type: cty.DynamicPseudoType},
	},
	Type: function.StaticReturnType(cty.Number),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		if !args[0].CanIterateElements() || args[0].Type().IsObjectType() {
			return cty.DynamicVal, errors.New("takes a list")
		}
		for i, v := range args[0].AsValueSlice() {
			eq, err := stdlib.EqualFunc.Call([]cty.Value{v, args[1]})
			if err == nil && eq.IsKnown() && eq.True() {
				return cty.NumberIntVal(int64(i)), nil
			}
		}
		return cty.DynamicVal, errors.New("the list does not hold the value")
	},
})

var stringList = cty.List(cty.String)

var matchkeysFunc = function.New(&function.Spec{
	Params: []function.Parameter{
		{Name: "values", Type: cty.List(cty.DynamicPseudoType)},
		{Name: "keys", Type: stringList}, {Name: "search", Type: stringList},
	},
	Type: func(args []cty.Value) (cty.Type, error) { return args[0].Type(), nil },
	Impl: func(args []cty.Value, ty cty.Type) (cty.Value, error) {
		values, keys := args[0].AsValueSlice(), args[1].AsValueSlice()
		if len(values) != len(keys) {
			return cty.DynamicVal, errors.New("values and keys differ in length")
		}
		wanted := map[string]bool{}
		for _, s := range args[2].AsValueSlice() {
			wanted[s.AsString()] = true
		}
		var out []cty.Value
		for i, k := range keys {
			if wanted[k.AsString()] {
				out = append(out, values[i])
			}
		}
		if len(out) == 0 {
			return cty.ListValEmpty(ty.ElementType()), nil
		}
		return cty.ListVal(out), nil
	},
})

var transposeFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "map", Type: cty.Map(stringList)}},
	Type:   function.StaticReturnType(cty.Map(stringList)),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		turned := map[string][]cty.Value{}
		for it := args[0].ElementIterator(); it.Next(); {
			k, list := it.Element()
			for _, v := range list.AsValueSlice() {
				turned[v.AsString()] = append(turned[v.AsString()], k)
			}
		}
		if len(turned) == 0 {
			return cty.MapValEmpty(stringList), nil
		}
		out := make(map[string]cty.Value, len(turned))
		for k, list := range turned {
			out[k] = cty.ListVal(list)
		}
		return cty.MapVal(out), nil
	},
})

var (
	alltrueFunc = boolsFunc(func(all, _ bool) bool { return all })
	anytrueFunc = boolsFunc(func(_, some bool) bool { return some })
)

// boolsFunc looks at a list of booleans in which null counts as false.
func boolsFunc(f func(all, some bool) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.List(cty.Bool)}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			all, some := true, false
			for _, v := range args[0].AsValueSlice() {
				if !v.IsKnown() {
					return cty.UnknownVal(cty.Bool), nil
				}
				yes := !v.IsNull() && v.True()
				all, some = all && yes, some || yes
			}
			return cty.BoolVal(f(all, some)), nil
		},
	})
}

// yamlAlias finds aliases, and what merely looks like one.
var yamlAlias = regexp.MustCompile(`(^|[\s\[{,])\*[^\s,\]}]`)

// maxAliases bounds aliases, by which a short text can stand for an enormous value.
const maxAliases = 16

// yamlDecodeFunc is yamldecode.
var yamlDecodeFunc = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "src", Type: cty.String}},
	Type:   function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		src := args[0].AsString()
		if strings.Contains(src, "&") && len(yamlAlias.FindAllStringIndex(src, maxAliases+1)) > maxAliases {
			return cty.DynamicVal, nil
		}
		v, err := ctyyaml.YAMLDecodeFunc.Call(args)
		if err != nil {
			return cty.DynamicVal, fmt.Errorf("the text is no YAML: %w", err)
		}
		return v, nil
	},
})
