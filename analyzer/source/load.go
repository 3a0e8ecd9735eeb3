package source

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// maxModules bounds the tree of module calls: a module may call itself.
const (
	maxModules     = 5_000
	maxModuleDepth = 30
)

// loader reads a tree of modules.
type loader struct {
	files *files
	root  string
	// dirs says where installed modules lie, by key ("a.b"). For a directory
	// it is what `terraform init` wrote; local sources are followed without it.
	dirs map[string]string
	// zipped: dirs is all there is.
	zipped  bool
	modules map[string]*module
	parsed  map[string]parsedFile
	// workspace: some file has the word in it.
	workspace bool
	problems  []Mismatch
}

// load reads the root module and all modules that it calls.
func (l *loader) load() error {
	root := newModule("", l.root)
	if err := l.readModule(root); err != nil {
		return err
	}
	l.modules[""] = root
	l.follow(root, "", 0)
	return nil
}

func (l *loader) follow(m *module, key string, depth int) {
	names := make([]string, 0, len(m.calls))
	for name := range m.calls {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		call := m.calls[name]
		childKey, childPath := name, "module."+name
		if key != "" {
			childKey, childPath = key+"."+name, m.path+"."+childPath
		}
		dir, err := l.moduleDir(m, call, childKey)
		if err == nil && (len(l.modules) >= maxModules || depth >= maxModuleDepth) {
			err = fmt.Errorf("more than %d modules, or nested deeper than %d", maxModules, maxModuleDepth)
		}
		child := newModule(childPath, dir)
		child.parent, child.call = m, call
		if err == nil {
			err = l.readModule(child)
		}
		if err != nil {
			l.problem(call, childPath, "Module not read", err.Error())
			continue
		}
		m.children[name] = child
		l.modules[childPath] = child
		l.follow(child, childKey, depth+1)
	}
}

// moduleDir finds the directory of a called module.
func (l *loader) moduleDir(m *module, call *block, key string) (string, error) {
	if dir, ok := l.dirs[key]; ok {
		return dir, nil
	}
	if l.zipped {
		return "", fmt.Errorf("the plan file does not hold module %q", key)
	}
	src := literalString(call.arg("source"))
	if strings.HasPrefix(src, "./") || strings.HasPrefix(src, "../") || src == "." || src == ".." {
		return path.Join(m.dir, src), nil
	}
	return "", fmt.Errorf("module source %q is not installed: run terraform init, or give the plan file", src)
}

// manifest reads what `terraform init` installed.
func (l *loader) manifest() {
	text, err := l.files.read(path.Join(l.root, ".terraform/modules/modules.json"))
	if err != nil {
		return
	}
	var doc struct {
		Modules []struct{ Key, Dir string }
	}
	if json.Unmarshal(text, &doc) != nil {
		return
	}
	for _, m := range doc.Modules {
		if m.Key != "" && !path.IsAbs(m.Dir) {
			l.dirs[m.Key] = path.Join(l.root, strings.ReplaceAll(m.Dir, `\`, "/"))
		}
	}
}

func literalString(x hclsyntax.Expression) string {
	switch x := x.(type) {
	case *hclsyntax.TemplateExpr:
		if len(x.Parts) == 1 {
			return literalString(x.Parts[0])
		}
	case *hclsyntax.LiteralValueExpr:
		if x.Val.Type() == cty.String && x.Val.IsKnown() && !x.Val.IsNull() {
			return x.Val.AsString()
		}
	}
	return ""
}

// readModule reads the files of one module, override files last.
func (l *loader) readModule(m *module) error {
	names, err := l.files.list(m.dir)
	if err != nil {
		return err
	}
	slices.SortStableFunc(names, func(a, b string) int {
		switch {
		case isOverride(a) == isOverride(b):
			return strings.Compare(a, b)
		case isOverride(b):
			return -1
		}
		return 1
	})
	if len(names) == 0 {
		return fmt.Errorf("%s holds no configuration files", m.dir)
	}
	l.readFiles(names)
	for _, name := range names {
		blocks, err := l.readFile(name)
		if err != nil {
			l.problems = append(l.problems, Mismatch{Address: m.path, Summary: "File not read", Detail: err.Error()})
			continue
		}
		for _, b := range blocks {
			b := *b // a module that is called twice is two modules
			adopt(&b, m)
			m.add(&b, isOverride(name))
		}
	}
	return nil
}

func adopt(b *block, m *module) {
	b.mod = m
	b.blocks = slices.Clone(b.blocks)
	for i, n := range b.blocks {
		n := *n
		adopt(&n, m)
		b.blocks[i] = &n
	}
}

// parsedFile is a file's blocks, or why it has none.
type parsedFile struct {
	blocks []*block
	err    error
}

// readFiles parses files ahead, several at a time: it is the slow part.
func (l *loader) readFiles(names []string) {
	results := make([]parsedFile, len(names))
	var group sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, name := range names {
		if _, done := l.parsed[name]; done {
			continue
		}
		text, err := l.files.read(name)
		if err != nil {
			results[i].err = err
			continue
		}
		l.workspace = l.workspace || bytes.Contains(text, []byte("workspace"))
		slots <- struct{}{}
		group.Go(func() {
			defer func() { <-slots }()
			results[i] = parseFile(name, text)
		})
	}
	group.Wait()
	for i, name := range names {
		if _, done := l.parsed[name]; !done {
			l.parsed[name] = results[i]
		}
	}
}

func (l *loader) readFile(name string) ([]*block, error) {
	got := l.parsed[name]
	return got.blocks, got.err
}

func parseFile(name string, text []byte) (got parsedFile) {
	got.err = shallow(text)
	switch {
	case got.err != nil:
	case strings.HasSuffix(name, ".json"):
		got.blocks, got.err = readJSON(name, text)
	default:
		got.blocks, got.err = readHCL(name, text)
	}
	if got.err != nil {
		got.err = fmt.Errorf("%s: %w", name, got.err)
	}
	return got
}

func nativeBlocks(body *hclsyntax.Body) []*block {
	out := make([]*block, 0, len(body.Blocks))
	for _, b := range body.Blocks {
		n := &block{typ: b.Type, labels: b.Labels, args: make(map[string]*argument, len(b.Body.Attributes))}
		n.rng = hcl.RangeBetween(b.TypeRange, b.CloseBraceRange)
		for name, a := range b.Body.Attributes {
			n.args[name] = &argument{name: name, expr: a.Expr, rng: a.SrcRange}
		}
		n.blocks = nativeBlocks(b.Body)
		out = append(out, n)
	}
	return out
}

// add puts a top-level block where it belongs. Override files change what is
// there, argument by argument.
func (m *module) add(b *block, override bool) {
	switch {
	case b.typ == "locals":
		for name, a := range b.args {
			m.locals[name] = a
		}
	case b.typ == "variable" && len(b.labels) == 1:
		name := b.labels[0]
		if old := m.variables[name]; old != nil && override {
			b = merge(old.block, b)
		}
		m.variables[name] = newVariable(b)
	case b.typ == "output" && len(b.labels) == 1:
		put(m.outputs, b.labels[0], b, override)
	case b.typ == "module" && len(b.labels) == 1:
		put(m.calls, b.labels[0], b, override)
	case b.typ == "resource" && len(b.labels) == 2:
		put(m.resources, b.labels[0]+"."+b.labels[1], b, override)
	case b.typ == "data" && len(b.labels) == 2:
		put(m.resources, "data."+b.labels[0]+"."+b.labels[1], b, override)
	case b.typ == "provider" && len(b.labels) == 1:
		name := b.labels[0]
		if alias := literalString(b.arg("alias")); alias != "" {
			name += "." + alias
		}
		put(m.providers, name, b, override)
	}
}

func put(blocks map[string]*block, name string, b *block, override bool) {
	if old := blocks[name]; old != nil && override {
		b = merge(old, b)
	}
	blocks[name] = b
}

// merge lays an override block over the original: its arguments replace those
// of the same name, its nested blocks all nested blocks of the same type, and
// dynamic blocks count as the type that they make.
// https://developer.hashicorp.com/terraform/language/files/override#merging-behavior (2026-11)
func merge(old, over *block) *block {
	m := *old
	m.args = make(map[string]*argument, len(old.args))
	for name, a := range old.args {
		m.args[name] = a
	}
	for name, a := range over.args {
		m.args[name] = a
	}
	replaced := map[string]bool{}
	for _, n := range over.blocks {
		replaced[n.makes()] = true
	}
	m.blocks = nil
	for _, n := range old.blocks {
		if !replaced[n.makes()] {
			m.blocks = append(m.blocks, n)
		}
	}
	m.blocks = append(m.blocks, over.blocks...)
	return &m
}

// makes is the type of block that a nested block makes.
func (b *block) makes() string {
	if b.typ == "dynamic" && len(b.labels) == 1 {
		return b.labels[0]
	}
	return b.typ
}

func newVariable(b *block) *variable {
	v := &variable{block: b, typ: cty.DynamicPseudoType, def: b.args["default"], nullable: true}
	if x := b.arg("type"); x != nil {
		if ty, defaults, diags := typeexpr.TypeConstraintWithDefaults(x); !diags.HasErrors() {
			v.typ, v.defaults = ty, defaults
		}
	}
	if x := b.arg("nullable"); x != nil {
		v.nullable = !isLiteralBool(x, false)
	}
	if x := b.arg("sensitive"); x != nil {
		v.sensitive = !isLiteralBool(x, false)
	}
	return v
}

func isLiteralBool(x hclsyntax.Expression, want bool) bool {
	lit, ok := x.(*hclsyntax.LiteralValueExpr)
	return ok && lit.Val.Type() == cty.Bool && lit.Val.IsKnown() && !lit.Val.IsNull() && lit.Val.True() == want
}

func (l *loader) problem(b *block, address, summary, detail string) {
	l.problems = append(l.problems, Mismatch{
		Address: address, Summary: summary, Detail: detail, Location: l.place(b.rng),
	})
}

// shallow refuses text that would make the recursive parser overflow the
// stack, which Go cannot recover from, or go over the same brackets again and
// again. It counts roughly, and far above what people write.
func shallow(text []byte) error {
	const deep, area, repeated, conditions = 1_000, 20_000_000, 3_000, 50_000
	depth, total, run, marks := 0, 0, 0, 0
	for _, c := range text {
		switch c {
		case '(', '[', '{':
			depth++
			total += depth
		case ')', ']', '}':
			depth = max(depth-1, 0)
		case '?':
			marks++
		}
		switch c {
		case '!', '-':
			run++
		case ' ', '\t', '\r', '\n':
		default:
			run = 0
		}
		if depth > deep || total > area || run > repeated || marks > conditions {
			return fmt.Errorf("expressions are nested too deeply")
		}
	}
	return nil
}
