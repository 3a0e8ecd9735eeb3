package cli

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/spf13/cobra"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/rules"
)

//go:embed scaffold/rule.rego.tmpl
var scaffoldRule string

//go:embed scaffold/rule_test.rego.tmpl
var scaffoldTest string

//go:embed scaffold/main.tf.tmpl
var scaffoldFixture string

var (
	ruleName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	ruleID   = regexp.MustCompile(`^[A-Z][A-Z0-9]*[0-9]{3,}$`)
)

func (c *Command) rulesNew() *cobra.Command {
	var dir, id string
	cmd := &cobra.Command{
		Use:   "new NAME --id ID [--dir DIR]",
		Short: "Write a rule with its test and a fixture, ready to change",
		Long: `new writes DIR/NAME/NAME.rego, NAME_test.rego and fixture/main.tf. The rule works
as it is: it reports every definite denial by a service control policy.`,
		Example: "  tfaccess rules new no-legacy-buckets --id ACME001 --dir policies\n  tfaccess rules test policies",
		Args:    exactly(1, "a name: words-with-hyphens"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			return c.scaffold(dir, args[0], id)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", ".", "`DIR` of the rules")
	cmd.Flags().StringVar(&id, "id", "", "`ID` of the rule: ACME001; TFA… is ours")
	return cmd
}

func (c *Command) scaffold(dir, name, id string) error {
	if !ruleName.MatchString(name) {
		return usagef("%q is no name for a rule: words-with-hyphens, in small letters", name)
	}
	if !ruleID.MatchString(id) || strings.HasPrefix(id, "TFA") {
		return withHint(usagef("--id %q: capitals and digits, and not TFA", id), "--id ACME001")
	}
	data := struct{ Name, Package, ID string }{name, strings.ReplaceAll(name, "-", "_"), id}
	files := []struct{ path, text string }{
		{name + ".rego", scaffoldRule},
		{name + "_test.rego", scaffoldTest},
		{"fixture/main.tf", scaffoldFixture},
	}
	folder := filepath.Join(dir, name)
	if _, err := os.Stat(c.path(folder)); err == nil {
		return usagef("%s exists already", folder)
	}
	for _, f := range files {
		var b bytes.Buffer
		if err := template.Must(template.New(f.path).Delims("«", "»").Parse(f.text)).Execute(&b, data); err != nil {
			return err
		}
		path := filepath.Join(folder, f.path)
		if err := os.MkdirAll(filepath.Dir(c.path(path)), 0o755); err != nil {
			return usagef("%s: %v", path, cause(err))
		}
		if err := c.writeFile(path, b.Bytes()); err != nil {
			return err
		}
		fmt.Fprintln(c.Stdout, filepath.ToSlash(path))
	}
	return nil
}

func (c *Command) rulesTest() *cobra.Command {
	var verbose bool
	cmd := &cobra.Command{
		Use:   "test DIR...",
		Short: "Run the tests of rules, with the real builtins and facts checked by type",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return withHint(usagef("rules test needs a directory of rules"), "tfaccess rules test policies")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return c.testRules(cmd.Context(), args, verbose) },
	}
	cmd.Flags().BoolVarP(&verbose, "verbose", "v", false, "name the tests that pass too")
	return cmd
}

func (c *Command) testRules(ctx context.Context, dirs []string, verbose bool) error {
	folders, err := c.folders(dirs)
	if err != nil {
		return err
	}
	results, err := rules.Test(ctx, folders...)
	if err != nil {
		return usagef("%v", err)
	}
	passed, failed := 0, 0
	for _, r := range results {
		if !theirTest(r, folders) {
			continue // ours pass in our own tests
		}
		if r.Pass {
			passed++
			if verbose {
				fmt.Fprintf(c.Stdout, "ok    %s %s\n", report.InertLines(r.Location), r.Name)
			}
			continue
		}
		failed++
		fmt.Fprintf(c.Stdout, "FAIL  %s %s %s\n", report.InertLines(r.Location), r.Name, report.InertLines(r.Error))
	}
	fmt.Fprintf(c.Stdout, "%d passed, %d failed\n", passed, failed)
	switch {
	case failed > 0:
		return errFindings
	case passed == 0:
		return withHint(usagef("no tests in %s", strings.Join(dirs, ", ")), "tests are rules named test_… in NAME_test.rego")
	}
	return nil
}

// theirTest reports whether a test lies in one of the user's folders.
func theirTest(r rules.TestResult, folders []fs.FS) bool {
	file, _, _ := strings.Cut(r.Location, ".rego:")
	return slices.ContainsFunc(folders, func(f fs.FS) bool {
		_, err := fs.Stat(f, file+".rego")
		return err == nil
	})
}

func (c *Command) folders(dirs []string) ([]fs.FS, error) {
	var all []fs.FS
	for _, d := range dirs {
		if info, err := os.Stat(c.path(d)); err != nil || !info.IsDir() {
			return nil, usagef("%s: no such directory", d)
		}
		all = append(all, os.DirFS(c.path(d)))
	}
	return all, nil
}

func (c *Command) rulesDocs() *cobra.Command {
	var dirs []string
	var out string
	cmd := &cobra.Command{
		Use:   "docs -o DIR",
		Short: "Write a page for every rule, and an index",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			if out == "" {
				return usagef("rules docs needs -o DIR")
			}
			return c.writeDocs(dirs, out)
		},
	}
	cmd.Flags().StringArrayVar(&dirs, "rules", nil, "`DIR` with further rules")
	cmd.Flags().StringVarP(&out, "output", "o", "", "`DIR` to write to")
	return cmd
}

func (c *Command) writeDocs(dirs []string, out string) error {
	all, err := c.engine.Rules(c.paths(dirs))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.path(out), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return usagef("%s: %v", out, cause(err))
	}
	var index bytes.Buffer
	index.WriteString("# Rules\n\n| rule | severity | what it finds |\n|---|---|---|\n")
	for _, r := range all {
		fmt.Fprintf(&index, "| [%s %s](%[2]s.md) | %s | %s |\n", r.ID, r.Name, r.Severity, r.Title)
		if err := c.writeFile(filepath.Join(out, r.Name+".md"), []byte(r.Page)); err != nil {
			return err
		}
	}
	return c.writeFile(filepath.Join(out, "README.md"), index.Bytes())
}
