package plan

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// Step is one module call of a module path.
type Step struct {
	Name string
	Key  cty.Value // string, number, or cty.NilVal
}

// Address is the address of a resource instance, of a module instance (Type is
// empty), or of a whole resource.
type Address struct {
	Module []Step
	Mode   string // "managed" or "data"; empty for a module
	Type   string
	Name   string
	Key    cty.Value // string, number, or cty.NilVal
}

// maxSegments is far more than modules nest in earnest.
const maxSegments = 200

// ParseAddress reads an address as Terraform prints it. Instance keys may hold
// any text; a "*" in place of a key, which Terraform prints for instances that
// it cannot tell yet, is the string key "*".
func ParseAddress(text string) (Address, error) {
	var a Address
	steps, err := parseTraversal(text)
	if err != nil {
		return Address{}, fmt.Errorf("address %q: %w", text, err)
	}
	for len(steps) >= 2 && steps[0].Name == "module" && !hasKey(steps[0].Key) {
		a.Module = append(a.Module, steps[1])
		steps = steps[2:]
	}
	if len(steps) == 0 {
		return a, nil
	}
	a.Mode = "managed"
	if steps[0].Name == "data" && len(steps) == 3 {
		a.Mode = "data"
		steps = steps[1:]
	}
	if len(steps) != 2 || hasKey(steps[0].Key) {
		return Address{}, fmt.Errorf("address %q: not a resource", text)
	}
	a.Type, a.Name, a.Key = steps[0].Name, steps[1].Name, steps[1].Key
	return a, nil
}

// String is the address as Terraform prints it.
func (a Address) String() string {
	var b strings.Builder
	writeSteps(&b, a.Module)
	if a.Type == "" {
		return b.String()
	}
	if b.Len() > 0 {
		b.WriteByte('.')
	}
	if a.Mode == "data" {
		b.WriteString("data.")
	}
	b.WriteString(a.Type)
	b.WriteByte('.')
	b.WriteString(a.Name)
	b.WriteString(keyText(a.Key))
	return b.String()
}

// ModuleString is the address of the module instance, empty for the root.
func (a Address) ModuleString() string {
	var b strings.Builder
	writeSteps(&b, a.Module)
	return b.String()
}

// StaticModule is the module's path without instance keys: "module.a.module.b".
func (a Address) StaticModule() string {
	var b strings.Builder
	for i, s := range a.Module {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString("module.")
		b.WriteString(s.Name)
	}
	return b.String()
}

func writeSteps(b *strings.Builder, steps []Step) {
	for i, s := range steps {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString("module.")
		b.WriteString(s.Name)
		b.WriteString(keyText(s.Key))
	}
}

func hasKey(key cty.Value) bool { return key != cty.NilVal }

// keyText is an instance key in brackets, empty if there is none.
func keyText(key cty.Value) string {
	switch {
	case !hasKey(key):
		return ""
	case key.Type() == cty.String:
		return "[" + quoteKey(key.AsString()) + "]"
	default:
		return "[" + key.AsBigFloat().Text('f', -1) + "]"
	}
}

// quoteKey quotes an instance key as Terraform does: as an HCL template, in
// which "${" and "%{" are doubled.
func quoteKey(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, r := range s {
		switch r {
		case '\n':
			b.WriteString(`\n`)
		case '\r':
			b.WriteString(`\r`)
		case '\t':
			b.WriteString(`\t`)
		case '"':
			b.WriteString(`\"`)
		case '\\':
			b.WriteString(`\\`)
		case '$', '%':
			b.WriteRune(r)
			if strings.HasPrefix(s[i+1:], "{") {
				b.WriteRune(r)
			}
		default:
			if strconv.IsPrint(r) {
				b.WriteRune(r)
			} else if r < 1<<16 {
				fmt.Fprintf(&b, `\u%04x`, r)
			} else {
				fmt.Fprintf(&b, `\U%08x`, r)
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}

// parseTraversal splits "a.b["k"].c[0]" into names with at most one key each;
// further keys become steps without a name.
func parseTraversal(text string) ([]Step, error) {
	steps := make([]Step, 0, 1+strings.Count(text, "."))
	for rest := text; ; {
		n := strings.IndexAny(rest, ".[")
		if n < 0 {
			n = len(rest)
		}
		switch {
		case n == 0:
			return nil, fmt.Errorf("a name is missing")
		case len(steps) > maxSegments:
			return nil, fmt.Errorf("more than %d names", maxSegments)
		}
		step := Step{Name: rest[:n]}
		rest = rest[n:]
		for strings.HasPrefix(rest, "[") {
			key, n, err := parseKey(rest)
			if err != nil {
				return nil, err
			}
			rest = rest[n:]
			if hasKey(step.Key) {
				steps = append(steps, step)
				step = Step{}
			}
			step.Key = key
		}
		steps = append(steps, step)
		if rest == "" {
			return steps, nil
		}
		if rest[0] != '.' {
			return nil, fmt.Errorf("expected a dot before %q", rest)
		}
		rest = rest[1:]
	}
}

// parseKey reads a key in brackets and returns the length that it takes.
func parseKey(text string) (cty.Value, int, error) {
	inner := text[1:]
	if !strings.HasPrefix(inner, `"`) {
		end := strings.IndexByte(inner, ']')
		if end < 0 {
			return cty.NilVal, 0, fmt.Errorf("bracket not closed")
		}
		if inner[:end] == "*" {
			return cty.StringVal("*"), end + 2, nil
		}
		n, err := strconv.ParseInt(inner[:end], 10, 64)
		if err != nil {
			return cty.NilVal, 0, fmt.Errorf("key %q is no number and has no quotes", inner[:end])
		}
		return cty.NumberIntVal(n), end + 2, nil
	}
	end := closingQuote(inner)
	if end < 0 || !strings.HasPrefix(inner[end+1:], "]") {
		return cty.NilVal, 0, fmt.Errorf("quote or bracket not closed")
	}
	return cty.StringVal(unquoteKey(inner[1:end])), end + 3, nil
}

// closingQuote is the place of the quote that closes the one at 0.
func closingQuote(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

func unquoteKey(s string) string {
	s = unescapeHCL(s)
	s = strings.ReplaceAll(s, "$${", "${")
	return strings.ReplaceAll(s, "%%{", "%{")
}

// unescapeHCL resolves the escapes of an HCL string: those of JSON, and \U.
func unescapeHCL(s string) string {
	if i := strings.Index(s, `\U`); i >= 0 && len(s) >= i+10 && strings.Count(s[:i], `\`)%2 == 0 {
		if n, err := strconv.ParseUint(s[i+2:i+10], 16, 32); err == nil {
			return unquote(s[:i]) + string(rune(n)) + unescapeHCL(s[i+10:])
		}
	}
	return unquote(s)
}
