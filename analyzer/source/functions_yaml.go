package source

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// yamlDecode is yamldecode. A word that stands in a longer scalar stays what it
// is there, as it does inside of a JSON string; alone, it might be read as a
// number or a truth value. An opaque symbol might hold any YAML.
func yamlDecode(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	if !args[0].IsKnown() {
		return cty.DynamicVal, nil
	}
	if !symbolic(args[0]) {
		return callFunction(yamlDecodeFunc, args)
	}
	if args[0].Type() != cty.String || !onlyWords(args[0].AsString()) {
		return cty.DynamicVal, nil
	}
	w := standIns(args[0].AsString())
	decoded, err := callFunction(yamlDecodeFunc, []cty.Value{cty.StringVal(w.text)})
	if err != nil || !decoded.IsWhollyKnown() {
		return cty.DynamicVal, err
	}
	return w.restore(decoded)
}

// standIn is a text in which plain words stand for its symbols.
type standIn struct {
	text    string
	mark    string   // what the stand-ins begin and end with; nowhere else in the text
	symbols []string // by number
}

func standIns(s string) standIn {
	w := standIn{mark: "q"}
	for strings.Contains(s, w.mark) {
		w.mark += "x"
	}
	var out strings.Builder
	for p := range pieces(s) {
		out.WriteString(p.literal)
		if p.symbol != "" {
			out.WriteString(w.name(len(w.symbols)))
			w.symbols = append(w.symbols, p.symbol)
		}
	}
	w.text = out.String()
	return w
}

// name is the stand-in with a number, in letters so that nothing takes it for one.
func (w standIn) name(n int) string { return w.mark + strings.Repeat("y", n) + "z" }

// restore puts the symbols back. What is a symbol alone is not known, and
// nothing is where one stands in a key.
func (w standIn) restore(v cty.Value) (cty.Value, error) {
	keyed := false
	back, err := cty.Transform(v, func(_ cty.Path, v cty.Value) (cty.Value, error) {
		switch ty := v.Type(); {
		case v.IsNull() || !v.IsKnown():
		case ty.IsObjectType():
			for name := range ty.AttributeTypes() {
				keyed = keyed || strings.Contains(name, w.mark)
			}
		case ty == cty.String && strings.Contains(v.AsString(), w.mark):
			s := v.AsString()
			for n, symbol := range w.symbols {
				if s == w.name(n) {
					return cty.DynamicVal, nil
				}
				s = strings.ReplaceAll(s, w.name(n), symbol)
			}
			return cty.StringVal(s), nil
		}
		return v, nil
	})
	if keyed {
		return cty.DynamicVal, nil
	}
	return back, err
}
