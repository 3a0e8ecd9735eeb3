package analyzer

import (
	"errors"
	"fmt"
	"io"

	"github.com/tfaccess/tfaccess/analyzer/config"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/analyzer/snapshot"
)

// Snapshot writes what other workspaces may know of the inputs: the planned
// world, without what came by --with.
func (a *Analysis) Snapshot(w io.Writer) error {
	return snapshot.Write(w, a.own(), snapshot.Options{Meta: snapshot.Meta{Version: a.options.Tool.Version, Taken: a.options.Now.UTC()}})
}

// ConfigInit is a commented start of a configuration file for the inputs.
func (a *Analysis) ConfigInit() []byte { return config.Init(a.own()...) }

// own are the fragments of the inputs that are not context.
func (a *Analysis) own() []*graph.Fragment {
	var out []*graph.Fragment
	for _, l := range a.inputs {
		if !l.Context {
			out = append(out, l.planned...)
		}
	}
	return out
}

// readSnapshot takes the fragments of another workspace as they were written.
func (l *loaded) readSnapshot() error {
	fragments, meta, err := snapshot.Read(l.Data)
	if err != nil {
		return err
	}
	l.planned, l.prior, l.taken = fragments, fragments, meta
	return nil
}

// readAuthorizationDetails takes the identities of a whole account; where a
// page is missing, the account is not closed, and the report says so.
func (l *loaded) readAuthorizationDetails() error {
	f, err := snapshot.ReadAuthorizationDetails(l.Label, l.Data)
	if err != nil && !errors.Is(err, snapshot.ErrMorePages) {
		return err
	}
	if err != nil {
		l.banners = append(l.banners, err.Error())
	}
	l.planned = []*graph.Fragment{f}
	l.prior = l.planned
	return nil
}

// oldSnapshots names the snapshots that may no longer be what is there.
func (a *Analysis) oldSnapshots() []report.Notice {
	var out []report.Notice
	limit := a.config.snapshotAge()
	for _, l := range a.inputs {
		if age, ok := l.taken.Age(a.options.Now); ok && age >= limit {
			out = append(out, report.Notice{
				Code: "old-snapshot", Text: fmt.Sprintf("Snapshot %s is %d days old: what it says may no longer be so.", l.File, int(age.Hours()/24)),
				Hint: "tfaccess snapshot after the workspace's next apply writes it anew",
			})
		}
	}
	return out
}
