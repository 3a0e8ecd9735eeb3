package cli

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/analyzer/suppress"
)

// baselineName is where `baseline create` writes unless told otherwise.
const baselineName = ".tfaccess-baseline.json"

func (c *Command) baselineCommand() *cobra.Command {
	return group("baseline", "Accept today's findings, so that only new ones fail", c.baselineCreate(), c.baselinePrune())
}

func (c *Command) baselineCreate() *cobra.Command {
	var f inputFlags
	var out string
	cmd := &cobra.Command{
		Use:   "create [INPUT]...",
		Short: "Write a baseline of all findings",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			r, err := c.report(cmd, &f, args, false)
			if err != nil {
				return err
			}
			known := suppress.NewBaseline(r.Findings)
			if err := c.writeFile(out, known.Encode()); err != nil {
				return err
			}
			fmt.Fprintf(c.Stderr, "%s: %d known finding(s); use it with --baseline %s\n", report.InertLines(out), len(known.Entries), report.InertLines(out))
			return nil
		},
	}
	f.register(cmd.Flags())
	cmd.Flags().StringVarP(&out, "output", "o", baselineName, "`FILE` to write")
	return cmd
}

func (c *Command) baselinePrune() *cobra.Command {
	var f inputFlags
	var file string
	cmd := &cobra.Command{
		Use:   "prune [INPUT]...",
		Short: "Drop from a baseline what no longer occurs; it never adds",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			known, err := c.readBaseline(file)
			if err != nil {
				return err
			}
			r, err := c.report(cmd, &f, args, false)
			if err != nil {
				return err
			}
			pruned, removed := known.Prune(r.Findings)
			if err := c.writeFile(file, pruned.Encode()); err != nil {
				return err
			}
			fmt.Fprintf(c.Stderr, "%s: %d removed, %d left\n", report.InertLines(file), len(removed), len(pruned.Entries))
			return nil
		},
	}
	f.register(cmd.Flags())
	cmd.Flags().StringVarP(&file, "baseline", "b", baselineName, "`FILE` to prune")
	return cmd
}
