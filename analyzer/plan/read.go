package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
)

// Read reads a plan, a state (`terraform show -json`, or the raw version 4 of
// `terraform state pull`) in any encoding that shells produce. The error of
// anything else is an *Error, which says what it is and what to run.
func Read(label, path string, data []byte) (*Plan, error) {
	text := locate(data)
	rd := &reader{
		plan: &Plan{
			Label: label, Path: path,
			Variables:     map[string]cty.Value{},
			byAddress:     map[string]*Resource{},
			byBlock:       map[blockID][]*Resource{},
			modules:       map[string][]cty.Value{},
			staticModules: map[string]*module{},
		},
		providerConfigs: map[string]*providerConfig{},
	}
	if err := rd.read(text); err != nil {
		return nil, fail(err, path)
	}
	return rd.plan, nil
}

// reader holds what is needed until the parts of a plan are put together.
type reader struct {
	plan            *Plan
	src             string
	providerConfigs map[string]*providerConfig
	changes         []*Resource
	prior           []*Resource // of prior_state
	plannedValues   raw
	open            bool // planned_values had to stand in for resource_changes
	has             map[string]bool
	complete        raw
	errored         raw
	drift           int
	deferred        int
}

func (rd *reader) read(text located) error {
	rd.src = text.src
	switch text.kind {
	case KindPlan:
	case KindState:
		rd.plan.IsState = true
	case KindRawState:
		rd.plan.IsState = true
	case KindBroken:
		s := scanner{src: text.src, pos: text.start}
		var syntax *syntaxError
		if errors.As(s.skip(), &syntax) {
			return broken(text, syntax)
		}
		return notAPlan(KindOtherJSON)
	default:
		return notAPlan(text.kind)
	}
	s := &scanner{src: text.src, pos: text.start}
	var err error
	if text.kind == KindRawState {
		err = rd.rawState(s)
	} else {
		err = rd.top(s)
	}
	if err != nil {
		var syntax *syntaxError
		if errors.As(err, &syntax) {
			return broken(text, syntax)
		}
		return err
	}
	if rest := strings.TrimSpace(s.src[s.pos:]); strings.Trim(rest, "\x00\x1a") != "" {
		rd.plan.odd("", "data after the end of the JSON was ignored", fmt.Sprintf("%d bytes follow the closing brace", len(rest)))
	}
	rd.link()
	return nil
}

// top reads the members of a plan or state.
func (rd *reader) top(s *scanner) error {
	rd.has = map[string]bool{}
	return s.object(func(name string) (err error) {
		rd.has[name] = true
		switch name {
		case "terraform_version":
			rd.plan.Terraform, err = s.optionalText()
		case "timestamp":
			var text string
			text, err = s.optionalText()
			rd.plan.Time, _ = time.Parse(time.RFC3339, text) // zero if it is none
		case "variables":
			err = rd.eachObject(s, func(name string) error { return rd.variable(s, name) })
		case "resource_changes":
			err = rd.eachElement(s, func() error { return rd.change(s, false) })
		case "deferred_changes":
			err = rd.eachElement(s, func() error { return rd.deferredChange(s) })
		case "resource_drift":
			err = rd.eachElement(s, func() error { rd.drift++; return s.skip() })
		case "planned_values":
			rd.plannedValues, err = s.raw()
		case "prior_state":
			err = rd.priorState(s)
		case "values":
			err = rd.values(s, rd.stateResource)
		case "configuration":
			err = rd.configuration(s)
		case "complete":
			rd.complete, err = s.raw()
		case "errored":
			rd.errored, err = s.raw()
		default:
			err = s.skip()
		}
		return err
	})
}

func (rd *reader) variable(s *scanner, name string) error {
	rd.plan.Variables[name] = nullValue
	if s.space() != '{' {
		return s.skip()
	}
	return s.object(func(member string) error {
		value, err := s.raw()
		if member == "value" && err == nil {
			rd.plan.Variables[name] = decode(value, "")
		}
		return err
	})
}

// eachObject walks over an object of objects; what is none is skipped.
func (rd *reader) eachObject(s *scanner, f func(name string) error) error {
	if s.space() != '{' {
		return s.skip()
	}
	return s.object(f)
}

// eachElement walks over an array; what is none is skipped.
func (rd *reader) eachElement(s *scanner, f func() error) error {
	if s.space() != '[' {
		return s.skip()
	}
	return s.array(f)
}

// optionalText reads a string; empty for anything else.
func (s *scanner) optionalText() (string, error) {
	if s.space() == '"' {
		return s.str()
	}
	return "", s.skip()
}

// change reads one element of resource_changes.
func (rd *reader) change(s *scanner, deferred bool) error {
	if s.space() != '{' {
		return s.skip()
	}
	r := &Resource{Plan: rd.plan, Deferred: deferred}
	var h header
	var deposed bool
	err := s.object(func(name string) (err error) {
		switch name {
		case "previous_address":
			r.Previous, err = s.optionalText()
		case "deposed":
			deposed = s.space() == '"'
			err = s.skip()
		case "change":
			err = r.readChange(s)
		default:
			err = h.read(s, name)
		}
		return err
	})
	// What is left of an earlier replacement that failed has the address of
	// the object that replaced it, which is the one that policies speak of.
	if err != nil || deposed || !rd.identify(r, &h) {
		return err
	}
	rd.changes = append(rd.changes, r)
	return nil
}

func (rd *reader) deferredChange(s *scanner) error {
	return rd.eachObject(s, func(name string) error {
		if name == "resource_change" {
			rd.deferred++
			return rd.change(s, true)
		}
		return s.skip()
	})
}

// header is what changes and state resources have in common.
type header struct {
	address, module, mode, typ, name, provider string
	index                                      raw
}

func (h *header) read(s *scanner, name string) (err error) {
	switch name {
	case "address":
		h.address, err = s.optionalText()
	case "module_address":
		h.module, err = s.optionalText()
	case "mode":
		h.mode, err = s.optionalText()
	case "type":
		h.typ, err = s.optionalText()
	case "name":
		h.name, err = s.optionalText()
	case "provider_name":
		h.provider, err = s.optionalText()
	case "index":
		h.index, err = s.raw()
	default:
		err = s.skip()
	}
	return err
}

// identify fills in who a resource is; false if nobody can tell.
//
// Terraform 0.12 left the module, the data prefix and the instance key out of
// some addresses; they stand beside it then.
func (rd *reader) identify(r *Resource, h *header) bool {
	a, err := ParseAddress(h.address)
	if err != nil {
		a = Address{}
	}
	if h.typ != "" && h.name != "" {
		a.Type, a.Name, a.Mode = h.typ, h.name, "managed"
		if h.mode == "data" {
			a.Mode = "data"
		}
	}
	if a.Type == "" || a.Name == "" {
		rd.plan.odd(h.address, "a resource without type or name was left out", "")
		return false
	}
	if h.mode != "" && h.mode != "managed" && h.mode != "data" {
		return false
	}
	if !h.index.isNull() {
		if key := decode(h.index, ""); key.Type() == cty.String || key.Type() == cty.Number {
			a.Key = key
		}
	}
	if h.module != "" && a.ModuleString() != h.module {
		if m, err := ParseAddress(h.module); err == nil && m.Type == "" {
			a.Module = m.Module
		}
	}
	r.Address = h.address
	if err != nil || h.address == "" || !sameShape(h.address, &a) {
		r.Address = a.String()
	}
	r.Module, r.Data, r.Type, r.Name, r.Key = a.ModuleString(), a.Mode == "data", a.Type, a.Name, a.Key
	r.providerName = h.provider
	return true
}

// sameShape reports whether an address as printed says all that is known of it.
func sameShape(printed string, a *Address) bool {
	if len(a.Module) > 0 && !strings.HasPrefix(printed, "module.") {
		return false
	}
	return hasKey(a.Key) == strings.HasSuffix(printed, "]")
}

// readChange reads the change representation.
// https://developer.hashicorp.com/terraform/internals/json-format#change-representation (2026-11)
func (r *Resource) readChange(s *scanner) error {
	if s.space() != '{' {
		return s.skip()
	}
	before, after := &r.worlds[Prior], &r.worlds[Planned]
	err := s.object(func(name string) (err error) {
		switch name {
		case "actions":
			var actions []string
			actions, err = readTexts(s)
			r.Change = changeOf(actions)
		case "before":
			before.value.raw, err = s.raw()
		case "after":
			after.value.raw, err = s.raw()
		case "after_unknown":
			after.unknown.raw, err = s.raw()
		case "before_sensitive":
			before.sensitive.raw, err = s.raw()
		case "after_sensitive":
			after.sensitive.raw, err = s.raw()
		default:
			err = s.skip()
		}
		return err
	})
	before.exists = !before.value.isNull()
	after.exists = !after.value.isNull() || r.Change != "delete" && !after.unknown.isNull() && after.unknown.raw != "false"
	if r.Change == "forget" {
		after.exists, after.value.raw, after.sensitive.raw = before.exists, before.value.raw, before.sensitive.raw
		after.unknown.raw = ""
	}
	return err
}

// changeOf gives a list of actions its one name.
func changeOf(actions []string) string {
	switch {
	case len(actions) == 0:
		return ""
	case len(actions) == 1:
		return actions[0]
	case slices.Contains(actions, "create"):
		return "replace" // with "delete" in either order, or with "forget"
	}
	return actions[0]
}
