package rules

import (
	"reflect"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// term turns facts into a Rego value without going through JSON text. It knows
// the kinds of field that the facts have: structs, slices, pointers, strings,
// integers and booleans; a nil pointer is left out, a nil slice is empty.
func term(v reflect.Value) *ast.Term {
	switch v.Kind() {
	case reflect.String:
		return ast.StringTerm(v.String())
	case reflect.Bool:
		return ast.BooleanTerm(v.Bool())
	case reflect.Int:
		return ast.IntNumberTerm(int(v.Int()))
	case reflect.Pointer:
		return term(v.Elem())
	case reflect.Slice:
		items := make([]*ast.Term, v.Len())
		for i := range items {
			items[i] = term(v.Index(i))
		}
		return ast.ArrayTerm(items...)
	}
	fields := layout(v.Type())
	items := make([][2]*ast.Term, 0, len(fields))
	for _, f := range fields {
		x := v.Field(f.index)
		if x.Kind() == reflect.Pointer && x.IsNil() {
			continue
		}
		items = append(items, [2]*ast.Term{f.name, term(x)})
	}
	return ast.ObjectTerm(items...)
}

type fieldName struct {
	index int
	name  *ast.Term
}

var layouts sync.Map // reflect.Type to []fieldName

// layout lists the fields of a struct that JSON would write.
func layout(t reflect.Type) []fieldName {
	if known, ok := layouts.Load(t); ok {
		return known.([]fieldName)
	}
	var out []fieldName
	for i := range t.NumField() {
		if name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ","); name != "" {
			out = append(out, fieldName{i, ast.InternedTerm(name)})
		}
	}
	layouts.Store(t, out)
	return out
}
