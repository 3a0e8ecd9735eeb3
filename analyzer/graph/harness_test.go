package graph

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

type obj = map[string]any

// A block is one resource of a handmade plan, as JSON has it.
type block struct {
	address string
	action  string // "create" if empty
	before  obj    // for everything but create; after is the same if that is nil
	after   obj
	unknown []string // attributes that are known after apply
	// refs are configured attributes that are references; configured are others
	// that are set to something the plan does not keep. What after has on create
	// is configured too.
	refs       map[string][]string
	configured []string
	provider   string // "aws" (account 111111111111) if empty, or "aws.data" (222222222222)
	// nested and unknownNested are what configuration and after_unknown have of
	// attributes that are blocks.
	nested, unknownNested obj
}

// input is one plan or state by its label.
type input struct {
	label  string
	state  bool
	blocks []block
	// targeted makes the plan an incomplete one.
	targeted bool
}

// read makes the plan of an input.
func (in input) read(t *testing.T) *plan.Plan {
	t.Helper()
	doc := in.planJSON()
	if in.state {
		doc = in.stateJSON()
	}
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Read(in.label, in.label+".json", data)
	if err != nil {
		t.Fatalf("%s: %v", in.label, err)
	}
	return p
}

func (b block) typeAndName() (mode, typ, name string) {
	mode = "managed"
	rest, data := strings.CutPrefix(b.address, "data.")
	if data {
		mode = "data"
	}
	typ, name, _ = strings.Cut(rest, ".")
	name, _, _ = strings.Cut(name, "[")
	return mode, typ, name
}

func (in input) planJSON() obj {
	changes, config := []obj{}, []obj{}
	for _, b := range in.blocks {
		mode, typ, name := b.typeAndName()
		action := b.action
		if action == "" {
			action = "create"
		}
		actions := map[string][]string{"replace": {"delete", "create"}}[action]
		if actions == nil {
			actions = []string{action}
		}
		after := b.after
		if after == nil && action != "delete" {
			after = b.before
		}
		unknown := obj{}
		for _, u := range b.unknown {
			unknown[u] = true
		}
		for k, v := range b.unknownNested {
			unknown[k] = v
		}
		change := obj{"actions": actions, "before": b.before, "after": after, "after_unknown": unknown}
		if b.before == nil {
			change["before"] = nil
		}
		if action == "delete" {
			change["after"] = nil
		}
		changes = append(changes, obj{
			"address": b.address, "mode": mode, "type": typ, "name": name,
			"provider_name": "registry.terraform.io/hashicorp/aws", "change": change,
		})
		if action == "delete" {
			continue
		}
		expressions := obj{}
		if action == "create" || action == "replace" || mode == "data" {
			for k := range b.after {
				expressions[k] = obj{"constant_value": b.after[k]}
			}
		}
		for k, refs := range b.refs {
			expressions[k] = obj{"references": refs}
		}
		for _, k := range b.configured {
			expressions[k] = obj{}
		}
		for k, v := range b.nested {
			expressions[k] = v
		}
		provider := b.provider
		if provider == "" {
			provider = "aws"
		}
		config = append(config, obj{
			"address": dataPrefix(mode) + typ + "." + name, "mode": mode, "type": typ, "name": name,
			"provider_config_key": provider, "expressions": expressions,
		})
	}
	doc := obj{
		"format_version": "1.2", "terraform_version": "1.11.0", "planned_values": obj{"root_module": obj{}},
		"resource_changes": changes,
		"configuration": obj{
			"provider_config": obj{
				"aws":      provider("aws", "", "111111111111"),
				"aws.data": provider("aws", "data", "222222222222"),
			},
			"root_module": obj{"resources": config},
		},
	}
	if in.targeted {
		doc["complete"] = false
	}
	return doc
}

func dataPrefix(mode string) string {
	if mode == "data" {
		return "data."
	}
	return ""
}

func provider(name, alias, account string) obj {
	p := obj{
		"name": name, "full_name": "registry.terraform.io/hashicorp/aws",
		"expressions": obj{
			"region":      obj{"constant_value": "us-east-1"},
			"assume_role": []obj{{"role_arn": obj{"constant_value": "arn:aws:iam::" + account + ":role/terraform"}}},
		},
	}
	if alias != "" {
		p["alias"] = alias
	}
	return p
}

func (in input) stateJSON() obj {
	resources := []obj{}
	for _, b := range in.blocks {
		mode, typ, name := b.typeAndName()
		resources = append(resources, obj{
			"address": b.address, "mode": mode, "type": typ, "name": name,
			"provider_name": "registry.terraform.io/hashicorp/aws", "values": b.before,
		})
	}
	return obj{
		"format_version": "1.0", "terraform_version": "1.11.0",
		"values": obj{"root_module": obj{"resources": resources}},
	}
}

// graphOf joins inputs in the planned world.
func graphOf(t *testing.T, inputs ...input) *Graph { return joined(t, plan.Planned, inputs...) }

func joined(t *testing.T, w plan.World, inputs ...input) *Graph {
	t.Helper()
	var fragments []*Fragment
	for _, in := range inputs {
		p := in.read(t)
		fragments = append(fragments, FromPlan(source.NewResolver(p, w, nil, Predictor), p, w))
	}
	return Join(fragments)
}

// mustLookup finds a node by address.
func mustLookup[T any](t *testing.T, g *Graph, address string) T {
	t.Helper()
	found, err := g.Lookup(address)
	if err != nil {
		t.Fatal(err)
	}
	node, ok := found.(T)
	if !ok {
		t.Fatalf("%s is a %T", address, found)
	}
	return node
}

// sources are the texts of a principal's policies, "?" for one that is not known.
func sources(policies []*Policy) (texts []string) {
	for _, p := range policies {
		if p.Document == nil {
			texts = append(texts, "?")
		} else {
			texts = append(texts, string(p.Document.Source))
		}
	}
	return texts
}

func hasDiagnostic(g *Graph, summary string) bool {
	for _, d := range g.Diagnostics {
		if d.Summary == summary {
			return true
		}
	}
	return false
}
