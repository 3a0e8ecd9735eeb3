package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/report"
	"golang.org/x/term"
)

// target is one --format: a format and where it goes ("" is standard output).
type target struct {
	format report.Format
	path   string
}

// targets reads --format; without any it is text on standard output.
func targets(flags []string) ([]target, error) {
	if len(flags) == 0 {
		flags = []string{"text"}
	}
	var all []target
	stdout, paths := "", map[string]string{}
	for _, f := range flags {
		name, path, named := strings.Cut(f, "=")
		format, ok := report.FormatNamed(name)
		if !ok {
			err := usagef("--format %s: no such format", name)
			if near := nearest(name, formatNames()); near != "" {
				return nil, withHint(err, fmt.Sprintf("did you mean %s?", near))
			}
			return nil, withHint(err, "formats are "+strings.Join(formatNames(), ", "))
		}
		if named && path == "" {
			return nil, usagef("--format %s: the file's name is missing", f)
		}
		if path == "-" {
			path = ""
		}
		if path == "" {
			if stdout != "" {
				return nil, withHint(usagef("--format: %s and %s both go to standard output", stdout, name), fmt.Sprintf("--format %s=FILE", name))
			}
			stdout = name
		} else if other, taken := paths[filepath.Clean(path)]; taken {
			return nil, usagef("--format: %s and %s both go to %s", other, name, path)
		}
		paths[filepath.Clean(path)] = name
		all = append(all, target{format, path})
	}
	return all, nil
}

func formatNames() []string {
	var names []string
	for _, f := range report.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// options says what the reader of standard output can see; files are plain.
func (c *Command) options(f *outputFlags) (report.Options, error) {
	o := report.Options{Verbose: f.verbose}
	file, _ := c.Stdout.(*os.File)
	terminal := file != nil && term.IsTerminal(int(file.Fd()))
	color, err := c.color(f.color, file, terminal)
	if err != nil {
		return o, err
	}
	o.Color = color
	if terminal {
		o.Links = c.Getenv("TERM") != "dumb" && color
		o.Width = 80
		if w, _, err := term.GetSize(int(file.Fd())); err == nil && w > 0 {
			o.Width = w
		}
	}
	return o, nil
}

// color decides from flag, environment and terminal, in this order. GitHub's
// logs render ANSI though they are no terminal.
// https://no-color.org, https://force-color.org (2026-11)
func (c *Command) color(flag string, stdout *os.File, terminal bool) (bool, error) {
	switch flag {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
	default:
		return false, usagef("--color %s: auto, always or never", flag)
	}
	switch force := c.Getenv("FORCE_COLOR"); {
	case c.Getenv("NO_COLOR") != "":
		return false, nil
	case force != "" && force != "0":
		return true, nil
	case c.Getenv("TERM") == "dumb":
		return false, nil
	case c.Getenv("GITHUB_ACTIONS") == "true" && stdout != nil && !regular(stdout):
		return true, nil
	}
	return terminal, nil
}

func regular(f *os.File) bool {
	info, err := f.Stat()
	return err != nil || info.Mode().IsRegular()
}

// writeReport prints a report in all formats: everything is made before
// anything is written, so that a failure leaves nothing half done.
func (c *Command) writeReport(r *report.Report, all []target, o report.Options) error {
	contents := make([][]byte, len(all))
	for i, t := range all {
		opts := o
		if t.path != "" {
			opts = o
			opts.Color, opts.Links, opts.Width = false, false, 0
		}
		var b bytes.Buffer
		if err := t.format.Write(&b, r, opts); err != nil {
			return fmt.Errorf("--format %s: %w", t.format.Name, err)
		}
		contents[i] = b.Bytes()
	}
	for i, t := range all {
		if t.path == "" {
			continue
		}
		if err := c.writeFile(t.path, contents[i]); err != nil {
			return err
		}
	}
	for i, t := range all {
		if t.path == "" {
			if _, err := c.Stdout.Write(contents[i]); err != nil {
				return inputf("standard output: %v", err)
			}
		}
	}
	return nil
}

// writeFile writes to a temporary name beside the file and renames it, so that
// readers see the old file or the new one.
func (c *Command) writeFile(name string, data []byte) (err error) {
	path := c.path(name)
	tmp, err := os.CreateTemp(filepath.Dir(path), ".tfaccess-*")
	if err != nil {
		return usagef("%s: %v", name, cause(err))
	}
	defer func() {
		if err != nil {
			os.Remove(tmp.Name())
		}
	}()
	_, err = tmp.Write(data)
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return usagef("%s: %v", name, cause(err))
	}
	return nil
}
