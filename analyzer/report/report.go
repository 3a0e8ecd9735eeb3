package report

import (
	"time"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// Report is the result of one check, ready to print.
//
// Locations in it are relative to the root of their input's configuration;
// Input.Dir leads there from the working directory.
type Report struct {
	Tool     Tool
	Inputs   []Input
	Stats    Stats
	Findings []finding.Finding
	Fixed    []finding.Finding // denied before the plan, allowed after it
	// Suppressed findings and how many of the baseline's are known.
	Suppressed []Suppressed
	Baseline   *Baseline // nil without --baseline
	// Notices say what could not be examined at all, each once.
	Notices []Notice
	// Diagnostics are oddities of the inputs, unused ignores among them.
	Diagnostics []Diagnostic
	// Accesses are all accesses judged, with or without a finding.
	Accesses []Access
	// Rules are all rules that were run, by ID.
	Rules []Rule
	// Source gives the text of a configuration file for snippets: the input's
	// label and the file as a Location has it. It may be nil.
	Source func(input, file string) ([]byte, bool)
}

// Tool says which program made the report.
type Tool struct {
	Name    string // "tfaccess"
	Version string // "1.2.3", or "devel"
	Commit  string // full commit hash, or empty
	URL     string // home page
}

// Input is one file that was read.
type Input struct {
	Label string
	File  string // as given, "-" for standard input
	// Kind is "plan", "state", "snapshot", "authorization-details" or "config".
	Kind    string
	Context bool   // came by --with
	Dir     string // root of its configuration, relative to the working directory; empty if no HCL is at hand
	// Banner says why the input is not whole: "errored", "incomplete",
	// "deferred changes", "targeted"; empty if it is.
	Banner           string
	TerraformVersion string
	Resources        int
}

// Stats are the counts of the last line. Findings are not counted here: see Counts.
type Stats struct {
	Accesses  int
	Accounts  int
	Resources int
	// Allowed, Denied, Conditional and Unresolved count the accesses by verdict.
	Allowed, Denied, Conditional, Unresolved int
	// Policies counts the policy documents by how their content is known.
	Policies Policies
	// Elapsed is printed by the text format only, and only if it is set, for a
	// report must be the same bytes in each run.
	Elapsed time.Duration
}

// Policies counts policy documents by how their content is known: from the
// input itself; with names that AWS derives from known ones filled in; from the
// configuration's HCL; from what the plan keeps of the configuration; or not.
type Policies struct {
	Known, Predicted, Recovered, Rebuilt, Opaque int
}

// Suppressed is a finding that an ignore hides.
type Suppressed struct {
	Finding finding.Finding
	By      string // "inline", "config" or "baseline"
	Reason  string
	Until   string // "2026-12-31", or empty
	// Input and Location are those of the ignore itself.
	Input    string
	Location finding.Location
}

// Baseline says how the findings relate to the baseline file.
type Baseline struct {
	File  string
	Known int // findings hidden because the baseline has them
	Gone  int // entries of the baseline that no longer occur
}

// Notice is something that the check could not see, and what would help.
type Notice struct {
	Code string // "no-organization-policies", "no-configuration", "unknown-account", …
	Text string // one sentence
	Hint string // a flag or command that would help; may be empty
}

// Diagnostic is an oddity of an input, not a finding.
type Diagnostic struct {
	Severity finding.Severity // Warning or Note
	Code     string           // "unused-ignore", "states-disagree", …
	Summary  string           // without variables
	Detail   string           // full sentences
	Input    string
	Address  string
	Location finding.Location
}

// Access is one access that was judged.
type Access struct {
	Principal finding.Party
	Actions   []string
	Resource  finding.Party
	Via       *finding.Party
	Verdict   string // eval.Verdict's text
	Expect    string // name of the expect block, if it comes from one
	Why       string // the evidence, one sentence
	// Fingerprints are those of the findings about this access.
	Fingerprints []string
}

// Rule describes one rule, from its metadata.
type Rule struct {
	ID          string // "TFA004"
	Name        string // "kms-key-policy-missing-allow"
	Title       string
	Description string // Markdown
	Severity    finding.Severity
	Help        string // how to fix, Markdown
	HelpURI     string // its page
}

// Counts are the numbers of findings in a report.
type Counts struct {
	Errors, Warnings, Notes int
	// Unresolved counts the findings, of any severity, that are not definite
	// because of what is known only after apply or is in no input.
	Unresolved int
}

// Counts counts the findings.
func (r *Report) Counts() Counts {
	var c Counts
	for i := range r.Findings {
		f := &r.Findings[i]
		switch f.Severity {
		case finding.Error:
			c.Errors++
		case finding.Warning:
			c.Warnings++
		default:
			c.Notes++
		}
		if f.Certainty == finding.Unresolved {
			c.Unresolved++
		}
	}
	return c
}

// Reaches reports whether a finding is at or above a severity: the question
// behind the exit status.
func (r *Report) Reaches(s finding.Severity) bool {
	c := r.Counts()
	switch s {
	case finding.Error:
		return c.Errors > 0
	case finding.Warning:
		return c.Errors+c.Warnings > 0
	}
	return len(r.Findings) > 0
}
