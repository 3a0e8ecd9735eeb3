package cli

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/tfaccess/tfaccess/analyzer"
)

func (c *Command) rulesCommand() *cobra.Command {
	return group("rules", "List, show, document, scaffold and test rules", c.rulesList(), c.rulesShow(), c.rulesNew(), c.rulesTest(), c.rulesDocs())
}

func (c *Command) rulesList() *cobra.Command {
	var dirs []string
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List all rules",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			all, err := c.engine.Rules(c.paths(dirs))
			if err != nil {
				return err
			}
			switch format {
			case "text":
				w := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
				for _, r := range all {
					fmt.Fprintf(w, "%s\t%s\t%s\n", r.ID, r.Severity, r.Title)
				}
				return w.Flush()
			case "json":
				return c.rulesJSON(all)
			}
			return usagef("--format %s: text or json", format)
		},
	}
	cmd.Flags().StringArrayVar(&dirs, "rules", nil, "`DIR` with further rules")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func (c *Command) rulesJSON(all []analyzer.Rule) error {
	type entry struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Title    string `json:"title"`
		Severity string `json:"severity"`
		Custom   bool   `json:"custom"`
		HelpURI  string `json:"help_uri,omitempty"`
	}
	list := []entry{}
	for _, r := range all {
		list = append(list, entry{r.ID, r.Name, r.Title, string(r.Severity), r.Custom, r.HelpURI})
	}
	e := json.NewEncoder(c.Stdout)
	e.SetIndent("", "  ")
	return e.Encode(list)
}

func (c *Command) rulesShow() *cobra.Command {
	var dirs []string
	cmd := &cobra.Command{
		Use:   "show RULE",
		Short: "Print a rule's documentation",
		Args:  exactly(1, "a rule's ID or name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			all, err := c.engine.Rules(c.paths(dirs))
			if err != nil {
				return err
			}
			r, ok := findRule(all, args[0])
			if !ok {
				return unknownRule(all, args[0])
			}
			return c.page(&outputFlags{color: "auto"}, r)
		},
	}
	cmd.Flags().StringArrayVar(&dirs, "rules", nil, "`DIR` with further rules")
	return cmd
}

// exactly wants n arguments and says which.
func exactly(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != n {
			return withHint(usagef("%s needs %s", cmd.CommandPath(), what), cmd.CommandPath()+" --help")
		}
		return nil
	}
}
