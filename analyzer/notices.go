package analyzer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// describe fills in the counts, the accesses and what could not be seen.
// What concerns --with alone is left out, as its findings are.
func (a *Analysis) describe(r *report.Report, j *judged) {
	accounts := map[policy.Text]bool{}
	var ours []facts.Judged
	for _, x := range j.now {
		if touchesInput(x.Access, x.Traces) {
			ours = append(ours, x)
		}
	}
	for _, x := range ours {
		r.Accesses = append(r.Accesses, a.reportAccess(x))
		for _, acc := range []*graph.Account{x.Access.Principal.Account, bucketAccount(x.Access)} {
			if acc != nil && !acc.ID.IsUnset() {
				accounts[acc.ID] = true
			}
		}
	}
	r.Stats.Accesses, r.Stats.Accounts = len(r.Accesses), len(accounts)
	for _, x := range r.Accesses {
		switch x.Verdict {
		case "allowed":
			r.Stats.Allowed++
		case "denied":
			r.Stats.Denied++
		case "conditional":
			r.Stats.Conditional++
		default:
			r.Stats.Unresolved++
		}
	}
	for _, l := range a.inputs {
		r.Stats.Resources += l.resources
	}
	documents, opaque := a.countPolicies()
	r.Stats.Policies = documents
	r.Notices = append(append(r.Notices, a.notices(ours)...), opaque...)
	r.Diagnostics = append(r.Diagnostics, a.config.diagnostics()...)
	for _, d := range a.planned.Graph.Diagnostics {
		r.Diagnostics = append(r.Diagnostics, report.Diagnostic{
			Severity: finding.Warning, Code: code(d.Summary), Summary: d.Summary, Detail: d.Detail,
			Input: d.Origin.Input, Address: d.Origin.Address, Location: d.Origin.Location,
		})
	}
}

func bucketAccount(x *access.Access) *graph.Account {
	switch {
	case x.Bucket != nil:
		return x.Bucket.Account
	case x.Role != nil:
		return x.Role.Account
	case x.Key != nil:
		return x.Key.Account
	}
	return nil
}

// notices say once what the check could not see.
func (a *Analysis) notices(all []facts.Judged) []report.Notice {
	var out []report.Notice
	g := a.planned.Graph
	if !g.SCPsKnown && !g.RCPsKnown {
		out = append(out, report.Notice{
			Code: "no-organization-policies", Text: "No input tells about service or resource control policies: these layers were not examined.",
			Hint: "join the organization's state with --with, or describe it in .tfaccess.hcl",
		})
	}
	out = append(out, a.unread()...)
	if n, names := a.strangers(all); n > 0 {
		const most = 3
		list := strings.Join(names[:min(most, len(names))], ", ")
		if len(names) > most {
			list += fmt.Sprintf(" and %d more", len(names)-most)
		}
		out = append(out, report.Notice{
			Code: "not-described", Text: fmt.Sprintf("%d %s what no input describes: %s.", n, plural(n, "access depends on", "accesses depend on"), list),
			Hint: "--with the plan, state or snapshot of its workspace, or the account's authorization details",
		})
	}
	out = append(out, a.oldSnapshots()...)
	if n := unknownAccounts(all); n > 0 {
		out = append(out, report.Notice{
			Code: "unknown-account", Text: fmt.Sprintf("The account number of %d provider %s is not known: whether two of them are the same account cannot be told.", n, plural(n, "configuration", "configurations")),
			Hint: "account blocks in .tfaccess.hcl say which provider configuration works in which account",
		})
	}
	return out
}

// unread says of which plans the configuration was not read. Without it a plan
// keeps of most expressions nothing but what they refer to. Where that was the
// user's choice and nothing is open for it, there is nothing to say.
func (a *Analysis) unread() []report.Notice {
	open := map[string]int{}
	for _, p := range policies(a.planned.Graph) {
		if p.How == graph.HowRebuilt || p.How == graph.HowOpaque || p.Presence == graph.Opaque {
			open[p.Origin.Input]++
		}
	}
	var names []string
	documents := 0
	for _, l := range a.inputs {
		if l.withoutConfiguration() && !l.Context && (!a.options.NoSource || open[l.Label] > 0) {
			names = append(names, l.File)
			documents += open[l.Label]
		}
	}
	if len(names) == 0 {
		return nil
	}
	text := fmt.Sprintf("The configuration behind %s was not read", strings.Join(names, ", "))
	if documents > 0 {
		text += fmt.Sprintf(": of %d policy %s, known only after apply, the plan keeps little more than what %s to, and what depends on the rest cannot be told",
			documents, plural(documents, "document", "documents"), plural(documents, "it refers", "they refer"))
	}
	return []report.Notice{{
		Code: "no-configuration", Text: text + ".",
		Hint: "check again with --source DIR (where its .tf files lie), or with the binary plan: --plan-file tfplan",
	}}
}

// withoutConfiguration reports whether an input is a plan whose HCL is not at hand.
func (l *loaded) withoutConfiguration() bool {
	return l.plan != nil && l.config == nil && !l.plan.IsState
}

// unknownAccounts counts the accounts without a number that some access is in.
func unknownAccounts(all []facts.Judged) int {
	unknown := map[*graph.Account]bool{}
	for _, x := range all {
		for _, acc := range []*graph.Account{x.Access.Principal.Account, bucketAccount(x.Access)} {
			if acc != nil && !acc.ID.IsUnset() && !acc.ID.IsWhollyKnown() {
				unknown[acc] = true
			}
		}
	}
	return len(unknown)
}

// strangers are the sides of undecided accesses that no input manages.
func (a *Analysis) strangers(all []facts.Judged) (accesses int, names []string) {
	for _, x := range all {
		if worst(x.Traces) != eval.Unresolved {
			continue
		}
		var unseen []string
		if p := x.Access.Principal; (p.Kind == graph.Role || p.Kind == graph.User) && !a.manages(p.Origin) && p.Complete != policy.Yes && p.ARN.IsWhollyKnown() &&
			(p.Account == nil || !p.Account.Closed) {
			unseen = append(unseen, string(p.ARN))
		}
		if b := x.Access.Bucket; b != nil && !b.Managed && b.Name.IsWhollyKnown() {
			unseen = append(unseen, "bucket "+string(b.Name))
		}
		if len(unseen) > 0 {
			accesses++
			names = append(names, unseen...)
		}
	}
	slices.Sort(names)
	return accesses, slices.Compact(names)
}

// manages reports whether an input has a thing itself, rather than look it up or
// mention it.
func (a *Analysis) manages(o graph.Origin) bool {
	if o.Address == "" {
		return false
	}
	l := a.input(o.Input)
	if l == nil || l.plan == nil {
		return true
	}
	r := l.plan.Lookup(o.Address)
	return r != nil && !r.Data
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// code makes a stable identifier of a diagnostic's summary, which has no variables.
func code(summary string) string {
	out := make([]byte, 0, len(summary))
	for _, c := range []byte(summary) {
		switch {
		case c >= 'A' && c <= 'Z':
			out = append(out, c+'a'-'A')
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			out = append(out, c)
		case len(out) > 0 && out[len(out)-1] != '-':
			out = append(out, '-')
		}
	}
	return string(out)
}
