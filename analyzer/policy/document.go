package policy

// Effect of a statement.
type Effect int8

// Effects. The zero value is invalid.
const (
	Allow Effect = iota + 1
	Deny
)

// Document is a parsed and compiled policy document. It never changes after
// Parse.
type Document struct {
	Version    string // "2012-10-17", "2008-10-17" or empty
	ID         string
	Statements []*Statement
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
}
