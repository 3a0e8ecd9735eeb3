package policy

import (
	"net/netip"
	"slices"
	"strings"
)

// OpenKeys adds the condition keys, in lower case, that the caller chooses and
// that keep the statement from being certain.
func (s *Statement) OpenKeys(r *Request, to []string) []string {
	for i := range s.Conditions {
		c := &s.Conditions[i]
		if v := r.value(c.key); v.State == Unknown && v.Source == FromRequest && !slices.Contains(to, c.key) && c.holds(r) == Maybe {
			to = append(to, c.key)
		}
	}
	return to
}

// Choices returns values of a key, its absence among them, that stand for all:
// whatever a request has, the conditions of the statements answer it as they
// answer one of these. ok is false where a few values cannot do that.
func Choices(key string, statements []*Statement) (values []Value, ok bool) {
	if slices.Contains(multivalued, key) {
		return nil, false
	}
	c := choices{texts: []Text{"", "\x00"}} // empty, and a text that nobody writes
	for _, s := range statements {
		if s.usesVariable(key) {
			return nil, false
		}
		for i := range s.Conditions {
			if s.Conditions[i].open || s.Conditions[i].key == key && !c.add(&s.Conditions[i]) {
				return nil, false
			}
		}
	}
	if c.exact && (c.folded || c.bools) || c.addresses && (c.exact || c.folded || c.bools) {
		return nil, false // their texts differ in more ways than those of each alone
	}
	values = append(values, AbsentValue)
	for _, t := range c.texts {
		values = append(values, Single(t))
	}
	return values, true
}

// multivalued are the keys that may have several values, in lower case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (2026-11)
var multivalued = []string{
	"aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths", "aws:sourceorgpaths",
	"aws:tagkeys", "aws:vpceorgpaths", "kms:encryptioncontextkeys", "kms:grantoperations", "kms:resourcealiases",
	"s3:requestobjecttagkeys", "sts:transitivetagkeys",
}

// choices gathers the texts that conditions tell apart.
type choices struct {
	texts                           []Text
	exact, folded, bools, addresses bool
}

func (c *choices) text(t Text) {
	if !slices.Contains(c.texts, t) {
		c.texts = append(c.texts, t)
	}
}

func (c *choices) add(cond *Condition) bool {
	if cond.set != noSet {
		return false
	}
	switch cond.op.kind {
	case 0, nullOperator:
		return true
	case boolOperator:
		c.bools = true
		c.text("true")
		c.text("false")
		return true
	case ipOperator:
		c.addresses = true
		return c.ranges(cond)
	case stringOperator, likeOperator:
		c.exact = true
	case foldOperator:
		c.folded = true
	default:
		return false
	}
	for i := range cond.operands {
		switch p := &cond.operands[i].pattern; p.kind {
		case patternExact:
			c.text(Literal(p.lit))
		case patternAny:
		default:
			return false
		}
	}
	return true
}

// ranges adds where each range begins and the first address after it: between
// two such addresses every condition gives one answer.
func (c *choices) ranges(cond *Condition) bool {
	c.text("0.0.0.0")
	c.text("::")
	for i := range cond.operands {
		o := &cond.operands[i]
		if o.open {
			return false
		}
		if !o.valid {
			continue
		}
		c.text(Text(o.prefix.Addr().String()))
		if next := lastOf(o.prefix).Next(); next.IsValid() {
			c.text(Text(next.String()))
		}
	}
	return true
}

// lastOf is the last address of a range.
func lastOf(p netip.Prefix) netip.Addr {
	b := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(b)*8; bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(b)
	return last
}

// usesVariable reports whether the value of a key is put into some text of the
// statement.
func (s *Statement) usesVariable(key string) bool {
	uses := func(p *Pattern) bool {
		return p.vars && slices.ContainsFunc(p.tokens, func(t token) bool { return t.kind == tokenVariable && t.text == key })
	}
	for i := range s.Resources {
		if uses(&s.Resources[i]) {
			return true
		}
	}
	for i := range s.Conditions {
		for j := range s.Conditions[i].operands {
			if uses(&s.Conditions[i].operands[j].pattern) {
				return true
			}
		}
	}
	return strings.Contains(key, symbolOpen)
}
