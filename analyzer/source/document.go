package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
)

// This file is data.aws_iam_policy_document: the JSON that the AWS provider
// writes for its arguments (internal/service/iam/policy_document_data_source.go
// and policy_model.go of the provider, 6.x, read 2026-11).

// docStatement has the fields of a statement in the order of the output. Actions
// and resources are one string or a list.
type docStatement struct {
	Sid          string        `json:",omitempty"`
	Effect       string        `json:",omitempty"`
	Action       any           `json:",omitempty"`
	NotAction    any           `json:",omitempty"`
	Resource     any           `json:",omitempty"`
	NotResource  any           `json:",omitempty"`
	Principal    docPrincipals `json:",omitempty"`
	NotPrincipal docPrincipals `json:",omitempty"`
	Condition    docConditions `json:",omitempty"`
}

type docPolicy struct {
	Version   string          `json:",omitempty"`
	ID        string          `json:"Id,omitempty"`
	Statement []*docStatement `json:",omitempty"`
}

const (
	oldVersion     = "2008-10-17"
	currentVersion = "2012-10-17"
)

// docPrincipals maps a principal type to one identifier or a list.
type docPrincipals map[string]any

func (p docPrincipals) MarshalJSON() ([]byte, error) {
	if id, any := p["*"]; any && len(p) == 1 && id == "*" {
		return []byte(`"*"`), nil
	}
	return json.Marshal(map[string]any(p))
}

// UnmarshalJSON reads the principals of a source document; lists come out
// sorted, last first.
func (p *docPrincipals) UnmarshalJSON(text []byte) error {
	var all string
	if json.Unmarshal(text, &all) == nil {
		*p = docPrincipals{"*": "*"}
		return nil
	}
	var types map[string]any
	if err := json.Unmarshal(text, &types); err != nil {
		return err
	}
	*p = docPrincipals{}
	for typ, ids := range types {
		if list, ok := ids.([]any); ok {
			ids = lastFirst(printAll(list))
		}
		(*p)[typ] = ids
	}
	return nil
}

// docConditions maps an operator to keys to one value or a list.
type docConditions map[string]map[string]any

// UnmarshalJSON reads the conditions of a source document. Numbers are lost, as
// they are in the provider.
func (c *docConditions) UnmarshalJSON(text []byte) error {
	var operators map[string]map[string]any
	if err := json.Unmarshal(text, &operators); err != nil {
		return err
	}
	*c = docConditions{}
	for operator, keys := range operators {
		for key, value := range keys {
			switch value := value.(type) {
			case string:
				c.add(operator, key, []string{value})
			case bool:
				c.add(operator, key, []string{strconv.FormatBool(value)})
			case []any:
				c.add(operator, key, printAll(value))
			}
		}
	}
	return nil
}

// add appends values to those that the key has.
func (c docConditions) add(operator, key string, values []string) {
	keys := c[operator]
	if keys == nil {
		keys = map[string]any{}
		c[operator] = keys
	}
	keys[key] = oneOrMore(append(asList(keys[key]), values...))
}

func asList(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []string:
		return slices.Clone(v)
	}
	return nil
}

// oneOrMore writes a list of one as its element.
func oneOrMore(list []string) any {
	if len(list) == 1 {
		return list[0]
	}
	if list == nil {
		return []string{}
	}
	return list
}

func printAll(list []any) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = fmt.Sprint(v)
	}
	return out
}

func lastFirst(list []string) []string {
	slices.Sort(list)
	slices.Reverse(list)
	return list
}

// overlay lays another document's statements over these: one with the same sid
// takes the place of the one that is there, others are appended.
func (d *docPolicy) overlay(over *docPolicy) {
	if over.ID != "" {
		d.ID = over.ID
	}
	d.Version = max(d.Version, over.Version)
	for _, s := range over.Statement {
		at := -1
		if s.Sid != "" {
			at = slices.IndexFunc(d.Statement, func(have *docStatement) bool { return have.Sid == s.Sid })
		}
		if at < 0 {
			d.Statement = append(d.Statement, s)
		} else {
			d.Statement[at] = s
		}
	}
}

// docArguments are the arguments of the data source; each may hold symbols.
type docArguments struct {
	version, id          cty.Value
	statements           cty.Value // tuple of objects
	sources, overrides   cty.Value
	name                 string    // of the symbols for what is unknown
	sourceJSON, overJSON cty.Value // source_json and override_json, gone since provider 5
}

// errUndecided says that the JSON depends on something unknown other than a
// plain text in it.
var errUndecided = errors.New("known only after apply")

// render is the document's JSON as a Text.
func (a docArguments) render() (string, error) {
	doc := &docPolicy{}
	if err := doc.merge(append(list(a.sourceJSON), list(a.sources)...), true); err != nil {
		return "", fmt.Errorf("source_policy_documents: %w", err)
	}
	version, ok := word(a.version)
	if !ok {
		return "", fmt.Errorf("version: %w", errUndecided)
	}
	own := &docPolicy{Version: version}
	if own.Version == "" {
		own.Version = currentVersion
	}
	if own.ID, ok = text(a.id); !ok {
		return "", fmt.Errorf("policy_id: %w", errUndecided)
	}
	statements, ok := elements(a.statements)
	if !ok {
		return "", fmt.Errorf("statement: %w", errUndecided)
	}
	sids := map[string]bool{}
	merging := len(doc.Statement) > 0 || len(list(a.overrides))+len(list(a.overJSON)) > 0
	for i, v := range statements {
		r := docReader{name: fmt.Sprintf("%s.statement[%d]", a.name, i), version: own.Version}
		s, err := r.statement(v)
		if err != nil {
			return "", fmt.Errorf("statement %d: %w", i+1, err)
		}
		if hasSymbol(s.Sid) && merging {
			return "", fmt.Errorf("statement %d: sid: %w", i+1, errUndecided)
		}
		if s.Sid != "" && sids[s.Sid] {
			return "", fmt.Errorf("statement %d: the sid %q is used twice", i+1, s.Sid)
		}
		sids[s.Sid] = true
		own.Statement = append(own.Statement, s)
	}
	doc.overlay(own)
	if err := doc.merge(append(list(a.overJSON), list(a.overrides)...), false); err != nil {
		return "", fmt.Errorf("override_policy_documents: %w", err)
	}
	out, err := json.MarshalIndent(doc, "", "  ")
	return string(out), err
}

// list is elements of what may be a single string or unknown.
func list(v cty.Value) []cty.Value {
	if v != cty.NilVal && v.IsKnown() && !v.IsNull() && v.Type() == cty.String {
		return []cty.Value{v}
	}
	if v != cty.NilVal && !v.IsKnown() {
		return []cty.Value{v}
	}
	out, _ := elements(v)
	return out
}

// merge lays documents over d in order. Sids must be unique among sources.
func (d *docPolicy) merge(docs []cty.Value, unique bool) error {
	for i, v := range docs {
		s, ok := text(v)
		if !ok || len(s) > 0 && s[0] != '{' && hasSymbol(s) {
			return fmt.Errorf("document %d: %w", i+1, errUndecided)
		}
		if strings.TrimSpace(s) == "" {
			continue
		}
		next := &docPolicy{}
		if err := json.Unmarshal([]byte(s), next); err != nil {
			if hasSymbol(s) {
				err = errUndecided
			}
			return fmt.Errorf("document %d: %w", i+1, err)
		}
		for _, st := range next.Statement {
			if hasSymbol(st.Sid) {
				return fmt.Errorf("document %d: sid: %w", i+1, errUndecided)
			}
		}
		before := len(d.Statement)
		d.overlay(next)
		if unique && len(d.Statement) != before+len(next.Statement) {
			return fmt.Errorf("document %d: a sid is used twice", i+1)
		}
	}
	return nil
}

// UnmarshalJSON reads a document whose Statement is one object or a list.
func (d *docPolicy) UnmarshalJSON(src []byte) error {
	var raw struct {
		Version   string
		ID        string `json:"Id"`
		Statement json.RawMessage
	}
	if err := json.Unmarshal(src, &raw); err != nil {
		return err
	}
	d.Version, d.ID = raw.Version, raw.ID
	st := bytes.TrimSpace(raw.Statement)
	switch {
	case len(st) == 0 || string(st) == "null":
		return nil
	case st[0] == '{':
		d.Statement = []*docStatement{{}}
		return json.Unmarshal(st, d.Statement[0])
	}
	return json.Unmarshal(st, &d.Statement)
}

// document renders a data source whose JSON the plan does not have.
func (s *Resolver) document(r *plan.Resource, res Result) Result {
	a := docArguments{name: SymbolName(r, "json")}
	res.How = Recovered
	get := func(name string) cty.Value {
		got := s.Attr(r, name)
		if got.How == Rebuilt {
			res.How = Rebuilt
		}
		for _, m := range got.Missing {
			if !slices.Contains(res.Missing, m) {
				res.Missing = append(res.Missing, m)
			}
		}
		// The provider fills in what is not set; it is not unknown by itself.
		if got.State == plan.Computed {
			return cty.NilVal
		}
		return got.Value
	}
	a.version, a.id = get("version"), get("policy_id")
	a.statements = get("statement")
	a.sources, a.overrides = get("source_policy_documents"), get("override_policy_documents")
	a.sourceJSON, a.overJSON = get("source_json"), get("override_json")
	text, err := a.render()
	if err != nil {
		res.Value, res.How = cty.UnknownVal(cty.String), Opaque
		res.Missing = append(res.Missing, r.Address+": "+err.Error())
		return res
	}
	res.Value = cty.StringVal(text)
	return res
}

// hashed orders the blocks of a set as the provider's SDK walks them: by a
// checksum of their text. It shows where two blocks feed one list.
func hashed(blocks []cty.Value) []cty.Value {
	type item struct {
		hash string
		v    cty.Value
	}
	items := make([]item, len(blocks))
	for i, v := range blocks {
		sum := int(crc32.ChecksumIEEE([]byte(serialized(v))))
		items[i] = item{strconv.Itoa(sum), v}
	}
	slices.SortStableFunc(items, func(a, b item) int { return strings.Compare(a.hash, b.hash) })
	out := make([]cty.Value, len(items))
	for i, it := range items {
		out[i] = it.v
	}
	return out
}
