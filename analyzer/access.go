package analyzer

import (
	"fmt"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/report"
)

// reportAccess is one judged access as reports have it.
func (a *Analysis) reportAccess(j facts.Judged) report.Access {
	x := j.Access
	out := report.Access{
		Principal: party(x.Principal.ARN, x.Principal.Origin, x.Principal.Account),
		Actions:   x.Actions, Resource: target(x), Verdict: worst(j.Traces).String(), Expect: x.Expect,
	}
	if len(x.Evidence) > 0 {
		out.Why = why(x.Evidence[0])
	}
	for _, t := range j.Traces {
		if t.Request.Via != nil {
			via := party(t.Request.Via.ID, t.Request.Via.Origin, t.Request.Via.Account)
			out.Via = &via
		}
	}
	return out
}

// worst is the verdict of an access: of its requests, the one furthest from allowed.
func worst(traces []eval.Trace) eval.Verdict {
	order := map[eval.Verdict]int{eval.Allowed: 0, eval.Conditional: 1, eval.Unresolved: 2, eval.Denied: 3}
	v := eval.Allowed
	for _, t := range traces {
		if order[t.Verdict] > order[v] {
			v = t.Verdict
		}
	}
	return v
}

func target(x *access.Access) finding.Party {
	switch {
	case x.AccessPoint != nil:
		return party(x.Resource, x.AccessPoint.Origin, x.AccessPoint.Account)
	case x.Role != nil:
		return party(x.Resource, x.Role.Origin, x.Role.Account)
	case x.Bucket != nil:
		return party(x.Resource, x.Bucket.Origin, x.Bucket.Account)
	}
	return finding.Party{ARN: string(x.Resource)}
}

func party(arn policy.Text, o graph.Origin, account *graph.Account) finding.Party {
	p := finding.Party{ARN: string(arn), Address: o.Address, Input: o.Input, Location: o.Location}
	if account != nil && account.ID.IsWhollyKnown() {
		p.Account = string(account.ID)
	}
	return p
}

// why says in one sentence what makes an access one that is meant.
func why(e access.Evidence) string {
	at := e.Origin.Address
	if at == "" && e.Policy != nil {
		at = e.Policy.Origin.Address
	}
	switch e.Kind {
	case access.Expected:
		return fmt.Sprintf("expected by %q", e.Text)
	case access.WorkedBefore:
		return "it works before the plan"
	case access.Observed:
		return "it was observed"
	case access.WiredService:
		return at + " is set up for it"
	case access.Administers:
		return at + " manages it with this identity"
	}
	return at + " names the other side"
}
