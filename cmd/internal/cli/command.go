package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// Command is one run of the program with everything that it may touch.
type Command struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Dir            string // working directory, absolute
	Getenv         func(string) string
	Now            func() time.Time
	Build          Build
	// Exec runs another program in a directory and returns its standard output:
	// `terraform show -json` for a binary plan, nothing else. Nil: os/exec.
	Exec func(ctx context.Context, dir, name string, args ...string) ([]byte, error)

	engine engine // nil: the analyzer
}

// Build says which build this is; empty fields are read from the binary.
type Build struct{ Version, Commit, Date string }

// Main runs the program and returns its exit status.
func (c *Command) Main(args []string) int {
	return c.MainContext(context.Background(), args)
}

// MainContext is Main with a context that stops it.
func (c *Command) MainContext(ctx context.Context, args []string) int {
	if c.Exec == nil {
		c.Exec = runProgram
	}
	if c.engine == nil {
		c.engine = analyzerEngine{}
	}
	root := c.root()
	root.SetArgs(args)
	root.SetIn(c.Stdin)
	root.SetOut(c.Stdout)
	root.SetErr(c.Stderr)
	return c.status(root.ExecuteContext(ctx))
}

// status prints an error and turns it into an exit status.
func (c *Command) status(err error) int {
	if err == nil {
		return StatusOK
	}
	if errors.Is(err, errFindings) {
		return StatusFindings
	}
	status, hint := StatusUsage, ""
	var own *statusError
	var input *analyzer.InputError
	var usage *analyzer.UsageError
	switch {
	case errors.As(err, &own):
		status, hint = own.status, own.hint
	case errors.As(err, &input):
		status, hint = StatusInput, input.Hint
	case errors.As(err, &usage):
		hint = usage.Hint
	}
	if own != nil && own.err == nil {
		return status // the command has said it already
	}
	fmt.Fprintf(c.Stderr, "tfaccess: %s\n", report.InertLines(err.Error()))
	if hint != "" {
		fmt.Fprintf(c.Stderr, "hint: %s\n", report.InertLines(hint))
	}
	return status
}

func (c *Command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tfaccess",
		Short: "Which S3 accesses will get 403 after terraform apply, and what to change",
		Long: `tfaccess reads Terraform plans and states of one or many accounts, decides S3
accesses with AWS's own semantics, and reports those that will be denied after
apply: who, which layer denies, and the smallest change that helps. It needs no
AWS credentials and no network.

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage or
configuration, 3 the input could not be analysed.`,
		Example: `  terraform plan -out tfplan && terraform show -json tfplan > plan.json
  tfaccess check plan.json`,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.Args = func(cmd *cobra.Command, args []string) error { return unknownCommand(cmd, args) }
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		c.checkCommand(), c.traceCommand(), c.simulateCommand(), c.snapshotCommand(),
		c.graphCommand(), c.factsCommand(), c.explainCommand(), c.rulesCommand(),
		c.commentCommand(), c.baselineCommand(), c.configCommand(), c.versionCommand(), c.manCommand())
	return root
}

// group is a command that only has subcommands.
func group(use, short string, sub ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short,
		Args: unknownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("%s needs a subcommand: %s", cmd.CommandPath(), strings.Join(subcommands(cmd), ", "))
		}}
	cmd.AddCommand(sub...)
	return cmd
}

func subcommands(cmd *cobra.Command) []string {
	var names []string
	for _, s := range cmd.Commands() {
		if s.IsAvailableCommand() {
			names = append(names, s.Name())
		}
	}
	return names
}

// unknownCommand refuses arguments that are no subcommand, with the nearest.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	err := usagef("%s has no command %q", cmd.CommandPath(), args[0])
	if near := nearest(args[0], subcommands(cmd)); near != "" {
		return withHint(err, fmt.Sprintf("did you mean %q?", near))
	}
	return withHint(err, cmd.CommandPath()+" --help lists them")
}

// flagError turns a flag's mistake into one sentence and one next step.
func flagError(cmd *cobra.Command, err error) error {
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) {
		return &statusError{StatusUsage, err, cmd.CommandPath() + " --help"}
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	hint := cmd.CommandPath() + " --help lists its flags"
	if near := nearest(missing.GetSpecifiedName(), names); near != "" {
		hint = fmt.Sprintf("did you mean --%s?", near)
	}
	return &statusError{StatusUsage, err, hint}
}

// nearest is the candidate that a typing mistake away from word, or "".
func nearest(word string, candidates []string) string {
	best, least := "", max(2, len(word)/3)+1
	for _, cand := range slices.Sorted(slices.Values(candidates)) {
		if d := distance(strings.ToLower(word), strings.ToLower(cand)); d < least {
			best, least = cand, d
		}
	}
	return best
}

// distance is the number of characters to insert, delete or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// runProgram runs a program with its messages in the error.
func runProgram(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		if first := strings.TrimSpace(string(failed.Stderr)); first != "" {
			return nil, fmt.Errorf("%w: %s", err, first)
		}
	}
	return out, err
}

// env is an environment variable of ours: the flag's name in capitals.
func (c *Command) env(flag string) string {
	return c.Getenv("TFACCESS_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_")))
}
