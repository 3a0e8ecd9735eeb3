package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// readUnits collects the units and finds what the names of configuration files
// stand for: "ou:NAME" is the unit of that name which Terraform manages, if
// there is just one in that place.
func (j *orgJoin) readUnits(fragments []*Fragment) {
	var named []*UnitRec
	for _, f := range fragments {
		for i := range f.Units {
			u := &f.Units[i]
			if strings.HasPrefix(string(u.ID), "ou:") {
				named = append(named, u)
				continue
			}
			old := j.units[u.ID]
			if old == nil {
				j.byName[u.Name] = append(j.byName[u.Name], u.ID)
			}
			if old == nil || supersedes(u.Origin, old.Origin) {
				j.units[u.ID] = u
			}
		}
	}
	// Parents first, so that a child can be told by its parent.
	for range len(named) {
		for _, u := range named {
			j.bind(u)
		}
	}
}

// bind makes a unit of the configuration one with Terraform's, or adds it.
func (j *orgJoin) bind(u *UnitRec) {
	if _, done := j.alias[u.ID]; done {
		return
	}
	if strings.HasPrefix(string(u.Parent), "ou:") {
		if _, done := j.alias[u.Parent]; !done && j.units[u.Parent] == nil {
			j.alias[u.Parent] = cmp.Or(j.onlyNamed(strings.TrimPrefix(string(u.Parent), "ou:"), ""), u.Parent)
		}
	}
	id := j.onlyNamed(u.Name, j.resolve(u.Parent))
	if id.IsUnset() {
		id = u.ID
		j.units[id] = u
	}
	j.alias[u.ID] = id
}

// onlyNamed is the one unit with a name, below a parent if that is needed to
// tell; unset if there is none or the name does not tell which.
func (j *orgJoin) onlyNamed(name string, parent policy.Text) policy.Text {
	ids := j.byName[name]
	if len(ids) > 1 {
		ids = slices.DeleteFunc(slices.Clone(ids), func(id policy.Text) bool { return j.units[id].Parent != parent })
	}
	if len(ids) != 1 {
		return ""
	}
	return ids[0]
}

// resolve turns a name of the configuration into the id it stands for.
func (j *orgJoin) resolve(ref policy.Text) policy.Text {
	if id, ok := j.alias[ref]; ok {
		return id
	}
	if name, ok := strings.CutPrefix(string(ref), "ou:"); ok {
		return cmp.Or(j.onlyNamed(name, ""), ref)
	}
	return ref
}
