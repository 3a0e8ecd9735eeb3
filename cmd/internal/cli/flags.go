package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// inputFlags are the flags of every command that analyses inputs.
type inputFlags struct {
	with, sources, labels, rules []string
	planFile, config             string
}

func (f *inputFlags) register(fs *pflag.FlagSet) {
	fs.StringArrayVar(&f.with, "with", nil, "`INPUT` or directory that is context: findings must touch another input")
	fs.StringArrayVar(&f.sources, "source", nil, "`DIR` with the configuration behind a plan, or \"none\" (default: beside each input)")
	fs.StringVar(&f.planFile, "plan-file", "", "binary `PLAN` that holds the exact configuration (terraform plan -out)")
	fs.StringVar(&f.config, "config", "", "configuration `FILE` (default: .tfaccess.hcl, if it exists)")
	fs.StringArrayVar(&f.labels, "label", nil, "`NAME=FILE`: name of an input in addresses and reports")
	fs.StringArrayVar(&f.rules, "rules", nil, "`DIR` with further rules")
}

// outputFlags are the flags of commands that print a report.
type outputFlags struct {
	formats []string
	color   string
	verbose bool
}

func (f *outputFlags) register(fs *pflag.FlagSet, formats string) {
	fs.StringArrayVar(&f.formats, "format", nil, "`FMT[=PATH]`, repeatable: "+formats)
	f.registerColor(fs)
}

func (f *outputFlags) registerColor(fs *pflag.FlagSet) {
	fs.StringVar(&f.color, "color", "auto", "auto, always or never")
	fs.BoolVarP(&f.verbose, "verbose", "v", false, "also what is folded: quiet findings, layers that do not apply, whole fixes")
}

// fromEnvironment fills flags that were not given from TFACCESS_*: a flag wins
// over the environment, the environment over the configuration file. Lists are
// separated by commas.
func (c *Command) fromEnvironment(cmd *cobra.Command) error {
	var failed error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		value := c.env(f.Name)
		if f.Changed || value == "" || f.Name == "help" || failed != nil {
			return
		}
		values := []string{value}
		if f.Value.Type() == "stringArray" {
			values = strings.Split(value, ",")
		}
		for _, v := range values {
			if err := cmd.Flags().Set(f.Name, strings.TrimSpace(v)); err != nil {
				failed = usagef("TFACCESS_%s: %v", strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_")), err)
				return
			}
		}
	})
	return failed
}
