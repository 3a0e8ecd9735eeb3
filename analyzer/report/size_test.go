package report_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// crowd is a report with n errors and m warnings of realistic length.
func crowd(errors, warnings int) *report.Report {
	r := base()
	for i := range errors + warnings {
		f := kmsFinding()
		f.Principal.ARN = fmt.Sprintf("arn:aws:iam::111111111111:role/application-%04d-reader", i)
		f.Resource.ARN = fmt.Sprintf("arn:aws:s3:::acme-data-production-eu-west-1-%04d/*", i)
		f.Fingerprint = hex.EncodeToString(fmt.Appendf(nil, "%016d", i))
		if i >= errors {
			f.Severity = finding.Warning
		}
		r.Findings = append(r.Findings, f)
	}
	r.Sort()
	return r
}

// TestCommentOfManyFindings: GitHub takes 65,536 characters; every error keeps
// its row, and no fold or fence is cut.
func TestCommentOfManyFindings(t *testing.T) {
	for _, tt := range []struct{ errors, warnings int }{{1, 0}, {20, 20}, {100, 400}, {250, 250}, {500, 0}} {
		t.Run(fmt.Sprintf("%d errors and %d warnings", tt.errors, tt.warnings), func(t *testing.T) {
			o := options()
			o.MaxBytes = 60_000
			var b bytes.Buffer
			if err := report.WriteMarkdown(&b, crowd(tt.errors, tt.warnings), o); err != nil {
				t.Fatal(err)
			}
			out := b.String()
			if len(out) > o.MaxBytes {
				t.Errorf("%d bytes", len(out))
			}
			if rows := strings.Count(out, "\n| ❌") + strings.Count(out, "\n|❌"); rows != tt.errors {
				t.Errorf("%d rows of errors, want %d", rows, tt.errors)
			}
			if open, closed := strings.Count(out, "<details>"), strings.Count(out, "</details>"); open != closed {
				t.Errorf("%d folds opened, %d closed", open, closed)
			}
			if strings.Count(out, "```")%2 != 0 {
				t.Error("a fence is open")
			}
			if !strings.Contains(out, "<sub>tfaccess 1.2.3") {
				t.Error("the footer is missing")
			}
		})
	}
}

// TestCommentOfTooManyFindings: thousands of errors fit no page; a row a rule does.
func TestCommentOfTooManyFindings(t *testing.T) {
	o := options()
	o.MaxBytes = 60_000
	var b bytes.Buffer
	if err := report.WriteMarkdown(&b, crowd(5000, 0), o); err != nil {
		t.Fatal(err)
	}
	if b.Len() > o.MaxBytes || !strings.Contains(b.String(), "| 5000 |") {
		t.Errorf("%d bytes:\n%s", b.Len(), b.String()[:500])
	}
}

// TestAnnotationsStayWithinLimits: ten of a kind, then a line that counts the rest.
func TestAnnotationsStayWithinLimits(t *testing.T) {
	var b bytes.Buffer
	if err := report.WriteGitHub(&b, crowd(250, 250), report.Options{}); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for kind, want := range map[string]int{"::error ": 10, "::warning ": 10} {
		if got := strings.Count(out, kind); got != want {
			t.Errorf("%d of %s, want %d", got, kind, want)
		}
	}
	for _, want := range []string{"240 more errors", "240 more warnings"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
}

// TestAggregateOfManyStacks shares the page and keeps the table whole.
func TestAggregateOfManyStacks(t *testing.T) {
	var stacks []report.Stack
	for i := range 40 {
		stacks = append(stacks, report.Stack{Label: fmt.Sprintf("stack-%02d", i), Report: crowd(i, 3)})
	}
	o := options()
	o.MaxBytes = 60_000
	out := report.Aggregate(stacks, o)
	if len(out) > o.MaxBytes {
		t.Errorf("%d bytes", len(out))
	}
	if rows := strings.Count(out, "| `stack-"); rows != 40 {
		t.Errorf("%d rows, want 40", rows)
	}
	if open, closed := strings.Count(out, "<details>"), strings.Count(out, "</details>"); open != closed {
		t.Errorf("%d folds opened, %d closed", open, closed)
	}
}
