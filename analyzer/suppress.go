package analyzer

import (
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/analyzer/suppress"
	"github.com/tfaccess/tfaccess/rules"
)

// suppress takes out what an ignore or the baseline hides, and reports ignores
// that are wrong or hide nothing.
func (a *Analysis) suppress(r *report.Report, set *rules.Set) {
	known := func(rule string) bool {
		for _, x := range set.Rules {
			if x.ID == rule || x.Name == rule {
				return true
			}
		}
		return false
	}
	ignores := append(a.inlineIgnores(), a.config.ignores()...)
	result := suppress.Apply(r.Findings, ignores, a.options.Now, known)
	r.Findings = result.Kept
	for _, s := range result.Suppressed {
		r.Suppressed = append(r.Suppressed, report.Suppressed{
			Finding: s.Finding, By: string(s.Ignore.By), Reason: s.Ignore.Reason, Until: s.Ignore.Until,
			Input: s.Ignore.Input, Location: s.Ignore.Location,
		})
	}
	for _, p := range result.Problems {
		r.Diagnostics = append(r.Diagnostics, report.Diagnostic{
			Severity: finding.Warning, Code: string(p.Code), Summary: "Suppression", Detail: p.Detail,
			Input: p.Ignore.Input, Location: p.Ignore.Location,
		})
	}
}

// inlineIgnores are the comments in the HCL of all inputs, each once with all
// the resources that it covers.
func (a *Analysis) inlineIgnores() []suppress.Ignore {
	type place struct {
		input, file string
		line        int
	}
	var out []suppress.Ignore
	at := map[place]int{}
	for _, l := range a.inputs {
		if l.plan == nil || l.config == nil {
			continue
		}
		for _, r := range l.plan.Resources {
			for _, ig := range l.resolver.Ignores(r) {
				k := place{l.Label, ig.Location.File, ig.Location.Line}
				i, seen := at[k]
				if !seen {
					i = len(out)
					at[k] = i
					out = append(out, suppress.Ignore{
						By: suppress.Inline, Rules: ig.Rules, Input: l.Label, Until: ig.Until, Reason: ig.Reason, Location: ig.Location,
					})
				}
				out[i].Addresses = append(out[i].Addresses, r.Address)
			}
		}
	}
	return out
}
