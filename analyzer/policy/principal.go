package policy

import "strings"

// PrincipalKind says what an element of Principal names. The zero value is
// invalid.
type PrincipalKind int8

// Principal kinds.
const (
	PrincipalAny       PrincipalKind = iota + 1 // "*" or {"AWS": "*"}
	PrincipalAccount                            // an account id or its root ARN
	PrincipalAWS                                // an ARN of a user, role or session, or a unique id
	PrincipalService                            // a service principal
	PrincipalFederated                          // an identity provider
	PrincipalCanonical                          // a canonical user id
	PrincipalUnknown                            // a symbol stands in its place
)

var principalKinds = map[string]PrincipalKind{
	"aws":           PrincipalAWS,
	"service":       PrincipalService,
	"federated":     PrincipalFederated,
	"canonicaluser": PrincipalCanonical,
}

// PrincipalPattern is one element of Principal or NotPrincipal. There are no
// wildcards in it: "*" alone means everybody.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (2026-11)
type PrincipalPattern struct {
	Kind PrincipalKind
	Text Text // as written
	// Account is the account that Text names or belongs to, where it tells.
	Account Text

	key string // under which it stood: "AWS"; empty for "*" by itself
}

func compilePrincipal(kind PrincipalKind, key string, t Text) PrincipalPattern {
	p := PrincipalPattern{Kind: kind, Text: t, key: key}
	switch {
	case t.IsOpaque() && kind == PrincipalAWS, kind == PrincipalUnknown:
		p.Kind = PrincipalUnknown
	case t == "*" && kind == PrincipalAWS:
		p.Kind = PrincipalAny
	case kind == PrincipalAWS:
		p.Account = t.arnAccount()
		if isAccountID(string(t)) {
			p.Kind, p.Account = PrincipalAccount, t
		} else if p.Account != "" && strings.HasSuffix(string(t), ":root") {
			p.Kind = PrincipalAccount
		}
	}
	return p
}

func isAccountID(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// arnAccount is the account segment of an IAM or STS ARN, or empty.
func (t Text) arnAccount() Text {
	rest, ok := strings.CutPrefix(string(t), "arn:")
	if !ok {
		return ""
	}
	_, rest, ok = strings.Cut(rest, ":") // partition
	if !ok || !strings.HasPrefix(rest, "iam::") && !strings.HasPrefix(rest, "sts::") {
		return ""
	}
	rest = rest[len("iam::"):]
	inSymbol := false
	for i, r := range rest { // a symbol's name may hold colons
		switch {
		case r == '⟨':
			inSymbol = true
		case r == '⟩':
			inSymbol = false
		case r == ':' && !inSymbol:
			return Text(rest[:i])
		}
	}
	return ""
}

var (
	namedNobody = Named{No, No, No}
	namedMaybe  = Named{Maybe, Maybe, Maybe}
)

// Names says how far the element names a caller.
func (p *PrincipalPattern) Names(c *Caller) Named {
	n := namedNobody
	switch p.Kind {
	case PrincipalUnknown:
		return namedMaybe
	case PrincipalAny:
		n.Direct = Yes
	case PrincipalAccount:
		n.Account = p.namesAccount(c)
		n.Direct = p.namesAlternative(c)
	case PrincipalAWS:
		n = p.namesIdentity(c)
		n.Direct = n.Direct.Or(p.namesAlternative(c))
	case PrincipalService:
		if c.Kind == CallerService {
			n.Direct = anyEqual(p.Text, c.ARN, c.Alternatives)
		}
	case PrincipalFederated:
		if c.Kind == CallerFederated {
			n.Direct = equalKnown(p.Text, c.ARN)
		}
	case PrincipalCanonical:
		switch c.Kind {
		case CallerOriginAccess:
			n.Direct = equalKnown(p.Text, c.CanonicalID).Or(p.namesAlternative(c))
		case CallerUser, CallerRole, CallerRoot, CallerFederatedUser, CallerServiceLinked:
			n.Account = equalKnown(p.Text, c.CanonicalID)
		}
	}
	return n
}

func (p *PrincipalPattern) namesAccount(c *Caller) Tri {
	switch c.Kind {
	case CallerUser, CallerRole, CallerRoot, CallerFederatedUser, CallerServiceLinked:
		return equalKnown(p.Account, c.Account)
	}
	return No
}

// namesAlternative compares with the other names under which a service calls:
// a load balancer in an old region writes as its region's account, whose root
// user the policy names.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html#attach-bucket-policy (2026-11)
func (p *PrincipalPattern) namesAlternative(c *Caller) Tri {
	named := No
	for _, a := range c.Alternatives {
		if p.Kind != PrincipalAccount {
			named = named.Or(equalKnown(p.Text, a))
		} else if strings.HasSuffix(string(a), ":root") {
			named = named.Or(equalKnown(p.Account, a.arnAccount()))
		}
	}
	return named
}

// namesIdentity is Names for the ARN or unique id of a user, role or session.
func (p *PrincipalPattern) namesIdentity(c *Caller) Named {
	n := namedNobody
	if p.isWord() {
		if n.Account = p.namesAccountSymbol(c); n.Account == Yes {
			return n
		}
	}
	switch c.Kind {
	case CallerUser, CallerOriginAccess:
		n.Direct = p.namesEntity(c)
	case CallerFederatedUser:
		n.Role = p.namesEntity(c)
		n.Direct = p.namesSession(c)
	case CallerRole, CallerServiceLinked:
		n.Role = p.namesEntity(c)
		n.Direct = p.namesSession(c)
	}
	return n
}

// isWord reports whether the element is one symbol, which may turn out to be
// an account id.
func (p *PrincipalPattern) isWord() bool {
	return p.Account == "" && strings.HasPrefix(string(p.Text), symbolOpen) && strings.HasSuffix(string(p.Text), symbolClose) && !p.Text.IsWhollyKnown()
}

func (p *PrincipalPattern) namesAccountSymbol(c *Caller) Tri {
	if c.Kind == CallerAnonymous || c.Kind == CallerService || c.Kind == CallerFederated || c.Kind == CallerOriginAccess {
		return No
	}
	return equalKnown(p.Text, c.Account)
}

// namesEntity compares with the user or role itself: its ARN, with the path,
// or its unique id.
func (p *PrincipalPattern) namesEntity(c *Caller) Tri {
	if !strings.HasPrefix(string(p.Text), "arn:") {
		if isUniqueID(string(p.Text)) {
			return equalKnown(p.Text, c.UniqueID)
		}
		if !p.Text.IsWhollyKnown() {
			return equalKnown(p.Text, c.UniqueID).Or(equalKnown(p.Text, c.ARN))
		}
		return No
	}
	if c.ARN != "" {
		return Equal(p.Text, c.ARN)
	}
	if c.Session == "" {
		return Maybe
	}
	return p.namesRoleOf(c.Session)
}

// isUniqueID reports whether s has the form of a user's or role's unique id.
func isUniqueID(s string) bool {
	return len(s) >= 16 && (strings.HasPrefix(s, "AROA") || strings.HasPrefix(s, "AIDA"))
}

// namesRoleOf compares a role's ARN with a session of which only the session
// ARN is known: that has the role's name, but neither its path nor certainly
// its case, and names are unique in an account whatever their path and case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names (2026-11)
func (p *PrincipalPattern) namesRoleOf(session Text) Tri {
	_, role, ok := strings.Cut(string(p.Text), ":role/")
	if !ok {
		return No
	}
	_, rest, ok := strings.Cut(string(session), ":assumed-role/")
	if !ok {
		return No
	}
	name, _, _ := strings.Cut(rest, "/")
	role = role[strings.LastIndexByte(role, '/')+1:]
	return Equal(p.Account, session.arnAccount()).And(Equal(Text(strings.ToLower(role)), Text(strings.ToLower(name))))
}

var sessionARN = compile("arn:*:sts::*:assumed-role/*", arnRules, false)

// namesSession compares with the ARN of the session.
func (p *PrincipalPattern) namesSession(c *Caller) Tri {
	if c.Session != "" {
		return Equal(p.Text, c.Session)
	}
	if c.NoSession || c.Kind == CallerFederatedUser {
		return No
	}
	// The session's name is not known: only its account and role can differ.
	_, rest, ok := strings.Cut(string(p.Text), ":assumed-role/")
	if !ok {
		if p.Text.IsWhollyKnown() {
			return No
		}
		return sessionARN.MatchText(p.Text).And(Maybe)
	}
	name, _, _ := strings.Cut(rest, "/")
	same := equalKnown(p.Account, c.Account)
	if c.ARN != "" {
		own := string(c.ARN)
		same = same.And(Equal(Text(name), Text(own[strings.LastIndexByte(own, '/')+1:])))
	}
	return same.And(Maybe)
}

// equalKnown is Equal where an unset text is not known.
func equalKnown(a, b Text) Tri {
	if a == "" || b == "" {
		return Maybe
	}
	return Equal(a, b)
}

func anyEqual(t, own Text, others []Text) Tri {
	is := equalKnown(t, own)
	for _, o := range others {
		is = is.Or(Equal(t, o))
	}
	return is
}

// names says how the Principal element of a statement names a caller. A
// statement without one names everybody: identity policies have none.
func (s *Statement) names(c *Caller) Named {
	if !s.HasPrincipal {
		return Named{Yes, No, No}
	}
	if s.NotPrincipal {
		return Named{s.excepts(c).Not(), No, No}
	}
	n := namedNobody
	for i := range s.Principals {
		m := s.Principals[i].Names(c)
		n = Named{n.Direct.Or(m.Direct), n.Role.Or(m.Role), n.Account.Or(m.Account)}
		if n.Direct == Yes {
			break
		}
	}
	return n
}

// excepts says whether NotPrincipal excepts a caller. It has to list every
// ARN that the caller has: account and user, or account, role and session. AWS
// says only that it "might" deny a listed user whose account is missing. A
// caller with a permissions boundary is never excepted.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html (2026-11)
func (s *Statement) excepts(c *Caller) Tri {
	n := namedNobody
	for i := range s.Principals {
		p := &s.Principals[i]
		if p.Kind == PrincipalAny {
			return Yes
		}
		m := p.Names(c)
		n = Named{n.Direct.Or(m.Direct), n.Role.Or(m.Role), n.Account.Or(m.Account)}
	}
	if s.Effect == Allow {
		return n.Any() // AWS supports no NotPrincipal with Allow
	}
	listed := n.Direct
	switch c.Kind {
	case CallerRole, CallerServiceLinked:
		if c.NoSession {
			listed = n.Role
		} else {
			listed = n.Role.And(n.Direct)
		}
	case CallerFederatedUser:
		listed = n.Role.And(n.Direct)
	case CallerRoot:
		return n.Account
	case CallerService, CallerFederated, CallerOriginAccess, CallerAnonymous:
		return listed
	}
	if n.Account == No {
		listed = listed.And(Maybe)
	} else {
		listed = listed.And(n.Account.Or(Maybe))
	}
	return listed.And(c.Bounded.Not())
}
