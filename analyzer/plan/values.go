package plan

import "strings"

// priorState reads the state that a plan was made from.
func (rd *reader) priorState(s *scanner) error {
	return rd.eachObject(s, func(name string) error {
		if name == "values" {
			return rd.values(s, rd.priorResource)
		}
		return s.skip()
	})
}

func (rd *reader) priorResource(r *Resource) { rd.prior = append(rd.prior, r) }

// stateResource takes a resource of a state: it is there now, and will be.
func (rd *reader) stateResource(r *Resource) {
	rd.changes = append(rd.changes, r)
}

// values walks over a values representation.
// https://developer.hashicorp.com/terraform/internals/json-format#values-representation (2026-11)
func (rd *reader) values(s *scanner, add func(*Resource)) error {
	return rd.eachObject(s, func(name string) error {
		if name == "root_module" {
			return rd.valuesModule(s, "", add)
		}
		return s.skip()
	})
}

// valuesModule walks over one module. Its address may stand behind its
// resources, which is why they wait for it.
func (rd *reader) valuesModule(s *scanner, address string, add func(*Resource)) error {
	if s.space() != '{' {
		return s.skip()
	}
	var resources raw
	err := s.object(func(name string) (err error) {
		switch name {
		case "address":
			address, err = s.optionalText()
		case "resources":
			resources, err = s.raw()
		case "child_modules":
			err = rd.eachElement(s, func() error { return rd.valuesModule(s, "", add) })
		default:
			err = s.skip()
		}
		return err
	})
	if err != nil || !resources.isArray() {
		return err
	}
	rs := &scanner{src: string(resources)}
	return rs.array(func() error { return rd.valuesResource(rs, address, add) })
}

func (rd *reader) valuesResource(s *scanner, module string, add func(*Resource)) error {
	if s.space() != '{' {
		return s.skip()
	}
	r := &Resource{Plan: rd.plan}
	h := header{}
	var deposed bool
	var value, sensitive raw
	err := s.object(func(name string) (err error) {
		switch name {
		case "values":
			value, err = s.raw()
		case "sensitive_values":
			sensitive, err = s.raw()
		case "deposed_key":
			deposed = s.space() == '"'
			err = s.skip()
		default:
			err = h.read(s, name)
		}
		return err
	})
	if h.module == "" && !strings.HasPrefix(h.address, "module.") {
		h.module = module
	}
	if err != nil || deposed || !rd.identify(r, &h) {
		return err
	}
	r.setBoth(value, sensitive)
	add(r)
	return nil
}

// setBoth says that a resource has the same values before and after.
func (r *Resource) setBoth(value, sensitive raw) {
	for w := range r.worlds {
		m := &r.worlds[w]
		m.exists, m.value.raw, m.sensitive.raw = true, value, sensitive
	}
}
