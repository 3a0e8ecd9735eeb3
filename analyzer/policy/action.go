package policy

import "strings"

// ActionPattern is one element of Action or NotAction, or the action of a
// request: "s3:GetObject", "s3:Get*", "*". Case does not matter.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html (2026-11)
type ActionPattern struct {
	Text    string // as written
	pattern Pattern
	facts   *ActionFacts // nil for patterns and for actions that are not in the table
}

// CompileAction compiles an action. It may hold wildcards and symbols.
func CompileAction(t Text) ActionPattern {
	a := ActionPattern{Text: string(t), pattern: compile(t, actionRules, false)}
	if a.IsExact() {
		a.facts = AuthorizationTable().byName[a.pattern.lit]
	}
	return a
}

// Facts are what AWS documents of the action; nil for patterns, and for actions
// that do not exist or belong to a service that the table does not cover.
func (a ActionPattern) Facts() *ActionFacts { return a.facts }

// Match says whether a covers every action that q stands for (Yes), none (No),
// or some, or that it depends on a symbol (Maybe).
func (a ActionPattern) Match(q ActionPattern) Tri { return a.pattern.match(&q.pattern, nil) }

// IsExact reports whether a stands for just one action.
func (a ActionPattern) IsExact() bool { return a.pattern.IsExact() }

// Lower is the text in lower case, as an index key.
func (a ActionPattern) Lower() string {
	if a.pattern.kind == patternExact {
		return a.pattern.lit
	}
	return strings.ToLower(a.Text)
}
