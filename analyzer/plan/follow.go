package plan

import (
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
// An instance key that is an expression is lost in a plan: aws_s3_bucket.b[each.key]
// is listed as "aws_s3_bucket.b" and "each.key". Follow looks for the expressions
// of the block that hold the reference, and takes the instance with the block's
// own key where all of them name each.key or count.index beside it.
func (p *Plan) Follow(r *Resource, reference string) []Target {
	f := follower{plan: p}
	f.reference(p.scope(r), reference, nil, indexedBeside(r.Config, reference))
	return f.targets
}

// FollowAll resolves all references of one expression of a resource's block,
// in order and each target once. Terraform lists "aws_s3_bucket.b" after
// "aws_s3_bucket.b.arn"; such a repetition is no second target.
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
// forged plan can: steps bounds the walk.
type follower struct {
	plan    *Plan
	targets []Target
	seen    map[Target]bool
	steps   int
}

const maxSteps = 10_000

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
	index := indexOf(e.References)
	for _, reference := range essential(e.References) {
		f.reference(sc, reference, rest, index)
	}
}

// reference follows one reference.
func (f *follower) reference(sc scope, reference string, rest []Step, index indexing) {
	if f.steps++; f.steps > maxSteps {
		return
	}
	steps, ok := splitReference(reference)
	if !ok || len(steps) < 2 {
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
		f.reference(sc, reference, rest, chained)
	}
}

// output follows module.NAME.OUTPUT into the module.
func (f *follower) output(sc scope, steps, rest []Step, index indexing) {
	if sc.config == nil || len(steps) < 3 {
		return
	}
	child := sc.config.children[steps[1].Name]
	if child == nil {
		return
	}
	step := joinModule(sc.module, "module."+steps[1].Name)
	for _, key := range f.moduleKeys(sc, step, steps[1].Key, index) {
		inner := scope{module: step + keyText(key), config: child}
		f.expression(inner, child.Outputs[steps[2].Name], path(steps, 2, rest))
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
	for _, k := range keys {
		if index.picks(sc, k, len(keys)) {
			return []cty.Value{k}
		}
	}
	return keys
}

// resource follows TYPE.NAME to the instances that may be meant.
func (f *follower) resource(sc scope, data bool, steps, rest []Step, index indexing) {
	if len(steps) < 2 {
		return
	}
	attr := attrText(append(append([]Step(nil), steps[2:]...), rest...))
	instances := f.plan.Instances(sc.module, data, steps[0].Name, steps[1].Name)
	if hasKey(steps[1].Key) {
		for _, r := range instances {
			if sameKey(r.Key, steps[1].Key) {
				f.add(r, attr)
				return
			}
		}
		// A key that is no instance's is a path into a whole resource.
		if len(instances) != 1 || hasKey(instances[0].Key) {
			return
		}
	}
	for _, r := range instances {
		if index.picks(sc, r.Key, len(instances)) {
			f.add(r, attr)
			return
		}
	}
	for _, r := range instances {
		f.add(r, attr)
	}
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

func sameKey(a, b cty.Value) bool {
	return hasKey(a) && hasKey(b) && a.Type() == b.Type() && a.RawEquals(b)
}

// indexing says by what expression the instances in a reference are chosen.
type indexing int8

const (
	byNothing indexing = iota
	byEachKey
	byCountIndex
	chained // for_each over a resource: its keys are ours
)

// picks reports whether the block's own key chooses the instance with a key.
// With count, equal numbers must agree: element(x.y, count.index) wraps around,
// and a shorter list is not meant position by position.
func (i indexing) picks(sc scope, key cty.Value, instances int) bool {
	switch i {
	case byEachKey, chained:
		return sameKey(sc.key, key)
	case byCountIndex:
		return instances == sc.peers && sameKey(sc.key, key)
	}
	return false
}

// indexOf tells the indexing from the references of one expression. An
// each.value among them may be the index as well as each.key.
func indexOf(references []string) indexing {
	index := byNothing
	for _, reference := range references {
		switch {
		case strings.HasPrefix(reference, "each.value"):
			return byNothing
		case reference == "each.key":
			index = byEachKey
		case reference == "count.index":
			index = byCountIndex
		}
	}
	return index
}

// indexedBeside is the indexing that all expressions of a block which hold a
// reference agree on.
func indexedBeside(b *Block, reference string) indexing {
	if b == nil {
		return byNothing
	}
	index, found, agree := byNothing, false, true
	walkExpressions(b.Arguments, func(e Expression) {
		for _, r := range e.References {
			if r != reference {
				continue
			}
			i := indexOf(e.References)
			agree = agree && (!found || i == index)
			index, found = i, true
			return
		}
	})
	if !agree {
		return byNothing
	}
	return index
}

func walkExpressions(arguments map[string]Expression, visit func(Expression)) {
	for _, e := range arguments {
		visit(e)
		for _, block := range e.Blocks {
			walkExpressions(block, visit)
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

func shortens(reference string, references []string, at int) bool {
	for i, other := range references {
		if i == at || !strings.HasPrefix(other, reference) {
			continue
		}
		if len(other) > len(reference) && (other[len(reference)] == '.' || other[len(reference)] == '[') {
			return true
		}
		if other == reference && i < at {
			return true
		}
	}
	return false
}
