package plan

import (
	"fmt"
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// remarks says what a reader of the plan must know first.
func (rd *reader) remarks() {
	p := rd.plan
	if p.IsState {
		return
	}
	banner := func(format string, arguments ...any) {
		p.Banners = append(p.Banners, fmt.Sprintf(format, arguments...))
	}
	incomplete := func(why string) {
		if p.Incomplete == "" {
			p.Incomplete = why
		}
	}
	if rd.errored == "true" {
		banner("planning stopped at an error: what comes after it is missing, and counts as unknown, not as absent")
		incomplete("planning stopped at an error")
	}
	if rd.deferred > 0 {
		verb := "changes are"
		if rd.deferred == 1 {
			verb = "change is"
		}
		banner("%d %s deferred to a later plan: what depends on it cannot be told", rd.deferred, verb)
		incomplete("some changes are deferred to a later plan")
	}
	if rd.open {
		banner("this plan has no resource_changes: what is known only after apply cannot be told from what is not set")
		incomplete("the plan has no resource_changes")
		return
	}
	if len(rd.changes) == 0 && slices.ContainsFunc(p.Resources, func(r *Resource) bool { return !r.Data }) {
		text := "this plan changes no resource (a plan with -refresh-only?): what it says is about the world as it is"
		if rd.drift > 0 {
			text += ", with what was changed outside of Terraform"
		}
		banner("%s", text)
	}
	if rd.errored == "true" {
		return
	}
	if missing := rd.notPlanned(); missing != "" {
		banner("%s is in the configuration but not in the plan (a plan with -target or -exclude?): what is left out counts as unknown, not as absent", missing)
		incomplete("the plan does not cover " + missing)
	} else if rd.complete == "false" && rd.deferred == 0 {
		banner("applying this plan will not complete the configuration (a plan with -target?): what is left out counts as unknown, not as absent")
		incomplete("Terraform says that the plan is not complete")
	}
}

// notPlanned is the address of a resource that the configuration has and the
// plan does not mention; empty if there is none. A block with count or for_each
// may well have no instances; but for_each without references is not even
// listed (Terraform 1.11), so that any instance will do.
func (rd *reader) notPlanned() string {
	if rd.plan.root == nil || rd.destroys() {
		return ""
	}
	return rd.missingIn(rd.plan.root, "")
}

// missingIn looks in one instance of a module, and in what it calls.
func (rd *reader) missingIn(m *module, instance string) string {
	for _, name := range slices.Sorted(maps.Keys(m.Blocks)) {
		b := m.Blocks[name]
		if b.Data || b.Count != nil || b.ForEach != nil {
			continue
		}
		if len(rd.plan.Instances(instance, false, b.Type, b.Name)) == 0 {
			return joinModule(instance, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.children)) {
		call := m.Calls[name]
		if call == nil || call.Count != nil || call.ForEach != nil {
			continue
		}
		step := joinModule(instance, "module."+name)
		keys := rd.plan.modules[step]
		if len(keys) == 0 {
			keys = []cty.Value{cty.NilVal}
		}
		for _, key := range keys {
			if missing := rd.missingIn(m.children[name], step+keyText(key)); missing != "" {
				return missing
			}
		}
	}
	return ""
}

// destroys reports whether the plan removes all that there is, as terraform
// plan -destroy does: then the configuration stands for nothing.
func (rd *reader) destroys() bool {
	for _, r := range rd.changes {
		if !r.Data && r.Change != "delete" {
			return false
		}
	}
	return len(rd.changes) > 0
}
