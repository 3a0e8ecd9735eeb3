package plan

import (
	"cmp"
	"slices"
	"strings"
)

// link puts the parts of the input together once all of it has been read.
func (rd *reader) link() {
	p := rd.plan
	for _, r := range rd.changes {
		if p.byAddress[r.Address] != nil {
			p.odd(r.Address, "an address stands twice in the input", "the first one was taken")
			continue
		}
		rd.take(r)
	}
	for _, r := range rd.prior {
		rd.takePrior(r)
	}
	if len(rd.changes) == 0 && !p.IsState {
		rd.takePlannedValues()
	}
	for _, r := range p.Resources {
		rd.attachConfig(r)
	}
	slices.SortStableFunc(p.Resources, func(a, b *Resource) int { return compareAddresses(a.Address, b.Address) })
	rd.index()
	rd.linkProviders()
	rd.remarks()
}

func (rd *reader) take(r *Resource) {
	rd.plan.byAddress[r.Address] = r
	rd.plan.Resources = append(rd.plan.Resources, r)
}

// takePrior adds what only the prior state has: data sources read while
// planning, and resources that a plan with -target leaves alone. They go on
// existing. A data source that will be read during apply has there what it said
// before.
func (rd *reader) takePrior(r *Resource) {
	changed := rd.plan.byAddress[r.Address]
	if changed == nil {
		rd.take(r)
		return
	}
	if before := &changed.worlds[Prior]; changed.Data && !before.exists {
		before.exists = true
		before.value.raw = r.worlds[Prior].value.raw
		before.sensitive.raw = r.worlds[Prior].sensitive.raw
	}
}

// takePlannedValues takes what planned_values says: some tools cut the changes
// out of a plan. What is unknown is then missing without a trace.
func (rd *reader) takePlannedValues() {
	if !rd.plannedValues.isObject() {
		return
	}
	s := &scanner{src: string(rd.plannedValues)}
	_ = rd.values(s, func(r *Resource) {
		existing := rd.plan.byAddress[r.Address]
		if existing == nil {
			r.worlds[Prior].exists = false
			rd.take(r)
		} else {
			existing.worlds[Planned].value.raw = r.worlds[Planned].value.raw
			existing.worlds[Planned].sensitive.raw = r.worlds[Planned].sensitive.raw
			r = existing
		}
		r.worlds[Planned].open, rd.open = true, true
	})
}

func (rd *reader) attachConfig(r *Resource) {
	m := rd.plan.staticModules[staticPath(r.Module)]
	if m == nil {
		return
	}
	name := r.Type + "." + r.Name
	if r.Data {
		name = "data." + name
	}
	r.Config = m.Blocks[name]
}

// index fills the tables by which references find instances.
func (rd *reader) index() {
	p := rd.plan
	seen := map[string]bool{}
	for _, r := range p.Resources {
		id := blockID{r.Module, r.Data, r.Type, r.Name}
		p.byBlock[id] = append(p.byBlock[id], r)
		rd.indexModule(r.Module, seen)
	}
}

func (rd *reader) indexModule(address string, seen map[string]bool) {
	if address == "" || seen[address] {
		return
	}
	seen[address] = true
	a, err := ParseAddress(address)
	if err != nil || len(a.Module) == 0 {
		return
	}
	last := a.Module[len(a.Module)-1]
	a.Module = a.Module[:len(a.Module)-1]
	parent := a.ModuleString()
	call := joinModule(parent, "module."+last.Name)
	rd.plan.modules[call] = append(rd.plan.modules[call], last.Key)
	rd.indexModule(parent, seen)
}

// staticPath removes the instance keys of a module address.
func staticPath(module string) string {
	if !strings.Contains(module, "[") {
		return module
	}
	a, err := ParseAddress(module)
	if err != nil {
		return module
	}
	return a.StaticModule()
}

// compareAddresses orders addresses as text, but numbers in brackets as numbers.
func compareAddresses(a, b string) int {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	start := i
	for start > 0 && isDigit(a[start-1]) {
		start--
	}
	if start > 0 && a[start-1] == '[' {
		x, y := digits(a[start:]), digits(b[start:])
		if x != "" && y != "" && len(x) != len(y) {
			return cmp.Compare(len(x), len(y))
		}
	}
	return cmp.Compare(a, b)
}

func digits(s string) string {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return s[:n]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
