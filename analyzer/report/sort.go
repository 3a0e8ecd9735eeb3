package report

import (
	"cmp"
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/finding"
)

// Sort puts everything in the order in which every format prints it: worst
// first, then rule, place and subject. The driver calls it once.
func (r *Report) Sort() {
	slices.SortStableFunc(r.Findings, compareFindings)
	slices.SortStableFunc(r.Fixed, compareFindings)
	slices.SortStableFunc(r.Suppressed, func(a, b Suppressed) int { return compareFindings(a.Finding, b.Finding) })
	slices.SortStableFunc(r.Notices, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Text, b.Text))
	})
	slices.SortStableFunc(r.Diagnostics, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)),
			cmp.Compare(a.Input, b.Input), cmp.Compare(a.Address, b.Address),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Detail, b.Detail))
	})
	slices.SortStableFunc(r.Accesses, func(a, b Access) int {
		return cmp.Or(compareParties(a.Principal, b.Principal), compareParties(a.Resource, b.Resource),
			slices.Compare(a.Actions, b.Actions), cmp.Compare(a.Expect, b.Expect))
	})
	slices.SortStableFunc(r.Rules, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
}

func compareFindings(a, b finding.Finding) int {
	return cmp.Or(
		cmp.Compare(severityRank(a.Severity), severityRank(b.Severity)),
		cmp.Compare(certaintyRank(a.Certainty), certaintyRank(b.Certainty)),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Input, b.Input),
		cmp.Compare(a.Location.File, b.Location.File),
		cmp.Compare(a.Location.Line, b.Location.Line),
		cmp.Compare(a.Address, b.Address),
		compareParties(a.Principal, b.Principal),
		compareParties(a.Resource, b.Resource),
		slices.Compare(a.Actions, b.Actions),
		cmp.Compare(a.Fingerprint, b.Fingerprint))
}

func compareParties(a, b finding.Party) int {
	return cmp.Or(cmp.Compare(a.ARN, b.ARN), cmp.Compare(a.Input, b.Input), cmp.Compare(a.Address, b.Address))
}

func severityRank(s finding.Severity) int {
	switch s {
	case finding.Error:
		return 0
	case finding.Warning:
		return 1
	}
	return 2
}

func certaintyRank(c finding.Certainty) int {
	switch c {
	case finding.Definite:
		return 0
	case finding.Conditional:
		return 1
	}
	return 2
}
