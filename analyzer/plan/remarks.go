package plan

import (
	"fmt"
	"slices"
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
		banner("planning stopped at an error: what comes after it is missing")
		incomplete("planning stopped at an error")
	}
	if rd.deferred > 0 {
		banner("%d changes are deferred to a later plan", rd.deferred)
		incomplete("some changes are deferred to a later plan")
	}
	if len(rd.changes) == 0 && rd.plannedValues.isObject() && len(p.Resources) > 0 {
		switch {
		case rd.has["resource_changes"] && rd.drift > 0 || rd.has["resource_changes"] && rd.has["prior_state"]:
			banner("this plan changes no resource (a plan with -refresh-only?)")
		default:
			banner("this plan has no resource_changes: what is known only after apply cannot be told from what is not set")
			incomplete("the plan has no resource_changes")
		}
	}
	if missing := rd.notPlanned(); missing != "" {
		banner("%s is in the configuration but not in the plan (a plan with -target or -exclude?)", missing)
		incomplete("the plan does not cover " + missing)
	} else if rd.complete == "false" && rd.errored != "true" && rd.deferred == 0 {
		banner("this plan is not complete: applying it will need another plan (a plan with -target?)")
		incomplete("Terraform says that the plan is not complete")
	}
}

// notPlanned is the address of a resource that the configuration has and the
// plan does not mention; empty if there is none. Only blocks of which there is
// just one instance can tell.
func (rd *reader) notPlanned() string {
	if rd.plan.root == nil || len(rd.changes) == 0 {
		return ""
	}
	return rd.missingIn(rd.plan.root)
}

func (rd *reader) missingIn(m *module) string {
	names := make([]string, 0, len(m.Blocks))
	for name := range m.Blocks {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b := m.Blocks[name]
		if b.Count != nil || b.ForEach != nil || len(name) > 5 && name[:5] == "data." {
			continue
		}
		if rd.plan.byAddress[joinModule(m.Path, name)] == nil {
			return joinModule(m.Path, name)
		}
	}
	calls := make([]string, 0, len(m.children))
	for name := range m.children {
		calls = append(calls, name)
	}
	slices.Sort(calls)
	for _, name := range calls {
		if call := m.Calls[name]; call == nil || call.Count != nil || call.ForEach != nil {
			continue
		}
		if missing := rd.missingIn(m.children[name]); missing != "" {
			return missing
		}
	}
	return ""
}
