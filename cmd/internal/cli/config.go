package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/config"
)

// configName is the configuration that is read unless told otherwise.
const configName = ".tfaccess.hcl"

func (c *Command) configCommand() *cobra.Command {
	return group("config", "Start, show and check the configuration file", c.configInit(), c.configShow(), c.configValidate())
}

func (c *Command) configInit() *cobra.Command {
	var f inputFlags
	var out string
	cmd := &cobra.Command{
		Use:   "init [INPUT]...",
		Short: "Write a commented start from what the inputs tell",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			if _, err := os.Stat(c.path(out)); err == nil && out != "-" {
				return withHint(usagef("%s exists already", out), "-o - prints a new one")
			}
			text, err := withInputs(c, cmd, &f, args, func(a analyzer.Options) ([]byte, error) {
				return c.engine.ConfigInit(cmd.Context(), a)
			})
			if err != nil {
				return err
			}
			if out == "-" {
				_, err = c.Stdout.Write(text)
				return err
			}
			if err := c.writeFile(out, text); err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.Stderr, "wrote %s\n", out)
			return err
		},
	}
	f.register(cmd.Flags())
	cmd.Flags().StringVarP(&out, "output", "o", configName, "`FILE` to write, or \"-\"")
	return cmd
}

func (c *Command) configShow() *cobra.Command {
	var flags checkFlags
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print each value with its origin: flag, environment, file or default",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			given := map[string]bool{}
			cmd.Flags().VisitAll(func(f *pflag.Flag) { given[f.Name] = f.Changed })
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			cfg, err := c.loadConfig(flags.config)
			if err != nil {
				return err
			}
			var b bytes.Buffer
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				if f.Name == "help" {
					return
				}
				origin := "default"
				switch {
				case given[f.Name]:
					origin = "flag"
				case f.Changed:
					origin = "environment"
				}
				fmt.Fprintf(&b, "%s = %s  # %s\n", f.Name, f.Value.String(), origin)
			})
			if cfg != nil {
				if err := cfg.Show(&b); err != nil {
					return err
				}
			}
			_, err = c.Stdout.Write(b.Bytes())
			return err
		},
	}
	flags.register(cmd.Flags())
	return cmd
}

func (c *Command) configValidate() *cobra.Command {
	return &cobra.Command{
		Use:   "validate [FILE]",
		Short: "Check the configuration file and nothing else",
		RunE: func(_ *cobra.Command, args []string) error {
			name := ""
			if len(args) > 1 {
				return usagef("config validate checks one file")
			}
			if len(args) == 1 {
				name = args[0]
			}
			cfg, err := c.loadConfig(name)
			if err != nil {
				return err
			}
			if cfg == nil {
				return withHint(usagef("there is no %s here", configName), "tfaccess config init plan.json")
			}
			return nil
		},
	}
}

// loadConfig reads a configuration; nil if there is none and none is named.
func (c *Command) loadConfig(name string) (*config.Config, error) {
	path, err := c.configFile(name)
	if err != nil || path == "" {
		return nil, err
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef("%s: %v", name, cause(err))
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, usagef("%s: %v", name, cause(err))
	}
	defer root.Close()
	shown := filepath.Base(path)
	if name != "" {
		shown = filepath.ToSlash(name)
	}
	cfg, diagnostics := config.Load(shown, src, root.FS(), c.Now())
	if diagnostics.HasErrors() {
		return nil, usagef("%s", diagnostics.Error())
	}
	if len(diagnostics) > 0 {
		fmt.Fprintln(c.Stderr, diagnostics.Error())
	}
	return cfg, nil
}
