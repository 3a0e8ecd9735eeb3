package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// functions joins the functions that an Object Lambda access point names with
// their roles and resource policies.
func (j *joiner) functions(transforms []Transform) []*Function {
	var out []*Function
	for _, t := range transforms {
		arn, _ := splitQualifier(t.Function)
		f := &Function{ARN: t.Function, Actions: t.Actions, Policy: &Policy{}}
		if a, ok := parseARN(arn); ok {
			f.Account = j.placed(a.account)
		}
		if rec := j.functionRec(arn); rec != nil {
			f.Origin, f.Account = rec.Origin, j.placed(rec.Account)
			f.Role = j.roleByRef(rec.Role, rec.Account)
			f.Policy = j.functionPolicy(rec)
		}
		out = append(out, f)
	}
	return out
}

// splitQualifier takes the version or alias off a function's ARN.
func splitQualifier(arn policy.Text) (function, qualifier policy.Text) {
	a, ok := parseARN(arn)
	if !ok {
		return arn, ""
	}
	name, found := strings.CutPrefix(string(a.resource), "function:")
	if i := outside(name, ':'); found && i >= 0 {
		return arn[:len(arn)-len(name)+i], policy.Text(name[i+1:])
	}
	return arn, ""
}

func (j *joiner) functionRec(arn policy.Text) *FunctionRec {
	var best *FunctionRec
	for _, f := range j.fragments {
		for i := range f.Functions {
			if r := &f.Functions[i]; r.ARN == arn && (best == nil || supersedes(r.Origin, best.Origin)) {
				best = r
			}
		}
	}
	return best
}

// functionPolicy puts a function's permissions together. Only one that the plan
// makes has none but those that the inputs show.
func (j *joiner) functionPolicy(rec *FunctionRec) *Policy {
	if !rec.Created {
		return &Policy{Origin: rec.Origin}
	}
	var statements []string
	origin := rec.Origin
	for _, f := range j.fragments {
		for i := range f.FunctionPermissions {
			p := &f.FunctionPermissions[i]
			function, _ := splitQualifier(p.Function)
			switch {
			case p.Function.IsOpaque(), function == rec.ARN && p.Statement.IsUnset():
				return &Policy{Origin: p.Origin, Presence: Opaque, How: HowOpaque}
			case function == rec.ARN:
				statements, origin = append(statements, string(p.Statement)), p.Origin
			}
		}
	}
	if len(statements) == 0 {
		return &Policy{Origin: rec.Origin, Presence: Absent}
	}
	text := `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
	return j.policy(origin, &Doc{Presence: Present, Text: policy.Text(text), How: HowKnown})
}
