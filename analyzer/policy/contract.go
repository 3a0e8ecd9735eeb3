package policy

// This file only fixes names for the packages that build on this one while
// the implementation grows; each type moves to the file that implements it.

// ActionPattern is one element of Action or NotAction.
type ActionPattern struct {
	Text string
}

// Pattern is a compiled text that may hold '*', '?' and symbols.
type Pattern struct {
	Text Text
}

// PrincipalKind says which map key of Principal an element stood under.
type PrincipalKind int8

// Principal kinds. The zero value is invalid.
const (
	PrincipalAny       PrincipalKind = iota + 1 // "*" or {"AWS": "*"}
	PrincipalAccount                            // an account id or its root ARN
	PrincipalAWS                                // an ARN of a user, role or session, or a unique id
	PrincipalService                            // a service principal
	PrincipalFederated                          // an identity provider
	PrincipalCanonical                          // a canonical user id
)

// PrincipalPattern is one element of Principal or NotPrincipal.
type PrincipalPattern struct {
	Kind PrincipalKind
	Text Text // as written
}

// Condition is one operator applied to one key.
type Condition struct {
	Operator string // as written: "ForAllValues:StringLikeIfExists"
	Key      string // as written: "aws:PrincipalOrgID"
	Values   []Text
}
