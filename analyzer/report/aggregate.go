package report

import (
	"fmt"
	"strings"
)

// Stack is one of several reports in one comment.
type Stack struct {
	Label  string
	Report *Report
}

// Verdict is a report in a few words, without plan data: "❌ 2 errors, 1 warning".
func Verdict(r *Report) string {
	c := r.Counts()
	switch {
	case c.Errors > 0:
		return fmt.Sprintf("❌ %s, %s", plural(c.Errors, "error"), plural(c.Warnings, "warning"))
	case c.Warnings > 0:
		return "⚠️ " + plural(c.Warnings, "warning")
	}
	return "✅ no access denied"
}

// AggregateVerdict is Verdict over all stacks.
func AggregateVerdict(stacks []Stack) string {
	var sum Report
	for _, s := range stacks {
		sum.Findings = append(sum.Findings, s.Report.Findings...)
	}
	return Verdict(&sum)
}

// Aggregate prints several reports as one page: a table of the stacks, then a
// fold with each stack's report. Options.MaxBytes is shared between those that
// have findings; the table is always whole.
func Aggregate(stacks []Stack, o Options) string {
	var head strings.Builder
	fmt.Fprintf(&head, "### tfaccess: %s\n\n| Stack | Result | Accesses | Fixed |\n|---|---|---|---|\n", AggregateVerdict(stacks))
	busy := 0
	for _, s := range stacks {
		fmt.Fprintf(&head, "| %s | %s | %d | %d |\n", mdCode(s.Label), Verdict(s.Report), s.Report.Stats.Accesses, len(s.Report.Fixed))
		if len(s.Report.Findings) > 0 {
			busy++
		}
	}
	if busy == 0 {
		return head.String()
	}
	left := o.MaxBytes - head.Len()
	for _, s := range stacks {
		if len(s.Report.Findings) == 0 {
			continue
		}
		const frame = 256
		part := o
		part.Label = s.Label
		if o.MaxBytes > 0 {
			part.MaxBytes = left/busy - frame - 4*len(s.Label)
			busy--
			if part.MaxBytes < 2048 {
				continue
			}
		}
		text := fmt.Sprintf("\n<details><summary>%s</summary>\n\n%s\n</details>\n", mdSummary(s.Label), markdown(s.Report, part))
		if o.MaxBytes > 0 && len(text) > left {
			continue
		}
		left -= len(text)
		head.WriteString(text)
	}
	return head.String()
}
