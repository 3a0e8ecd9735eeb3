package analyzer

import (
	"time"

	"github.com/tfaccess/tfaccess/analyzer/report"
)

// Options are what to analyse and how.
type Options struct {
	Inputs      []Input
	Sources     []string  // further directories with configurations
	NoSource    bool      // use no configuration: the plan's JSON alone
	ConfigFile  string    // .tfaccess.hcl; empty: none
	RuleDirs    []string  // directories with the user's rules
	ChangedOnly bool      // only findings whose chain touches a change
	Dir         string    // working directory
	Now         time.Time // for ignores that expire
	Tool        report.Tool
	// Progress is told what is being done; it may be nil.
	Progress func(stage string)
}

// Input is one file to analyse: a plan, a state, a snapshot or an account's
// authorization details, told apart by content.
type Input struct {
	Label   string // empty: derived from File
	File    string // as named by the user, "-" for standard input
	Data    []byte
	Context bool // findings about this input alone are not reported
	// Optional inputs were found in a directory, not named: one that is nothing
	// of ours is passed over.
	Optional bool
	// PlanFile is the content of the binary plan, whose configuration is the
	// exact one; nil: none.
	PlanFile []byte
}

// InputError says that an input could not be analysed.
type InputError struct {
	Err  error
	Hint string // what to do; may be empty
}

// Error is the message of the cause.
func (e *InputError) Error() string { return e.Err.Error() }

// Unwrap is the cause.
func (e *InputError) Unwrap() error { return e.Err }

// UsageError says that a question or the configuration is at fault.
type UsageError struct {
	Err  error
	Hint string
}

// Error is the message of the cause.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap is the cause.
func (e *UsageError) Unwrap() error { return e.Err }
