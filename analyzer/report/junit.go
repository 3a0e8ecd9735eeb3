package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// The subset of JUnit XML that Jenkins, GitLab and Azure all read: one failure
// or skip a case, text in the element, no time (it would differ in each run).
// https://github.com/testmoapp/junitxml (2026-11)
type (
	junitSuites struct {
		XMLName  xml.Name   `xml:"testsuites"`
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Skipped  int        `xml:"skipped,attr"`
		Suite    junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitFailure `xml:"failure"`
		Skipped *junitSkipped `xml:"skipped"`
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
)

// WriteJUnit prints a test case for every access that was judged: it passes if
// no finding is about it, fails if it will be denied, and is skipped if that
// cannot be told. Findings about no access (guard rails) are cases of their own.
func WriteJUnit(w io.Writer, r *Report, o Options) error {
	name := "tfaccess"
	if o.Label != "" {
		name += "/" + inert(o.Label)
	}
	suite := junitSuite{Name: name}
	byID := map[string]*finding.Finding{}
	for i := range r.Findings {
		byID[r.Findings[i].Fingerprint] = &r.Findings[i]
	}
	reported := map[string]bool{}
	for i := range r.Accesses {
		a := &r.Accesses[i]
		c := junitCase{Class: inert(partyText(a.Principal)), Name: inert(strings.Join(a.Actions, ", ") + " " + partyText(a.Resource))}
		if a.Expect != "" {
			c.Name += inert(" (expect " + a.Expect + ")")
		}
		for _, id := range a.Fingerprints {
			if f := byID[id]; f != nil {
				reported[id] = true
				r.junitResult(&c, f)
			}
		}
		suite.add(c)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		if reported[f.Fingerprint] {
			continue
		}
		c := junitCase{Class: inert(partyText(f.Principal)), Name: inert(strings.Join(f.Actions, ", ") + " " + partyText(f.Resource))}
		r.junitResult(&c, f)
		suite.add(c)
	}
	out := junitSuites{Name: "tfaccess", Tests: suite.Tests, Failures: suite.Failures, Skipped: suite.Skipped, Suite: suite}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(out); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

// junitResult adds a finding to a case; several of one access share its failure.
func (r *Report) junitResult(c *junitCase, f *finding.Finding) {
	l := r.locate(f.Input, f.Location)
	head := fmt.Sprintf("%s %s", f.Rule, titleOf(f))
	if f.Severity != finding.Error && f.Certainty != finding.Definite {
		if c.Failure == nil && c.Skipped == nil {
			c.Skipped = &junitSkipped{Message: inert(certaintyText(f.Certainty) + ": " + head)}
		}
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", inert(head), inert(f.Message))
	if at := strings.TrimSpace(lineOf(l) + " " + r.qualified(f.Input, f.Address)); at != "" {
		fmt.Fprintf(&b, "at %s\n", inert(at))
	}
	for _, s := range f.Because {
		if s.Verdict == "not_applicable" {
			continue
		}
		fmt.Fprintf(&b, "%s %s: %s\n", verdictMark(s.Verdict), inert(layerName(s.Layer)), inert(s.Text))
	}
	if f.Fix != nil {
		fmt.Fprintf(&b, "fix: %s\n", inert(f.Fix.Summary))
	}
	c.Skipped = nil
	if c.Failure != nil {
		c.Failure.Text += "\n" + b.String()
		return
	}
	c.Failure = &junitFailure{Type: inert(f.Rule), Message: inert(titleOf(f) + ": " + f.Message), Text: b.String()}
	c.File, c.Line = inert(l.File), l.Line
}
