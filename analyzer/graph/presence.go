package graph

import "fmt"

var presenceWords = [...]string{"unknown", "absent", "present", "opaque", "invalid"}

// String is the presence as a word.
func (p Presence) String() string {
	if p < 0 || int(p) >= len(presenceWords) {
		return fmt.Sprintf("Presence(%d)", int8(p))
	}
	return presenceWords[p]
}

// MarshalText is the presence as a word.
func (p Presence) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText refuses what is no presence.
func (p *Presence) UnmarshalText(text []byte) error {
	for i, w := range presenceWords {
		if w == string(text) {
			*p = Presence(i)
			return nil
		}
	}
	return fmt.Errorf("%q is no presence of a document", text)
}
