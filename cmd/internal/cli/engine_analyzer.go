package cli

import (
	"context"
	"io"

	"github.com/tfaccess/tfaccess/analyzer"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// analyzerEngine is the engine that users run.
type analyzerEngine struct{}

// loaded reads and joins the inputs and asks one question of them.
func loaded[T any](ctx context.Context, o analyzer.Options, ask func(*analyzer.Analysis) (T, error)) (T, error) {
	a, err := analyzer.Load(ctx, o)
	if err != nil {
		var none T
		return none, err
	}
	return ask(a)
}

func (analyzerEngine) Check(ctx context.Context, o analyzer.Options) (*report.Report, error) {
	return loaded(ctx, o, func(a *analyzer.Analysis) (*report.Report, error) { return a.Check(ctx) })
}

func (analyzerEngine) Trace(ctx context.Context, o analyzer.Options, q analyzer.Query) (*report.Trace, error) {
	return loaded(ctx, o, func(a *analyzer.Analysis) (*report.Trace, error) { return a.Trace(q) })
}

func (analyzerEngine) Facts(ctx context.Context, o analyzer.Options, w io.Writer) error {
	_, err := loaded(ctx, o, func(a *analyzer.Analysis) (struct{}, error) { return struct{}{}, a.Facts(w) })
	return err
}

func (analyzerEngine) Graph(ctx context.Context, o analyzer.Options) (*report.Graph, error) {
	return loaded(ctx, o, func(a *analyzer.Analysis) (*report.Graph, error) { return a.Graph() })
}

func (analyzerEngine) Snapshot(ctx context.Context, o analyzer.Options, w io.Writer) error {
	_, err := loaded(ctx, o, func(a *analyzer.Analysis) (struct{}, error) { return struct{}{}, a.Snapshot(w) })
	return err
}

func (analyzerEngine) ConfigInit(ctx context.Context, o analyzer.Options) ([]byte, error) {
	return loaded(ctx, o, func(a *analyzer.Analysis) ([]byte, error) { return a.ConfigInit(), nil })
}

func (analyzerEngine) Rules(dirs []string) ([]analyzer.Rule, error) { return analyzer.Rules(dirs) }
