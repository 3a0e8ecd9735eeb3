package report

import "io"

// Format is one way to print a report.
type Format struct {
	Name  string // as in --format
	Title string // for help
	Write func(w io.Writer, r *Report, o Options) error
}

// Options are what the reader's terminal or page can show. The zero value is
// a plain file.
type Options struct {
	Color   bool
	Links   bool   // terminal hyperlinks (OSC 8)
	Width   int    // columns; 0 means do not wrap
	BaseDir string // absolute working directory, for hyperlinks and nothing else
	Verbose bool   // also what is folded by default
	// Label names the run where one pipeline has several: the category of a
	// SARIF run, the name of a JUnit suite.
	Label string
	// MaxBytes is the size up to which Markdown is cut; 0 means whole.
	MaxBytes int
	// Permalink is what leads to a file at the head commit:
	// "https://github.com/o/r/blob/SHA/"; empty: places are no links.
	Permalink string
	// Head is the commit that was checked; a footer names it.
	Head string
	// RuleURL gives the page of a rule; it may be nil. It is ours and not the
	// report's, which may come from a fork.
	RuleURL func(rule string) string
}

// Formats are all formats of `check`, in the order of the help.
func Formats() []Format {
	return []Format{
		{"text", "for people: source, chain, fix", WriteText},
		{"json", "stable schema tfaccess.report/v1", WriteJSON},
		{"sarif", "SARIF 2.1.0, for code scanning", WriteSARIF},
		{"junit", "JUnit XML, a test case per access", WriteJUnit},
		{"github", "GitHub workflow commands: annotations on the pull request", WriteGitHub},
		{"markdown", "Markdown, for comments and job summaries", WriteMarkdown},
		{"html", "one page for a browser: graph, findings, chains; loads nothing", WriteHTML},
		{"gitlab", "GitLab Code Quality JSON", WriteGitLab},
	}
}

// FormatNamed finds a format.
func FormatNamed(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
