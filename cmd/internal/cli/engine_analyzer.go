package cli

import (
	"context"
	"errors"
	"io"

	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// analyzerEngine is the engine that users run.
type analyzerEngine struct{}

func (analyzerEngine) Check(ctx context.Context, o analyzer.Options) (*report.Report, error) {
	a, err := analyzer.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	return a.Check(ctx)
}

func (analyzerEngine) Trace(ctx context.Context, o analyzer.Options, q analyzer.Query) (*report.Trace, error) {
	a, err := analyzer.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	return a.Trace(q)
}

func (analyzerEngine) Facts(ctx context.Context, o analyzer.Options, w io.Writer) error {
	a, err := analyzer.Load(ctx, o)
	if err != nil {
		return err
	}
	if f, ok := any(a).(interface{ Facts(io.Writer) error }); ok {
		return f.Facts(w)
	}
	return errors.New("facts: not in this build")
}

func (analyzerEngine) Graph(ctx context.Context, o analyzer.Options) (*report.Graph, error) {
	a, err := analyzer.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	if f, ok := any(a).(interface{ Graph() (*report.Graph, error) }); ok {
		return f.Graph()
	}
	return nil, errors.New("graph: not in this build")
}

func (analyzerEngine) Snapshot(ctx context.Context, o analyzer.Options, w io.Writer) error {
	a, err := analyzer.Load(ctx, o)
	if err != nil {
		return err
	}
	if f, ok := any(a).(interface{ Snapshot(io.Writer) error }); ok {
		return f.Snapshot(w)
	}
	return errors.New("snapshot: not in this build")
}

func (analyzerEngine) ConfigInit(ctx context.Context, o analyzer.Options) ([]byte, error) {
	a, err := analyzer.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	if f, ok := any(a).(interface{ ConfigInit() []byte }); ok {
		return f.ConfigInit(), nil
	}
	return nil, errors.New("config init: not in this build")
}

func (analyzerEngine) Rules(dirs []string) ([]analyzer.Rule, error) { return analyzer.Rules(dirs) }
