package analyzer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// reading is another way to write one plan and the configuration beside it.
type reading struct {
	name, why string
	// plan changes the JSON of a plan; false if there is nothing to change.
	plan func(p object, r *rand.Rand) bool
	// hcl changes the text of a file of the configuration; nil: nothing.
	hcl func(text string) string
	// files are added to the configuration, by name, and moved is the folder
	// that all others go to.
	files map[string]string
	moved string
	// name changes the addresses of a question.
	address func(text string) string
}

var (
	blockHeader = regexp.MustCompile(`\b(resource|data)(\s+)"(aws_\w+)"(\s+)"([\w-]+)"`)
	blockName   = regexp.MustCompile(`\b(aws_\w+)\.([A-Za-z_][\w-]*)`)
	moduleName  = regexp.MustCompile(`\bmodule\.([A-Za-z_][\w-]*)`)
	moduleBlock = regexp.MustCompile(`\bmodule(\s+)"([\w-]+)"`)
)

// actionLine is an action of an object in HCL, alone on its line.
var actionLine = regexp.MustCompile(`(?m)^(\s*)Action(\s*)= ("[^"$]*")(,?)$`)

func unchanged(object, *rand.Rand) bool { return true }

func renamed(text string) string {
	return moduleName.ReplaceAllString(blockName.ReplaceAllString(text, "${1}.${2}_zz"), "module.${1}_zz")
}

var readings = []reading{
	{name: "resources in another order", why: "Terraform has no order", plan: func(p object, r *rand.Rand) bool {
		walk(p, func(name string, v any) any {
			if all, ok := v.(list); ok && slices.Contains([]string{"resource_changes", "resources", "child_modules"}, name) {
				r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			}
			return v
		})
		return true
	}},
	{name: "other labels", why: "labels are Terraform's, not AWS's",
		plan: func(p object, _ *rand.Rand) bool {
			for part, v := range p {
				p[part] = relabel(part, v)
			}
			return true
		},
		hcl: func(text string) string {
			text = renamed(blockHeader.ReplaceAllString(text, `$1$2"$3"$4"${5}_zz"`))
			return moduleBlock.ReplaceAllString(text, `module$1"${2}_zz"`)
		},
		address: renamed,
	},
	{name: "a resource of another kind more", why: "it has nothing to do with S3",
		plan: func(p object, _ *rand.Rand) bool {
			values := object{"name": "unrelated", "delay_seconds": json.Number("0")}
			same := object{"address": "aws_sqs_queue.unrelated", "mode": "managed", "type": "aws_sqs_queue", "name": "unrelated", "provider_name": "registry.terraform.io/hashicorp/aws"}
			root, configured := dig(p, "planned_values", "root_module"), dig(p, "configuration", "root_module")
			changes, ok := p["resource_changes"].(list)
			if root == nil || configured == nil || !ok || dig(p, "configuration", "provider_config")["aws"] == nil {
				return false
			}
			change, planned, block := maps.Clone(same), maps.Clone(same), maps.Clone(same)
			change["change"] = object{"actions": list{"create"}, "before": nil, "after": values, "after_unknown": object{"arn": true, "id": true}}
			planned["values"] = values
			block["provider_config_key"], block["expressions"] = "aws", object{"name": object{"constant_value": "unrelated"}}
			p["resource_changes"] = append(changes, change)
			at := func(o object) list { all, _ := o["resources"].(list); return all }
			root["resources"], configured["resources"] = append(at(root), planned), append(at(configured), block)
			return true
		},
		files: map[string]string{"unrelated.tf": "resource \"aws_sqs_queue\" \"unrelated\" {\n  name = \"unrelated\"\n}\n"},
	},
	{name: "one action as a list", why: "a string stands for a list of one", plan: unchanged,
		hcl: func(text string) string { return actionLine.ReplaceAllString(text, "${1}Action${2}= [$3]$4") }},
	{name: "quoted keys", why: "HCL takes a key with and without quotes", plan: unchanged,
		hcl: func(text string) string { return actionLine.ReplaceAllString(text, `$1"Action"$2= $3$4`) }},
	{name: "an action put together", why: "the function is evaluated before AWS sees it", plan: unchanged,
		hcl: func(text string) string { return actionLine.ReplaceAllString(text, `${1}Action${2}= join("", [$3])$4`) }},
	{name: "all in one more module", why: "modules are Terraform's, not AWS's",
		plan: func(p object, _ *rand.Rand) bool { return wrap(p) }, moved: "wrapped",
		files: map[string]string{"main.tf": "module \"wrapped\" {\n  source = \"./wrapped\"\n}\n"},
		address: func(text string) string {
			if strings.HasPrefix(text, "aws_") || strings.HasPrefix(text, "module.") || strings.HasPrefix(text, "data.") {
				return "module.wrapped." + text
			}
			return text
		},
	},
}

// walk changes every member of objects, the innermost first.
func walk(v any, change func(name string, v any) any) {
	switch v := v.(type) {
	case object:
		for name, m := range v {
			walk(m, change)
			v[name] = change(name, m)
		}
	case list:
		for _, item := range v {
			walk(item, change)
		}
	}
}

func dig(o object, names ...string) object {
	for _, name := range names {
		o, _ = o[name].(object)
	}
	return o
}

// relabel renames the blocks and modules in a part of a plan, but nothing in
// the values of resources.
func relabel(name string, v any) any {
	if name == "constant_value" || name == "variables" {
		return v
	}
	switch v := v.(type) {
	case object:
		typ, _ := v["type"].(string)
		out := object{}
		for k, m := range v {
			switch {
			case v["address"] != nil && (k == "values" || k == "sensitive_values") || v["actions"] != nil && name == "change":
				out[k] = m
			case k == "name" && strings.HasPrefix(typ, "aws_"):
				out[k] = fmt.Sprint(m, "_zz")
			case name == "module_calls":
				out[k+"_zz"] = relabel(k, m)
			default:
				out[renamed(k)] = relabel(k, m)
			}
		}
		return out
	case list:
		out := make(list, len(v))
		for i, item := range v {
			out[i] = relabel(name, item)
		}
		return out
	case string:
		if name == "provider_config_key" || name == "full_name" || name == "source" {
			return v
		}
		return renamed(v)
	}
	return v
}

// wrap puts everything into a module that has the provider configurations.
func wrap(p object) bool {
	configuration := dig(p, "configuration")
	root := dig(p, "configuration", "root_module")
	if root == nil || p["variables"] != nil || root["variables"] != nil {
		return false
	}
	const module = "module.wrapped"
	providers := object{}
	for key, v := range dig(p, "configuration", "provider_config") {
		provider, _ := v.(object)
		if provider["module_address"] != nil {
			return false
		}
		provider["module_address"] = module
		providers[module+":"+key] = provider
	}
	configuration["provider_config"] = providers
	walk(root, func(name string, v any) any {
		if name == "provider_config_key" {
			return fmt.Sprint(module, ":", v)
		}
		return v
	})
	configuration["root_module"] = object{"module_calls": object{"wrapped": object{"source": "./wrapped", "module": root}}}
	for _, part := range []object{dig(p, "planned_values"), dig(p, "prior_state", "values")} {
		inner, ok := part["root_module"].(object)
		if !ok {
			continue
		}
		prefix(inner, module)
		inner["address"] = module
		part["root_module"] = object{"child_modules": list{inner}}
	}
	changes, _ := p["resource_changes"].(list)
	for _, c := range changes {
		if c, ok := c.(object); ok {
			c["address"] = fmt.Sprint(module, ".", c["address"])
			if c["module_address"] != nil {
				c["module_address"] = fmt.Sprint(module, ".", c["module_address"])
			} else {
				c["module_address"] = module
			}
			if c["previous_address"] != nil {
				c["previous_address"] = fmt.Sprint(module, ".", c["previous_address"])
			}
		}
	}
	return true
}

// prefix puts a module before the addresses of resources and modules in a module.
func prefix(m object, module string) {
	for _, part := range []string{"resources", "child_modules"} {
		all, _ := m[part].(list)
		for _, one := range all {
			one, _ := one.(object)
			one["address"] = fmt.Sprint(module, ".", one["address"])
			if on, ok := one["depends_on"].(list); ok {
				for i := range on {
					on[i] = fmt.Sprint(module, ".", on[i])
				}
			}
			if part == "child_modules" {
				prefix(one, module)
			}
		}
	}
}

// rewritten is the seed with its plans and configurations written in another
// way, in a directory of its own; nil if that cannot be done.
func (s *seed) rewritten(t *testing.T, w *reading) *seed {
	t.Helper()
	out := &seed{name: s.name, config: s.config, queries: slices.Clone(s.queries)}
	if w.address != nil {
		if s.config != "" || !addressesFree(s) {
			return nil // addresses stand in more places
		}
		for i := range out.queries {
			q := &out.queries[i]
			q.Principal, q.Resource, q.Via = w.address(q.Principal), w.address(q.Resource), w.address(q.Via)
		}
	}
	dir := t.TempDir()
	for i, in := range s.inputs {
		p, ok := planOf(in.data)
		if !ok || !w.plan(p, chance(s.name, w.name)) {
			return nil
		}
		data, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(dir, fmt.Sprint(i), filepath.Base(in.dir))
		in.file = filepath.Join(dir, "plans", fmt.Sprint(i), filepath.Base(filepath.Dir(in.file)), filepath.Base(in.file))
		copyTree(t, in.dir, filepath.Join(at, w.moved), w.hcl)
		for name, text := range w.files {
			write(t, filepath.Join(at, name), []byte(text))
		}
		in.dir, in.data = at, data
		out.inputs = append(out.inputs, in)
	}
	return out
}

func planOf(data []byte) (object, bool) {
	var p object
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return p, d.Decode(&p) == nil && p["resource_changes"] != nil
}

// addressesFree reports whether a configuration lies in its own folder and no
// module of it comes from elsewhere.
func addressesFree(s *seed) bool {
	for _, in := range s.inputs {
		free := true
		_ = filepath.WalkDir(in.dir, func(name string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(name, ".tf") {
				text, _ := os.ReadFile(name)
				free = free && !bytes.Contains(text, []byte(`"../`)) && !bytes.Contains(text, []byte("path.root"))
			}
			free = free && !strings.Contains(filepath.ToSlash(name), ".terraform/") && !strings.HasSuffix(name, ".tf.json")
			return nil
		})
		if !free {
			return false
		}
	}
	return true
}

// copyTree copies a configuration; the folders of other plans below it stay.
func copyTree(t *testing.T, from, to string, change func(string) string) {
	t.Helper()
	err := filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && name != from && (fileExists(filepath.Join(name, "plan.json")) || d.Name() == "near" || d.Name() == "fixed") {
				return filepath.SkipDir
			}
			return err
		}
		if strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".tf.json") && filepath.Dir(name) == from {
			return nil // plans and expectations
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if change != nil && strings.HasSuffix(name, ".tf") {
			text = []byte(change(string(text)))
		}
		rel, err := filepath.Rel(from, name)
		if err != nil {
			return err
		}
		write(t, filepath.Join(to, rel), text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestRewrittenPlans: what Terraform calls things, and in which order, does
// not matter.
func TestRewrittenPlans(t *testing.T) {
	var tried atomic.Int32
	t.Cleanup(func() {
		if tried.Load() < 15 {
			t.Errorf("only %d plans could be written in another way", tried.Load())
		}
	})
	for _, s := range seeds(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for i := range readings {
				w := &readings[i]
				for _, source := range []bool{true, false} {
					if !chosen(60, "plan", s.name, w.name, fmt.Sprint(source)) {
						continue
					}
					other := s.rewritten(t, w)
					if other == nil {
						continue
					}
					tried.Add(1)
					before := s.ask(t, s.load(t, source))
					for _, line := range same(before, other.ask(t, other.load(t, source))) {
						t.Errorf("%s, source %v (%s): %s", w.name, source, w.why, line)
					}
				}
			}
		})
	}
}

// planHiding takes knowledge away from the inputs of a seed; nil if there is
// nothing to hide.
var planHidings = []struct {
	name string
	hide func(s *seed, r *rand.Rand) *seed
}{
	{"an attribute of a resource", func(s *seed, r *rand.Rand) *seed {
		return s.changed(r, func(p object) bool {
			changes, _ := p["resource_changes"].(list)
			var open []object
			for _, c := range changes {
				if c, ok := c.(object); ok && len(dig(c, "change", "after")) > 0 {
					open = append(open, c)
				}
			}
			if len(open) == 0 {
				return false
			}
			c := open[r.IntN(len(open))]
			after := dig(c, "change", "after")
			names := slices.Sorted(maps.Keys(after))
			name := names[r.IntN(len(names))]
			if after[name] == nil || dig(c, "change", "after_unknown") == nil {
				return false
			}
			delete(after, name)
			dig(c, "change", "after_unknown")[name] = true
			drop(p["planned_values"], c["address"], name)
			// A no-op keeps what it does not know yet, too.
			return dig(c, "change")["before"] == nil
		})
	}},
	{"what a data source read", func(s *seed, r *rand.Rand) *seed {
		return s.changed(r, func(p object) bool {
			root := dig(p, "prior_state", "values", "root_module")
			changes, _ := p["resource_changes"].(list)
			all, _ := root["resources"].(list)
			i := slices.IndexFunc(all, func(v any) bool {
				d, _ := v.(object)
				// Planlab gives all accounts one canonical user id, which is a
				// contradiction; with less of it more is certain.
				return d["mode"] == "data" && d["type"] != "aws_canonical_user_id"
			})
			if i < 0 {
				return false
			}
			d, _ := all[i].(object)
			root["resources"] = slices.Delete(all, i, i+1)
			unknown := object{"id": true}
			for name := range dig(d, "values") {
				unknown[name] = true
			}
			c := maps.Clone(d)
			delete(c, "values")
			delete(c, "schema_version")
			delete(c, "sensitive_values")
			c["change"] = object{"actions": list{"read"}, "before": nil, "after": object{}, "after_unknown": unknown}
			c["action_reason"] = "read_because_dependency_pending"
			p["resource_changes"] = append(changes, c)
			return true
		})
	}},
	{"one of several inputs", func(s *seed, r *rand.Rand) *seed {
		if len(s.inputs) < 2 {
			return nil
		}
		out := *s
		i := r.IntN(len(s.inputs))
		if bytes.Contains(s.inputs[i].data, []byte("aws_organizations_")) {
			return nil // policies of an organization that nobody describes are taken not to deny
		}
		out.inputs = slices.Delete(slices.Clone(s.inputs), i, i+1)
		if !slices.ContainsFunc(out.inputs, func(in seedInput) bool { return !in.aside }) {
			return nil
		}
		return &out
	}},
}

// changed is the seed with one of its plans changed.
func (s *seed) changed(r *rand.Rand, change func(p object) bool) *seed {
	out := *s
	out.inputs = slices.Clone(s.inputs)
	in := &out.inputs[r.IntN(len(out.inputs))]
	p, ok := planOf(in.data)
	if !ok || !change(p) {
		return nil
	}
	data, err := json.Marshal(p)
	if err != nil {
		return nil
	}
	in.data = data
	return &out
}

// drop removes a value from what is planned for a resource.
func drop(v any, address any, name string) {
	walk(v, func(member string, m any) any {
		if all, ok := m.(list); ok && member == "resources" {
			for _, one := range all {
				if one, ok := one.(object); ok && one["address"] == address {
					delete(dig(one, "values"), name)
				}
			}
		}
		return m
	})
}

// TestHiddenInputs: what is said of plans that tell less is said of those that
// tell more.
func TestHiddenInputs(t *testing.T) {
	for _, s := range seeds(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			var before answers
			check := func(what string, other *seed, source bool) {
				if other == nil {
					return
				}
				if before.traces == nil {
					before = s.ask(t, s.load(t, true))
				}
				for _, line := range weaker(before, other.ask(t, other.load(t, source))) {
					t.Errorf("without %s, source %v: %s", what, source, line)
				}
			}
			if chosen(20, "without source", s.name) {
				check("the configuration", s, false)
			}
			for _, h := range planHidings {
				for round := range 3 {
					for _, source := range []bool{true, false} {
						if at := fmt.Sprint(h.name, round, source); chosen(120, "inputs", s.name, at) {
							check(at, h.hide(s, chance(s.name, at)), source)
						}
					}
				}
			}
		})
	}
}
