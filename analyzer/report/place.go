package report

import (
	"path"
	"strconv"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// File is a location's path relative to the working directory, with slashes;
// empty if there is no HCL.
func (r *Report) File(input, file string) string {
	if file == "" {
		return ""
	}
	file = strings.ReplaceAll(file, `\`, "/")
	if path.IsAbs(file) {
		return path.Clean(file)
	}
	for i := range r.Inputs {
		if r.Inputs[i].Label == input {
			if r.Inputs[i].Kind == "snapshot" {
				// A file of another workspace's checkout: "security:main.tf", lest it
				// be taken for one of the same name here.
				return input + ":" + path.Clean(file)
			}
			return path.Join(strings.ReplaceAll(r.Inputs[i].Dir, `\`, "/"), file)
		}
	}
	return path.Clean(file)
}

// locate is a location with paths relative to the working directory.
func (r *Report) locate(input string, l finding.Location) finding.Location {
	l.File = r.File(input, l.File)
	var calls []finding.Call
	for _, c := range l.Calls {
		c.File = r.File(input, c.File)
		calls = append(calls, c)
	}
	l.Calls = calls
	return l
}

// inRepository narrows a location to the first place that the reader's checkout
// has: a module that was downloaded lies in .terraform, which no checkout holds
// and no review shows, so its innermost call in our own files stands for it.
// The zero value: none.
func inRepository(l finding.Location) finding.Location {
	if ours(l.File) {
		return l
	}
	for i := len(l.Calls) - 1; i >= 0; i-- {
		if c := l.Calls[i]; ours(c.File) {
			return finding.Location{File: c.File, Line: c.Line, Column: 1, EndLine: c.Line, Calls: l.Calls[:i]}
		}
	}
	return finding.Location{}
}

func ours(file string) bool {
	return file != "" && !path.IsAbs(file) && file != ".." && !strings.HasPrefix(file, "../") &&
		!strings.Contains("/"+file, "/.terraform/") && !strings.Contains(file, ":")
}

// lineOf is "main.tf:33", or "" without HCL.
func lineOf(l finding.Location) string {
	if l.File == "" {
		return ""
	}
	if l.Line == 0 {
		return l.File
	}
	return l.File + ":" + strconv.Itoa(l.Line)
}

// qualified is an address, with its input's label in front where the report
// has several inputs.
func (r *Report) qualified(input, address string) string {
	if address == "" || input == "" || len(r.Inputs) < 2 {
		return address
	}
	return input + ":" + address
}
