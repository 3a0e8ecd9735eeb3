package source

import (
	"encoding/json"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
)

// checked gives up a policy document in which something other than a text is
// not known: JSON broken by a symbol outside of any string, or a statement that
// is itself a symbol, would read as a malformed policy, which it need not be.
func (s *Resolver) checked(res Result, r *plan.Resource, name string) Result {
	v := res.Value
	if v == cty.NilVal || !v.IsKnown() || v.IsNull() || v.Type() != cty.String {
		return res
	}
	t := v.AsString()
	if policy.Text(t).IsOpaque() {
		res.How = Opaque
		return res
	}
	if !hasSymbol(t) || !strings.HasPrefix(strings.TrimSpace(t), "{") {
		return res
	}
	if why := undecidedDocument(t); why != "" {
		res.Value, res.How = cty.UnknownVal(cty.String), Opaque
		res.Missing = append(res.Missing, r.Address+"."+name+": "+why)
	}
	return res
}

// undecidedDocument says which part of a document other than a text is not
// known; empty if there is none.
func undecidedDocument(t string) string {
	var doc struct {
		Version   any
		Statement any
	}
	if err := json.Unmarshal([]byte(t), &doc); err != nil {
		return "the shape of the document is known only after apply"
	}
	if isSymbol(doc.Version) {
		return "Version is known only after apply"
	}
	statements, ok := doc.Statement.([]any)
	if !ok {
		statements = []any{doc.Statement}
	}
	for _, st := range statements {
		if isSymbol(st) {
			return "a statement is known only after apply"
		}
		fields, ok := st.(map[string]any)
		if !ok {
			continue
		}
		for _, name := range []string{"Effect", "Condition", "Principal", "NotPrincipal"} {
			if isSymbol(fields[name]) {
				return name + " of a statement is known only after apply"
			}
		}
	}
	return ""
}

func isSymbol(v any) bool {
	s, ok := v.(string)
	return ok && hasSymbol(s)
}
