package decision

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Policy is one policy of a layer. Document nil means that the policy exists
// and its content is not known.
type Policy struct {
	Document *policy.Document
	Name     string
}

// Set is the policies of one layer (or of one level of a layer), compiled and
// indexed by action. It never changes and may be shared between goroutines.
type Set struct {
	policies []Policy
	// unknown says that there is or may be a policy or statement of which
	// nothing is known.
	unknown bool
	all     statements
	// byAction has the statements that may be about an action, for each action
	// that some statement names without wildcards; every other action can only
	// be covered by wild.
	byAction map[string]statements
	wild     statements
	public   policy.Tri
}

// statements are candidates, apart by effect. One whose effect is not known is
// in both, with uncertain set.
type statements struct {
	deny, allow []candidate
}

type candidate struct {
	*policy.Statement
	uncertain bool
	// covers is whether the statement covers the action of the index; Maybe
	// where there is no such action.
	covers policy.Tri
}

// match asks the statement.
func (c *candidate) match(r *policy.Request) policy.Named {
	if c.covers == policy.Yes {
		return c.MatchCovered(r, policy.Yes)
	}
	return c.MatchNamed(r)
}

// Compile makes a Set. open says that there may be more policies than these,
// of which nothing is known: then a missing Allow is never certain.
func Compile(policies []Policy, open bool) *Set {
	s := &Set{policies: slices.Clone(policies), unknown: open, byAction: map[string]statements{}, public: policy.No}
	for _, p := range policies {
		if p.Document == nil {
			s.unknown = true
			s.public = s.public.Or(policy.Maybe)
			continue
		}
		s.public = s.public.Or(p.Document.Public())
		s.unknown = s.unknown || len(p.Document.Open) > 0
		for _, st := range p.Document.Statements {
			s.all.add(st)
			if wild(st) {
				s.wild.add(st)
			}
			for i := range st.Actions {
				if st.Actions[i].IsExact() {
					s.byAction[st.Actions[i].Lower()] = statements{}
				}
			}
		}
	}
	for action := range s.byAction {
		s.byAction[action] = s.all.about(policy.CompileAction(policy.Literal(action)))
	}
	if open {
		s.public = s.public.Or(policy.Maybe)
	}
	return s
}

// Policies returns what the set was compiled from, in order.
func (s *Set) Policies() []Policy { return s.policies }

// Public says whether AWS counts one of the policies as public.
func (s *Set) Public() policy.Tri {
	if s == nil {
		return policy.No
	}
	return s.public
}

// wild reports whether the statement may cover an action that it does not name.
func wild(s *policy.Statement) bool {
	return s.NotAction || s.Ambiguous || slices.ContainsFunc(s.Actions, func(a policy.ActionPattern) bool { return !a.IsExact() })
}

func (s *statements) add(st *policy.Statement) {
	c := candidate{Statement: st, uncertain: st.Effect == 0}
	if st.Effect != policy.Allow {
		s.deny = append(s.deny, c)
	}
	if st.Effect != policy.Deny {
		s.allow = append(s.allow, c)
	}
}

// about is the statements that may cover an action.
func (s *statements) about(a policy.ActionPattern) statements {
	keep := func(all []candidate) []candidate {
		var kept []candidate
		for _, c := range all {
			if c.covers = c.Covers(a); c.covers != policy.No {
				kept = append(kept, c)
			}
		}
		return kept
	}
	return statements{keep(s.deny), keep(s.allow)}
}

// candidates looks up the statements that may cover a request's action.
func (s *Set) candidates(a policy.ActionPattern) statements {
	if !a.IsExact() {
		return s.all
	}
	if found, ok := s.byAction[a.Lower()]; ok {
		return found
	}
	return s.wild
}

// say is what a set says of a request.
type say struct {
	allow policy.Named
	deny  policy.Tri
}

var (
	silent    = say{policy.Named{Direct: policy.No, Role: policy.No, Account: policy.No}, policy.No}
	unlimited = say{policy.Named{Direct: policy.Yes, Role: policy.No, Account: policy.No}, policy.No}
)

// ask evaluates the set. In a resource-based policy (resource) a statement
// without Principal names nobody.
func (s *Set) ask(r *policy.Request, resource bool) say {
	answer := silent
	if s == nil {
		return answer
	}
	if s.unknown {
		answer = say{policy.Named{}, policy.Maybe}
	}
	cs := s.candidates(r.Action)
	for i := range cs.deny {
		c := &cs.deny[i]
		if resource && !c.HasPrincipal {
			continue
		}
		m := c.match(r).Any()
		if c.uncertain {
			m = m.And(policy.Maybe)
		}
		if answer.deny = answer.deny.Or(m); m == policy.Yes {
			break
		}
	}
	for i := range cs.allow {
		c := &cs.allow[i]
		if resource && !c.HasPrincipal {
			continue
		}
		m := c.match(r)
		if c.uncertain {
			m = policy.Named{Direct: m.Direct.And(policy.Maybe), Role: m.Role.And(policy.Maybe), Account: m.Account.And(policy.Maybe)}
		}
		a := &answer.allow
		*a = policy.Named{Direct: a.Direct.Or(m.Direct), Role: a.Role.Or(m.Role), Account: a.Account.Or(m.Account)}
		if m.Direct == policy.Yes {
			break
		}
	}
	return answer
}
