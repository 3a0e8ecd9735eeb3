package cli

import (
	"context"
	"io"

	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// engine is what the command line needs of the analyzer. It is a seam: flags,
// files and exit statuses are tested against one that answers what a test says.
type engine interface {
	// Check returns a sorted report with suppressions applied.
	Check(ctx context.Context, o analyzer.Options) (*report.Report, error)
	// Trace answers one request.
	Trace(ctx context.Context, o analyzer.Options, q analyzer.Query) (*report.Trace, error)
	// Facts writes the document that rules see, as JSON.
	Facts(ctx context.Context, o analyzer.Options, w io.Writer) error
	// Graph is the graph to draw.
	Graph(ctx context.Context, o analyzer.Options) (*report.Graph, error)
	// Snapshot writes what other workspaces may know of the inputs.
	Snapshot(ctx context.Context, o analyzer.Options, w io.Writer) error
	// ConfigInit is a commented configuration made from what the inputs tell.
	ConfigInit(ctx context.Context, o analyzer.Options) ([]byte, error)
	// Rules are all rules by ID, with the user's from the directories.
	Rules(dirs []string) ([]analyzer.Rule, error)
}
