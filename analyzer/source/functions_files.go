package source

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// pathOf is the path that a file function is asked for, inside the file
// system of the configuration. Relative paths start at the root module.
//
// A path must stay in the directory of the root module or of a module that is
// part of the configuration: a plan's configuration comes from whoever opened
// the pull request, and its text ends up in reports.
func (e *evaluator) pathOf(v cty.Value, sc *scope) (string, bool) {
	if undecided(v) || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	name := unescape(v.AsString())
	if path.IsAbs(name) || strings.HasPrefix(name, "~") || strings.ContainsAny(name, "\x00\\") {
		sc.unit.miss("%s is outside of the configuration's directory, and is not read", name)
		return "", false
	}
	full := path.Join(e.res.config.root, name)
	if !e.res.config.inside(full) {
		sc.unit.miss("%s is outside of the configuration's directory, and is not read", name)
		return "", false
	}
	return full, true
}

// readFor reads a file for a function. That it cannot be read is no error of
// the expression: it may have been there when the plan was made.
func (e *evaluator) readFor(v cty.Value, sc *scope) ([]byte, bool) {
	name, ok := e.pathOf(v, sc)
	if !ok {
		return nil, false
	}
	text, err := e.res.config.files.read(name)
	if err != nil {
		sc.unit.miss("%s", err)
		return nil, false
	}
	return text, true
}

func fileContent(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	text, ok := e.readFor(args[0], sc)
	if !ok {
		return cty.UnknownVal(cty.String), nil
	}
	if !utf8.Valid(text) {
		return cty.DynamicVal, fmt.Errorf("the file is not UTF-8")
	}
	return cty.StringVal(escape(string(text))), nil
}

// fileHash is a function of a file's bytes.
func fileHash(f function.Function) func(*evaluator, []cty.Value, *scope) (cty.Value, error) {
	return func(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
		if err := arity(args, 1); err != nil {
			return cty.DynamicVal, err
		}
		text, ok := e.readFor(args[0], sc)
		if !ok || !utf8.Valid(text) {
			return cty.UnknownVal(cty.String), nil
		}
		return f.Call([]cty.Value{cty.StringVal(string(text))})
	}
}

func fileExists(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 1); err != nil {
		return cty.DynamicVal, err
	}
	name, ok := e.pathOf(args[0], sc)
	if !ok || e.res.config.zipped {
		return cty.UnknownVal(cty.Bool), nil
	}
	info, err := fs.Stat(e.res.config.files.fsys, name)
	return cty.BoolVal(err == nil && info.Mode().IsRegular()), nil
}

// fileSet is fileset: "**" in its pattern goes through directories.
func fileSet(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 2); err != nil {
		return cty.DynamicVal, err
	}
	dir, ok := e.pathOf(args[0], sc)
	if !ok || undecided(args[1]) || args[1].IsNull() || args[1].Type() != cty.String || e.res.config.zipped {
		return cty.DynamicVal, nil
	}
	pattern := strings.Split(args[1].AsString(), "/")
	if slices.Contains(pattern, "..") {
		sc.unit.miss("%s is outside of the configuration's directory, and is not read", args[1].AsString())
		return cty.DynamicVal, nil
	}
	var found []cty.Value
	count := 0
	err := fs.WalkDir(e.res.config.files.fsys, dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if count++; count > maxFiles {
			return fs.SkipAll
		}
		if d.Type().IsRegular() {
			rel := strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")
			if dir == "." {
				rel = name
			}
			if matchPath(pattern, strings.Split(rel, "/")) {
				found = append(found, cty.StringVal(rel))
			}
		}
		return nil
	})
	if err != nil || count > maxFiles {
		return cty.DynamicVal, nil
	}
	if len(found) == 0 {
		return cty.SetValEmpty(cty.String), nil
	}
	return cty.SetVal(found), nil
}

func matchPath(pattern, name []string) bool {
	switch {
	case len(pattern) == 0:
		return len(name) == 0
	case pattern[0] == "**":
		return matchPath(pattern[1:], name) || len(name) > 0 && matchPath(pattern, name[1:])
	case len(name) == 0:
		return false
	}
	ok, err := path.Match(pattern[0], name[0])
	return err == nil && ok && matchPath(pattern[1:], name[1:])
}

// templateFile is templatefile: the template sees nothing but its variables.
func templateFile(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 2); err != nil {
		return cty.DynamicVal, err
	}
	text, ok := e.readFor(args[0], sc)
	if !ok {
		return cty.UnknownVal(cty.String), nil
	}
	name, _ := e.pathOf(args[0], sc)
	return e.render(name, text, args[1], sc)
}

func templateString(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, 2); err != nil {
		return cty.DynamicVal, err
	}
	if undecided(args[0]) || args[0].IsNull() || args[0].Type() != cty.String {
		return cty.UnknownVal(cty.String), nil
	}
	return e.render("template", []byte(unescape(args[0].AsString())), args[1], sc)
}

func (e *evaluator) render(name string, text []byte, vars cty.Value, sc *scope) (cty.Value, error) {
	if !vars.IsKnown() {
		return cty.UnknownVal(cty.String), nil
	}
	if vars.IsNull() || !vars.Type().IsObjectType() && !vars.Type().IsMapType() {
		return cty.DynamicVal, fmt.Errorf("the variables are no object")
	}
	x, err := e.res.config.template(name, text)
	if err != nil {
		return cty.DynamicVal, err
	}
	inner := &scope{mod: newInstance(newModule("", ""), ""), unit: sc.unit}
	for it := vars.ElementIterator(); it.Next(); {
		k, v := it.Element()
		inner.names = append(inner.names, k.AsString())
		inner.values = append(inner.values, operand{v: v})
	}
	v, err := e.eval(x, inner)
	if err != nil || !v.IsKnown() || v.IsNull() {
		return cty.UnknownVal(cty.String), err
	}
	return convert.Convert(v, cty.String)
}

// template parses a template once.
func (c *Config) template(name string, text []byte) (hclsyntax.Expression, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := name + "\x00" + string(text)
	if x, ok := c.templates[key]; ok {
		return x, nil
	}
	if err := shallow(text); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	x, diags := hclsyntax.ParseTemplate(text, name, hcl.InitialPos)
	if diags.HasErrors() {
		return nil, diags
	}
	c.templates[key] = x
	return x, nil
}
