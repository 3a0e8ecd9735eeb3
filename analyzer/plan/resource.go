package plan

import (
	"sync/atomic"

	"github.com/zclconf/go-cty/cty"
)

// Resource is one instance of a managed resource or data source.
type Resource struct {
	Plan     *Plan
	Address  string // full, with module path and instance keys
	Module   string // "module.a[\"x\"].module.b", empty in the root
	Data     bool
	Type     string
	Name     string
	Key      cty.Value // instance key: string, number, or cty.NilVal
	Provider *Provider // never nil for AWS resources
	// Change is "create", "update", "replace", "delete", "no-op", "read",
	// "forget", or empty for what is only in a state.
	Change   string
	Previous string // previous address, if it was moved
	// Deferred: the plan puts off what happens to it, or how many instances
	// there will be, to a later plan.
	Deferred bool
	// Config is the block's configuration, nil for a state or an orphan.
	Config *Block

	providerName string // provider_name, or the provider of a raw state
	worlds       [2]image
}

// image is what one world holds of a resource, undecoded.
type image struct {
	exists    bool
	open      bool // what the image does not mention may be unknown
	value     tree
	unknown   tree
	sensitive tree
}

// tree is an object whose members are found when they are first asked for.
type tree struct {
	raw
	members atomic.Pointer[[]field]
}

// list are the members of the object.
func (t *tree) list() []field {
	if list := t.members.Load(); list != nil {
		return *list
	}
	list := t.fields()
	t.members.Store(&list)
	return list
}

// member is one member; true stands for an object in which all is true.
func (t *tree) member(name string) raw {
	if t.raw == "true" {
		return "true"
	}
	return find(t.list(), name)
}

// State tells apart what a nil would blur.
type State int8

// States of an attribute.
const (
	Null     State = iota // not set, or set to null
	Known                 // wholly known
	Partly                // a collection or object with some unknown leaves
	Computed              // unknown, and nobody configured it: AWS or the provider decides
	Unknown               // configured, but known only after apply
)

// String is the state's name in lower case.
func (s State) String() string {
	switch s {
	case Known:
		return "known"
	case Partly:
		return "partly known"
	case Computed:
		return "computed"
	case Unknown:
		return "unknown"
	}
	return "null"
}

// Exists reports whether the resource exists in a world. One that Terraform
// forgets goes on existing.
func (r *Resource) Exists(w World) bool { return r.worlds[w].exists }

// Value is the object of all attributes; cty.NilVal if the resource does not
// exist in the world. Unknown leaves are cty.DynamicVal, sets and lists tuples,
// maps objects. It is decoded anew at each call: prefer Attr.
func (r *Resource) Value(w World) cty.Value {
	m := &r.worlds[w]
	if !m.exists {
		return cty.NilVal
	}
	return decode(m.value.raw, m.unknown.raw)
}

// Attributes are the names of the attributes that a world tells of, null ones
// included, in the order of the input.
func (r *Resource) Attributes(w World) []string {
	m := &r.worlds[w]
	if !m.exists {
		return nil
	}
	var names []string
	for _, f := range m.value.list() {
		names = append(names, f.name)
	}
	for _, f := range m.unknown.list() {
		if find(m.value.list(), f.name) == "" {
			names = append(names, f.name)
		}
	}
	return names
}

// has reports whether any world tells of an attribute, be it null.
func (r *Resource) has(name string) bool {
	for w := range r.worlds {
		m := &r.worlds[w]
		if m.exists && (m.value.member(name) != "" || m.unknown.member(name) != "") {
			return true
		}
	}
	return false
}

// Attr is an attribute's raw value in a world, as the plan has it, and its
// state: cty.NilVal and Null if the resource does not exist there or nothing is
// said of the attribute.
func (r *Resource) Attr(w World, name string) (cty.Value, State) {
	m := &r.worlds[w]
	if !m.exists {
		return cty.NilVal, Null
	}
	value, unknown := m.value.member(name), m.unknown.member(name)
	if value == "" && m.open {
		unknown = "true"
	}
	if value == "" && unknown == "" {
		return cty.NilVal, Null
	}
	v := decode(value, unknown)
	switch {
	case !v.IsKnown():
		if r.configured(name) {
			return v, Unknown
		}
		return v, Computed
	case v.IsNull():
		return v, Null
	case unknown == "" || v.IsWhollyKnown():
		return v, Known
	}
	return v, Partly
}

// configured reports whether an unknown attribute may owe its being unknown to
// the configuration rather than to the provider.
func (r *Resource) configured(name string) bool {
	if r.Config == nil { // nobody can tell
		return true
	}
	e, ok := r.Config.Arguments[name]
	if !ok {
		return false
	}
	return !r.Plan.onlyKnown(r, e)
}

// Sensitive reports whether an attribute, or any part of it, is marked sensitive.
func (r *Resource) Sensitive(w World, name string) bool {
	m := r.worlds[w].sensitive.member(name)
	return marked(m)
}

// SensitiveParts is the tree of marks of an attribute, in the shape of its
// value: true where a part is sensitive. cty.False if none is.
func (r *Resource) SensitiveParts(w World, name string) cty.Value {
	m := r.worlds[w].sensitive.member(name)
	if !marked(m) {
		return cty.False
	}
	return decode(m, "")
}

// marked reports whether a tree of marks has a true leaf: outside of its names,
// nothing else begins with a t.
func marked(m raw) bool {
	named := false
	for i := 0; i < len(m); i++ {
		switch {
		case m[i] == '\\':
			i++
		case m[i] == '"':
			named = !named
		case m[i] == 't' && !named:
			return true
		}
	}
	return false
}
