package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// skippedDirs hold no inputs of ours.
var skippedDirs = []string{".terraform", ".git", "node_modules", ".terragrunt-cache"}

// analysis reads everything that a command's arguments and flags name.
func (c *Command) analysis(ctx context.Context, f *inputFlags, args []string) (analyzer.Options, error) {
	b := c.build()
	a := analyzer.Options{Dir: c.Dir, Now: c.Now(), RuleDirs: c.paths(f.rules),
		Tool: report.Tool{Name: "tfaccess", Version: b.Version, Commit: b.Commit, URL: homePage}}
	labels, only, err := parseLabels(f.labels)
	if err != nil {
		return a, err
	}
	for _, s := range f.sources {
		if s == "none" {
			a.NoSource = true
			continue
		}
		dir := c.path(s)
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return a, usagef("--source %s: no such directory", s)
		}
		a.Sources = append(a.Sources, dir)
	}
	if a.NoSource && len(a.Sources) > 0 {
		return a, usagef("--source none excludes --source DIR")
	}
	if a.ConfigFile, err = c.configFile(f.config); err != nil {
		return a, err
	}
	r := inputReader{c: c, ctx: ctx}
	if err := r.readAll(f, args); err != nil {
		return a, err
	}
	a.Inputs = r.inputs
	for file, name := range labels {
		i := slices.IndexFunc(a.Inputs, func(in analyzer.Input) bool { return in.File != "-" && c.path(in.File) == c.path(file) })
		if file == "-" {
			i = slices.IndexFunc(a.Inputs, func(in analyzer.Input) bool { return in.File == "-" })
		}
		if i < 0 {
			return a, usagef("--label %s=%s: no such input", name, file)
		}
		a.Inputs[i].Label = name
	}
	if only != "" {
		own := slices.DeleteFunc(slices.Clone(a.Inputs), func(in analyzer.Input) bool { return in.Context })
		if len(own) != 1 {
			return a, usagef("--label %s: with several inputs, say which one: --label NAME=FILE", only)
		}
		a.Inputs[slices.IndexFunc(a.Inputs, func(in analyzer.Input) bool { return !in.Context })].Label = only
	}
	return a, nil
}

// parseLabels are names by file; only is the name for a lone input.
func parseLabels(flags []string) (byFile map[string]string, only string, err error) {
	byFile = map[string]string{}
	for _, l := range flags {
		name, file, ok := strings.Cut(l, "=")
		if name == "" || strings.ContainsAny(name, ":\n\r") {
			return nil, "", usagef("--label %s: a name without \":\", then =FILE", l)
		}
		switch {
		case !ok && only == "":
			only = name
		case !ok:
			return nil, "", usagef("--label %s: a second name; say which file each is: --label NAME=FILE", l)
		default:
			byFile[file] = name
		}
	}
	return byFile, only, nil
}

// configFile is the configuration to read; the default is optional, a named one not.
func (c *Command) configFile(flag string) (string, error) {
	if flag != "" {
		if _, err := os.Stat(c.path(flag)); err != nil {
			return "", usagef("--config %s: %v", flag, cause(err))
		}
		return c.path(flag), nil
	}
	if _, err := os.Stat(c.path(".tfaccess.hcl")); err != nil {
		return "", nil
	}
	return c.path(".tfaccess.hcl"), nil
}

type inputReader struct {
	c      *Command
	ctx    context.Context
	inputs []analyzer.Input
	stdin  bool
}

func (r *inputReader) readAll(f *inputFlags, args []string) error {
	var planZip []byte
	if f.planFile != "" {
		data, err := os.ReadFile(r.c.path(f.planFile))
		if err != nil {
			return inputf("%s: %v", f.planFile, cause(err))
		}
		if !isZip(data) {
			return inputf("%s: not a binary plan: --plan-file takes what terraform plan -out wrote", f.planFile)
		}
		planZip = data
	}
	switch {
	case len(args) == 0 && f.planFile != "":
		args = []string{f.planFile}
	case len(args) == 0:
		args = []string{"."}
	}
	for _, arg := range args {
		if err := r.read(arg, false); err != nil {
			return err
		}
	}
	if planZip != nil {
		if len(r.inputs) != 1 {
			return usagef("--plan-file belongs to one plan; here are %d inputs", len(r.inputs))
		}
		r.inputs[0].PlanFile = planZip
	}
	for _, arg := range f.with {
		if err := r.read(arg, true); err != nil {
			return err
		}
	}
	return nil
}

func (r *inputReader) read(name string, with bool) error {
	if name == "-" {
		if r.stdin {
			return usagef("standard input can be read once only")
		}
		r.stdin = true
		data, err := io.ReadAll(r.c.Stdin)
		if err != nil {
			return inputf("standard input: %v", err)
		}
		if len(data) == 0 {
			return withHint(inputf("standard input is empty"), "terraform show -json tfplan | tfaccess check -")
		}
		r.inputs = append(r.inputs, analyzer.Input{File: "-", Data: data, Context: with})
		return nil
	}
	info, err := os.Stat(r.c.path(name))
	if err != nil {
		return withHint(inputf("%s: %v", name, cause(err)), "terraform show -json tfplan > plan.json")
	}
	if info.IsDir() {
		return r.readDir(name, with)
	}
	return r.readFile(name, with, false)
}

func (r *inputReader) readFile(name string, with, optional bool) error {
	data, err := os.ReadFile(r.c.path(name))
	if err != nil {
		return inputf("%s: %v", name, cause(err))
	}
	in := analyzer.Input{File: name, Data: data, Context: with, Optional: optional}
	if isZip(data) {
		if in.Data, err = r.convert(name); err != nil {
			return err
		}
		in.PlanFile = data
	}
	r.inputs = append(r.inputs, in)
	return nil
}

// readDir takes the JSON files and state files in a directory and below it.
func (r *inputReader) readDir(dir string, with bool) error {
	before := len(r.inputs)
	root := r.c.path(dir)
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if file != root && (slices.Contains(skippedDirs, d.Name()) || strings.HasPrefix(d.Name(), ".")) {
				return fs.SkipDir
			}
			return nil
		}
		if ext := filepath.Ext(file); !d.Type().IsRegular() || ext != ".json" && ext != ".tfstate" || strings.HasSuffix(file, ".tf.json") || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		return r.readFile(filepath.Join(dir, name), with, true)
	})
	if err != nil {
		return inputf("%s: %v", dir, cause(err))
	}
	if len(r.inputs) == before {
		return withHint(inputf("%s: no plan or state in this directory", dir),
			"terraform plan -out tfplan && terraform show -json tfplan > plan.json")
	}
	return nil
}

// convert turns a binary plan into JSON with the program that wrote it.
func (r *inputReader) convert(name string) ([]byte, error) {
	file := r.c.path(name)
	var missing error
	for _, program := range []string{"terraform", "tofu"} {
		out, err := r.c.Exec(r.ctx, filepath.Dir(file), program, "show", "-json", "-no-color", filepath.Base(file))
		if err == nil {
			return out, nil
		}
		if !errors.Is(err, exec.ErrNotFound) {
			return nil, withHint(inputf("%s: %s show -json: %v", name, program, err),
				"run it where the plan was made (after terraform init) and pass the JSON")
		}
		missing = err
	}
	_ = missing
	return nil, withHint(inputf("%s: this is a binary plan, and neither terraform nor tofu is on PATH to convert it", name),
		"terraform show -json "+filepath.Base(file)+" > plan.json")
}

// isZip recognises a binary plan, which is a zip archive.
func isZip(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// path is a path as seen from the working directory.
func (c *Command) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(c.Dir, name)
}

func (c *Command) paths(names []string) []string {
	var all []string
	for _, n := range names {
		all = append(all, c.path(n))
	}
	return all
}

// cause is an error without the path, which the message already has.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
