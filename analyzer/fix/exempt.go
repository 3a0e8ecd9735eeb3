package fix

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// exempt takes the principal out of the Deny statements that hit it. An Allow
// could not help: an explicit Deny overrides every Allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_AccessPolicyLanguage_Interplay.html (2026-11)
func (a *attempt) exempt() *change {
	var current *graph.Policy
	var at *graph.Policy
	var edits []finding.Edit
	for _, ref := range a.layer.Deciding {
		if ref.Effect != "Deny" || ref.Policy == nil || ref.Policy.Origin.Address == "" || document(ref.Policy) == nil {
			continue
		}
		if at != nil && ref.Policy != at {
			return nil // several documents: no small change
		}
		if at == nil {
			at, current = ref.Policy, ref.Policy
		}
		all, _, ok := statements(current.Document)
		if !ok || ref.Index >= len(all) {
			return nil
		}
		raw, text, ok := a.exemption(at.Document.Statements[ref.Index], all[ref.Index])
		if !ok {
			return nil
		}
		if current = replaced(current, ref.Index, raw); current == nil {
			return nil
		}
		holder, _ := a.Place.Document(at.Origin)
		edits = append(edits, finding.Edit{
			Address: holder.Address, Input: holder.Input, Location: holder.Location, Action: "replace_statement",
			Statement: string(raw), Text: text,
		})
	}
	if at == nil {
		return nil
	}
	c := a.inPlaceOf(at, current)
	if c == nil {
		return nil
	}
	c.fix = finding.Fix{Summary: fmt.Sprintf("exempt %s from the Deny", a.subjectName()), Edits: edits}
	return c
}

// exemption is a Deny statement that leaves the principal out. Conditions of
// one statement are ANDed, so one more narrows it.
func (a *attempt) exemption(s *policy.Statement, raw json.RawMessage) (json.RawMessage, string, bool) {
	p := a.Access.Principal
	if s.NotPrincipal {
		return nil, "", false
	}
	holder, blocks := a.Place.Document(a.layer.Subject)
	operator, key, want := "ArnNotEquals", "aws:PrincipalArn", string(a.who().text)
	var expr string
	switch p.Kind {
	case graph.User, graph.Role:
		for _, c := range s.Conditions {
			if strings.EqualFold(c.Key, key) && (strings.EqualFold(c.Operator, "ArnNotLike") || strings.EqualFold(c.Operator, "StringNotLike") || strings.EqualFold(c.Operator, "StringNotEquals") || strings.EqualFold(c.Operator, "ArnNotEquals")) {
				operator = c.Operator
			}
		}
		w := writer{place: a.Place, from: holder}
		expr = w.expression(a.who())
	case graph.Service:
		operator, key, want = "BoolIfExists", "aws:PrincipalIsAWSService", "false"
		expr = `"false"`
	default:
		return nil, "", false
	}
	next, ok := addCondition(raw, operator, key, want)
	if !ok {
		return nil, "", false
	}
	return next, conditionText(s, blocks, operator, key, expr), true
}

// conditionText is a condition to add to a statement, as its document is
// written: a block of aws_iam_policy_document, or an attribute of an object, in
// which a name may stand only once.
func conditionText(s *policy.Statement, blocks bool, operator, key, expr string) string {
	beside := ""
	if slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool { return c.Operator == operator && strings.EqualFold(c.Key, key) }) {
		beside = ", beside the values that are there"
	}
	switch {
	case blocks:
		return fmt.Sprintf("# in statement %s%s\ncondition {\n  test     = %q\n  variable = %q\n  values   = [%s]\n}\n", statementName(s), beside, operator, key, expr)
	case len(s.Conditions) > 0:
		return fmt.Sprintf("# in the Condition of statement %s%s\n%s = { %q = [%s] }\n", statementName(s), beside, operator, key, expr)
	}
	return fmt.Sprintf("# in statement %s\nCondition = {\n  %s = { %q = [%s] }\n}\n", statementName(s), operator, key, expr)
}

// inPlaceOf makes the change that puts a policy in the place of another,
// wherever the layer has it.
func (a *attempt) inPlaceOf(old, n *graph.Policy) *change {
	x := a.Access
	p := *x.Principal
	swap := func(all []*graph.Policy) ([]*graph.Policy, bool) {
		out, found := append([]*graph.Policy(nil), all...), false
		for i, have := range out {
			if have == old {
				out[i], found = n, true
			}
		}
		return out, found
	}
	if policies, found := swap(p.Policies); found {
		p.Policies = policies
		return &change{principal: &p}
	}
	if p.Boundary == old {
		p.Boundary = n
		return &change{principal: &p}
	}
	if b := x.Bucket; b != nil && b.Policy == old {
		c := *b
		c.Policy = n
		return &change{overlay: eval.Overlay{Buckets: []*graph.Bucket{&c}}}
	}
	if k := a.key(); k != nil && k.Policy == old {
		return a.withKey(k, n)
	}
	if x.AccessPoint != nil && x.AccessPoint.Policy == old {
		c := *x.AccessPoint
		c.Policy = n
		return &change{overlay: eval.Overlay{AccessPoints: []*graph.AccessPoint{&c}}}
	}
	if x.Role != nil && x.Role.Trust == old {
		c := *x.Role
		c.Trust = n
		return &change{overlay: eval.Overlay{Roles: []*graph.Principal{&c}}}
	}
	if via := a.Traces[0].Request.Via; via != nil && via.Policy == old {
		c := *via
		c.Policy = n
		return &change{via: &c}
	}
	if p.Account != nil {
		for i, level := range p.Account.Levels {
			for j, scp := range level.SCPs {
				if scp == old {
					return a.levelChange(i, j, n, finding.Fix{})
				}
			}
		}
	}
	if b := x.Bucket; b != nil && b.Account != nil {
		account := *b.Account
		account.Levels = append([]graph.Level(nil), account.Levels...)
		for i := range account.Levels {
			if rcps, found := swap(account.Levels[i].RCPs); found {
				account.Levels[i].RCPs = rcps
				c := *b
				c.Account = &account
				return &change{overlay: eval.Overlay{Buckets: []*graph.Bucket{&c}, Accounts: []*graph.Account{&account}}}
			}
		}
	}
	return nil
}
