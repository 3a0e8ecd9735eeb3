package source

import (
	"errors"
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Bounds of evaluation. What exceeds one is unknown, and says so.
const (
	maxDepth      = 1_000   // expressions inside each other, locals followed
	maxUnitSteps  = 500_000 // of one argument
	maxText       = 1 << 20 // bytes of one string
	maxElements   = 200_000 // leaves of one value
	baseSteps     = 5_000_000
	resourceSteps = 2_000 // further steps for each resource of the plan
)

// evaluator walks expressions. An error is Terraform's: the expression is
// wrong whatever the unknown values are. All that cannot be known is an
// unknown value.
type evaluator struct {
	res   *Resolver
	steps int // left
	depth int
}

var errNull = errors.New("null value where a value is needed")

// eval gives the value of an expression.
func (e *evaluator) eval(x hclsyntax.Expression, sc *scope) (cty.Value, error) {
	op, err := e.operand(x, sc)
	if err != nil {
		return cty.DynamicVal, err
	}
	return e.force(op)
}

// operand evaluates an expression, leaving a reference to a whole resource or
// module as it is until something is asked of it.
func (e *evaluator) operand(x hclsyntax.Expression, sc *scope) (operand, error) {
	if !e.step(sc, 1) {
		return unknown, nil
	}
	e.depth++
	defer func() { e.depth-- }()
	switch x := x.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return e.traverse(x.Traversal, sc)
	case *hclsyntax.RelativeTraversalExpr:
		op, err := e.operand(x.Source, sc)
		if err != nil {
			return unknown, err
		}
		return e.walk(op, x.Traversal, sc)
	case *hclsyntax.IndexExpr:
		op, err := e.operand(x.Collection, sc)
		if err != nil {
			return unknown, err
		}
		key, err := e.eval(x.Key, sc)
		if err != nil {
			return unknown, err
		}
		return e.index(op, key, sc)
	case *hclsyntax.ParenthesesExpr:
		return e.operand(x.Expression, sc)
	case *hclsyntax.TemplateWrapExpr:
		return e.operand(x.Wrapped, sc)
	case *hclsyntax.AnonSymbolExpr:
		if op, ok := sc.anonymous(x); ok {
			return op, nil
		}
		return unknown, nil
	case *hclsyntax.ConditionalExpr:
		return e.conditional(x, sc)
	case *hclsyntax.FunctionCallExpr:
		return e.call(x, sc)
	}
	v, err := e.value(x, sc)
	return operand{v: v}, err
}

// value evaluates the kinds of expression that make new values.
func (e *evaluator) value(x hclsyntax.Expression, sc *scope) (cty.Value, error) {
	switch x := x.(type) {
	case *hclsyntax.LiteralValueExpr:
		return escapeAll(x.Val), nil
	case *hclsyntax.TemplateExpr:
		return e.template(x.Parts, sc)
	case *hclsyntax.TemplateJoinExpr:
		return e.templateLoop(x, sc)
	case *hclsyntax.TupleConsExpr:
		return e.tuple(x, sc, e.eval)
	case *hclsyntax.ObjectConsExpr:
		return e.object(x, sc, e.eval, keyString)
	case *hclsyntax.ObjectConsKeyExpr:
		return e.objectKey(x, sc)
	case *hclsyntax.ForExpr:
		return e.loop(x, sc)
	case *hclsyntax.SplatExpr:
		return e.splat(x, sc)
	case *hclsyntax.BinaryOpExpr:
		return e.binary(x, sc)
	case *hclsyntax.UnaryOpExpr:
		return e.unary(x, sc)
	}
	sc.unit.miss("%s: an expression of this kind is not understood", e.at(x.Range()))
	return cty.DynamicVal, nil
}

// step takes n steps from the budget, and reports whether there were as many.
func (e *evaluator) step(sc *scope, n int) bool {
	e.steps -= n
	sc.unit.steps += n
	switch {
	case e.steps < 0:
		sc.unit.miss("evaluating the configuration takes too long")
	case sc.unit.steps > maxUnitSteps:
		sc.unit.miss("evaluating %s takes too long", sc.unit.name())
	case e.depth > maxDepth:
		sc.unit.miss("%s is nested too deeply", sc.unit.name())
	default:
		return true
	}
	return false
}

// bounded gives unknown for a value that is too big to be handed on.
func (e *evaluator) bounded(v cty.Value, sc *scope) cty.Value {
	n := weigh(v, maxElements)
	if n >= maxElements || !e.step(sc, n/8) {
		sc.unit.miss("a value of %s is too big", sc.unit.name())
		return cty.DynamicVal
	}
	return v
}

// weigh counts the leaves of a value, and their text in kilobytes, up to a limit.
func weigh(v cty.Value, limit int) int {
	if v == cty.NilVal {
		return 0
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
	}
	if !v.IsKnown() || v.IsNull() {
		return 1
	}
	ty := v.Type()
	if ty.IsPrimitiveType() || ty.IsCapsuleType() {
		if ty == cty.String {
			return 1 + len(v.AsString())>>10
		}
		return 1
	}
	n := 1
	for it := v.ElementIterator(); it.Next() && n < limit; {
		_, el := it.Element()
		n += weigh(el, limit-n)
	}
	return n
}

// opaqueText is a new symbol for a part of a text of which nothing is known.
func opaqueText(sc *scope) string {
	sc.unit.opaque++
	return fmt.Sprintf("⟨~%s#%d⟩", sc.unit.name(), sc.unit.opaque)
}

func (e *evaluator) template(parts []hclsyntax.Expression, sc *scope) (cty.Value, error) {
	var text []byte
	for _, part := range parts {
		v, err := e.eval(part, sc)
		if err != nil {
			return cty.DynamicVal, err
		}
		s, err := templateText(v, sc)
		if err != nil {
			return cty.DynamicVal, fmt.Errorf("%s: %w", e.at(part.Range()), err)
		}
		text = append(text, s...)
		if len(text) > maxText || !e.step(sc, len(s)>>8) {
			sc.unit.miss("a text of %s is too long", sc.unit.name())
			return cty.UnknownVal(cty.String), nil
		}
	}
	return cty.StringVal(string(text)), nil
}

// templateText is a value as a template prints it.
func templateText(v cty.Value, sc *scope) (string, error) {
	if !v.IsKnown() {
		return opaqueText(sc), nil
	}
	if v.IsNull() {
		return "", errNull
	}
	s, err := convert.Convert(v, cty.String)
	if err != nil {
		return "", err
	}
	if !s.IsKnown() {
		return opaqueText(sc), nil
	}
	return s.AsString(), nil
}

func (e *evaluator) templateLoop(x *hclsyntax.TemplateJoinExpr, sc *scope) (cty.Value, error) {
	list, err := e.eval(x.Tuple, sc)
	if err != nil || !list.IsKnown() {
		return cty.UnknownVal(cty.String), err
	}
	var text []byte
	for it := list.ElementIterator(); it.Next(); {
		_, v := it.Element()
		s, err := templateText(v, sc)
		if err != nil {
			return cty.DynamicVal, err
		}
		text = append(text, s...)
		if len(text) > maxText || !e.step(sc, 1+len(s)>>8) {
			sc.unit.miss("a text of %s is too long", sc.unit.name())
			return cty.UnknownVal(cty.String), nil
		}
	}
	return cty.StringVal(string(text)), nil
}

// each evaluates an element of a tuple or object.
type each func(x hclsyntax.Expression, sc *scope) (cty.Value, error)

func (e *evaluator) tuple(x *hclsyntax.TupleConsExpr, sc *scope, element each) (cty.Value, error) {
	values := make([]cty.Value, 0, len(x.Exprs))
	for _, item := range x.Exprs {
		v, err := element(item, sc)
		if err != nil {
			return cty.DynamicVal, err
		}
		values = append(values, v)
	}
	return cty.TupleVal(values), nil
}

func (e *evaluator) object(x *hclsyntax.ObjectConsExpr, sc *scope, element each, named func(cty.Value) (string, bool, error)) (cty.Value, error) {
	values := make(map[string]cty.Value, len(x.Items))
	for _, item := range x.Items {
		key, err := e.eval(item.KeyExpr, sc)
		if err != nil {
			return cty.DynamicVal, err
		}
		name, ok, err := named(key)
		if err != nil {
			return cty.DynamicVal, fmt.Errorf("%s: %w", e.at(item.KeyExpr.Range()), err)
		}
		v, err := element(item.ValueExpr, sc)
		if err != nil {
			return cty.DynamicVal, err
		}
		if !ok {
			sc.unit.miss("%s: a key is known only after apply", e.at(item.KeyExpr.Range()))
			return cty.DynamicVal, nil
		}
		values[name] = v
	}
	return cty.ObjectVal(values), nil
}

// keyString is a map key; ok is false if it is not known.
func keyString(key cty.Value) (name string, ok bool, err error) {
	if !key.IsKnown() {
		return "", false, nil
	}
	if key.IsNull() {
		return "", false, errNull
	}
	s, err := convert.Convert(key, cty.String)
	if err != nil {
		return "", false, err
	}
	if !s.IsKnown() || hasSymbol(s.AsString()) {
		return "", false, nil
	}
	return s.AsString(), true, nil
}

func (e *evaluator) objectKey(x *hclsyntax.ObjectConsKeyExpr, sc *scope) (cty.Value, error) {
	if !x.ForceNonLiteral {
		if word := hcl.ExprAsKeyword(x.Wrapped); word != "" {
			return cty.StringVal(word), nil
		}
	}
	return e.eval(x.Wrapped, sc)
}

// conditional evaluates only the branch that is taken: the other one may well
// refer to what does not exist.
func (e *evaluator) conditional(x *hclsyntax.ConditionalExpr, sc *scope) (operand, error) {
	cond, err := e.eval(x.Condition, sc)
	if err != nil {
		return unknown, err
	}
	taken, known, err := truth(cond)
	switch {
	case err != nil:
		return unknown, fmt.Errorf("%s: %w", e.at(x.Condition.Range()), err)
	case !known:
		sc.unit.miss("%s: a condition depends on what is known only after apply", e.at(x.Condition.Range()))
		return e.either(x, sc), nil
	case taken:
		return e.operand(x.TrueResult, sc)
	}
	return e.operand(x.FalseResult, sc)
}

// either is what a conditional gives whose condition is not known: the value
// itself if both branches give the same, else only the type.
func (e *evaluator) either(x *hclsyntax.ConditionalExpr, sc *scope) operand {
	a, errA := e.eval(x.TrueResult, sc)
	b, errB := e.eval(x.FalseResult, sc)
	if errA != nil || errB != nil || a == cty.NilVal || b == cty.NilVal {
		return unknown
	}
	if a.IsWhollyKnown() && b.IsWhollyKnown() && a.RawEquals(b) {
		return operand{v: a}
	}
	if a.Type() == cty.String && b.Type() == cty.String {
		return operand{v: cty.UnknownVal(cty.String)}
	}
	return unknown
}

// truth is a condition's value, if it is known.
func truth(v cty.Value) (value, known bool, err error) {
	if !v.IsKnown() || symbolic(v) {
		return false, false, nil
	}
	if v.IsNull() {
		return false, false, errNull
	}
	b, err := convert.Convert(v, cty.Bool)
	if err != nil {
		return false, false, err
	}
	return b.IsKnown() && b.True(), b.IsKnown(), nil
}
