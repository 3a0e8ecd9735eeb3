package policy

import "fmt"

// Tri is an answer that may be unknown: Kleene's three-valued logic, in which
// And is the minimum and Or the maximum of No < Maybe < Yes.
//
// The zero value is Maybe, the harmless answer.
type Tri int8

// The three answers.
const (
	No    Tri = -1
	Maybe Tri = 0
	Yes   Tri = 1
)

// Of turns a certain answer into a Tri.
func Of(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// And is Yes if both are, No if either is No.
func (t Tri) And(u Tri) Tri { return min(t, u) }

// Or is Yes if either is, No if both are No.
func (t Tri) Or(u Tri) Tri { return max(t, u) }

// Not exchanges Yes and No.
func (t Tri) Not() Tri { return -t }

// String is "yes", "no" or "maybe".
func (t Tri) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	}
	return "maybe"
}

// MarshalText is the answer as a word.
func (t Tri) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText refuses what is no answer.
func (t *Tri) UnmarshalText(text []byte) error {
	switch string(text) {
	case "yes":
		*t = Yes
	case "no":
		*t = No
	case "maybe":
		*t = Maybe
	default:
		return fmt.Errorf("%q is not yes, no or maybe", text)
	}
	return nil
}
