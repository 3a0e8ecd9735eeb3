package policy

// Elements is what each element of a statement says of a request.
type Elements struct {
	Action, Resource, Condition Tri
	Principal                   Named
}

// All is Yes if every element admits the request.
func (e Elements) All() Tri {
	return e.Action.And(e.Resource).And(e.Condition).And(e.Principal.Any())
}

// Match says whether the statement applies to the request.
func (s *Statement) Match(r *Request) Tri { return s.MatchNamed(r).Any() }

// MatchNamed is Match, apart for each way in which the principal may be named.
func (s *Statement) MatchNamed(r *Request) Named {
	return s.MatchCovered(r, s.action(r))
}

// MatchCovered is MatchNamed for a statement of which an index has told
// whether its actions cover the request's (see Covers).
func (s *Statement) MatchCovered(r *Request, covered Tri) Named {
	if s.Ambiguous {
		return namedMaybe
	}
	if covered == No {
		return namedNobody
	}
	n := Named{Yes, No, No}
	if s.HasPrincipal {
		if n = s.names(r.Caller); n == namedNobody {
			return n
		}
	}
	rest := covered.And(s.resource(r))
	for i := 0; i < len(s.Conditions) && rest != No; i++ {
		rest = rest.And(s.Conditions[i].holds(r))
	}
	switch {
	case rest == Yes && len(s.OpenCondition) == 0:
		return n
	case rest == No:
		return namedNobody
	}
	return Named{n.Direct.And(Maybe), n.Role.And(Maybe), n.Account.And(Maybe)}
}

// Elements evaluates every element, also where one already excludes the
// request: for explanations.
func (s *Statement) Elements(r *Request) Elements {
	e := Elements{Action: s.action(r), Resource: s.resource(r), Principal: s.names(r.Caller), Condition: Yes}
	for i := range s.Conditions {
		e.Condition = e.Condition.And(s.Conditions[i].holds(r))
	}
	if len(s.OpenCondition) > 0 {
		e.Condition = e.Condition.And(Maybe)
	}
	return e
}

// ConditionHolds evaluates one condition by its index.
func (s *Statement) ConditionHolds(i int, r *Request) Tri { return s.Conditions[i].holds(r) }

// action says whether the statement's actions cover the request's.
func (s *Statement) action(r *Request) Tri {
	is := No
	for i := range s.Actions {
		if is = is.Or(s.Actions[i].pattern.match(&r.Action.pattern, nil)); is == Yes {
			break
		}
	}
	if s.NotAction {
		return is.Not()
	}
	return is
}

// resource says whether the statement's resources cover the request's. A
// statement without any (a trust policy) is about the resource it is attached to.
func (s *Statement) resource(r *Request) Tri {
	if !s.HasResource {
		return Yes
	}
	is := No
	for i := range s.Resources {
		if is = is.Or(s.Resources[i].match(&r.Resource, r.Context)); is == Yes {
			break
		}
	}
	if s.NotResource {
		return is.Not()
	}
	return is
}

// value is a condition key of the request. A key that AWS does not define for
// the action is absent, whatever the caller sends.
func (r *Request) value(key string) Value {
	v := r.Context.Get(key)
	if v.State == Unknown && !r.Action.hasKey(key) {
		return AbsentValue
	}
	return v
}

// Covers says whether the statement's actions cover those that a stands for.
func (s *Statement) Covers(a ActionPattern) Tri {
	if s.Ambiguous {
		return Maybe
	}
	return s.action(&Request{Action: a})
}
