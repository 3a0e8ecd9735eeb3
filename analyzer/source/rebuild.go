package source

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/zclconf/go-cty/cty"
)

// rebuild makes what it can of an attribute from what the plan keeps of the
// configuration: constants, and the references of each field. What stood
// around a reference is lost, so the text of the target is followed by an
// opaque symbol.
func (s *Resolver) rebuild(r *plan.Resource, name string, raw cty.Value, res Result) (Result, bool) {
	if r.Config == nil {
		return res, false
	}
	e, ok := r.Config.Arguments[name]
	if !ok {
		return res, false
	}
	b := rebuilder{s: s, r: r}
	v := b.value(raw, e, name)
	res.Missing = append(res.Missing, b.missing...)
	if v == cty.NilVal || !v.IsKnown() {
		return res, false
	}
	res.Value, res.How = v, Rebuilt
	return res, true
}

type rebuilder struct {
	s       *Resolver
	r       *plan.Resource
	missing []string
}

// value fills the unknown parts of a planned value.
func (b *rebuilder) value(raw cty.Value, e plan.Expression, path string) cty.Value {
	switch {
	case e.Constant != cty.NilVal && !raw.IsWhollyKnown():
		return escapeAll(e.Constant)
	case raw.IsWhollyKnown():
		return escapeAll(raw)
	case !raw.IsKnown() && len(e.Blocks) == 0:
		return b.whole(e, path)
	case raw.IsKnown() && raw.Type().IsTupleType() && len(e.Blocks) > 0:
		return b.blocks(raw, e, path)
	case raw.IsKnown() && raw.Type().IsTupleType():
		return b.list(raw, e, path)
	case raw.IsKnown() && raw.Type().IsObjectType() && len(e.Blocks) == 1:
		return b.block(raw, e.Blocks[0], path)
	}
	return escapeAll(raw)
}

// whole is an argument that is unknown altogether: the document it refers to,
// or the identifier of the one resource that it leads to.
func (b *rebuilder) whole(e plan.Expression, path string) cty.Value {
	var targets []plan.Target
	if !b.hides(e) {
		targets = b.s.plan.FollowAll(b.r, e)
	}
	if len(targets) == 1 {
		if attr := documentAttr(targets[0], e); attr != "" {
			got := b.s.Attr(targets[0].Resource, attr)
			b.missing = append(b.missing, got.Missing...)
			return got.Value
		}
	}
	if v, ok := b.link(targets, path); ok {
		return v
	}
	if len(e.References) > 0 {
		b.missing = append(b.missing, fmt.Sprintf("%s.%s: how it is made of %s is not in the plan",
			b.r.Address, path, strings.Join(e.References, ", ")))
	}
	return cty.DynamicVal
}

// documentAttr is the JSON attribute of the policy document that a target is;
// empty if it is none. Of data.aws_iam_policy_document.d[each.key].json the
// plan lists no more than the data source and each.key: what a policy takes
// from a document is its JSON, but which one it takes is certain only where
// nothing else chooses.
func documentAttr(t plan.Target, e plan.Expression) string {
	if !t.Resource.Data || t.Resource.Type != "aws_iam_policy_document" {
		return ""
	}
	switch t.Attr {
	case "json", "minified_json":
		return t.Attr
	case "":
		for _, ref := range e.References {
			if ref != "each.key" && ref != "count.index" && !strings.HasPrefix(ref, "data.aws_iam_policy_document.") {
				return ""
			}
		}
		return "json"
	}
	return ""
}

// link is the identifier of the one resource of the right type that the
// references lead to. The attribute holds it whole, so nothing stands around
// it.
func (b *rebuilder) link(targets []plan.Target, path string) (cty.Value, bool) {
	var found *plan.Resource
	attr := ""
	for _, t := range targets {
		want, ok := b.linked(t.Resource, path)
		if !ok {
			continue
		}
		if found != nil && found != t.Resource {
			return cty.NilVal, false
		}
		found, attr = t.Resource, want
		if t.Attr != "" && !strings.ContainsAny(t.Attr, ".[") {
			attr = t.Attr // key_id may hold a key's id or its ARN: what is referred to
		}
	}
	if found == nil {
		return cty.NilVal, false
	}
	text := b.s.text(found, attr)
	return cty.StringVal(string(text)), text != ""
}

// linked is the attribute of a resource that the attribute at a path holds.
func (b *rebuilder) linked(target *plan.Resource, path string) (attr string, ok bool) {
	linker, ok := b.s.predict.(Linker)
	if !ok {
		return "", false
	}
	for _, link := range linker.Links(b.r, indexes.ReplaceAllString(path, "")) {
		if typ, attr, _ := cutLast(link, "."); typ == blockType(target) {
			return attr, true
		}
	}
	return "", false
}

var indexes = regexp.MustCompile(`\[\d+\]`)

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func blockType(r *plan.Resource) string {
	if r.Data {
		return "data." + r.Type
	}
	return r.Type
}

// blocks pairs planned blocks with configured ones by position, or by what
// their constants say where the plan has them in another order.
func (b *rebuilder) blocks(raw cty.Value, e plan.Expression, path string) cty.Value {
	parts := raw.AsValueSlice()
	used := make([]bool, len(e.Blocks))
	out := make([]cty.Value, len(parts))
	for i, p := range parts {
		out[i] = escapeAll(p)
		if len(parts) != len(e.Blocks) || p.IsWhollyKnown() && path == "statement" {
			continue // dynamic blocks are not in the plan's configuration
		}
		for _, j := range candidates(i, len(e.Blocks)) {
			if !used[j] && constantsAgree(p, e.Blocks[j]) {
				used[j] = true
				out[i] = b.block(p, e.Blocks[j], fmt.Sprintf("%s[%d]", path, i))
				break
			}
		}
	}
	return cty.TupleVal(out)
}

// candidates are all positions, the given one first.
func candidates(first, n int) []int {
	list := make([]int, 0, n)
	list = append(list, first)
	for j := range n {
		if j != first {
			list = append(list, j)
		}
	}
	return list
}

// constantsAgree reports whether a planned block may be made from a configured one.
func constantsAgree(v cty.Value, block map[string]plan.Expression) bool {
	if !v.IsKnown() || v.IsNull() {
		return true
	}
	for name, e := range block {
		have := field(v, name)
		if e.Constant == cty.NilVal || have == cty.NilVal || !have.IsKnown() {
			continue
		}
		if _, agrees := overlay(have, e.Constant); !agrees {
			return false
		}
	}
	return true
}

func (b *rebuilder) block(v cty.Value, block map[string]plan.Expression, path string) cty.Value {
	if !v.IsKnown() || v.IsNull() || !v.Type().IsObjectType() {
		return v
	}
	attrs := v.AsValueMap()
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		if e, ok := block[name]; ok {
			attrs[name] = b.value(attrs[name], e, path+"."+name)
		}
	}
	if len(attrs) == 0 {
		return v
	}
	return cty.ObjectVal(attrs)
}

// list pairs the n-th unknown element with the n-th reference; a list with
// another number of references stays unknown element by element.
func (b *rebuilder) list(raw cty.Value, e plan.Expression, path string) cty.Value {
	out := raw.AsValueSlice()
	var unknowns []int
	for i, v := range out {
		if !v.IsKnown() {
			unknowns = append(unknowns, i)
		}
	}
	texts := b.references(e, len(unknowns), path)
	for n, i := range unknowns {
		if n < len(texts) {
			out[i] = cty.StringVal(texts[n])
		} else {
			out[i] = cty.StringVal(b.opaque(fmt.Sprintf("%s[%d]", path, i)))
		}
	}
	for i, v := range out {
		out[i] = escapeUnlessSymbol(v, unknowns, i)
	}
	return cty.TupleVal(out)
}

func escapeUnlessSymbol(v cty.Value, filled []int, i int) cty.Value {
	if slices.Contains(filled, i) {
		return v
	}
	return escapeAll(v)
}

func (b *rebuilder) opaque(path string) string {
	return "⟨~" + SymbolName(b.r, path) + "⟩"
}

// references are the texts of an expression's references, if there are n.
func (b *rebuilder) references(e plan.Expression, n int, path string) []string {
	if b.hides(e) {
		return nil
	}
	if texts := b.every(e, n, path); texts != nil {
		return texts
	}
	var texts []string
	for _, ref := range e.References {
		longer := func(other string) bool {
			return strings.HasPrefix(other, ref+".") || strings.HasPrefix(other, ref+"[")
		}
		if slices.ContainsFunc(e.References, longer) {
			continue // Terraform lists the resource after its attribute
		}
		targets := b.s.plan.Follow(b.r, ref)
		if len(targets) != 1 {
			continue
		}
		t := targets[0]
		t.Attr = b.attrOf(t, e, path)
		if t.Attr == "" || strings.ContainsAny(t.Attr, ".[") {
			continue // the resource that an attribute before it was of
		}
		if _, state := t.Resource.Attr(b.s.world, t.Attr); state == plan.Known {
			continue // not what makes it unknown
		}
		texts = append(texts, b.mention(t, len(texts), path))
	}
	if len(texts) != n {
		return nil
	}
	return texts
}

// attrOf is the attribute of a target, where the plan lists none because an
// index stands before it, the one that the argument takes: of a document its
// JSON, of an identity its ARN, since its name is known in the plan, and of a
// bucket its name, which its ARN, id and domain names hold, too.
func (b *rebuilder) attrOf(t plan.Target, e plan.Expression, path string) string {
	if t.Attr != "" {
		return t.Attr
	}
	switch {
	case strings.HasSuffix(path, "_policy_documents"):
		return documentAttr(t, e)
	case strings.HasSuffix(path, ".identifiers") && b.isIdentity(t.Resource):
		return "arn"
	case strings.HasSuffix(path, ".resources") && !t.Resource.Data && t.Resource.Type == "aws_s3_bucket":
		return "id"
	}
	return ""
}

// isIdentity reports whether a resource is a user or role of which the plan
// knows all that a configuration can build upon but for what AWS assigns.
func (b *rebuilder) isIdentity(r *plan.Resource) bool {
	if r.Data || r.Type != "aws_iam_role" && r.Type != "aws_iam_user" {
		return false
	}
	_, state := r.Attr(b.s.world, "name")
	return state == plan.Known
}

// every are the texts of all instances of a resource, where a list refers to
// nothing but the resource as a whole and has one element of each, or two, the
// bucket and its objects: values(aws_iam_user.team)[*].arn.
func (b *rebuilder) every(e plan.Expression, n int, path string) []string {
	if len(e.References) != 1 || n < 2 {
		return nil
	}
	targets := b.s.plan.FollowAll(b.r, e)
	if len(targets) != n && (2*len(targets) != n || !strings.HasSuffix(path, ".resources")) {
		return nil
	}
	texts := make([]string, 0, n)
	for i := range n {
		t := targets[i%len(targets)]
		if t.Attr != "" {
			return nil
		}
		if t.Attr = b.attrOf(t, e, path); t.Attr == "" {
			return nil
		}
		texts = append(texts, b.mention(t, i, path))
	}
	return texts
}

// mention is text that mentions an identifier, with what may stand around it.
// An ARN stands at the start; a principal's is all there is, since AWS takes
// no text that merely begins with one.
func (b *rebuilder) mention(t plan.Target, n int, path string) string {
	text := string(b.s.text(t.Resource, t.Attr))
	if text == "" {
		return b.opaque(fmt.Sprintf("%s#%d", path, n))
	}
	if strings.HasSuffix(path, "_policy_documents") {
		return text // a document is merged as it is
	}
	principal := t.Attr == "arn" && strings.HasSuffix(path, ".identifiers") && strings.HasPrefix(t.Resource.Type, "aws_iam_")
	_, linked := b.linked(t.Resource, path)
	switch {
	case principal || linked:
		return text
	case t.Attr == "arn":
		return text + b.opaque(fmt.Sprintf("%s#%d", path, n))
	}
	return b.opaque(fmt.Sprintf("%s#%d.before", path, n)) + text + b.opaque(fmt.Sprintf("%s#%d", path, n))
}
