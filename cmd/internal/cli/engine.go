package cli

import (
	"context"
	"io"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/report"
)

// engine is what the command line needs of the analyzer: a seam, so that the
// command line is tested without it.
type engine interface {
	// Check analyses the inputs and returns a sorted report, suppressions and
	// baseline applied.
	Check(ctx context.Context, in analysis) (*report.Report, error)
	// Trace answers one request.
	Trace(ctx context.Context, in analysis, q traceQuery) (*report.Trace, error)
	// Facts writes the document that rules see, as JSON.
	Facts(ctx context.Context, in analysis, w io.Writer) error
	// Graph is the graph to draw.
	Graph(ctx context.Context, in analysis) (*report.Graph, error)
	// Snapshot writes what other workspaces may know of the inputs.
	Snapshot(ctx context.Context, in analysis, w io.Writer) error
	// Rules are all rules, by ID, with the user's from the given directories.
	Rules(dirs []string) ([]rule, error)
}

// analysis is what to analyse, read and ready.
type analysis struct {
	Inputs     []input
	Sources    []string // --source: further directories with configurations
	NoSource   bool     // --source none
	ConfigFile string   // --config or the default's path; empty: none
	RuleDirs   []string // --rules
	Baseline   []byte   // content of --baseline; nil: none
	// BaselineFile is its name, for messages.
	BaselineFile string
	ChangedOnly  bool
	Dir          string // working directory
	Now          time.Time
	// Progress is told what is being done; it may be nil.
	Progress func(stage string)
}

// input is one file.
type input struct {
	Label   string // by --label; empty: derived from the path
	File    string // as named, "-" for standard input
	Data    []byte
	Context bool // came by --with
	// Optional inputs come from a directory: one that is nothing of ours is
	// passed over silently.
	Optional bool
	// PlanFile is the binary plan that Data was converted from, or --plan-file's
	// content: its configuration is the exact one. Nil: none.
	PlanFile []byte
}

// traceQuery is the request of `tfaccess trace`, as typed.
type traceQuery struct {
	Principal, Action, Resource string
	Via                         string // address; "none": not through an endpoint; empty: not said
	Context                     map[string][]string
}

// rule is one rule with its documentation.
type rule struct {
	report.Rule
	// Doc is its page, Markdown.
	Doc string
	// Custom rules come from --rules.
	Custom bool
}
