package analyzer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/analyzer/snapshot"
	"github.com/tfaccess/tfaccess/analyzer/source"
)

// Analysis is the inputs, read and joined. It is read-only after Load.
type Analysis struct {
	options Options
	inputs  []*loaded
	config  *configuration
	planned facts.World
	engine  *eval.Engine // of the planned world
	// prior is the world before the plans; nil if nothing is changed, so that
	// the two are the same.
	prior *facts.World
}

// loaded is one input.
type loaded struct {
	Input
	kind   plan.Kind
	plan   *plan.Plan     // plans and states
	config *source.Config // the HCL behind the plan; nil: none
	dir    string         // where config lies
	// planned and prior are the fragments of the two worlds; changed says
	// whether they differ.
	planned, prior []*graph.Fragment
	changed        bool
	taken          snapshot.Meta    // of a snapshot
	resolver       *source.Resolver // of the planned world
	banners        []string
	resources      int
}

// Load reads and joins the inputs. A *UsageError is about the configuration,
// an *InputError about an input that cannot be analysed.
func Load(ctx context.Context, o Options) (*Analysis, error) {
	a := &Analysis{options: o}
	a.progress("reading")
	var err error
	if a.config, err = readConfiguration(o); err != nil {
		return nil, err
	}
	if err := a.read(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a.progress("joining")
	if err := a.join(); err != nil {
		return nil, err
	}
	return a, ctx.Err()
}

func (a *Analysis) progress(stage string) {
	if a.options.Progress != nil {
		a.options.Progress(stage)
	}
}

// read turns every input into fragments, several at a time.
func (a *Analysis) read() error {
	inputs := a.options.Inputs
	paths, given := make([]string, len(inputs)), make([]string, len(inputs))
	for i, in := range inputs {
		paths[i], given[i] = in.File, in.Label
	}
	labels := Labels(paths, given)
	for i, l := range labels {
		if j := slices.Index(labels, l); j != i {
			return &UsageError{Err: fmt.Errorf("%s and %s have the same label %q", inputs[j].File, inputs[i].File, l), Hint: "--label NAME=FILE gives an input a label of its own"}
		}
	}
	read, errs := make([]*loaded, len(inputs)), make([]error, len(inputs))
	var group sync.WaitGroup
	slots := make(chan struct{}, 4)
	for i := range inputs {
		group.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			in := inputs[i]
			in.Label = labels[i]
			read[i], errs[i] = a.readInput(in)
		})
	}
	group.Wait()
	var skipped error
	for i, l := range read {
		switch err := errs[i]; {
		case err == nil:
			a.inputs = append(a.inputs, l)
		case !inputs[i].Optional:
			return err
		case skipped == nil:
			skipped = err
		}
	}
	if !slices.ContainsFunc(a.inputs, func(l *loaded) bool { return !l.Context }) {
		if skipped != nil {
			return skipped
		}
		return &InputError{Err: errors.New("there is no plan or state among the inputs"), Hint: "--with inputs are context only; name a plan to check"}
	}
	return nil
}

func (a *Analysis) readInput(in Input) (*loaded, error) {
	l := &loaded{Input: in, kind: plan.Detect(in.Data)}
	var err error
	switch l.kind {
	case plan.KindSnapshot:
		err = l.readSnapshot()
	case plan.KindAuthorizationDetails:
		err = l.readAuthorizationDetails()
	default:
		err = a.readPlan(l)
	}
	if err != nil {
		var known *plan.Error
		if errors.As(err, &known) {
			return nil, &InputError{Err: err, Hint: known.Hint}
		}
		return nil, &InputError{Err: fmt.Errorf("%s: %w", in.File, err)}
	}
	l.Data, l.PlanFile = nil, nil
	if in.Context {
		for _, f := range l.planned {
			f.MarkContext()
		}
		for _, f := range l.prior {
			f.MarkContext()
		}
	}
	return l, nil
}

// readPlan reads a plan or state and makes the fragments of both worlds.
func (a *Analysis) readPlan(l *loaded) error {
	p, err := plan.Read(l.Label, l.File, l.Data)
	if err != nil {
		return err
	}
	l.plan, l.banners, l.resources = p, p.Banners, len(p.Resources)
	if err := a.findConfiguration(l); err != nil {
		return err
	}
	if p.OneProvider() && (l.config == nil || !l.config.OneAccount()) {
		p.SeparateProviders()
	}
	a.config.assignAccounts(p)
	l.resolver = source.NewResolver(p, plan.Planned, l.config, graph.Predictor)
	planned := graph.FromPlan(l.resolver, p, plan.Planned)
	l.planned = []*graph.Fragment{planned}
	l.prior = l.planned
	if l.changed = changes(p); l.changed {
		l.prior = []*graph.Fragment{graph.FromPlan(source.NewResolver(p, plan.Prior, l.config, graph.Predictor), p, plan.Prior)}
	}
	for _, o := range p.Oddities {
		planned.Diagnostics = append(planned.Diagnostics, graph.Diagnostic{
			Origin: graph.Origin{Input: l.Label, Address: o.Address}, Summary: o.Summary, Detail: o.Detail,
		})
	}
	if l.config != nil {
		for _, m := range l.config.Mismatches() {
			planned.Diagnostics = append(planned.Diagnostics, graph.Diagnostic{
				Origin: graph.Origin{Input: l.Label, Address: m.Address, Location: m.Location}, Summary: m.Summary, Detail: m.Detail,
			})
		}
	}
	return nil
}

// changes reports whether a plan makes the world another one.
func changes(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Resources, func(r *plan.Resource) bool {
		return !r.Data && r.Change != "" && r.Change != "no-op" || r.Data && r.Exists(plan.Prior) != r.Exists(plan.Planned)
	})
}

// findConfiguration looks for the HCL behind a plan: in its binary plan, else
// in the input's directory, in those named by --source, and in the working
// directory. A directory serves the plan whose configuration it matches.
func (a *Analysis) findConfiguration(l *loaded) error {
	if a.options.NoSource {
		return nil
	}
	if l.PlanFile != nil {
		c, err := source.OpenPlanFile(l.plan, l.PlanFile)
		if err != nil {
			return fmt.Errorf("configuration in the binary plan: %w", err)
		}
		l.config = c
		return nil
	}
	var dirs []string
	if l.File != "-" {
		dirs = append(dirs, filepath.Dir(a.path(l.File)))
	}
	dirs = append(append(dirs, a.options.Sources...), a.options.Dir)
	for i, dir := range dirs {
		if slices.Contains(dirs[:i], dir) {
			continue
		}
		if c, err := source.Open(l.plan, dir); err == nil && c != nil {
			l.config, l.dir = c, dir
			return nil
		}
	}
	return nil
}

func (a *Analysis) path(name string) string {
	if filepath.IsAbs(name) || a.options.Dir == "" {
		return name
	}
	return filepath.Join(a.options.Dir, name)
}

// join makes the graphs and engines of both worlds, side by side.
func (a *Analysis) join() error {
	var planned, prior []*graph.Fragment
	changed := false
	for _, l := range a.inputs {
		planned, prior = append(planned, l.planned...), append(prior, l.prior...)
		changed = changed || l.changed
	}
	if f := a.config.fragment(); f != nil {
		planned, prior = append(planned, f), append(prior, f)
	}
	var group sync.WaitGroup
	if changed {
		group.Go(func() { w, _ := world(prior); a.prior = &w })
	}
	a.planned, a.engine = world(planned)
	group.Wait()
	return nil
}

func world(fragments []*graph.Fragment) (facts.World, *eval.Engine) {
	g := graph.Join(fragments)
	e := eval.New(g)
	return facts.World{Graph: g, Evaluate: e.Evaluate}, e
}

// tool, inputs and the text of sources, as reports have them.

func (a *Analysis) reportInputs() []report.Input {
	var out []report.Input
	for _, l := range a.inputs {
		in := report.Input{
			Label: l.Label, File: l.File, Kind: kindText(l.kind), Context: l.Context,
			Banner: strings.Join(l.banners, "; "), Resources: l.resources,
		}
		if l.plan != nil {
			in.TerraformVersion = l.plan.Terraform
		}
		if l.dir != "" {
			in.Dir = l.dir
			if rel, err := filepath.Rel(cmp.Or(a.options.Dir, "."), l.dir); err == nil {
				in.Dir = filepath.ToSlash(rel)
			}
		}
		out = append(out, in)
	}
	return out
}

func kindText(k plan.Kind) string {
	switch k {
	case plan.KindPlan:
		return "plan"
	case plan.KindState, plan.KindRawState:
		return "state"
	case plan.KindSnapshot:
		return "snapshot"
	}
	return "authorization-details"
}

func (a *Analysis) input(label string) *loaded {
	for _, l := range a.inputs {
		if l.Label == label {
			return l
		}
	}
	return nil
}

// source is the text of a configuration file, for snippets.
func (a *Analysis) source(label, file string) ([]byte, bool) {
	if l := a.input(label); l != nil && l.config != nil {
		return l.config.File(file)
	}
	return nil, false
}
