package config

import (
	"time"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Config is one configuration file.
type Config struct {
	Name     string // as in messages: ".tfaccess.hcl"
	Fragment *graph.Fragment
	Accounts []Account
	Expects  []Expect
	Ignores  []Ignore
	Severity []Severity
	Settings []Setting

	values []Value
	now    time.Time
}

// Account is an account block.
type Account struct {
	Name string
	ID   policy.Text
	// Providers are the provider configurations of any input, or of one
	// ("LABEL:aws.data"), that work in the account.
	Providers []string
	// Inputs are the labels, with "*" for any text, of the inputs that are the account's.
	Inputs   []string
	Location finding.Location
}

// Expect is an expect block: an access that must work, or must not.
type Expect struct {
	Name      string
	Principal string // ARN, with wildcards, or a resource address
	Actions   []string
	Resources []string // ARNs with wildcards, or addresses, "/KEY" behind them
	Via       string   // address or id of a VPC endpoint; empty: the paths that the graph knows
	Allow     bool
	Location  finding.Location
}

// Ignore is an ignore block. Rules and resources are matched by analyzer/suppress.
type Ignore struct {
	Rule     string
	Resource string // pattern of addresses; empty: any
	Until    string // "2027-03-01", or empty
	Reason   string
	Location finding.Location
}

// Severity is one line of the severity block.
type Severity struct {
	Rule     string // id or name
	Level    string // "error", "warning", "note" or "off"
	Location finding.Location
}

// Setting is what a flag of `tfaccess check` would say: the flag and TFACCESS_*
// win over it.
type Setting struct {
	Flag     string // without dashes: "fail-on"
	Values   []string
	Location finding.Location
}

// Value is one value of the file with its place, for `tfaccess config show`.
type Value struct {
	Path     string // `account "data".id`
	Text     string
	Location finding.Location
}

// Values are all values of the file, in its order.
func (c *Config) Values() []Value { return c.values }

// Severities are the severity block as a map from rule to level.
func (c *Config) Severities() map[string]string {
	m := make(map[string]string, len(c.Severity))
	for _, s := range c.Severity {
		m[s.Rule] = s.Level
	}
	return m
}
