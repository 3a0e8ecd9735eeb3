package policy

import (
	"slices"
	"strings"
	"time"
)

// Condition is one operator applied to one key.
type Condition struct {
	Operator string // as written: "ForAllValues:StringLikeIfExists"
	Key      string // as written: "aws:PrincipalOrgID"
	Values   []Text

	op       operator
	set      setOperator
	ifExists bool
	key      string // lower case
	open     bool   // the key holds a symbol
	operands []operand
}

// setOperator compares the values of a multivalued key.
type setOperator uint8

const (
	noSet setOperator = iota
	forAll
	forAny
)

// compileCondition compiles one operator and key. ok is false if there is no
// such operator; the condition then never holds.
func compileCondition(name, key Text, values []Text, variables bool) (_ Condition, ok bool) {
	c := Condition{Operator: string(name), Key: string(key), Values: values, key: strings.ToLower(string(key))}
	c.open = !key.IsWhollyKnown()
	base := string(name)
	if set, rest, ok := strings.Cut(base, ":"); ok {
		switch strings.ToLower(set) {
		case "forallvalues":
			c.set = forAll
		case "foranyvalue":
			c.set = forAny
		default:
			return c, false
		}
		base = rest
	}
	base = strings.ToLower(base)
	if b, ok := strings.CutSuffix(base, "ifexists"); ok && b != "null" {
		base, c.ifExists = b, true
	}
	c.op, ok = operators[base]
	if !ok {
		return c, false
	}
	c.operands = make([]operand, len(values))
	for i, v := range values {
		c.operands[i] = compileOperand(c.op.kind, v, variables)
	}
	return c, true
}

// holds evaluates the condition.
//
// A key that is absent makes negated operators and …IfExists true, and a
// positive operator false; ForAllValues is true of no values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (2026-11)
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html (2026-11)
func (c *Condition) holds(r *Request) Tri {
	if c.op.kind == 0 {
		return No
	}
	v := r.value(c.key)
	if c.open && v.State != Known { // only what has just this key answers for it
		return Maybe
	}
	if c.op.kind == nullOperator {
		return c.isNull(v)
	}
	switch {
	case v.State == Unknown && !v.Since.IsZero():
		return c.holdsSince(v.Since)
	case v.State == Unknown:
		return c.holdsUnknown(v)
	case v.State == Absent || len(v.Texts) == 0:
		return c.holdsAbsent()
	case c.set != noSet:
		return c.holdsSet(v.Texts, r.Context)
	case v.Multi:
		if c.op.negated {
			return Maybe // a single-valued operator on several values, unverified
		}
		return No
	}
	return c.compare(v.Texts[0], r.Context)
}

func (c *Condition) holdsAbsent() Tri {
	switch {
	case c.ifExists, c.set == forAll:
		return Yes
	case c.set == forAny:
		return No
	}
	return Of(c.op.negated)
}

// holdsUnknown is certain only where every value gives the same answer, and
// absence too if the key may be absent.
func (c *Condition) holdsUnknown(v Value) Tri {
	if c.set != noSet || !slices.ContainsFunc(c.operands, operand.any) {
		return Maybe
	}
	present := Yes
	if c.op.negated {
		present = No
	}
	if (v.Optional || v.Source == FromRequest) && c.holdsAbsent() != present {
		return Maybe
	}
	return present
}

// holdsSince is what is certain of every point in time from one on: that it is
// after what lies before that, and neither before it nor the same.
func (c *Condition) holdsSince(since time.Time) Tri {
	is := No
	for i := range c.operands {
		is = is.Or(c.operands[i].since(c.op.kind, since))
	}
	if c.op.negated {
		return is.Not()
	}
	return is
}

// holdsSet is ForAllValues or ForAnyValue. An empty string is no value, and an
// opaque one may be empty.
func (c *Condition) holdsSet(values []Text, ctx *Context) Tri {
	all, any, none := Yes, No, Yes
	for _, t := range values {
		if t == "" {
			continue
		}
		is := c.compare(t, ctx)
		if t.mayBeEmpty() {
			all, any, none = all.And(is.Or(Maybe)), any.Or(is.And(Maybe)), none.And(Maybe)
		} else {
			all, any, none = all.And(is), any.Or(is), No
		}
	}
	is := any
	if c.set == forAll {
		is = all
	}
	if empty := c.holdsAbsent(); none == Yes || none == Maybe && is == empty {
		return empty
	} else if none == Maybe {
		return Maybe
	}
	return is
}

// compare compares one value of the key with the operands: a positive operator
// wants one that matches, a negated one none.
func (c *Condition) compare(t Text, ctx *Context) Tri {
	is := No
	for i := range c.operands {
		if is = is.Or(c.operands[i].matches(c.op.kind, t, ctx)); is == Yes {
			break
		}
	}
	if !c.op.negated {
		return is
	}
	return is.Not().And(c.op.negatable(t))
}

// isNull is the operator Null: "true" wants the key absent, "false" present.
// An empty string counts as absent.
func (c *Condition) isNull(v Value) Tri {
	absent := Yes
	for _, t := range v.Texts {
		if t != "" {
			absent = absent.And(Of(t.mayBeEmpty()).And(Maybe))
		}
	}
	switch {
	case v.State == Unknown && !v.Since.IsZero():
		absent = No
	case v.State == Unknown:
		absent = Maybe // it may be empty even if the key is there
	}
	if c.set != noSet && absent != No {
		return Of(c.set == forAll).And(absent).Or(absent.Not().And(Maybe))
	}
	is := No
	for i := range c.operands {
		switch c.operands[i].truth {
		case Yes:
			is = is.Or(absent)
		case No:
			is = is.Or(absent.Not())
		default:
			is = is.Or(Maybe)
		}
	}
	return is
}
