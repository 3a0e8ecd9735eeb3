package policy

import "slices"

// Needs says what would settle whether the statement applies, if MatchNamed
// answers Maybe; otherwise it is empty. It is for explanations and slow.
func (s *Statement) Needs(r *Request) []Need {
	if s.Match(r) != Maybe {
		return nil
	}
	var n needs
	if s.Ambiguous {
		n.add(Need{Kind: NeedFact, What: "which of two elements of one name counts"})
	}
	if s.action(r) == Maybe {
		n.pattern(s.actionPatterns(), r.Action.pattern, r, NeedAction)
	}
	if s.resource(r) == Maybe {
		n.pattern(s.Resources, r.Resource, r, NeedResource)
	}
	if m := s.names(r.Caller); m.Any() == Maybe {
		s.principalNeeds(r.Caller, &n)
	}
	for i := range s.Conditions {
		if c := &s.Conditions[i]; c.holds(r) == Maybe {
			c.needs(r, &n)
		}
	}
	for _, name := range s.OpenCondition {
		n.add(Need{Kind: NeedSymbol, What: name})
	}
	if len(n) == 0 {
		n.add(Need{Kind: NeedFact, What: "undocumented behaviour"})
	}
	return n
}

// needs is a list without repetition.
type needs []Need

func (n *needs) add(need Need) {
	if !slices.Contains(*n, need) {
		*n = append(*n, need)
	}
}

func (n *needs) symbols(t Text) {
	for s := range t.Symbols() {
		n.add(Need{Kind: NeedSymbol, What: s.Name})
	}
}

func (s *Statement) actionPatterns() []Pattern {
	ps := make([]Pattern, len(s.Actions))
	for i := range s.Actions {
		ps[i] = s.Actions[i].pattern
	}
	return ps
}

// pattern adds what the Maybe of a list of patterns depends on: symbols and
// variables that are not common to both, else that q is a set.
func (n *needs) pattern(ps []Pattern, q Pattern, r *Request, set NeedKind) {
	for i := range ps {
		p := &ps[i]
		if p.match(&q, r.Context) != Maybe {
			continue
		}
		before := len(*n)
		n.variables(p, r)
		n.uncommon(p.tokens, q.tokens)
		if len(*n) > before {
			continue
		}
		if q.kind == patternExact {
			n.add(Need{Kind: NeedFact, What: "what " + string(p.Text) + " stands for in Resource"})
			continue
		}
		n.add(Need{Kind: set, What: string(p.Text)})
	}
}

// variables adds the policy variables of a pattern that have no known value.
func (n *needs) variables(p *Pattern, r *Request) {
	for _, t := range p.tokens {
		if t.kind != tokenVariable {
			continue
		}
		switch v := r.Context.Get(t.text); v.State {
		case Unknown:
			n.add(Need{Kind: NeedKey, What: t.text, Source: v.Source})
		case Known:
			for _, text := range v.Texts {
				n.symbols(text)
			}
		}
	}
}

// uncommon adds the symbols of both sides after what they begin with in common.
func (n *needs) uncommon(p, q []token) {
	i := 0
	for i < len(p) && i < len(q) && p[i].kind == q[i].kind && p[i].text == q[i].text && p[i].symbol == q[i].symbol {
		i++
	}
	for _, side := range [][]token{p[i:], q[i:]} {
		for _, t := range side {
			if t.kind == tokenSymbol {
				n.add(Need{Kind: NeedSymbol, What: t.symbol.Name})
			}
		}
	}
}

func (s *Statement) principalNeeds(c *Caller, n *needs) {
	for i := range s.Principals {
		p := &s.Principals[i]
		m := p.Names(c)
		if m.Direct != Maybe && m.Role != Maybe && m.Account != Maybe {
			continue
		}
		before := len(*n)
		n.symbols(p.Text)
		for _, t := range []Text{c.ARN, c.Account, c.Session} {
			n.symbols(t)
		}
		if len(*n) == before {
			n.add(p.otherNeed(c))
		}
	}
	if s.NotPrincipal && len(*n) == 0 {
		n.add(Need{Kind: NeedFact, What: "whether NotPrincipal excepts a caller whose account it does not list"})
	}
}

// otherNeed is what a Maybe without symbols depends on.
func (p *PrincipalPattern) otherNeed(c *Caller) Need {
	switch {
	case p.Kind == PrincipalCanonical:
		return Need{Kind: NeedKey, What: "canonical user id", Source: FromDocument}
	case p.Kind == PrincipalAWS && isUniqueID(string(p.Text)):
		return Need{Kind: NeedKey, What: "unique id", Source: FromDocument}
	case c.Account == "":
		return Need{Kind: NeedKey, What: "aws:PrincipalAccount", Source: FromDocument}
	}
	return Need{Kind: NeedSession, What: string(p.Text)}
}

func (c *Condition) needs(r *Request, n *needs) {
	if c.open {
		n.symbols(Text(c.Key))
		return
	}
	v := r.value(c.key)
	if v.State == Unknown {
		n.add(Need{Kind: NeedKey, What: c.Key, Source: v.Source})
		return
	}
	before := len(*n)
	for _, t := range v.Texts {
		n.symbols(t)
	}
	for i := range c.operands {
		n.variables(&c.operands[i].pattern, r)
	}
	for _, t := range c.Values {
		n.symbols(t)
	}
	if len(*n) == before {
		n.add(Need{Kind: NeedFact, What: "how " + c.Operator + " compares " + c.Key})
	}
}
