package plan

import (
	"fmt"
	"strings"
)

// SymbolName is the name of a symbol for a value of an input, "LABEL:WHAT",
// fit to stand in any JSON string as it is: quotes, backslashes and the like of
// instance keys are replaced. Two names stay different if they were.
func SymbolName(label, what string) string { return CleanName(label + ":" + what) }

// CleanName replaces what a symbol's name may not hold. A name that begins like
// another kind of symbol ("!", "~") is changed, too.
func CleanName(name string) string {
	clean := func(r rune) bool { return r >= ' ' && !strings.ContainsRune(`"\'%⟨⟩<>&`, r) }
	kind := name != "" && (name[0] == '!' || name[0] == '~')
	if !kind && strings.IndexFunc(name, func(r rune) bool { return !clean(r) }) < 0 {
		return name
	}
	var b strings.Builder
	for i, r := range name {
		switch {
		case r == '"':
			b.WriteByte('\'')
		case clean(r) && (i > 0 || !kind):
			b.WriteRune(r)
		default:
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		}
	}
	return b.String()
}
