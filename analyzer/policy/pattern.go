package policy

import "strings"

// Pattern is a compiled text that may hold '*', '?', symbols and policy
// variables. It never changes and is cheap to copy.
type Pattern struct {
	Text   Text
	kind   patternKind
	rules  wildcardRules
	lit    string   // exact: the whole text; otherwise the text before the first other token
	tokens []token  // everything, the leading literal included
	vars   bool     // some token is a policy variable
	syms   bool     // some token is a symbol
	early  bool     // a policy variable stands before the sixth segment of an ARN
	padded *Pattern // an ARN of fewer than six segments, completed (see completed)
	doubt  bool     // that AWS completes it is documented for identity-based policies only
}

type patternKind uint8

const (
	patternGeneral patternKind = iota // symbols or variables
	patternExact                      // literal text
	patternAny                        // "*"
	patternPrefix                     // literal text and then "*"
	patternGlob                       // literal text and wildcards
)

// wildcardRules says what '*' and '?' may stand for.
type wildcardRules uint8

const (
	literalRules  wildcardRules = iota // nothing: they are ordinary characters
	stringRules                        // anything
	resourceRules                      // Resource elements: see CompileResource
	arnRules                           // ArnLike: never across the first five colons
	actionRules                        // as stringRules; text is in lower case
	foldRules                          // as literalRules; text is in lower case
)

type tokenKind uint8

const (
	tokenLiteral tokenKind = iota
	tokenStar
	tokenOne
	tokenSymbol
	tokenVariable
)

// token is a literal run, a wildcard, a symbol or a policy variable.
type token struct {
	kind     tokenKind
	narrow   bool   // wildcard that does not stand for ':'
	text     string // literal run; variable's key in lower case
	symbol   Symbol
	fallback *string // default of a variable
}

// Compile compiles a text in which '*' and '?' are wildcards that stand for
// any characters, as in StringLike. Policy variables are not looked for.
func Compile(t Text) Pattern { return compile(t, stringRules, false) }

// CompileLiteral compiles a text in which '*' and '?' are ordinary characters.
func CompileLiteral(t Text) Pattern { return compile(t, literalRules, false) }

// CompileResource compiles the resource of a request: an ARN in which
// wildcards stand for every resource that they cover. "*" alone is the
// resource of actions that have no resource.
func CompileResource(t Text) Pattern {
	if t == "*" {
		return compile(t, literalRules, false)
	}
	return compile(t, stringRules, false)
}

// compileResourceElement compiles one element of Resource or NotResource.
//
// Wildcards stand for characters within a segment of the ARN; one at a
// segment's end may go on beyond the colon, and the sixth segment goes on to
// the end. AWS says that variables work in the last segment only: what they do
// in others is unverified, and never Yes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html (2026-11)
func compileResourceElement(t Text, variables bool) Pattern {
	return compile(t, resourceRules, variables)
}

// completed is the pattern with the segments that its ARN lacks: AWS takes them
// for wildcards in an identity-based policy. What it does in others is
// unverified.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (2026-11)
func (p Pattern) completed(identity, variables bool) Pattern {
	colons := 0
	for _, t := range p.tokens {
		if t.kind == tokenSymbol && t.symbol.Kind == OpaqueSymbol {
			return p
		}
		if t.kind == tokenLiteral {
			colons += strings.Count(t.text, ":")
		}
	}
	if colons < 2 || colons >= 5 || !strings.HasPrefix(p.lit, "arn:") {
		return p
	}
	whole := compile(p.Text+Text(strings.Repeat(":*", 5-colons)), resourceRules, variables)
	p.padded, p.doubt = &whole, !identity
	return p
}

func compile(t Text, rules wildcardRules, variables bool) Pattern {
	c := compiler{rules: rules, variables: variables}
	for p := range t.parts() {
		if p.symbol.Kind != 0 {
			c.flush()
			c.tokens = append(c.tokens, token{kind: tokenSymbol, symbol: p.symbol})
			continue
		}
		c.literal(p.literal)
	}
	c.flush()
	c.narrow()
	return c.pattern(t)
}

// compiler gathers tokens.
type compiler struct {
	rules     wildcardRules
	variables bool
	tokens    []token
	run       strings.Builder
	vars      bool
	early     bool
}

func (c *compiler) flush() {
	if c.run.Len() > 0 {
		c.tokens = append(c.tokens, token{kind: tokenLiteral, text: c.run.String()})
		c.run.Reset()
	}
}

func (c *compiler) wild() bool { return c.rules != literalRules && c.rules != foldRules }

func (c *compiler) literal(s string) {
	if c.rules == actionRules || c.rules == foldRules {
		s = strings.ToLower(s)
	}
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '*' && c.wild():
			c.wildcard(tokenStar)
		case s[i] == '?' && c.wild():
			c.wildcard(tokenOne)
		case c.variables && strings.HasPrefix(s[i:], "${"):
			end := strings.IndexByte(s[i:], '}')
			if end < 0 {
				c.run.WriteString(s[i:])
				return
			}
			c.variable(s[i+2 : i+end])
			i += end
		default:
			c.run.WriteByte(s[i])
		}
	}
}

// wildcard appends one, keeping runs in the order "??*": then a run covers
// another whenever its tokens do.
func (c *compiler) wildcard(kind tokenKind) {
	c.flush()
	n := len(c.tokens)
	if n > 0 && c.tokens[n-1].kind == tokenStar {
		if kind == tokenOne {
			c.tokens[n-1].kind = tokenOne
			c.tokens = append(c.tokens, token{kind: tokenStar})
		}
		return
	}
	c.tokens = append(c.tokens, token{kind: kind})
}

// variable appends what stands between "${" and "}": an escaped character, or
// a condition key with or without a default.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html (2026-11)
func (c *compiler) variable(body string) {
	switch body {
	case "*", "?", "$":
		c.run.WriteString(body)
		return
	}
	t := token{kind: tokenVariable, text: strings.ToLower(strings.TrimSpace(body))}
	if key, rest, ok := strings.Cut(body, ","); ok {
		rest = strings.TrimSpace(rest)
		if len(rest) >= 2 && rest[0] == '\'' && rest[len(rest)-1] == '\'' {
			value := rest[1 : len(rest)-1]
			t.text, t.fallback = strings.ToLower(strings.TrimSpace(key)), &value
		}
	}
	c.flush()
	c.vars = true
	c.tokens = append(c.tokens, t)
}

// narrow marks the wildcards that do not stand for a colon.
func (c *compiler) narrow() {
	if c.rules != resourceRules && c.rules != arnRules {
		return
	}
	colons := 0
	for i := range c.tokens {
		t := &c.tokens[i]
		if t.kind == tokenLiteral {
			colons += strings.Count(t.text, ":")
			continue
		}
		if t.kind == tokenVariable && c.rules == resourceRules && colons < 5 {
			c.early = true
		}
		if colons >= 5 || t.kind != tokenStar && t.kind != tokenOne {
			continue
		}
		ends := i+1 == len(c.tokens) || c.tokens[i+1].kind == tokenLiteral && c.tokens[i+1].text[0] == ':'
		t.narrow = c.rules == arnRules || t.kind == tokenOne || !ends
	}
}

func (c *compiler) pattern(t Text) Pattern {
	p := Pattern{Text: t, rules: c.rules, tokens: c.tokens, vars: c.vars, early: c.early}
	wild := false
	for _, tok := range c.tokens {
		p.syms = p.syms || tok.kind == tokenSymbol
		wild = wild || tok.kind == tokenStar || tok.kind == tokenOne
	}
	if len(c.tokens) > 0 && c.tokens[0].kind == tokenLiteral {
		p.lit = c.tokens[0].text
	}
	last := func(n int) bool {
		return len(c.tokens) == n && c.tokens[n-1].kind == tokenStar && !c.tokens[n-1].narrow
	}
	switch {
	case p.vars || p.syms:
		p.kind = patternGeneral
	case !wild:
		p.kind = patternExact
	case last(1):
		p.kind = patternAny
	case last(2) && c.tokens[0].kind == tokenLiteral:
		p.kind = patternPrefix
	default:
		p.kind = patternGlob
	}
	return p
}

// IsExact reports whether the pattern stands for just one known text.
func (p Pattern) IsExact() bool { return p.kind == patternExact }

// Match says whether p matches everything that q stands for (Yes), nothing of
// it (No), or a part, or that it depends on a symbol or policy variable (Maybe).
func (p Pattern) Match(q Pattern) Tri { return p.match(&q, nil) }

// MatchText is Match against a literal text, which may hold symbols.
func (p Pattern) MatchText(t Text) Tri {
	q := CompileLiteral(t)
	return p.match(&q, nil)
}

// Equal says whether two texts are the same value.
func Equal(a, b Text) Tri {
	if a == b {
		return Yes
	}
	if !strings.Contains(string(a), symbolOpen) && !strings.Contains(string(b), symbolOpen) {
		return No
	}
	p, q := CompileLiteral(a), CompileLiteral(b)
	return p.match(&q, nil)
}

// match is Match, with a context that gives policy variables their values;
// without one they are not known.
func (p *Pattern) match(q *Pattern, ctx *Context) Tri {
	is := p.matchAsWritten(q, ctx)
	if is == Yes || p.padded == nil {
		return is
	}
	completed := p.padded.match(q, ctx)
	if p.doubt {
		completed = completed.And(Maybe)
	}
	return is.Or(completed)
}

func (p *Pattern) matchAsWritten(q *Pattern, ctx *Context) Tri {
	if p.kind == patternAny {
		return Yes
	}
	if q.kind == patternExact && p.kind != patternGeneral {
		return p.matchExact(q.lit)
	}
	if n := min(len(p.lit), len(q.lit)); p.lit[:n] != q.lit[:n] {
		return No
	}
	if p.kind == patternPrefix && len(q.lit) >= len(p.lit) {
		return Yes
	}
	if p.kind == patternExact && q.kind == patternExact {
		return Of(p.lit == q.lit)
	}
	if !p.vars {
		return matchTokens(p.tokens, q.tokens)
	}
	is := p.matchVariables(q, ctx)
	if p.early {
		return is.And(Maybe)
	}
	return is
}

func (p *Pattern) matchExact(s string) Tri {
	switch p.kind {
	case patternExact:
		return Of(p.lit == s)
	case patternPrefix:
		return Of(strings.HasPrefix(s, p.lit))
	}
	return Of(glob(p.tokens, s))
}
