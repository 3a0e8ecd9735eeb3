package source

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// sameText compares two Texts. Equal ones are equal whatever their symbols
// stand for; different ones certainly differ if all that differs is literal:
// "arn:aws:iam::⟨account⟩:role/a" is not "arn:aws:iam::⟨account⟩:role/b".
func sameText(s, t string) (equal, known bool) {
	if s == t {
		return true, true
	}
	if s == "" {
		return false, neverEmpty(t)
	}
	if t == "" {
		return false, neverEmpty(s)
	}
	s, t = differing(s, t)
	return false, !hasSymbol(s) && !hasSymbol(t) || twoFresh(s, t)
}

// twoFresh reports whether two Texts are each one fresh word of the same
// attribute: AWS gives no id twice.
func twoFresh(s, t string) bool {
	return freshAttr(s) != "" && freshAttr(s) == freshAttr(t)
}

func freshAttr(s string) string {
	inner, ok := strings.CutPrefix(s, "⟨!")
	if !ok || strings.Index(s, "⟩") != len(s)-len("⟩") {
		return ""
	}
	return inner[strings.LastIndex(inner, ".")+1:]
}

// differing cuts what two different Texts have in common at both ends, never
// inside of a symbol.
func differing(s, t string) (string, string) {
	a, b := parts(s), parts(t)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return strings.Join(a, ""), strings.Join(b, "")
}

// parts takes a Text apart into characters and symbols.
func parts(s string) []string {
	var list []string
	for p := range pieces(s) {
		if p.symbol != "" {
			list = append(list, p.symbol)
			continue
		}
		for _, r := range p.literal {
			list = append(list, string(r))
		}
	}
	return list
}

// maxCompared bounds the texts of which every pair is compared.
const maxCompared = 64

// distinguishable reports whether all strings in some values can be told
// apart, so that what depends on their being equal is decided by their text.
func distinguishable(values []cty.Value) bool {
	var texts []string
	for _, v := range values {
		if !v.IsWhollyKnown() {
			return false
		}
		anyString(v, func(s string) bool { texts = append(texts, s); return false })
	}
	if len(texts) > maxCompared {
		return false
	}
	for i, s := range texts {
		for _, t := range texts[:i] {
			if _, known := sameText(s, t); !known {
				return false
			}
		}
	}
	return true
}

// replaceIn replaces a text in the literal pieces of another; ok is false if a
// symbol might hold, or be part of, what is replaced.
func replaceIn(s, old, by string) (out string, ok bool) {
	if old == "" || hasSymbol(old) || !onlyWords(s) || !strings.ContainsAny(old, ":/*?") {
		return "", false
	}
	var b strings.Builder
	for p := range pieces(s) {
		if p.symbol != "" {
			b.WriteString(p.symbol)
			continue
		}
		// A word has none of ":/*?", so that what reaches into one is cut there.
		for i := 1; i < len(old); i++ {
			head, tail := old[:i], old[i:]
			if strings.HasSuffix(p.literal, head) && !strings.ContainsAny(tail[:1], ":/*?") ||
				strings.HasPrefix(p.literal, tail) && !strings.ContainsAny(head[i-1:], ":/*?") {
				return "", false
			}
		}
		b.WriteString(strings.ReplaceAll(p.literal, old, by))
	}
	return b.String(), true
}
