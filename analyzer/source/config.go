package source

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/plan"
)

// Config is the HCL behind one plan.
type Config struct {
	files   *files
	root    string             // directory of the root module inside files
	modules map[string]*module // by static path
	zipped  bool               // of a binary plan: only *.tf files are there

	// workspace is terraform.workspace, empty if nothing tells it.
	workspace string

	problems []Mismatch // found while reading
	stale    map[*block]Mismatch
	order    []Mismatch

	mu        sync.Mutex
	templates map[string]hclsyntax.Expression
	comments  map[string][]comment
}

// Mismatch is a place where the configuration is not what the plan was made
// from, or could not be read. The HCL of that block is not used.
type Mismatch struct {
	Address  string // of the block, without instance keys; a module's path for a file
	Summary  string // the same for every instance
	Detail   string
	Location finding.Location
}

// ErrNoMatch is the error of Open for a configuration that is not the plan's.
var ErrNoMatch = errors.New("the configuration is not the one that the plan was made from")

// Open reads the configuration in a directory, and all modules that it calls.
// It reads nothing outside of the repository that holds the directory, or of
// the directory itself if there is none. The error is ErrNoMatch if the
// configuration is not the plan's.
func Open(p *plan.Plan, dir string) (*Config, error) {
	f, root, err := openDir(dir)
	if err != nil {
		return nil, err
	}
	l := &loader{files: f, root: root, dirs: map[string]string{}}
	l.manifest()
	return open(p, l)
}

// OpenPlanFile reads the configuration inside a binary plan file: exactly what
// was planned, comments included, but no templates or other files.
func OpenPlanFile(p *plan.Plan, zip []byte) (*Config, error) {
	f, dirs, err := openZip(zip)
	if err != nil {
		return nil, err
	}
	return open(p, &loader{files: f, root: dirs[""], dirs: dirs, zipped: true})
}

func open(p *plan.Plan, l *loader) (*Config, error) {
	l.modules, l.parsed = map[string]*module{}, map[string]parsedFile{}
	if err := l.load(); err != nil {
		return nil, err
	}
	c := &Config{
		files: l.files, root: l.root, modules: l.modules, zipped: l.zipped, problems: l.problems,
		stale: map[*block]Mismatch{}, templates: map[string]hclsyntax.Expression{}, comments: map[string][]comment{},
	}
	if !c.Matches(p) {
		if len(c.problems) > 0 {
			return nil, fmt.Errorf("%w: %s", ErrNoMatch, c.problems[0].Detail)
		}
		return nil, ErrNoMatch
	}
	c.compare(p, l.workspace)
	return c, nil
}

// Matches reports whether the plan may have been made from the configuration:
// every block of the plan's root module is in it. Of a state, more than half
// of the resources must be, for a state may be older than its configuration.
func (c *Config) Matches(p *plan.Plan) bool {
	root := c.modules[""]
	if root == nil {
		return false
	}
	if m := p.ModuleConfig(""); m != nil && len(m.Blocks)+len(m.Calls) > 0 {
		for name := range m.Blocks {
			if root.resources[name] == nil {
				return false
			}
		}
		for name := range m.Calls {
			if root.calls[name] == nil {
				return false
			}
		}
		return true
	}
	found, all := 0, 0
	for _, r := range p.Resources {
		all++
		if c.block(r) != nil {
			found++
		}
	}
	return all > 0 && found*2 > all
}

// OneAccount reports whether all provider configurations of hashicorp/aws work
// in one account: there is one only, or they differ in what does not say which
// account it is, as the region.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration (2026-11)
func (c *Config) OneAccount() bool {
	credentials := map[string]bool{}
	for _, m := range c.modules {
		for name, b := range m.providers {
			if name == "aws" || strings.HasPrefix(name, "aws.") {
				credentials[c.credentials(b)] = true
			}
		}
	}
	return len(credentials) <= 1
}

// credentials is the text of what in a provider block says as whom it works.
func (c *Config) credentials(b *block) string {
	var text strings.Builder
	write := func(b *block) {
		for _, name := range slices.Sorted(maps.Keys(b.args)) {
			rng := b.args[name].expr.Range()
			written := rng.String() // where it stands, if its text cannot be had
			if src, err := c.files.read(rng.Filename); err == nil && rng.CanSliceBytes(src) {
				written = string(rng.SliceBytes(src))
			}
			text.WriteString(name + "=" + written + ";")
		}
	}
	identity := &block{args: maps.Clone(b.args)}
	for _, name := range []string{"alias", "region", "default_tags", "ignore_tags", "max_retries", "retry_mode", "version"} {
		delete(identity.args, name)
	}
	write(identity)
	for _, nested := range b.blocks {
		if nested.typ == "assume_role" || nested.typ == "assume_role_with_web_identity" {
			role := &block{args: map[string]*argument{}}
			if a := nested.args["role_arn"]; a != nil {
				role.args["role_arn"] = a
			}
			text.WriteString(nested.typ + "{")
			write(role)
		}
	}
	return text.String()
}

// Mismatches tells where the configuration differs from the plan, in the
// order of addresses.
func (c *Config) Mismatches() []Mismatch {
	all := slices.Concat(c.problems, c.order)
	slices.SortStableFunc(all, func(a, b Mismatch) int { return strings.Compare(a.Address, b.Address) })
	return all
}

// File is the text of a configuration file, for snippets; false if unknown.
func (c *Config) File(name string) ([]byte, bool) {
	if c == nil {
		return nil, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	text, err := c.files.read(path.Join(c.root, name))
	return text, err == nil
}

// inside reports whether a path lies in the root module's directory or in that
// of a called module.
func (c *Config) inside(name string) bool {
	for _, m := range c.modules {
		if m.dir == "." || name == m.dir || strings.HasPrefix(name, m.dir+"/") {
			return name != ".." && !strings.HasPrefix(name, "../")
		}
	}
	return false
}

// block is the block of a resource, nil if the configuration has none.
func (c *Config) block(r *plan.Resource) *block {
	m := c.modules[staticModule(r.Module)]
	if m == nil {
		return nil
	}
	return m.resources[blockName(r)]
}

func blockName(r *plan.Resource) string {
	if r.Data {
		return "data." + r.Type + "." + r.Name
	}
	return r.Type + "." + r.Name
}

// staticModule removes the instance keys of a module address.
func staticModule(addr string) string {
	if !strings.Contains(addr, "[") {
		return addr
	}
	a, err := plan.ParseAddress(addr)
	if err != nil {
		return addr
	}
	return a.StaticModule()
}

// place is a range as a location, relative to the root module.
func place(root string, rng hcl.Range) finding.Location {
	name := rng.Filename
	if root != "." {
		if rel, ok := strings.CutPrefix(name, root+"/"); ok {
			name = rel
		} else if rel, err := filepath.Rel(root, name); err == nil {
			name = filepath.ToSlash(rel)
		}
	}
	return finding.Location{File: name, Line: rng.Start.Line, Column: rng.Start.Column, EndLine: rng.End.Line}
}

func (l *loader) place(rng hcl.Range) finding.Location { return place(l.root, rng) }

// selectedWorkspace is what `terraform workspace select` wrote beside the
// configuration; empty if it did not.
func (c *Config) selectedWorkspace() string {
	if c.zipped {
		return ""
	}
	text, err := c.files.read(path.Join(c.root, ".terraform/environment"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}
