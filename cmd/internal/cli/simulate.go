package cli

import (
	"io"
	"os"

	"github.com/spf13/cobra"
	"github.com/tfaccess/tfaccess/cmd/internal/simulate"
)

func (c *Command) simulateCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "simulate [FILE|-]",
		Short: "Decide standalone requests against standalone policies, offline",
		Long: `simulate reads cases (a JSON array, or one JSON object a line) with a request
and its policies, and prints one line a case: the decision and every layer's
part in it. It is the policy engine without Terraform.`,
		Example: "  tfaccess simulate cases.json\n  tfaccess simulate - < cases.jsonl",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("simulate reads one file; join several with cat")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			if format != "json" && format != "text" {
				return usagef("--format %s: json or text", format)
			}
			in := io.Reader(c.Stdin)
			if len(args) == 1 && args[0] != "-" {
				file, err := os.Open(c.path(args[0]))
				if err != nil {
					return inputf("%s: %v", args[0], cause(err))
				}
				defer file.Close()
				in = file
			}
			status, err := simulate.Run(in, c.Stdout, c.Stderr, simulate.Options{Text: format == "text"})
			if err != nil {
				return inputf("%v", err)
			}
			if status != simulate.StatusOK {
				return &statusError{status: StatusInput}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "json", "json or text")
	return cmd
}
