package cli

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manCommand prints the manual page, for packagers.
func (c *Command) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "Print the manual page (roff)",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(cmd *cobra.Command, _ []string) error { return writeMan(c.Stdout, cmd.Root()) },
	}
}

// writeMan makes one page of all commands. It has no date: the same source
// gives the same page.
func writeMan(out io.Writer, root *cobra.Command) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, ".TH TFACCESS 1\n.SH NAME\n%s \\- %s\n.SH SYNOPSIS\n.B tfaccess\nCOMMAND [ARGUMENT]...\n", root.Name(), roff(root.Short))
	fmt.Fprintf(w, ".SH DESCRIPTION\n%s\n.SH COMMANDS\n", roff(root.Long))
	manCommands(w, root)
	fmt.Fprintf(w, ".SH ENVIRONMENT\nEvery flag has a variable: TFACCESS_ and its name in capitals, with underscores. Flags win.\n")
	fmt.Fprintf(w, ".SH \"SEE ALSO\"\n.UR %s\n.UE\n", homePage)
	return w.Flush()
}

func manCommands(w io.Writer, parent *cobra.Command) {
	for _, cmd := range parent.Commands() {
		if !cmd.IsAvailableCommand() || cmd.Name() == "help" {
			continue
		}
		fmt.Fprintf(w, ".SS %s\n", roff(strings.TrimPrefix(cmd.CommandPath(), "tfaccess ")))
		text := cmd.Long
		if text == "" {
			text = cmd.Short + "."
		}
		fmt.Fprintf(w, ".B %s\n.PP\n%s\n", roff(cmd.UseLine()), roff(text))
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			value, usage := pflag.UnquoteUsage(f)
			fmt.Fprintf(w, ".TP\n.B \\-\\-%s %s\n%s\n", roff(f.Name), roff(value), roff(usage))
		})
		if cmd.Example != "" {
			fmt.Fprintf(w, ".PP\n.nf\n%s\n.fi\n", roff(cmd.Example))
		}
		manCommands(w, cmd)
	}
}

// roff escapes text: backslashes, hyphens, and lines that begin with a control character.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\\`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
