// Package plantest writes plans of any size for tests and benchmarks.
//
// The plans have the shape of `terraform show -json` and the content of a
// usual platform: services with a bucket and a key in a data account, each with
// a reader in a consumer account; half of them written out in the root module,
// half made by one module with for_each. The same options give the same bytes.
package plantest

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Accounts of the plans.
const (
	Data     = "222222222222" // owns buckets and keys, provider aws.data
	Consumer = "111111111111" // has the readers, provider aws.consumer
)

// PerService is how many managed resources one service has.
const PerService = 10

// Options say what to write.
type Options struct {
	Resources int  // managed resources, rounded up to whole services
	Create    bool // nothing exists yet, so that ids and what mentions them are unknown; otherwise nothing changes
	// Faulty is how many of the services have a key policy that does not name
	// their reader, the first ones in order.
	Faulty int
}

type object = map[string]any

// Plan writes a plan.
func Plan(o Options) []byte {
	w := writer{Options: o}
	for i := range (o.Resources + PerService - 1) / PerService {
		w.service(i)
	}
	document := struct {
		FormatVersion    string   `json:"format_version"`
		TerraformVersion string   `json:"terraform_version"`
		Variables        object   `json:"variables"`
		PlannedValues    object   `json:"planned_values"`
		ResourceChanges  []object `json:"resource_changes"`
		PriorState       object   `json:"prior_state"`
		Configuration    object   `json:"configuration"`
		Timestamp        string   `json:"timestamp"`
		Applyable        bool     `json:"applyable"`
		Complete         bool     `json:"complete"`
		Errored          bool     `json:"errored"`
	}{
		FormatVersion: "1.2", TerraformVersion: "1.11.4",
		Variables:       object{"region": object{"value": "eu-west-1"}, "services": object{"value": w.instances}},
		PlannedValues:   object{"root_module": w.module(w.planned)},
		ResourceChanges: w.changes,
		PriorState: object{"format_version": "1.0", "terraform_version": "1.11.4",
			"values": object{"root_module": w.module(w.prior)}},
		Configuration: w.configuration(),
		Timestamp:     "2026-11-01T00:00:00Z", Applyable: o.Create, Complete: true,
	}
	text, err := json.Marshal(document)
	if err != nil {
		panic(err) // only strings, booleans, numbers, maps and slices go in
	}
	return text
}

type writer struct {
	Options
	changes        []object
	planned, prior []placed
	blocks         []object // of the root module
	instances      []string // keys of module.service
}

// placed is a resource of a values representation in its module instance.
type placed struct {
	module   string
	resource object
}

// service writes one service: i even in the root module, i odd as an instance
// of module.service.
func (w *writer) service(i int) {
	if s := service(i); s.module != "" {
		w.instances = append(w.instances, s.name)
	}
	for _, r := range w.resources(i) {
		w.add(i, r)
	}
}

// resource is a resource before it is put into a plan.
type resource struct {
	typ, provider string
	data          bool
	values        object         // everything that is known in the end
	computed      []string       // of values: known only after apply when created
	late          object         // of values: what is known of them when created
	unknown       object         // the after_unknown that goes with late
	arguments     map[string]any // configuration
}

func (w *writer) add(i int, r resource) {
	s := service(i)
	mode := "managed"
	block := r.typ + "." + s.block
	if r.data {
		mode = "data"
		block = "data." + block
	}
	address := block
	if s.module != "" {
		address = s.module + "." + block
	}
	known := object{}
	unknown := object{}
	for name, value := range r.values {
		known[name] = value
	}
	if w.Create {
		for _, name := range r.computed {
			delete(known, name)
			unknown[name] = true
		}
		known, unknown = with(known, r.late), with(unknown, r.unknown)
	}
	change := object{"actions": []string{"no-op"}, "before": r.values, "after": known, "after_unknown": unknown,
		"before_sensitive": object{}, "after_sensitive": object{}}
	if w.Create {
		change["actions"], change["before"], change["before_sensitive"] = []string{"create"}, nil, false
	}
	identity := object{"address": address, "mode": mode, "type": r.typ, "name": s.block,
		"provider_name": "registry.terraform.io/hashicorp/aws"}
	if r.data && !w.Create {
		w.prior = append(w.prior, placed{s.module, with(identity, object{"schema_version": 0, "values": r.values, "sensitive_values": object{}})})
		w.configure(s, mode, r)
		return
	}
	if r.data {
		change["actions"] = []string{"read"}
	}
	state := with(identity, object{"schema_version": 0, "values": known, "sensitive_values": object{}})
	w.planned = append(w.planned, placed{s.module, state})
	if !w.Create {
		w.prior = append(w.prior, placed{s.module, state})
	}
	if s.module != "" {
		identity = with(identity, object{"module_address": s.module})
	}
	w.changes = append(w.changes, with(identity, object{"change": change}))
	w.configure(s, mode, r)
}

// configure writes the block once: for each service in the root, and for the
// first instance of the module.
func (w *writer) configure(s names, mode string, r resource) {
	if s.module != "" {
		return
	}
	w.blocks = append(w.blocks, configured(s, mode, r))
}

func configured(s names, mode string, r resource) object {
	address := r.typ + "." + s.block
	if mode == "data" {
		address = "data." + address
	}
	return object{"address": address, "mode": mode, "type": r.typ, "name": s.block,
		"provider_config_key": r.provider, "expressions": r.arguments, "schema_version": 0}
}

// configuration is that of the root module, and of module.service from the
// arguments of its first instance.
func (w *writer) configuration() object {
	var inner []object
	module := service(1)
	for _, r := range w.resources(1) {
		mode := "managed"
		if r.data {
			mode = "data"
		}
		inner = append(inner, configured(module, mode, r))
	}
	provider := func(alias, account string) object {
		return object{"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "alias": alias, "expressions": object{
			"region":      object{"references": []string{"var.region"}},
			"assume_role": []object{{"role_arn": object{"constant_value": "arn:aws:iam::" + account + ":role/terraform"}}}}}
	}
	return object{
		"provider_config": object{"aws.data": provider("data", Data), "aws.consumer": provider("consumer", Consumer)},
		"root_module": object{
			"resources": w.blocks,
			"variables": object{"region": object{"default": "eu-west-1"}, "services": object{}},
			"module_calls": object{"service": object{
				"source":              "./service",
				"expressions":         object{"name": object{"references": []string{"each.key"}}},
				"for_each_expression": object{"references": []string{"var.services"}},
				"module":              object{"resources": inner, "variables": object{"name": object{}}},
			}},
		},
	}
}

// module nests resources into child modules.
func (w *writer) module(list []placed) object {
	var root []object
	var children []object
	for i := 0; i < len(list); {
		j := i
		var resources []object
		for ; j < len(list) && list[j].module == list[i].module; j++ {
			resources = append(resources, list[j].resource)
		}
		if list[i].module == "" {
			root = append(root, resources...)
		} else {
			children = append(children, object{"address": list[i].module, "resources": resources})
		}
		i = j
	}
	return object{"resources": root, "child_modules": children}
}

// names of one service.
type names struct {
	name   string // in AWS
	module string // module instance, empty in the root
	block  string // resource name
}

func service(i int) names {
	name := fmt.Sprintf("svc-%05d", i)
	if i%2 == 0 {
		return names{name: name, block: strings.ReplaceAll(name, "-", "_")}
	}
	return names{name: name, module: `module.service["` + name + `"]`, block: "this"}
}

func with(a, b object) object {
	c := object{}
	for k, v := range a {
		c[k] = v
	}
	for k, v := range b {
		c[k] = v
	}
	return c
}
