package source

import (
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/zclconf/go-cty/cty"
)

// Config is the HCL behind one plan.
type Config struct{}

// Open reads the configuration in a directory, or in the zip of a binary plan
// (tfconfig/), if it matches the plan. It reads nothing outside root.
func Open(p *plan.Plan, dir string) (*Config, error) { return nil, nil }

// OpenPlanFile reads the configuration inside a binary plan file.
func OpenPlanFile(p *plan.Plan, zip []byte) (*Config, error) { return nil, nil }

// Predictor says what AWS will assign.
type Predictor interface {
	// Predict gives an attribute that AWS derives from known inputs; get
	// answers other attributes of the same resource.
	Predict(r *plan.Resource, attr string, get func(attr string) policy.Text) (policy.Text, bool)
}

// How says which step made a value known; it is graph.How's text.
type How string

// Steps.
const (
	Known     How = "known"
	Predicted How = "predicted"
	Recovered How = "recovered"
	Rebuilt   How = "rebuilt"
	Opaque    How = "opaque"
)

// Result is a resolved value.
type Result struct {
	// Value is cty.NilVal if unset. Strings hold symbols as policy.Text does;
	// a leaf of which nothing is known is an opaque symbol if it is configured
	// as a string, else an unknown value.
	Value cty.Value
	State plan.State // of the raw value in the plan
	How   How
	// Missing says what would be needed: "local.suffix: configuration not found".
	Missing []string
	// Sensitive: may be used for decisions, must never be shown.
	Sensitive bool
}

// Resolver answers values of one plan's resources in one world, beyond what
// the plan itself says: known, predicted, recovered, rebuilt, symbolised.
type Resolver struct{}

// NewResolver makes a resolver; config may be nil.
func NewResolver(p *plan.Plan, w plan.World, config *Config, predict Predictor) *Resolver { return nil }

// Attr resolves a top-level attribute or block of a resource. A nested block
// is a tuple of objects.
func (s *Resolver) Attr(r *plan.Resource, name string) Result { return Result{} }

// Provider resolves a resource's provider configuration, whose account may be
// made known by the HCL.
func (s *Resolver) Provider(r *plan.Resource) *plan.Provider { return nil }

// Location is the resource's block in the HCL; the zero value without HCL.
func (s *Resolver) Location(r *plan.Resource) finding.Location { return finding.Location{} }

// AttrLocation is the range of one argument of the resource's block.
func (s *Resolver) AttrLocation(r *plan.Resource, name string) finding.Location {
	return finding.Location{}
}

// Ignore is a suppression comment in the HCL.
type Ignore struct {
	Rules    []string
	Until    string // "2026-12-31" or empty
	Reason   string
	Location finding.Location
}

// Ignores are the suppression comments above or inside the resource's block
// and the module calls that lead to it.
func (s *Resolver) Ignores(r *plan.Resource) []Ignore { return nil }

// File is the text of a configuration file, for snippets; false if unknown.
func (c *Config) File(name string) ([]byte, bool) { return nil, false }

var _ = cty.NilVal
