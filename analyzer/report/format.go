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
	Verbose bool   // also what is quiet by default
}
