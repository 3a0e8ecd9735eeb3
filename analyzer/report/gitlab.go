package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// gitlabIssue is one entry of GitLab's Code Quality report.
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format (2026-11)
type gitlabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitlabLocation `json:"location"`
}

type gitlabLocation struct {
	Path  string      `json:"path"`
	Lines gitlabLines `json:"lines"`
}

type gitlabLines struct {
	Begin int `json:"begin"`
}

// WriteGitLab prints GitLab Code Quality JSON. Its entries must have a path and
// a line: without HCL that is the input itself, which is where it was found.
func WriteGitLab(w io.Writer, r *Report, o Options) error {
	issues := []gitlabIssue{}
	for i := range r.Findings {
		f := &r.Findings[i]
		text := titleOf(f) + ": " + f.Message
		if f.Address != "" {
			text += " (" + r.qualified(f.Input, f.Address) + ")"
		}
		issue := gitlabIssue{
			Description: inert(text),
			CheckName:   inert(f.Rule),
			Fingerprint: gitlabFingerprint(o.Label, f.Fingerprint),
			Severity:    gitlabSeverity(f),
			Location:    gitlabLocation{inert(r.inputFile(f.Input)), gitlabLines{1}},
		}
		if l := inRepository(r.locate(f.Input, f.Location)); l.File != "" {
			issue.Location = gitlabLocation{inert(l.File), gitlabLines{max(1, l.Line)}}
		}
		issues = append(issues, issue)
	}
	return encodeJSON(w, issues)
}

// gitlabFingerprint keeps two stacks of one pipeline apart, which GitLab would
// otherwise take for duplicates.
func gitlabFingerprint(label, fingerprint string) string {
	if label == "" {
		return fingerprint
	}
	sum := sha256.Sum256([]byte(label + "\x00" + fingerprint))
	return hex.EncodeToString(sum[:16])
}

func gitlabSeverity(f *finding.Finding) string {
	switch f.Severity {
	case finding.Error:
		return "critical"
	case finding.Warning:
		return "minor"
	}
	return "info"
}

// inputFile is the file of an input as it was given, "-" for standard input; the
// first input's for a finding that belongs to none.
func (r *Report) inputFile(label string) string {
	first := "-"
	for _, in := range r.Inputs {
		file := strings.TrimPrefix(strings.ReplaceAll(in.File, `\`, "/"), "./")
		if in.Label == label {
			return file
		}
		if first == "-" && !in.Context {
			first = file
		}
	}
	return first
}
