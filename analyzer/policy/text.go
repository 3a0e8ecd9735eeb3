package policy

import (
	"iter"
	"strings"
)

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
// names are equal values. Different names may be equal values, except two
// fresh words of the same attribute of different resources of one type, which
// AWS invents apart. A literal '⟨' in source text is written "⟨⟩".
//
// An empty Text means unset. A Text never holds a value marked sensitive.
type Text string

const (
	symbolOpen  = "⟨"
	symbolClose = "⟩"
)

// Word is the symbol for a word (see Text).
func Word(name string) Text { return Text("⟨" + name + "⟩") }

// Fresh is the symbol for a word that AWS will invent during this apply.
func Fresh(name string) Text { return Text("⟨!" + name + "⟩") }

// Opaque is the symbol for a value of which nothing is known.
func Opaque(name string) Text { return Text("⟨~" + name + "⟩") }

// Literal is the Text that means just s: a '⟨' in it is escaped.
func Literal(s string) Text {
	if !strings.Contains(s, symbolOpen) {
		return Text(s)
	}
	return Text(strings.ReplaceAll(s, symbolOpen, symbolOpen+symbolClose))
}

// Squeezed is the text of a pattern with one '*' for each run of them, which
// stands for the same.
func (t Text) Squeezed() Text {
	if !strings.Contains(string(t), "**") {
		return t
	}
	var b strings.Builder
	for p := range t.parts() {
		if p.symbol.Kind != 0 {
			b.WriteString(string(p.symbol.Text()))
			continue
		}
		for strings.Contains(p.literal, "**") {
			p.literal = strings.ReplaceAll(p.literal, "**", "*")
		}
		b.WriteString(string(Literal(p.literal)))
	}
	return Text(b.String())
}

// IsUnset reports whether there is no value at all.
func (t Text) IsUnset() bool { return t == "" }

// IsWhollyKnown reports whether the text has no symbol in it.
func (t Text) IsWhollyKnown() bool {
	if !strings.Contains(string(t), symbolOpen) {
		return true
	}
	for range t.Symbols() {
		return false
	}
	return true
}

// IsOpaque reports whether the text is nothing but one opaque symbol.
func (t Text) IsOpaque() bool {
	return strings.HasPrefix(string(t), "⟨~") && strings.Index(string(t), "⟩") == len(t)-len("⟩")
}

// mayBeEmpty reports whether the text is nothing but opaque symbols.
func (t Text) mayBeEmpty() bool {
	if !strings.HasPrefix(string(t), "⟨~") {
		return t == ""
	}
	for p := range t.parts() {
		if p.symbol.Kind != OpaqueSymbol {
			return false
		}
	}
	return true
}

// Symbols yields the symbols in the text, in order, as often as they occur.
func (t Text) Symbols() iter.Seq[Symbol] {
	return func(yield func(Symbol) bool) {
		for p := range t.parts() {
			if p.symbol.Kind != 0 && !yield(p.symbol) {
				return
			}
		}
	}
}

// Value returns the text as a plain string, and whether it is one.
func (t Text) Value() (string, bool) {
	if !strings.Contains(string(t), symbolOpen) {
		return string(t), true
	}
	var b strings.Builder
	for p := range t.parts() {
		if p.symbol.Kind != 0 {
			return "", false
		}
		b.WriteString(p.literal)
	}
	return b.String(), true
}

// SymbolKind says how much is known of a symbol's value.
type SymbolKind uint8

// Kinds of symbol. The zero value is invalid.
const (
	WordSymbol SymbolKind = iota + 1
	FreshSymbol
	OpaqueSymbol
)

// Symbol is a value that exists only after apply.
type Symbol struct {
	Kind SymbolKind
	Name string
}

// Text is the symbol as it stands in a Text.
func (s Symbol) Text() Text {
	switch s.Kind {
	case FreshSymbol:
		return Fresh(s.Name)
	case OpaqueSymbol:
		return Opaque(s.Name)
	}
	return Word(s.Name)
}

// apart reports whether two fresh symbols certainly are different values: AWS
// invents the same attribute of two resources apart. Replicas are the
// exception, for a multi-Region replica has its primary's key id.
func (s Symbol) apart(u Symbol) bool {
	if s.Kind != FreshSymbol || u.Kind != FreshSymbol || s.Name == u.Name {
		return false
	}
	sa, sb := splitAttribute(s.Name)
	ua, ub := splitAttribute(u.Name)
	return sb == ub && resourceType(sa) == resourceType(ua) && !strings.Contains(sa, "replica")
}

// splitAttribute parts INPUT:ADDRESS.ATTRIBUTE at its last dot outside brackets.
func splitAttribute(name string) (address, attribute string) {
	if i := strings.LastIndexByte(name, '.'); i > strings.LastIndexByte(name, ']') {
		return name[:i], name[i+1:]
	}
	return name, ""
}

// resourceType is the Terraform type in an address: the last but one part
// outside brackets.
func resourceType(address string) string {
	if i := strings.IndexByte(address, ':'); i >= 0 {
		address = address[i+1:]
	}
	if strings.HasSuffix(address, "]") {
		if i := strings.LastIndexByte(address, '['); i >= 0 {
			address = address[:i]
		}
	}
	i := strings.LastIndexByte(address, '.')
	if i < 0 {
		return ""
	}
	return address[strings.LastIndexByte(address[:i], '.')+1 : i]
}

// part is a run of literal text or one symbol.
type part struct {
	literal string
	symbol  Symbol
}

// parts yields the text as literal runs and symbols. A '⟨' that nothing closes
// is literal text.
func (t Text) parts() iter.Seq[part] {
	return func(yield func(part) bool) {
		rest := string(t)
		for rest != "" {
			open := strings.Index(rest, symbolOpen)
			if open < 0 {
				yield(part{literal: rest})
				return
			}
			end := strings.Index(rest[open:], symbolClose)
			if end < 0 {
				yield(part{literal: rest})
				return
			}
			if open > 0 && !yield(part{literal: rest[:open]}) {
				return
			}
			name := rest[open+len(symbolOpen) : open+end]
			if !yield(symbolPart(name)) {
				return
			}
			rest = rest[open+end+len(symbolClose):]
		}
	}
}

func symbolPart(name string) part {
	switch {
	case name == "":
		return part{literal: symbolOpen}
	case name[0] == '!':
		return part{symbol: Symbol{FreshSymbol, name[1:]}}
	case name[0] == '~':
		return part{symbol: Symbol{OpaqueSymbol, name[1:]}}
	}
	return part{symbol: Symbol{WordSymbol, name}}
}
