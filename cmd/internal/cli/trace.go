package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

type traceFlags struct {
	inputFlags
	principal, action, resource, via, format string
	context                                  []string
	outputFlags
}

func (c *Command) traceCommand() *cobra.Command {
	var f traceFlags
	cmd := &cobra.Command{
		Use:   "trace [INPUT]... --principal P --action A --resource R",
		Short: "Say what every layer makes of one request",
		Long: `trace decides one request and shows every layer's own verdict with the
statements that decided it; no layer is skipped because an earlier one denied.

Exit status 0 whatever the verdict: the answer is in the output.`,
		Example: `  tfaccess trace plan.json --principal aws_iam_role.reader --action s3:GetObject --resource aws_s3_bucket.data/report.csv
  tfaccess trace plan.json --principal arn:aws:iam::111111111111:user/Jane --action s3:PutObject \
    --resource arn:aws:s3:::acme-data/x --via aws_vpc_endpoint.s3 --context s3:x-amz-acl=bucket-owner-full-control`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.trace(cmd, &f, args) },
	}
	fs := cmd.Flags()
	f.inputFlags.register(fs)
	fs.StringVar(&f.principal, "principal", "", "`ARN|ADDRESS` of who asks")
	fs.StringVar(&f.action, "action", "", "`ACTION`: s3:GetObject")
	fs.StringVar(&f.resource, "resource", "", "`ARN|ADDRESS[/KEY]` of what is asked for")
	fs.StringVar(&f.via, "via", "", "`ADDRESS` of the VPC endpoint, or \"none\" (default: none)")
	fs.StringArrayVar(&f.context, "context", nil, "`KEY=VALUE` of the request context; repeat a key for several values")
	fs.StringVar(&f.format, "format", "text", "text or json")
	f.registerColor(fs)
	return cmd
}

func (c *Command) trace(cmd *cobra.Command, f *traceFlags, args []string) error {
	if err := c.fromEnvironment(cmd); err != nil {
		return err
	}
	for _, need := range []struct{ flag, value string }{{"principal", f.principal}, {"action", f.action}, {"resource", f.resource}} {
		if need.value == "" {
			return withHint(usagef("trace needs --%s", need.flag), "tfaccess trace --help")
		}
	}
	if !strings.Contains(f.action, ":") {
		return withHint(usagef("--action %s: an action has its service's prefix", f.action), "--action s3:"+f.action)
	}
	if !slices.Contains([]string{"text", "json"}, f.format) {
		return usagef("--format %s: text or json", f.format)
	}
	q := analyzer.Query{Principal: f.principal, Action: f.action, Resource: f.resource, Via: f.via, Context: map[string][]string{}}
	for _, kv := range f.context {
		key, value, ok := strings.Cut(kv, "=")
		if !ok || key == "" {
			return usagef("--context %s: KEY=VALUE", kv)
		}
		q.Context[key] = append(q.Context[key], value)
	}
	o, err := c.options(&f.outputFlags)
	if err != nil {
		return err
	}
	t, err := withInputs(c, cmd, &f.inputFlags, args, func(a analyzer.Options) (*report.Trace, error) {
		return c.engine.Trace(cmd.Context(), a, q)
	})
	if err != nil {
		return err
	}
	if f.format == "json" {
		return report.WriteTraceJSON(c.Stdout, t)
	}
	return report.WriteTraceText(c.Stdout, t, o)
}

// withInputs reads the inputs and does something with them, with progress.
func withInputs[T any](c *Command, cmd *cobra.Command, f *inputFlags, args []string, do func(analyzer.Options) (T, error)) (T, error) {
	p := c.startProgress()
	defer p.stop()
	a, err := c.analysis(cmd.Context(), f, args)
	if err != nil {
		var none T
		return none, err
	}
	a.Progress = p.at
	return do(a)
}

func (c *Command) factsCommand() *cobra.Command {
	var f inputFlags
	cmd := &cobra.Command{
		Use:   "facts [INPUT]...",
		Short: "Print the document that rules see, as JSON",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			out, err := withInputs(c, cmd, &f, args, func(a analyzer.Options) ([]byte, error) {
				var b bytes.Buffer
				err := c.engine.Facts(cmd.Context(), a, &b)
				return b.Bytes(), err
			})
			if err != nil {
				return err
			}
			_, err = c.Stdout.Write(out)
			return err
		},
	}
	f.register(cmd.Flags())
	return cmd
}

func (c *Command) graphCommand() *cobra.Command {
	var f inputFlags
	var format string
	cmd := &cobra.Command{
		Use:     "graph [INPUT]...",
		Short:   "Draw accounts, principals, buckets, keys and who may what",
		Example: "  tfaccess graph plan.json | dot -Tsvg > graph.svg\n  tfaccess graph plan.json --format mermaid",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			write, ok := map[string]func(*report.Graph) error{
				"dot":     func(g *report.Graph) error { return report.WriteGraphDOT(c.Stdout, g) },
				"mermaid": func(g *report.Graph) error { return report.WriteGraphMermaid(c.Stdout, g) },
				"json":    func(g *report.Graph) error { return report.WriteGraphJSON(c.Stdout, g) },
			}[format]
			if !ok {
				return usagef("--format %s: dot, mermaid or json", format)
			}
			g, err := withInputs(c, cmd, &f, args, func(a analyzer.Options) (*report.Graph, error) {
				return c.engine.Graph(cmd.Context(), a)
			})
			if err != nil {
				return err
			}
			return write(g)
		},
	}
	f.register(cmd.Flags())
	cmd.Flags().StringVar(&format, "format", "dot", "dot, mermaid or json")
	return cmd
}

func (c *Command) snapshotCommand() *cobra.Command {
	var f inputFlags
	var out string
	cmd := &cobra.Command{
		Use:   "snapshot [INPUT]... -o FILE",
		Short: "Write what other workspaces may know of this one: the graph without secrets",
		Long: `snapshot writes principals, policies, buckets, keys, endpoints and the
organization of its inputs, each with where it came from, and no other value.
Publish it after apply; a pull request elsewhere joins it with
tfaccess check plan.json --with snapshots/.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			if out == "" {
				return withHint(usagef("snapshot needs -o FILE"), "-o - prints it")
			}
			data, err := withInputs(c, cmd, &f, args, func(a analyzer.Options) ([]byte, error) {
				var b bytes.Buffer
				err := c.engine.Snapshot(cmd.Context(), a, &b)
				return b.Bytes(), err
			})
			if err != nil {
				return err
			}
			if out == "-" {
				_, err = c.Stdout.Write(data)
				return err
			}
			return c.writeFile(out, data)
		},
	}
	f.register(cmd.Flags())
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write, or \"-\"")
	return cmd
}

func (c *Command) versionCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print version and build",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			b := c.build()
			switch format {
			case "json":
				return json.NewEncoder(c.Stdout).Encode(b)
			case "text":
				fmt.Fprintf(c.Stdout, "tfaccess %s\n", b.Version)
				for _, line := range []struct{ name, value string }{{"commit", b.Commit}, {"built", b.Date}, {"go", b.Go}, {"platform", b.Platform}} {
					if line.value != "" {
						fmt.Fprintf(c.Stdout, "%-9s %s\n", line.name, line.value)
					}
				}
				return nil
			}
			return usagef("--format %s: text or json", format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}
