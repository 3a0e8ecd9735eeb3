package policy

import "time"

// State says what is known of a condition key in a request. Absent and unknown
// are different answers: a negated operator is true for an absent key.
type State int8

// States. The zero value is the harmless one.
const (
	Unknown State = iota
	Absent        // the request certainly does not have the key
	Known
)

// Source says who could tell a value that is not known.
type Source int8

// Sources of unknown values.
const (
	FromRequest  Source = iota // the caller chooses it: a header, a source address
	FromApply                  // it exists after terraform apply
	FromDocument               // some input that was not given would tell
)

// Value is what is known of one condition key. The zero Value is unknown and
// chosen by the caller.
type Value struct {
	State State
	// Texts are the values of a known key; they may hold symbols. A symbol's
	// value is one value of the key, never several.
	Texts []Text
	// Multi is set for a multivalued key, even if it has one value.
	Multi bool
	// Source says whose unknown an unknown value is.
	Source Source
	// Optional is set if an unknown value may turn out to be absent. It is
	// assumed for every unknown value of source FromRequest.
	Optional bool
	// Since is set of a point in time that is not known and is certainly there:
	// it is no earlier than this one.
	Since time.Time
}

// AbsentValue is the value of a key that a request certainly does not have.
var AbsentValue = Value{State: Absent}

// Single is a known single-valued key.
func Single(t Text) Value { return Value{State: Known, Texts: []Text{t}} }

// Multi is a known multivalued key.
func Multi(ts ...Text) Value { return Value{State: Known, Texts: ts, Multi: true} }

// UnknownFrom is a value that is not known, and who could tell it.
func UnknownFrom(s Source) Value { return Value{State: Unknown, Source: s} }

// Context is the condition keys of a request. Keys are lower-case:
// "aws:principaltag/team". A Context must not change while it is in use.
type Context struct {
	// Values by lower-case key.
	Values map[string]Value
	// Base is asked for keys that Values does not have. It lets requests share
	// what they have in common.
	Base *Context
	// Missing answers for a key that neither Values nor Base has, given in
	// lower case; nil means that the context is complete: such a key is absent.
	Missing func(key string) Value
}

// Get returns the value of a key given in lower case.
func (c *Context) Get(key string) Value {
	for at := c; at != nil; at = at.Base {
		if v, ok := at.Values[key]; ok {
			return v
		}
		if at.Missing != nil {
			return at.Missing(key)
		}
	}
	return AbsentValue
}
