package source

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
)

// SymbolName is the name of the symbol for an attribute of a resource:
// "LABEL:ADDRESS.ATTRIBUTE". Quotes and backslashes of instance keys are
// replaced, since a symbol may stand inside a JSON string.
func SymbolName(r *plan.Resource, attr string) string {
	label := ""
	if r.Plan != nil {
		label = r.Plan.Label
	}
	return symbolName(label, r.Address+"."+attr)
}

func symbolName(label, what string) string { return plan.SymbolName(label, what) }

// cleanSymbols cleans the names of all symbols in a text that came from
// outside of this package (a Predictor). What fits into JSON as it is stays: a
// Predictor builds on texts that are clean already, and cleaning one twice
// would give it another name.
func cleanSymbols(t policy.Text) policy.Text {
	if t.IsWhollyKnown() {
		return t
	}
	var b strings.Builder
	for p := range pieces(string(t)) {
		if p.symbol == "" {
			b.WriteString(p.literal)
			continue
		}
		kind, name := splitSymbol(p.symbol)
		if strings.ContainsAny(name, "\"\\<>&") {
			name = plan.CleanName(name)
		}
		b.WriteString("⟨" + kind + name + "⟩")
	}
	return policy.Text(b.String())
}

func splitSymbol(symbol string) (kind, name string) {
	inner := strings.TrimSuffix(strings.TrimPrefix(symbol, "⟨"), "⟩")
	if inner != "" && (inner[0] == '!' || inner[0] == '~') {
		return inner[:1], inner[1:]
	}
	return "", inner
}

// escape makes a Text of a string that holds no symbols.
func escape(s string) string {
	if !strings.Contains(s, "⟨") {
		return s
	}
	return strings.ReplaceAll(s, "⟨", "⟨⟩")
}

// unescape is the string that a Text without symbols stands for.
func unescape(s string) string { return strings.ReplaceAll(s, "⟨⟩", "⟨") }

// hasSymbol reports whether a Text holds a symbol.
func hasSymbol(s string) bool {
	for {
		i := strings.Index(s, "⟨")
		if i < 0 {
			return false
		}
		s = s[i+len("⟨"):]
		if !strings.HasPrefix(s, "⟩") {
			return true
		}
	}
}

// A piece of a Text is either literal text, still escaped, or one symbol with
// its brackets.
type piece struct{ literal, symbol string }

// pieces takes a Text apart.
func pieces(s string) func(yield func(piece) bool) {
	return func(yield func(piece) bool) {
		literal := 0
		for i := 0; i < len(s); {
			at := strings.Index(s[i:], "⟨")
			if at < 0 {
				break
			}
			at += i
			end := strings.Index(s[at:], "⟩")
			if end < 0 {
				break
			}
			end += at + len("⟩")
			if s[at:end] == "⟨⟩" {
				i = end
				continue
			}
			if at > literal && !yield(piece{literal: s[literal:at]}) {
				return
			}
			if !yield(piece{symbol: s[at:end]}) {
				return
			}
			i, literal = end, end
		}
		if literal < len(s) {
			yield(piece{literal: s[literal:]})
		}
	}
}

// neverEmpty reports whether a Text has at least one character whatever its
// symbols stand for. A word is not empty, nor is the id or ARN of anything
// that exists.
func neverEmpty(s string) bool {
	for p := range pieces(s) {
		if p.symbol == "" {
			return true
		}
		kind, name := splitSymbol(p.symbol)
		if kind != "~" || strings.HasSuffix(name, ".arn") || strings.HasSuffix(name, ".id") {
			return true
		}
	}
	return false
}

// onlyWords reports whether a Text holds no opaque symbol, so that ':' and '/'
// stand in it only where they are written.
func onlyWords(s string) bool { return !strings.Contains(s, "⟨~") }

// symbolic reports whether a value holds a symbol at any depth.
func symbolic(v cty.Value) bool {
	if v == cty.NilVal {
		return false
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
	}
	if !v.IsKnown() || v.IsNull() {
		return false
	}
	ty := v.Type()
	switch {
	case ty == cty.String:
		return hasSymbol(v.AsString())
	case ty.IsPrimitiveType() || ty.IsCapsuleType():
		return false
	}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		if symbolic(e) || ty.IsMapType() && symbolic(k) {
			return true
		}
	}
	return false
}

// undecided reports whether a value holds a symbol or anything unknown.
func undecided(v cty.Value) bool { return !v.IsWhollyKnown() || symbolic(v) }

// escapeAll makes Texts of all strings of a value that came from a plan.
func escapeAll(v cty.Value) cty.Value { return mapStrings(v, escape) }

// mapStrings applies f to every string of a value; map keys stay as they are.
// A value that f leaves alone is returned as it is.
func mapStrings(v cty.Value, f func(string) string) cty.Value {
	if !anyString(v, func(s string) bool { return strings.Contains(s, "⟨") }) {
		return v
	}
	out, err := cty.Transform(v, func(_ cty.Path, e cty.Value) (cty.Value, error) {
		if e.Type() == cty.String && e.IsKnown() && !e.IsNull() {
			u, marks := e.Unmark()
			return cty.StringVal(f(u.AsString())).WithMarks(marks), nil
		}
		return e, nil
	})
	if err != nil {
		return cty.DynamicVal
	}
	return out
}

func anyString(v cty.Value, f func(string) bool) bool {
	if v == cty.NilVal {
		return false
	}
	if v.IsMarked() {
		v, _ = v.Unmark()
	}
	if !v.IsKnown() || v.IsNull() {
		return false
	}
	ty := v.Type()
	switch {
	case ty == cty.String:
		return f(v.AsString())
	case ty.IsPrimitiveType() || ty.IsCapsuleType():
		return false
	}
	for it := v.ElementIterator(); it.Next(); {
		if _, e := it.Element(); anyString(e, f) {
			return true
		}
	}
	return false
}
