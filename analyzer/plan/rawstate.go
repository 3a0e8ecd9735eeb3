package plan

import (
	"strings"
)

// rawState reads version 4 of the state file, which is what `terraform state
// pull` prints. Unlike `terraform show -json` it says which provider
// configuration each resource was made with.
// https://developer.hashicorp.com/terraform/internals/state-format (2026-11; the layout is not documented, version 4 has been stable since Terraform 0.12)
func (rd *reader) rawState(s *scanner) error {
	return s.object(func(name string) (err error) {
		switch name {
		case "terraform_version":
			rd.plan.Terraform, err = s.optionalText()
		case "resources":
			err = rd.eachElement(s, func() error { return rd.rawResource(s) })
		default:
			err = s.skip()
		}
		return err
	})
}

func (rd *reader) rawResource(s *scanner) error {
	if s.space() != '{' {
		return s.skip()
	}
	var h header
	var instances raw
	err := s.object(func(name string) (err error) {
		switch name {
		case "module":
			h.module, err = s.optionalText()
		case "provider":
			h.provider, err = s.optionalText()
		case "instances":
			instances, err = s.raw()
		default:
			err = h.read(s, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, instance := range instances.elements() {
		rd.rawInstance(h, instance)
	}
	return nil
}

func (rd *reader) rawInstance(h header, instance raw) {
	var value, sensitive raw
	var flat, deposed bool
	for _, f := range instance.fields() {
		switch f.name {
		case "index_key":
			h.index = f.value
		case "attributes":
			value = f.value
		case "attributes_flat":
			flat = f.value.isObject()
		case "sensitive_attributes":
			sensitive = sensitiveTree(f.value)
		case "deposed":
			deposed = f.value.text() != ""
		}
	}
	r := &Resource{Plan: rd.plan}
	if deposed || !rd.identify(r, &h) {
		return
	}
	if value.isNull() && flat {
		rd.plan.odd(r.Address, "a resource in the format of Terraform 0.11 was left out", "run terraform apply -refresh-only with a current version, which rewrites it")
		return
	}
	r.setBoth(value, sensitive)
	rd.stateResource(r)
}

// sensitiveTree turns the paths of sensitive_attributes into marks of whole
// top-level attributes: [[{"type":"get_attr","value":"secret"}]].
func sensitiveTree(paths raw) raw {
	var b strings.Builder
	for _, path := range paths.elements() {
		steps := path.elements()
		if path.isObject() { // one step, not in a list
			steps = []raw{path}
		}
		if len(steps) == 0 {
			continue
		}
		name := steps[0].get("value")
		if name == "" || name[0] != '"' {
			continue
		}
		if b.Len() == 0 {
			b.WriteByte('{')
		} else {
			b.WriteByte(',')
		}
		b.WriteString(string(name) + ":true")
	}
	if b.Len() == 0 {
		return ""
	}
	return raw(b.String() + "}")
}
