package policy

import "strings"

// Text is a string in which values that exist only after apply stand as
// symbols: "arn:aws:kms:us-east-1:222222222222:key/⟨data:aws_kms_key.ledger.key_id⟩".
//
// Three kinds of symbol say how much is known about the value:
//
//	⟨NAME⟩   a word: not empty, without ':', '/' or wildcards
//	⟨!NAME⟩  a fresh word: AWS will invent it while this plan is applied, so it
//	         equals no text that anybody could have written before
//	⟨~NAME⟩  opaque: any text at all, empty or with wildcards
//
// NAME is INPUT:ADDRESS.ATTRIBUTE, where ADDRESS has its instance key; equal
// names are equal values. A literal '⟨' in source text is written "⟨⟩".
//
// An empty Text means unset. A Text never holds a value marked sensitive.
type Text string

// Word is the symbol for a word (see Text).
func Word(name string) Text { return Text("⟨" + name + "⟩") }

// Fresh is the symbol for a word that AWS will invent during this apply.
func Fresh(name string) Text { return Text("⟨!" + name + "⟩") }

// Opaque is the symbol for a value of which nothing is known.
func Opaque(name string) Text { return Text("⟨~" + name + "⟩") }

// IsUnset reports whether there is no value at all.
func (t Text) IsUnset() bool { return t == "" }

// IsWhollyKnown reports whether the text has no symbol in it.
func (t Text) IsWhollyKnown() bool { return !strings.Contains(string(t), "⟨") }

// IsOpaque reports whether the text is nothing but one opaque symbol.
func (t Text) IsOpaque() bool {
	return strings.HasPrefix(string(t), "⟨~") && strings.Index(string(t), "⟩") == len(t)-len("⟩")
}
