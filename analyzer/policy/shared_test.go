package policy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared reads the unit lists of one kind beside the checkout.
func shared[T any](t *testing.T, glob string) []T {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "conformance")
	if _, err := os.Stat(root); err != nil {
		t.Skip("the shared conformance data is not beside the checkout")
	}
	files, err := filepath.Glob(filepath.Join(root, glob))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files match %s", glob)
	}
	var all []T
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var cases []T
		if err := json.Unmarshal(b, &cases); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		all = append(all, cases...)
	}
	if len(all) == 0 {
		t.Fatalf("no cases in %s", glob)
	}
	return all
}

// texts reads a string or a list of strings.
type texts struct {
	list  []Text
	multi bool
	null  bool
}

func (x *texts) UnmarshalJSON(b []byte) error {
	x.null = string(b) == "null"
	if x.multi = b[0] == '['; x.multi {
		return json.Unmarshal(b, &x.list)
	}
	var s string
	err := json.Unmarshal(b, &s)
	x.list = []Text{Text(s)}
	return err
}

func (x texts) value() Value {
	switch {
	case x.null:
		return AbsentValue
	case x.multi:
		return Multi(x.list...)
	}
	return Single(x.list[0])
}

func contextOf(m map[string]texts) *Context {
	c := &Context{Values: map[string]Value{}}
	for k, v := range m {
		c.Values[strings.ToLower(k)] = v.value()
	}
	return c
}

func TestSharedActions(t *testing.T) {
	type unit struct {
		ID, Element string
		Patterns    []Text
		Action      Text
		Expect      bool
	}
	for _, c := range shared[unit](t, "*/unit_actions.json") {
		s := &Statement{NotAction: c.Element == "NotAction"}
		for _, p := range c.Patterns {
			s.Actions = append(s.Actions, CompileAction(p))
		}
		if got := s.Covers(CompileAction(c.Action)); got != Of(c.Expect) {
			t.Errorf("%s: %v, want %v", c.ID, got, Of(c.Expect))
		}
	}
}

func TestSharedResources(t *testing.T) {
	type unit struct {
		ID, Element string
		Patterns    []Text
		Resource    Text
		Context     map[string]texts
		Expect      bool
	}
	for _, c := range shared[unit](t, "open/unit_resources.json") {
		s := &Statement{HasResource: true, NotResource: c.Element == "NotResource"}
		for _, p := range c.Patterns {
			s.Resources = append(s.Resources, compileResourceElement(p, true))
		}
		if got := s.resource(&Request{Resource: CompileResource(c.Resource), Context: contextOf(c.Context)}); got != Of(c.Expect) {
			t.Errorf("%s: %v, want %v", c.ID, got, Of(c.Expect))
		}
	}
}

func TestSharedConditions(t *testing.T) {
	type unit struct {
		ID, Operator, Key string
		PolicyValues      []Text `json:"policy_values"`
		ContextValues     texts  `json:"context_values"`
		Context           map[string]texts
		Expect            bool
	}
	for _, c := range shared[unit](t, "*/unit_conditions_*.json") {
		ctx := contextOf(c.Context)
		if !c.ContextValues.null {
			ctx.Values[strings.ToLower(c.Key)] = c.ContextValues.value()
		}
		cond, _ := compileCondition(Text(c.Operator), Text(c.Key), c.PolicyValues, true)
		if got := cond.holds(&Request{Context: ctx}); got != Of(c.Expect) {
			t.Errorf("%s: %v, want %v", c.ID, got, Of(c.Expect))
		}
	}
}

func TestSharedConditionBlocks(t *testing.T) {
	type unit struct {
		ID         string
		Conditions []struct {
			Operator, Key string
			PolicyValues  []Text `json:"policy_values"`
		}
		Context map[string]texts
		Expect  bool
	}
	for _, c := range shared[unit](t, "*/unit_condition_blocks.json") {
		all := Yes
		for _, one := range c.Conditions {
			cond, _ := compileCondition(Text(one.Operator), Text(one.Key), one.PolicyValues, true)
			all = all.And(cond.holds(&Request{Context: contextOf(c.Context)}))
		}
		if all != Of(c.Expect) {
			t.Errorf("%s: %v, want %v", c.ID, all, Of(c.Expect))
		}
	}
}

func TestSharedVariables(t *testing.T) {
	type unit struct {
		ID       string
		Value    Text
		Context  map[string]texts
		Resolved *string
	}
	for _, c := range shared[unit](t, "*/unit_variables.json") {
		p := compile(c.Value, stringRules, true)
		tokens, _, ok := p.resolve(nil, contextOf(c.Context))
		var got strings.Builder
		for _, tok := range tokens {
			got.WriteString(map[tokenKind]string{tokenLiteral: tok.text, tokenStar: "*", tokenOne: "?"}[tok.kind])
		}
		if ok != (c.Resolved != nil) || ok && got.String() != *c.Resolved {
			t.Errorf("%s: %q (%v)", c.ID, got.String(), ok)
		}
	}
}

func TestSharedPrincipals(t *testing.T) {
	type unit struct {
		ID, Element string
		Value       json.RawMessage
		Principal   string
		Expect      string
	}
	for _, c := range shared[unit](t, "*/unit_principals.json") {
		text := `{"Statement": {"Effect": "Deny", "Action": "*", "` + c.Element + `": ` + string(c.Value) + `}}`
		if c.Element == "none" {
			text = `{"Statement": {"Effect": "Deny", "Action": "*"}}`
		}
		d, err := Parse(Text(text))
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		s := d.Statements[0]
		got := "NoMatch"
		if s.HasPrincipal {
			who := unitCaller(c.Principal)
			n := namedNobody
			for i := range s.Principals {
				m := s.Principals[i].Names(&who)
				n = Named{n.Direct.Or(m.Direct), n.Role.Or(m.Role), n.Account.Or(m.Account)}
			}
			got = gradeOf(n)
			if s.NotPrincipal && got == "Match" {
				got = "NoMatch"
			}
		}
		if got != c.Expect {
			t.Errorf("%s: %s, want %s", c.ID, got, c.Expect)
		}
	}
}

// gradeOf is the list's word for how far a caller is named.
func gradeOf(n Named) string {
	switch {
	case n.Direct == Yes:
		return "Match"
	case n.Role == Yes:
		return "SessionRoleMatch"
	case n.Account == Yes:
		return "AccountLevelMatch"
	case n.Any() == Maybe:
		return "maybe"
	}
	return "NoMatch"
}

func unitCaller(principal string) Caller {
	arn := Text(principal)
	switch {
	case principal == "anonymous":
		return Caller{Kind: CallerAnonymous}
	case strings.HasSuffix(principal, ".amazonaws.com"):
		return Caller{Kind: CallerService, ARN: arn}
	case !strings.HasPrefix(principal, "arn:"):
		return Caller{Kind: CallerFederated, ARN: arn}
	case strings.Contains(principal, ":assumed-role/"):
		return Caller{Kind: CallerRole, Session: arn, Account: arn.arnAccount()}
	}
	return Caller{Kind: CallerUser, ARN: arn, Account: arn.arnAccount()}
}

func TestSharedPublicPolicies(t *testing.T) {
	type unit struct {
		ID     string
		Policy json.RawMessage
		Expect bool
	}
	for _, glob := range []string{"open/unit_s3_public_policy.json", "aws-docs/unit_aws_docs_public.json"} {
		for _, c := range shared[unit](t, glob) {
			d, err := Parse(Literal(string(c.Policy)))
			if err != nil {
				t.Fatalf("%s: %v", c.ID, err)
			}
			if got := d.Public(); got != Of(c.Expect) {
				t.Errorf("%s: %v, want %v", c.ID, got, Of(c.Expect))
			}
		}
	}
}
