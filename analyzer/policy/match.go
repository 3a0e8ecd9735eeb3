package policy

import (
	"slices"
	"strings"
)

// matchTokens says how the texts that q stands for relate to those of p, for
// every value of the symbols in them.
//
// Yes is found by laying p's tokens over q's, No by showing that no text, for
// no value of a symbol, is in both. Both are sufficient; neither is necessary:
// what is left over is Maybe.
func matchTokens(p, q []token) Tri {
	t := trimCommon(p, q)
	if t.decided {
		return t.answer
	}
	var pb, qb [80]atom
	pa, qa := flatten(pb[:0], t.p, t.skipP), flatten(qb[:0], t.q, t.skipQ)
	if len(pa)*len(qa) > maxPairs {
		return Maybe
	}
	if covers(pa, qa) {
		return Yes
	}
	if !intersect(pa, qa) {
		return No
	}
	return Maybe
}

// maxPairs bounds the work on hostile texts; keys and ARNs are far below it.
const maxPairs = 4 << 20

// trimmed is what is left of two texts without what they begin with in common,
// or the answer if that decides it.
type trimmed struct {
	p, q         []token
	skipP, skipQ int // bytes of the first token, a literal, that are gone
	decided      bool
	answer       Tri
}

// trimCommon drops what both begin with: equal characters, and symbols that
// are one word. An opaque symbol may hold wildcards and stays. Most pairs are
// decided here: by the first character that differs, or by a '*' that is left.
func trimCommon(p, q []token) trimmed {
	t := trimmed{p: p, q: q}
	for len(t.p) > 0 && len(t.q) > 0 {
		a, b := &t.p[0], &t.q[0]
		switch {
		case a.kind == tokenLiteral && b.kind == tokenLiteral:
			x, y := a.text[t.skipP:], b.text[t.skipQ:]
			n := min(len(x), len(y))
			if x[:n] != y[:n] {
				return trimmed{decided: true, answer: No}
			}
			t.p, t.skipP = advance(t.p, t.skipP, n)
			t.q, t.skipQ = advance(t.q, t.skipQ, n)
			continue
		case a.kind == tokenSymbol && b.kind == tokenSymbol && a.symbol == b.symbol && a.symbol.Kind != OpaqueSymbol:
			t.p, t.q = t.p[1:], t.q[1:]
			continue
		}
		break
	}
	switch {
	case len(t.p) == 0 && len(t.q) == 0, len(t.p) == 1 && t.p[0].kind == tokenStar && !t.p[0].narrow:
		t.decided, t.answer = true, Yes
	case len(t.p) == 0 && t.q[0].kind == tokenLiteral, len(t.q) == 0 && t.p[0].kind == tokenLiteral:
		t.decided, t.answer = true, No
	}
	return t
}

// advance drops n more bytes of the first token, and the token if it is over.
func advance(tokens []token, skip, n int) ([]token, int) {
	if skip+n == len(tokens[0].text) {
		return tokens[1:], 0
	}
	return tokens, skip + n
}

// atom is one character, wildcard or symbol.
type atom struct {
	kind   tokenKind
	narrow bool
	char   rune
	symbol *Symbol
}

// flatten makes atoms of tokens, without the first skip bytes.
func flatten(to []atom, tokens []token, skip int) []atom {
	for i := range tokens {
		t := &tokens[i]
		switch t.kind {
		case tokenLiteral:
			for _, r := range t.text[skip:] {
				to = append(to, atom{kind: tokenLiteral, char: r})
			}
		case tokenVariable: // a value of which nothing is known
			to = append(to, atom{kind: tokenSymbol, symbol: &Symbol{OpaqueSymbol, "${" + t.text + "}"}})
		default:
			to = append(to, atom{kind: t.kind, narrow: t.narrow, symbol: &t.symbol})
		}
		skip = 0
	}
	return to
}

// covers reports whether p's atoms can be laid over q's so that each atom of q
// is the same in p or is taken up by a wildcard of p.
func covers(p, q []atom) bool {
	if len(p) > 0 && p[0].kind == tokenLiteral && (len(q) == 0 || q[0].kind != tokenLiteral) {
		return false
	}
	var buf [1024]bool
	width := len(q) + 1
	fits := buf[:]
	if need := (len(p) + 1) * width; need > len(buf) {
		fits = make([]bool, need)
	}
	for i := len(p); i >= 0; i-- {
		for j := len(q); j >= 0; j-- {
			fits[i*width+j] = coversFrom(p, q, i, j, fits, width)
		}
	}
	return fits[0]
}

func coversFrom(p, q []atom, i, j int, fits []bool, width int) bool {
	if i == len(p) {
		return j == len(q)
	}
	a := p[i]
	if a.kind == tokenStar && fits[(i+1)*width+j] {
		return true
	}
	if j == len(q) {
		return false
	}
	b := q[j]
	switch a.kind {
	case tokenStar:
		return (!a.narrow || within(b)) && fits[i*width+j+1]
	case tokenOne:
		one := b.kind == tokenOne && !a.narrow || b.kind == tokenLiteral && (!a.narrow || b.char != ':')
		return one && fits[(i+1)*width+j+1]
	case tokenLiteral:
		return b.kind == tokenLiteral && a.char == b.char && fits[(i+1)*width+j+1]
	}
	return b.kind == tokenSymbol && a.symbol.Name == b.symbol.Name && fits[(i+1)*width+j+1]
}

// within reports whether an atom certainly stands for text without a colon.
func within(a atom) bool {
	switch a.kind {
	case tokenLiteral:
		return a.char != ':'
	case tokenSymbol:
		return a.symbol.Kind != OpaqueSymbol
	}
	return a.narrow
}

// progress of a symbol that has taken characters of the other side.
type progress uint8

const (
	untouched progress = iota
	literally          // only literal characters so far
	freely             // a wildcard or another symbol among them
)

// meeting is one state of the search for a common text.
type meeting struct {
	i, j   int
	pp, qp progress
}

// intersect reports whether some text may be in both p and q for some values
// of their symbols. It errs on the side of true.
func intersect(p, q []atom) bool {
	var seenBuf [2048]bool
	var stackBuf [128]meeting
	seen := seenBuf[:]
	width := (len(q) + 1) * 9
	if need := (len(p) + 1) * width; need > len(seenBuf) {
		seen = make([]bool, need)
	}
	stack := append(stackBuf[:0], meeting{})
	for len(stack) > 0 {
		m := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		at := m.i*width + m.j*9 + int(m.pp)*3 + int(m.qp)
		if seen[at] {
			continue
		}
		seen[at] = true
		if m.i == len(p) && m.j == len(q) {
			return true
		}
		if m.i < len(p) && p[m.i].mayEnd(m.pp) {
			stack = append(stack, meeting{m.i + 1, m.j, untouched, m.qp})
		}
		if m.j < len(q) && q[m.j].mayEnd(m.qp) {
			stack = append(stack, meeting{m.i, m.j + 1, m.pp, untouched})
		}
		if m.i < len(p) && m.j < len(q) && mayShare(p[m.i], q[m.j]) {
			next := m
			next.i, next.pp = p[m.i].take(m.i, m.pp, q[m.j])
			next.j, next.qp = q[m.j].take(m.j, m.qp, p[m.i])
			stack = append(stack, next)
		}
	}
	return false
}

// mayEnd reports whether an atom can be left without taking a character (more).
func (a atom) mayEnd(done progress) bool {
	switch a.kind {
	case tokenStar:
		return true
	case tokenSymbol:
		switch a.symbol.Kind {
		case OpaqueSymbol:
			return true
		case WordSymbol:
			return done != untouched
		}
		return done == freely // nobody could have written a fresh word
	}
	return false
}

// take is where an atom at index i stands after it took a character that b
// gives.
func (a atom) take(i int, done progress, b atom) (int, progress) {
	switch {
	case a.kind == tokenLiteral || a.kind == tokenOne:
		return i + 1, untouched
	case a.kind == tokenStar:
		return i, untouched
	case b.kind == tokenLiteral && done != freely:
		return i, literally
	}
	return i, freely
}

// mayShare reports whether one character can belong to both atoms.
func mayShare(a, b atom) bool {
	if a.kind == tokenLiteral && b.kind == tokenLiteral {
		return a.char == b.char
	}
	if a.kind == tokenSymbol && b.kind == tokenSymbol {
		return !a.symbol.apart(*b.symbol)
	}
	return a.admits(b) && b.admits(a)
}

// admits reports whether a may stand for b's character, if b is a literal.
func (a atom) admits(b atom) bool {
	if b.kind != tokenLiteral {
		return true
	}
	switch a.kind {
	case tokenLiteral:
		return a.char == b.char
	case tokenSymbol:
		return a.symbol.Kind == OpaqueSymbol || b.char != ':' && b.char != '/' && b.char != '*' && b.char != '?'
	}
	return !a.narrow || b.char != ':'
}

// matchVariables is match for a pattern with policy variables.
func (p *Pattern) matchVariables(q *Pattern, ctx *Context) Tri {
	var buf [24]token
	tokens, syms, ok := p.resolve(buf[:0], ctx)
	if !ok {
		return No
	}
	if q.kind == patternExact && !syms {
		return Of(glob(tokens, q.lit))
	}
	return matchTokens(tokens, q.tokens)
}

// resolve puts values in place of policy variables. ok is false if a variable
// has no value and no default: the text then matches nothing. A multivalued
// key is no value either. Wildcards in a value are ordinary characters.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (2026-11)
func (p *Pattern) resolve(to []token, ctx *Context) (_ []token, syms, ok bool) {
	syms = p.syms
	for i := range p.tokens {
		t := &p.tokens[i]
		if t.kind != tokenVariable {
			to = append(to, *t)
			continue
		}
		v := UnknownFrom(FromRequest)
		if ctx != nil {
			v = ctx.Get(t.text)
		}
		switch {
		case v.State == Known && !v.Multi && len(v.Texts) == 1:
			for part := range v.Texts[0].parts() {
				if part.symbol.Kind != 0 {
					syms = true
					to = append(to, token{kind: tokenSymbol, symbol: part.symbol})
				} else if p.rules == foldRules {
					to = append(to, token{kind: tokenLiteral, text: strings.ToLower(part.literal)})
				} else {
					to = append(to, token{kind: tokenLiteral, text: part.literal})
				}
			}
		case v.State == Unknown:
			syms = true
			to = append(to, *t)
		case t.fallback != nil && v.State == Absent:
			to = append(to, token{kind: tokenLiteral, text: *t.fallback})
		default:
			return nil, false, false
		}
	}
	return slices.DeleteFunc(to, func(t token) bool { return t.kind == tokenLiteral && t.text == "" }), syms, true
}
