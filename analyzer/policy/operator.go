package policy

import (
	"bytes"
	"encoding/base64"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// operatorKind is how an operator compares. The zero value is no operator.
type operatorKind uint8

const (
	stringOperator operatorKind = iota + 1
	foldOperator
	likeOperator
	arnOperator
	numberEquals
	numberLess
	numberLessEquals
	numberGreater
	numberGreaterEquals
	dateEquals
	dateLess
	dateLessEquals
	dateGreater
	dateGreaterEquals
	boolOperator
	ipOperator
	binaryOperator
	nullOperator
)

// operator is a comparison, perhaps negated.
type operator struct {
	kind    operatorKind
	negated bool
}

// operators by name in lower case, without set operator and IfExists.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (2026-11)
var operators = map[string]operator{
	"stringequals":              {stringOperator, false},
	"stringnotequals":           {stringOperator, true},
	"stringequalsignorecase":    {foldOperator, false},
	"stringnotequalsignorecase": {foldOperator, true},
	"stringlike":                {likeOperator, false},
	"stringnotlike":             {likeOperator, true},
	"arnequals":                 {arnOperator, false},
	"arnlike":                   {arnOperator, false},
	"arnnotequals":              {arnOperator, true},
	"arnnotlike":                {arnOperator, true},
	"numericequals":             {numberEquals, false},
	"numericnotequals":          {numberEquals, true},
	"numericlessthan":           {numberLess, false},
	"numericlessthanequals":     {numberLessEquals, false},
	"numericgreaterthan":        {numberGreater, false},
	"numericgreaterthanequals":  {numberGreaterEquals, false},
	"dateequals":                {dateEquals, false},
	"datenotequals":             {dateEquals, true},
	"datelessthan":              {dateLess, false},
	"datelessthanequals":        {dateLessEquals, false},
	"dategreaterthan":           {dateGreater, false},
	"dategreaterthanequals":     {dateGreaterEquals, false},
	"bool":                      {boolOperator, false},
	"ipaddress":                 {ipOperator, false},
	"notipaddress":              {ipOperator, true},
	"binaryequals":              {binaryOperator, false},
	"null":                      {nullOperator, false},
}

// negatable says whether a negated operator can hold for a value at all: an ARN
// operator compares ARNs, and a value of another type is unverified.
func (o operator) negatable(t Text) Tri {
	switch o.kind {
	case arnOperator:
		return isARN(t)
	case numberEquals:
		return o.typed(t, func(s string) bool { _, ok := parseNumber(s); return ok })
	case dateEquals:
		return o.typed(t, func(s string) bool { _, ok := parseDate(s); return ok })
	case ipOperator:
		return o.typed(t, func(s string) bool { _, ok := parsePrefix(s); return ok })
	}
	return Yes
}

func (o operator) typed(t Text, ok func(string) bool) Tri {
	if s, known := t.Value(); known && ok(s) {
		return Yes
	}
	return Maybe
}

// operand is one value of a condition, compiled for its operator.
type operand struct {
	pattern Pattern
	loose   *Pattern // an ARN pattern of fewer than six parts, as an ordinary glob
	valid   bool     // number, date, prefix or bytes are set
	open    bool     // the value holds a symbol
	number  decimal
	date    time.Time
	prefix  netip.Prefix
	bytes   []byte
	truth   Tri // of Bool and Null: Yes for "true", No for "false"
}

func compileOperand(kind operatorKind, t Text, variables bool) operand {
	o := operand{open: !t.IsWhollyKnown()}
	s, _ := t.Value()
	switch kind {
	case stringOperator:
		o.pattern = compile(t, literalRules, variables)
	case foldOperator:
		o.pattern = compile(t, foldRules, variables)
	case likeOperator:
		o.pattern = compile(t, stringRules, variables)
	case arnOperator:
		o.pattern = compile(t, arnRules, variables)
		if strings.Count(string(t), ":") < 5 {
			loose := compile(t, stringRules, variables)
			o.loose = &loose
		}
	case boolOperator, nullOperator:
		switch strings.ToLower(s) {
		case "true":
			o.truth, o.valid = Yes, true
		case "false":
			o.truth, o.valid = No, true
		}
	case ipOperator:
		o.prefix, o.valid = parsePrefix(s)
	case binaryOperator:
		o.bytes, o.valid = parseBytes(s)
	case dateEquals, dateLess, dateLessEquals, dateGreater, dateGreaterEquals:
		o.date, o.valid = parseDate(s)
	default:
		o.number, o.valid = parseNumber(s)
	}
	return o
}

// any reports whether the operand matches every value.
func (o operand) any() bool { return o.pattern.kind == patternAny && o.pattern.tokens != nil }

// matches compares a value of the key with the operand.
func (o *operand) matches(kind operatorKind, t Text, ctx *Context) Tri {
	switch kind {
	case stringOperator, likeOperator:
		return o.text(t, ctx)
	case foldOperator:
		return o.text(lowerText(t), ctx)
	case arnOperator:
		return o.arn(t, ctx)
	}
	if o.open {
		return Maybe
	}
	if !o.valid {
		return No
	}
	s, known := t.Value()
	if !known {
		return Maybe
	}
	switch kind {
	case boolOperator:
		return Of(o.truth == Yes && strings.EqualFold(s, "true") || o.truth == No && strings.EqualFold(s, "false"))
	case ipOperator:
		return o.address(s)
	case binaryOperator:
		b, ok := parseBytes(s)
		return Of(ok && bytes.Equal(b, o.bytes))
	case dateEquals, dateLess, dateLessEquals, dateGreater, dateGreaterEquals:
		d, ok := parseDate(s)
		return Of(ok && ordered(kind-dateEquals, d.Compare(o.date)))
	}
	n, ok := parseNumber(s)
	return Of(ok && ordered(kind-numberEquals, n.compare(o.number)))
}

// since compares every point in time from one on with the operand.
func (o *operand) since(kind operatorKind, t time.Time) Tri {
	if o.open {
		return Maybe
	}
	var sign int // of the earliest
	switch kind {
	case dateEquals, dateLess, dateLessEquals, dateGreater, dateGreaterEquals:
		sign, kind = t.Compare(o.date), kind-dateEquals
	case numberEquals, numberLess, numberLessEquals, numberGreater, numberGreaterEquals:
		n, _ := parseNumber(strconv.FormatInt(t.Unix(), 10))
		sign, kind = n.compare(o.number), kind-numberEquals
	default:
		return Maybe
	}
	switch {
	case !o.valid:
		return No
	case sign > 0: // all are later
		return Of(ordered(kind, 1))
	case sign == 0 && ordered(kind, 0) == ordered(kind, 1):
		return Of(ordered(kind, 0))
	}
	return Maybe
}

// ordered reports whether a comparison's sign fits the operator, counted from
// its family's Equals.
func ordered(op operatorKind, sign int) bool {
	switch op {
	case 0:
		return sign == 0
	case numberLess - numberEquals:
		return sign < 0
	case numberLessEquals - numberEquals:
		return sign <= 0
	case numberGreater - numberEquals:
		return sign > 0
	}
	return sign >= 0
}

// text is the string operators. Known text is compared without compiling it.
func (o *operand) text(t Text, ctx *Context) Tri {
	if strings.Contains(string(t), symbolOpen) {
		q := CompileLiteral(t)
		return o.pattern.match(&q, ctx)
	}
	q := Pattern{kind: patternExact, lit: string(t)}
	if o.pattern.kind == patternGeneral {
		one := [1]token{{kind: tokenLiteral, text: q.lit}}
		q.tokens = one[:]
		return o.pattern.match(&q, ctx)
	}
	return o.pattern.match(&q, ctx)
}

// arn is ArnEquals and ArnLike, which are the same: each of the six parts is
// compared by itself. What a pattern of fewer parts matches is unverified.
func (o *operand) arn(t Text, ctx *Context) Tri {
	is := isARN(t)
	if is == No {
		return No
	}
	if o.loose != nil {
		return o.loose.literal(t, ctx).And(Maybe)
	}
	return o.pattern.literal(t, ctx).And(is)
}

// literal is match against text.
func (p *Pattern) literal(t Text, ctx *Context) Tri {
	o := operand{pattern: *p}
	return o.text(t, ctx)
}

// isARN says whether a text has the six parts of an ARN.
func isARN(t Text) Tri {
	if !strings.Contains(string(t), symbolOpen) {
		return Of(strings.HasPrefix(string(t), "arn:") && strings.Count(string(t), ":") >= 5)
	}
	colons, opaque, first := 0, false, true
	for p := range t.parts() {
		if first && p.symbol.Kind == 0 && !strings.HasPrefix("arn:", p.literal[:min(4, len(p.literal))]) {
			return No
		}
		first = false
		colons += strings.Count(p.literal, ":")
		opaque = opaque || p.symbol.Kind == OpaqueSymbol
	}
	switch {
	case strings.HasPrefix(string(t), "arn:") && colons >= 5:
		return Yes
	case !opaque && colons < 5:
		return No
	}
	return Maybe
}

// address is IpAddress: a value may be a range, which stands for each address
// in it.
func (o *operand) address(s string) Tri {
	p, ok := parsePrefix(s)
	if !ok || p.Addr().Is4() != o.prefix.Addr().Is4() || !p.Overlaps(o.prefix) {
		return No
	}
	if p.Bits() >= o.prefix.Bits() {
		return Yes
	}
	return Maybe
}

func parsePrefix(s string) (netip.Prefix, bool) {
	if strings.Contains(s, "/") {
		p, err := netip.ParsePrefix(s)
		return p.Masked(), err == nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return netip.Prefix{}, false
	}
	return netip.PrefixFrom(a, a.BitLen()), true
}

// dateForms are the forms of W3C's profile of ISO 8601.
// https://www.w3.org/TR/NOTE-datetime (2026-11)
var dateForms = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02", "2006-01", "2006",
	"2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04",
}

// parseDate reads an ISO 8601 date or seconds since the epoch. Four digits are
// a year.
func parseDate(s string) (time.Time, bool) {
	for _, form := range dateForms {
		if d, err := time.Parse(form, s); err == nil {
			return d, true
		}
	}
	whole, frac, _ := strings.Cut(s, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || !digits(frac) {
		return time.Time{}, false
	}
	nanos, _ := strconv.ParseInt((frac + "000000000")[:9], 10, 64)
	return time.Unix(seconds, nanos), true
}

func parseBytes(s string) ([]byte, bool) {
	b, err := base64.StdEncoding.DecodeString(s)
	return b, err == nil
}

// lowerText folds case outside of symbols' names.
func lowerText(t Text) Text {
	if !strings.Contains(string(t), symbolOpen) {
		return Text(strings.ToLower(string(t)))
	}
	var b strings.Builder
	for p := range t.parts() {
		if p.symbol.Kind != 0 {
			b.WriteString(string(p.symbol.Text()))
		} else {
			b.WriteString(string(Literal(strings.ToLower(p.literal))))
		}
	}
	return Text(b.String())
}
