package analyzer

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/config"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/analyzer/snapshot"
	"github.com/tfaccess/tfaccess/analyzer/suppress"
)

// configuration is what .tfaccess.hcl says; without a file it says nothing.
type configuration struct {
	file     *config.Config // nil: none
	warnings config.Diagnostics
}

// readConfiguration reads the file; its mistakes are mistakes of usage.
func readConfiguration(o Options) (*configuration, error) {
	if o.ConfigFile == "" {
		return &configuration{}, nil
	}
	src, err := os.ReadFile(o.ConfigFile)
	if err != nil {
		return nil, &UsageError{Err: fmt.Errorf("configuration: %w", err)}
	}
	root, err := os.OpenRoot(filepath.Dir(o.ConfigFile))
	if err != nil {
		return nil, &UsageError{Err: fmt.Errorf("configuration: %w", err)}
	}
	defer root.Close()
	c, diags := config.Load(filepath.Base(o.ConfigFile), src, root.FS(), o.Now)
	if diags.HasErrors() {
		return nil, &UsageError{Err: diags}
	}
	return &configuration{file: c, warnings: diags}, nil
}

// assignAccounts tells the plan's provider configurations which account they
// work in, where the file says so: what the file says about one provider wins
// over what the plan implies, what it says about a whole input does not.
func (c *configuration) assignAccounts(p *plan.Plan) {
	if c.file == nil {
		return
	}
	assign := func(provider *plan.Provider) {
		account, exact := c.file.AccountOf(p.Label, provider.Key)
		if account != nil && (exact || !provider.Account.IsWhollyKnown() || provider.Account.IsUnset()) {
			provider.Account, provider.AccountFrom = account.ID, "configuration"
		}
	}
	for _, provider := range p.Providers {
		assign(provider)
	}
	// A state does not say which configuration made a resource: each then has
	// one of its own.
	for _, r := range p.Resources {
		if r.Provider != nil {
			assign(r.Provider)
		}
	}
}

func (c *configuration) fragment() *graph.Fragment {
	if c.file == nil {
		return nil
	}
	return c.file.Fragment
}

// expectations are the expect blocks with the things of a graph that they name.
func (c *configuration) expectations(g *graph.Graph) ([]access.Expectation, error) {
	if c.file == nil {
		return nil, nil
	}
	list, diags := c.file.Expectations(g)
	if diags.HasErrors() {
		return nil, &UsageError{Err: diags}
	}
	c.warnings = append(c.warnings[:len(c.warnings):len(c.warnings)], diags...)
	return list, nil
}

func (c *configuration) severities() map[string]string {
	if c.file == nil {
		return nil
	}
	return c.file.Severities()
}

func (c *configuration) ignores() []suppress.Ignore {
	if c.file == nil {
		return nil
	}
	var out []suppress.Ignore
	for _, ig := range c.file.Ignores {
		out = append(out, suppress.Ignore{
			By: suppress.Config, Rules: []string{ig.Rule}, Resource: ig.Resource, Until: ig.Until, Reason: ig.Reason, Location: ig.Location,
		})
	}
	return out
}

func (c *configuration) diagnostics() []report.Diagnostic {
	var out []report.Diagnostic
	for _, d := range c.warnings {
		out = append(out, report.Diagnostic{Severity: finding.Warning, Code: "configuration", Summary: d.Summary, Detail: d.Detail, Location: d.Location})
	}
	return out
}

// snapshotAge is the age from which a snapshot is named in the report.
func (c *configuration) snapshotAge() time.Duration {
	const usual = 30 * 24 * time.Hour
	if c.file == nil {
		return usual
	}
	for _, s := range c.file.Settings {
		if s.Flag == "snapshot-age" && len(s.Values) == 1 {
			if age, err := snapshot.ParseAge(s.Values[0]); err == nil {
				return age
			}
		}
	}
	return usual
}
