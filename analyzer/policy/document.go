package policy

// Effect of a statement.
type Effect int8

// Effects. The zero value is an effect that is not known: the statement may
// allow or deny.
const (
	Allow Effect = iota + 1
	Deny
)

// String is "Allow", "Deny" or empty.
func (e Effect) String() string {
	switch e {
	case Allow:
		return "Allow"
	case Deny:
		return "Deny"
	}
	return ""
}

// Document is a parsed and compiled policy document. It never changes after
// Parse.
type Document struct {
	Version    string // "2012-10-17", "2008-10-17" or empty
	ID         string
	Statements []*Statement
	// Open names the symbols that stand where statements should: the document
	// has or may have statements of which nothing is known.
	Open []string
	// Problems are oddities that AWS may reject and that do not keep the
	// document from being read.
	Problems []*Error
	// Source is the text that was parsed.
	Source Text
}

// Statement is one compiled statement. Exactly one of the pairs Action and
// NotAction, and so on, is set, as the flag beside it says; Principals and
// Resources may be wholly absent.
type Statement struct {
	Index  int // position in the document, from 0
	Sid    string
	Effect Effect

	Actions   []ActionPattern
	NotAction bool // Actions came as NotAction

	Resources   []Pattern
	NotResource bool
	HasResource bool

	Principals   []PrincipalPattern
	NotPrincipal bool
	HasPrincipal bool

	Conditions []Condition
	// OpenCondition names the symbols that stand where condition operators or
	// keys should: there may be conditions of which nothing is known.
	OpenCondition []string
	// Ambiguous is set if an element occurs twice with different values: which
	// one AWS takes is not documented.
	Ambiguous bool
	// Line of the statement in the document, from 1.
	Line int

	effectText Text // of an effect that is not known
}
