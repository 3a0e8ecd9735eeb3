package analyzer

import (
	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/report"
	"github.com/tfaccess/tfaccess/rules"
)

// reportAccess is one judged access as reports have it.
func (a *Analysis) reportAccess(j facts.Judged) report.Access {
	x := j.Access
	out := report.Access{
		Principal: rules.Party(x.Principal.ARN, x.Principal.Origin, x.Principal.Account),
		Actions:   x.Actions, Resource: target(x), Verdict: worst(j.Traces).String(), Expect: x.Expect,
	}
	if len(x.Evidence) > 0 {
		out.Why = rules.Evidence(x.Evidence[0])
		if at := place(x.Evidence[0]); at != "" {
			out.Why += " (" + at + ")"
		}
	}
	for _, t := range j.Traces {
		if t.Request.Via != nil {
			via := rules.Party(t.Request.Via.ID, t.Request.Via.Origin, t.Request.Via.Account)
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
	t := x.Target()
	return rules.Party(x.Resource, t.Origin, t.Account)
}

// place is the resource that holds a piece of evidence; of a prior state none does.
func place(e access.Evidence) string {
	if e.Kind == access.WorkedBefore {
		return ""
	}
	if e.Origin.Address == "" && e.Policy != nil {
		return e.Policy.Origin.Address
	}
	return e.Origin.Address
}
