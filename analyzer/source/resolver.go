package source

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// Predictor says what AWS will assign.
type Predictor interface {
	// Predict gives an attribute that AWS derives from known inputs; provider
	// is the resource's provider configuration as far as it is known, get
	// answers other attributes of the same resource.
	Predict(r *plan.Resource, provider *plan.Provider, attr string, get func(attr string) policy.Text) (policy.Text, bool)
}

// Linker is a Predictor that also knows which attributes hold an identifier of
// another resource. It matters where no HCL is at hand.
type Linker interface {
	// Links are the attributes of other resources that an attribute may hold,
	// as TYPE.ATTRIBUTE: "aws_s3_bucket.id" for aws_s3_bucket_policy.bucket.
	// An attribute of a nested block has a path without indexes: "rule.key_id".
	Links(r *plan.Resource, attr string) []string
}

// Nester is a Predictor that also knows attributes within blocks that AWS fills.
type Nester interface {
	// Nested are the paths of such attributes within a block, which Predict
	// takes for names: "identity.oidc.issuer" for "identity".
	Nested(r *plan.Resource, block string) []string
}

// How says which step made a value known; it is graph.How's text.
type How string

// Steps, strongest first.
const (
	Known     How = "known"
	Predicted How = "predicted"
	Recovered How = "recovered"
	Rebuilt   How = "rebuilt"
	Opaque    How = "opaque"
)

// Result is a resolved value.
type Result struct {
	// Value is cty.NilVal if unset. Strings hold symbols as policy.Text does;
	// a leaf of which nothing is known is an opaque symbol if it is configured
	// as a string, else an unknown value.
	Value cty.Value
	State plan.State // of the raw value in the plan
	How   How
	// Missing says what would be needed: "local.suffix: configuration not found".
	Missing []string
	// Sensitive: may be used for decisions, must never be shown.
	Sensitive bool
}

// Resolver answers values of one plan's resources in one world, beyond what
// the plan itself says: known, predicted, recovered, rebuilt, symbolised.
type Resolver struct {
	plan    *plan.Plan
	world   plan.World
	config  *Config // nil without HCL, and in the prior world
	where   *Config // the same, for locations, in both worlds
	predict Predictor

	ev        *evaluator
	results   map[*plan.Resource]map[string]*cached
	insts     map[string]*instance
	providers map[providerUse]*plan.Provider
	byType    map[string][]*plan.Resource // what the plan manages; nil until it is asked for
	circles   int                         // how often something was asked for while it was worked out
}

type cached struct {
	busy   bool
	result Result
}

// NewResolver makes a resolver; config may be nil. In the prior world nothing
// comes from HCL, which says what will be and not what was.
func NewResolver(p *plan.Plan, w plan.World, config *Config, predict Predictor) *Resolver {
	s := &Resolver{
		plan: p, world: w, where: config, predict: predict,
		results: map[*plan.Resource]map[string]*cached{}, insts: map[string]*instance{},
		providers: map[providerUse]*plan.Provider{},
	}
	if w == plan.Planned {
		s.config = config
	}
	s.ev = &evaluator{res: s, steps: baseSteps + resourceSteps*len(p.Resources)}
	return s
}

// Attr resolves a top-level attribute or block of a resource. A nested block
// is a tuple of objects.
func (s *Resolver) Attr(r *plan.Resource, name string) Result {
	attrs := s.results[r]
	if attrs == nil {
		attrs = map[string]*cached{}
		s.results[r] = attrs
	}
	c := attrs[name]
	if c == nil {
		c = &cached{busy: true}
		attrs[name] = c
		c.result = s.resolve(r, name)
		c.busy = false
		return c.result
	}
	if c.busy {
		s.circles++
		return Result{
			Value: cty.DynamicVal, State: plan.Unknown, How: Opaque,
			Missing: []string{r.Address + "." + name + " depends on itself"},
		}
	}
	return c.result
}

func (s *Resolver) resolve(r *plan.Resource, name string) Result {
	raw, state := r.Attr(s.world, name)
	res := Result{Value: raw, State: state, How: Known, Sensitive: r.Sensitive(s.world, name)}
	switch state {
	case plan.Null:
		res.Value = cty.NilVal
		return res
	case plan.Computed:
		if s.makes(r, name) {
			state, res.State = plan.Unknown, plan.Unknown
		}
	case plan.Known:
		res.Value = escapeAll(raw)
		if res.Sensitive {
			return s.withoutSecrets(r, name, res)
		}
		return res
	}
	if s.world == plan.Prior {
		res.How = Opaque
		return res
	}
	if state != plan.Partly {
		if text, ok := s.predicted(r, name); ok {
			res.Value, res.How = cty.StringVal(string(text)), Predicted
			return res
		}
		if v, ok := s.predictedBlock(r, name); ok {
			res.Value, res.How = v, Predicted
			return res
		}
	}
	if got, ok := s.found(r, name); ok {
		return got
	}
	if r.Type == "terraform_data" && name == "output" {
		// What was given as input, once it is applied.
		// https://developer.hashicorp.com/terraform/language/resources/terraform-data (2026-11)
		return s.Attr(r, "input")
	}
	if r.Data && r.Type == "aws_iam_policy_document" && (name == "json" || name == "minified_json") {
		return s.document(r, res)
	}
	if state == plan.Computed {
		res.Value, res.How = cty.DynamicVal, Opaque
		return res
	}
	if got, ok := s.recover(r, name, raw, res); ok {
		return s.checked(got, r, name)
	} else {
		res.Missing = got.Missing
	}
	if got, ok := s.rebuild(r, name, raw, res); ok {
		return s.checked(got, r, name)
	}
	res.How = Opaque
	if state == plan.Partly {
		res.Value = escapeAll(raw)
	}
	return res
}

// makes reports whether the configuration makes nested blocks of one name with
// a dynamic block. A plan's own configuration does not show dynamic blocks: one
// whose number of blocks is known only after apply looks as if nobody had
// written it.
func (s *Resolver) makes(r *plan.Resource, name string) bool {
	if s.config == nil {
		return false
	}
	b := s.config.block(r)
	return b != nil && slices.ContainsFunc(b.blocks, func(n *block) bool { return n.typ == "dynamic" && n.makes() == name })
}

// predicted asks the Predictor for an attribute that AWS assigns.
func (s *Resolver) predicted(r *plan.Resource, name string) (policy.Text, bool) {
	if s.predict == nil {
		return "", false
	}
	get := func(attr string) policy.Text {
		if block, inner, nested := strings.Cut(attr, "."); nested {
			return s.nested(r, block, inner)
		}
		return s.text(r, attr)
	}
	text, ok := s.predict.Predict(r, s.Provider(r), name, get)
	return cleanSymbols(text), ok && text != ""
}

// predictedBlock is a block of which the Predictor knows attributes, one block
// at each step of their paths; what else stands in it is not known.
func (s *Resolver) predictedBlock(r *plan.Resource, name string) (cty.Value, bool) {
	nester, ok := s.predict.(Nester)
	if !ok {
		return cty.NilVal, false
	}
	inner := map[string]any{}
	for _, path := range nester.Nested(r, name) {
		text, ok := s.predicted(r, path)
		if !ok {
			continue
		}
		at := inner
		steps := strings.Split(path, ".")[1:]
		for _, step := range steps[:len(steps)-1] {
			next, _ := at[step].(map[string]any)
			if next == nil {
				next = map[string]any{}
				at[step] = next
			}
			at = next
		}
		at[steps[len(steps)-1]] = string(text)
	}
	if len(inner) == 0 {
		return cty.NilVal, false
	}
	return oneBlock(inner), true
}

func oneBlock(inner map[string]any) cty.Value {
	attrs := make(map[string]cty.Value, len(inner))
	for name, v := range inner {
		if text, ok := v.(string); ok {
			attrs[name] = cty.StringVal(text)
		} else {
			attrs[name] = oneBlock(v.(map[string]any))
		}
	}
	return cty.TupleVal([]cty.Value{cty.ObjectVal(attrs)})
}

// text is an attribute as text: unset if null, an opaque symbol if unknown.
func (s *Resolver) text(r *plan.Resource, attr string) policy.Text {
	res := s.Attr(r, attr)
	v := res.Value
	switch {
	case v == cty.NilVal || v.IsKnown() && v.IsNull():
		return ""
	case res.Sensitive || !v.IsKnown():
		return policy.Opaque(SymbolName(r, attr))
	}
	if t, err := convert.Convert(v, cty.String); err == nil && t.IsKnown() && !t.IsNull() {
		return policy.Text(t.AsString())
	}
	return policy.Opaque(SymbolName(r, attr))
}

// nested is an attribute of the one block of a kind, as text.
func (s *Resolver) nested(r *plan.Resource, block, attr string) policy.Text {
	all := s.Attr(r, block)
	opaque := policy.Opaque(SymbolName(r, block+"."+attr))
	switch v := all.Value; {
	case v == cty.NilVal || v.IsKnown() && v.IsNull():
		return ""
	case all.Sensitive || !v.IsKnown() || !v.CanIterateElements() || v.LengthInt() != 1:
		return opaque
	default:
		it := v.ElementIterator()
		it.Next()
		_, one := it.Element()
		if !one.IsKnown() || one.IsNull() || !one.Type().IsObjectType() || !one.Type().HasAttribute(attr) {
			return opaque
		}
		if a := one.GetAttr(attr); a.IsKnown() && !a.IsNull() && a.Type() == cty.String {
			return policy.Text(a.AsString())
		}
		return opaque
	}
}

// attrValue is an attribute as an expression sees it: unknown ones are
// symbols, so that two mentions of one stay equal.
func (s *Resolver) attrValue(r *plan.Resource, name string, sc *scope) (cty.Value, error) {
	if r == nil {
		return cty.DynamicVal, nil
	}
	res := s.Attr(r, name)
	for _, reason := range res.Missing {
		sc.unit.miss("%s", reason)
	}
	sc.unit.weaken(res.How)
	switch {
	case res.Value == cty.NilVal:
		if !slices.Contains(r.Attributes(s.world), name) {
			return cty.DynamicVal, nil // perhaps of another version of the provider
		}
		return cty.NullVal(cty.DynamicPseudoType), nil
	case res.Sensitive && !sc.reveal:
		return s.ev.hide(res.Value, r.Address+"."+name, sc.unit), nil
	case !res.Value.IsKnown() && !plural(name):
		return cty.StringVal(string(policy.Opaque(SymbolName(r, name)))), nil
	}
	return res.Value, nil
}

// plural reports whether an attribute of this name is likely a collection,
// which no symbol may stand for.
func plural(name string) bool {
	n := len(name)
	return n > 1 && name[n-1] == 's' && name[n-2] != 's' && name != "dns" && name != "status" ||
		name == "tags_all"
}

// whole is the value of a whole resource or module, or of all instances of one.
func (s *Resolver) whole(f *ref) (cty.Value, error) {
	sc := &scope{mod: f.in, unit: s.unit(f.name)}
	switch {
	case f.resource != nil:
		attrs := map[string]cty.Value{}
		for _, name := range f.resource.Attributes(s.world) {
			v, err := s.attrValue(f.resource, name, sc)
			if err != nil {
				return cty.DynamicVal, err
			}
			attrs[name] = v
		}
		return cty.ObjectVal(attrs), nil
	case f.module != nil:
		attrs := map[string]cty.Value{}
		for name := range f.module.mod.outputs {
			op, err := s.ev.output(f.module, name, sc)
			if err != nil {
				return cty.DynamicVal, err
			}
			v, err := s.ev.force(op)
			if err != nil {
				return cty.DynamicVal, err
			}
			attrs[name] = v
		}
		return cty.ObjectVal(attrs), nil
	}
	return s.wholeBlock(f, sc)
}

func (s *Resolver) wholeBlock(f *ref, sc *scope) (cty.Value, error) {
	if one, ok, err := f.single(s.ev, sc); err != nil {
		return cty.DynamicVal, err
	} else if ok {
		if one == nil {
			return cty.DynamicVal, nil
		}
		return s.whole(one)
	}
	list, ok := f.entries(s.ev, sc)
	if !ok {
		return cty.DynamicVal, nil
	}
	made, circles := f.instances(s.ev), s.circles
	if made.whole == cty.NilVal {
		v, err := s.wholeList(f, list)
		if err != nil || s.circles > circles { // inside a circle more is open than elsewhere
			return v, err
		}
		made.whole = v
	}
	return made.whole, nil
}

// wholeList is the value of all instances of a block with count or for_each.
func (s *Resolver) wholeList(f *ref, list []entry) (cty.Value, error) {
	attrs := make(map[string]cty.Value, len(list))
	values := make([]cty.Value, 0, len(list))
	for _, en := range list {
		v, err := s.whole(en.value.ref)
		if err != nil {
			return cty.DynamicVal, err
		}
		key, _, _ := keyString(en.key)
		attrs[key] = v
		values = append(values, v)
	}
	if f.isList() {
		return cty.TupleVal(values), nil
	}
	return cty.ObjectVal(attrs), nil
}

// withoutSecrets replaces the secret parts of a known, sensitive attribute by
// symbols, which HCL allows where it tells the parts: the rest may be shown.
func (s *Resolver) withoutSecrets(r *plan.Resource, name string, res Result) Result {
	if s.config == nil {
		return res
	}
	got, ok := s.recover(r, name, cty.DynamicVal, res)
	if !ok || got.Sensitive {
		return res
	}
	return s.checked(got, r, name)
}
