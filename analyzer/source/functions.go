package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// builtin is one of Terraform's functions.
//
// Most must not see a symbol: with one, their result is unknown. Those that
// only move values about say which of their arguments they look into
// (inspects); a symbol in another one goes through.
type builtin struct {
	f        function.Function
	moves    bool
	inspects []int
	// compares: the function looks at its arguments' strings only to tell them
	// apart, which can sometimes be done in spite of symbols.
	compares bool
	// own is an implementation that handles symbols and unknown values itself.
	own func(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error)
}

// call evaluates a function call.
func (e *evaluator) call(x *hclsyntax.FunctionCallExpr, sc *scope) (operand, error) {
	name := strings.TrimPrefix(x.Name, "core::")
	switch name {
	case "try":
		return e.try(x, sc)
	case "can":
		return e.can(x, sc)
	case "nonsensitive":
		inner := *sc
		inner.reveal = true
		sc = &inner
	}
	b, ok := builtins[name]
	if !ok {
		sc.unit.miss("%s: function %s is not evaluated", e.at(x.Range()), x.Name)
		return unknown, nil
	}
	args, known, err := e.arguments(x, sc)
	if err != nil || !known {
		return unknown, err
	}
	v, err := e.apply(b, args, sc)
	if err != nil {
		return unknown, fmt.Errorf("%s: %s: %w", e.at(x.Range()), x.Name, err)
	}
	if !v.IsKnown() {
		sc.unit.miss("%s: the result of %s is known only after apply", e.at(x.Range()), x.Name)
	}
	return operand{v: e.bounded(v, sc)}, nil
}

// arguments evaluates the arguments of a call; known is false if their number
// is not known.
func (e *evaluator) arguments(x *hclsyntax.FunctionCallExpr, sc *scope) (args []cty.Value, known bool, err error) {
	eval := e.eval
	if strings.TrimPrefix(x.Name, "core::") == "jsonencode" {
		eval = e.encoded
	}
	for i, arg := range x.Args {
		v, err := eval(arg, sc)
		if err != nil {
			return nil, false, err
		}
		if !x.ExpandFinal || i < len(x.Args)-1 {
			args = append(args, v)
			continue
		}
		switch {
		case !v.IsKnown():
			return nil, false, nil
		case v.IsNull():
			return nil, false, errNull
		case !v.CanIterateElements():
			if symbolic(v) {
				return nil, false, nil
			}
			return nil, false, fmt.Errorf("%s: only a list can be expanded", e.at(arg.Range()))
		}
		for it := v.ElementIterator(); it.Next(); {
			_, el := it.Element()
			args = append(args, el)
		}
		if len(args) > 10_000 {
			return nil, false, nil
		}
	}
	return args, true, nil
}

// apply calls a function. An error that a symbol may have caused is no error.
func (e *evaluator) apply(b builtin, args []cty.Value, sc *scope) (cty.Value, error) {
	if b.own != nil {
		v, err := b.own(e, args, sc)
		if err != nil && slices.ContainsFunc(args, undecided) {
			return cty.DynamicVal, nil
		}
		return v, err
	}
	doubtful := slices.ContainsFunc(args, undecided)
	if doubtful && b.compares && distinguishable(args) {
		return callFunction(b.f, args)
	}
	for i, arg := range args {
		looks := !b.moves || slices.Contains(b.inspects, i)
		if symbolic(arg) && looks {
			return unknownResult(b.f, args), nil
		}
		if looks && !b.moves && hasEscape(arg) {
			return cty.DynamicVal, nil // '⟨' as text: rare enough
		}
	}
	v, err := callFunction(b.f, args)
	if err != nil && doubtful {
		return cty.DynamicVal, nil
	}
	return v, err
}

func hasEscape(v cty.Value) bool {
	return anyString(v, func(s string) bool { return strings.Contains(s, "⟨") })
}

// unknownResult is an unknown value of the type that the function returns.
func unknownResult(f function.Function, args []cty.Value) cty.Value {
	types := make([]cty.Type, len(args))
	for i, a := range args {
		types[i] = a.Type()
	}
	if ty, err := f.ReturnType(types); err == nil && ty.IsPrimitiveType() {
		return cty.UnknownVal(ty)
	}
	return cty.DynamicVal
}

// callFunction converts arguments to the parameters' types, as hcl does.
func callFunction(f function.Function, args []cty.Value) (v cty.Value, err error) {
	params, rest := f.Params(), f.VarParam()
	if len(args) < len(params) || rest == nil && len(args) > len(params) {
		return cty.DynamicVal, fmt.Errorf("takes %d arguments, not %d", len(params), len(args))
	}
	converted := make([]cty.Value, len(args))
	for i, arg := range args {
		param := rest
		if i < len(params) {
			param = &params[i]
		}
		if arg.IsKnown() && arg.IsNull() && !param.AllowNull {
			return cty.DynamicVal, fmt.Errorf("argument %d is null", i+1)
		}
		if converted[i], err = convert.Convert(arg, param.Type); err != nil {
			return cty.DynamicVal, fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	defer func() { // a library function must not end the program
		if p := recover(); p != nil {
			v, err = cty.DynamicVal, fmt.Errorf("cannot be evaluated")
		}
	}()
	return f.Call(converted)
}

// try gives the first of its arguments that has no error. Where that is not
// yet known, nor is the result.
func (e *evaluator) try(x *hclsyntax.FunctionCallExpr, sc *scope) (operand, error) {
	var last error
	for _, arg := range x.Args {
		op, err := e.operand(arg, sc)
		if err != nil {
			last = err
			continue
		}
		if plainReference(arg) {
			return op, nil // what is unknown in it cannot become an error
		}
		v, err := e.force(op)
		if err != nil {
			last = err
			continue
		}
		if !v.IsWhollyKnown() {
			return unknown, nil
		}
		return operand{v: v}, nil
	}
	if last == nil {
		last = fmt.Errorf("try has no arguments")
	}
	return unknown, last
}

func (e *evaluator) can(x *hclsyntax.FunctionCallExpr, sc *scope) (operand, error) {
	if len(x.Args) != 1 {
		return unknown, fmt.Errorf("can takes one argument")
	}
	v, err := e.eval(x.Args[0], sc)
	switch {
	case err != nil:
		return operand{v: cty.False}, nil
	case !v.IsWhollyKnown() && !plainReference(x.Args[0]):
		return operand{v: cty.UnknownVal(cty.Bool)}, nil
	}
	return operand{v: cty.True}, nil
}

// plainReference reports whether an expression is nothing but a traversal with
// constant keys.
func plainReference(x hclsyntax.Expression) bool {
	switch x := x.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return true
	case *hclsyntax.RelativeTraversalExpr:
		return plainReference(x.Source)
	case *hclsyntax.IndexExpr:
		return plainReference(x.Collection) && plainReference(x.Key)
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.ParenthesesExpr:
		return plainReference(x.Expression)
	}
	return false
}
