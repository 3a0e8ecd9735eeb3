package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// Target is what a reference leads to.
type Target struct {
	Resource *Resource
	Attr     string // "arn", "rule[0].id"; empty if the whole resource is meant
}

// Follow resolves one reference made in a resource's block ("aws_s3_bucket.b.arn",
// "module.m.bucket_arn", "var.bucket", "each.value") to the resource instances
// it may mean, through module outputs, module call arguments and for_each.
// More than one means that the plan does not tell which instance; none, that
// it ends in a local, a variable or a constant.
//
// A reference is understood by its neighbours in the block's expressions: a
// plan lists aws_s3_bucket.b[each.key].arn as "aws_s3_bucket.b" and "each.key",
// and aws_s3_bucket.b.arn as that and "aws_s3_bucket.b".
func (p *Plan) Follow(r *Resource, reference string) []Target {
	f := follower{plan: p}
	sc := p.scope(r)
	found := false
	r.Config.walk(func(e Expression) {
		if !slices.Contains(e.References, reference) {
			return
		}
		found = true
		index := f.indexOf(sc, e.References)
		for _, longer := range essential(e.References) {
			if extends(longer, reference) {
				f.reference(sc, longer, nil, index)
			}
		}
	})
	if !found {
		f.reference(sc, reference, nil, indexing{})
	}
	return f.targets
}

// FollowAll resolves all references of one expression of a resource's block,
// in order and each target once.
func (p *Plan) FollowAll(r *Resource, e Expression) []Target {
	f := follower{plan: p}
	f.expression(p.scope(r), e, nil)
	return f.targets
}

// scope is where a reference stands.
type scope struct {
	module string    // module instance
	config *module   // nil if the plan has no configuration of it
	block  *Block    // whose each and count are meant; nil in an output
	key    cty.Value // instance key of the block
	peers  int       // instances of the block
}

func (p *Plan) scope(r *Resource) scope {
	return scope{
		module: r.Module,
		config: p.staticModules[staticPath(r.Module)],
		block:  r.Config,
		key:    r.Key,
		peers:  len(p.Instances(r.Module, r.Data, r.Type, r.Name)),
	}
}

// caller is the scope of the module call that made the scope's module instance.
func (p *Plan) caller(sc scope) (scope, *Call, bool) {
	if sc.config == nil || sc.config.parent == nil {
		return scope{}, nil, false
	}
	a, err := ParseAddress(sc.module)
	if err != nil || len(a.Module) == 0 {
		return scope{}, nil, false
	}
	last := a.Module[len(a.Module)-1]
	a.Module = a.Module[:len(a.Module)-1]
	call := sc.config.parent.Calls[sc.config.name]
	if call == nil {
		return scope{}, nil, false
	}
	parent := a.ModuleString()
	return scope{
		module: parent,
		config: sc.config.parent,
		block:  &call.Block,
		key:    last.Key,
		peers:  len(p.modules[joinModule(parent, "module."+last.Name)]),
	}, call, true
}

// follower collects targets. A configuration cannot refer in a circle, but a
// forged plan can: what was followed once is not followed again.
type follower struct {
	plan     *Plan
	targets  []Target
	seen     map[Target]bool
	followed map[visit]bool
}

// visit is one reference as it was followed.
type visit struct{ module, reference, rest, index string }

func (f *follower) add(r *Resource, attr string) {
	t := Target{r, attr}
	if f.seen[t] {
		return
	}
	if f.seen == nil {
		f.seen = map[Target]bool{}
	}
	f.seen[t] = true
	f.targets = append(f.targets, t)
}

// expression follows all references of an expression; rest is the path that
// the reader takes into its value.
func (f *follower) expression(sc scope, e Expression, rest []Step) {
	index := f.indexOf(sc, e.References)
	for _, reference := range essential(e.References) {
		f.reference(sc, reference, rest, index)
	}
}

// reference follows one reference.
func (f *follower) reference(sc scope, reference string, rest []Step, index indexing) {
	steps, ok := splitReference(reference)
	if !ok || len(steps) < 2 || !f.first(sc, reference, rest, index) {
		return
	}
	switch steps[0].Name {
	case "count", "path", "terraform", "local", "self", "ephemeral":
	case "each":
		if steps[1].Name == "value" && sc.block != nil && sc.block.ForEach != nil {
			f.eachValue(sc, path(steps, 1, rest))
		}
	case "var":
		if parent, call, ok := f.plan.caller(sc); ok {
			f.expression(parent, call.Arguments[steps[1].Name], path(steps, 1, rest))
		}
	case "module":
		f.output(sc, steps, rest, index)
	case "data":
		if len(steps) >= 3 {
			f.resource(sc, true, steps[1:], rest, index)
		}
	default:
		f.resource(sc, false, steps, rest, index)
	}
}

// first notes that a reference is followed; false if it has been.
func (f *follower) first(sc scope, reference string, rest []Step, index indexing) bool {
	v := visit{module: sc.module, reference: reference, rest: attrText(rest)}
	for _, key := range index.keys {
		v.index += keyText(key)
	}
	if f.followed[v] {
		return false
	}
	if f.followed == nil {
		f.followed = map[visit]bool{}
	}
	f.followed[v] = true
	return true
}

// path is what follows steps[n], then rest.
func path(steps []Step, n int, rest []Step) []Step {
	var list []Step
	if hasKey(steps[n].Key) {
		list = append(list, Step{Key: steps[n].Key})
	}
	return append(append(list, steps[n+1:]...), rest...)
}

// eachValue follows the for_each of the scope's block. One that is a whole
// resource or module chains instance to instance, by key.
func (f *follower) eachValue(sc scope, rest []Step) {
	e := *sc.block.ForEach
	for _, reference := range essential(e.References) {
		f.reference(sc, reference, rest, indexing{keys: []cty.Value{sc.key}})
	}
}

// output follows module.NAME.OUTPUT into the module.
func (f *follower) output(sc scope, steps, rest []Step, index indexing) {
	if sc.config == nil {
		return
	}
	child := sc.config.children[steps[1].Name]
	if child == nil {
		return
	}
	step := joinModule(sc.module, "module."+steps[1].Name)
	for _, key := range f.moduleKeys(sc, step, steps[1].Key, index) {
		inner := scope{module: step + keyText(key), config: child}
		if len(steps) < 3 {
			f.anyOutput(inner)
			continue
		}
		f.expression(inner, child.Outputs[steps[2].Name], path(steps, 2, rest))
	}
}

// anyOutput follows all outputs of a module: module.m[each.key].arn is listed
// as "module.m" alone. If one of them ends in a local, which may be anything,
// nothing is known.
func (f *follower) anyOutput(sc scope) {
	names := slices.Sorted(maps.Keys(sc.config.Outputs))
	for _, name := range names {
		for _, reference := range sc.config.Outputs[name].References {
			if strings.HasPrefix(reference, "local.") {
				return
			}
		}
	}
	for _, name := range names {
		f.expression(sc, sc.config.Outputs[name], nil)
	}
}

// moduleKeys are the keys of the module instances that a reference may mean.
func (f *follower) moduleKeys(sc scope, step string, key cty.Value, index indexing) []cty.Value {
	if hasKey(key) {
		return []cty.Value{key}
	}
	keys := f.plan.modules[step]
	if len(keys) == 0 {
		return []cty.Value{cty.NilVal}
	}
	return pick(index, sc, keys, keysAmong)
}

// resource follows TYPE.NAME to the instances that may be meant.
func (f *follower) resource(sc scope, data bool, steps, rest []Step, index indexing) {
	if len(steps) < 2 {
		return
	}
	tail := steps[2:]
	if len(tail) == 0 {
		tail = rest // otherwise the reader's path goes through an object made of attributes
	}
	instances := f.plan.Instances(sc.module, data, steps[0].Name, steps[1].Name)
	switch key := steps[1].Key; {
	case !hasKey(key):
		instances = pick(index, sc, instances, f.plan.withKeys)
	case len(instances) == 1 && !hasKey(instances[0].Key): // aws_s3_bucket.b["arn"]
		tail = append([]Step{{Key: key}}, tail...)
	default:
		instances = f.plan.withKeys(instances, []cty.Value{key})
	}
	for _, r := range instances {
		f.add(r, attrText(r.skipForeign(tail)))
	}
}

// skipForeign leaves out the steps of a path that lead to the resource rather
// than into it: var.info.bucket.arn where info = { bucket = aws_s3_bucket.b }.
func (r *Resource) skipForeign(path []Step) []Step {
	for len(path) > 1 && !r.has(path[0].Name) {
		path = path[1:]
	}
	return path
}

// attrText writes a path as the configuration would.
func attrText(steps []Step) string {
	var b strings.Builder
	for _, s := range steps {
		if s.Name != "" {
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Name)
		}
		b.WriteString(keyText(s.Key))
	}
	return b.String()
}

// walk visits the block's expressions in a fixed order, for_each included.
func (b *Block) walk(visit func(Expression)) {
	if b == nil {
		return
	}
	if b.ForEach != nil {
		visit(*b.ForEach)
	}
	walkArguments(b.Arguments, visit)
}

func walkArguments(arguments map[string]Expression, visit func(Expression)) {
	for _, name := range slices.Sorted(maps.Keys(arguments)) {
		e := arguments[name]
		visit(e)
		for _, block := range e.Blocks {
			walkArguments(block, visit)
		}
	}
}

// essential leaves out references that only shorten another one of the list.
func essential(references []string) []string {
	list := make([]string, 0, len(references))
	for i, reference := range references {
		if !shortens(reference, references, i) {
			list = append(list, reference)
		}
	}
	return list
}

// shortens reports whether the reference at a place is the beginning of
// another, or stands there for the second time.
func shortens(reference string, references []string, at int) bool {
	for i, other := range references {
		if i != at && extends(other, reference) && (other != reference || i < at) {
			return true
		}
	}
	return false
}

// extends reports whether a reference is another one with a path behind it.
func extends(longer, reference string) bool {
	rest, ok := strings.CutPrefix(longer, reference)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}
