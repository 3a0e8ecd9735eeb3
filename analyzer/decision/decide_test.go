package decision

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// set compiles documents given as lists of statements.
func set(documents ...string) *Set {
	var ps []Policy
	for i, d := range documents {
		ps = append(ps, Policy{Document: policy.MustParse(policy.Text(`{"Version": "2012-10-17", "Statement": [` + d + `]}`)), Name: fmt.Sprint(i)})
	}
	return Compile(ps, false)
}

const (
	allowAll  = `{"Effect": "Allow", "Action": "*", "Resource": "*"}`
	allowRead = `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}`
	trustRole = `{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:role/r"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}`
)

// across is a role's request for an object of another account.
func crossing() *Request {
	return &Request{
		Action: policy.CompileAction("s3:GetObject"), Resource: policy.CompileResource("arn:aws:s3:::b/k"), ResourceAccount: "222222222222",
		Caller:  policy.Caller{Kind: policy.CallerRole, Account: "111111111111", ARN: "arn:aws:iam::111111111111:role/r", Bounded: policy.No},
		Context: &policy.Context{},
	}
}

func policies(identity, resource *Set) *Policies {
	return &Policies{Identity: identity, Resource: resource, RestrictPublicBuckets: policy.No, Granted: policy.No}
}

// TestUnknowns: what the inputs do not tell, and what it leaves certain.
func TestUnknowns(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		change    func(r *Request, p *Policies)
		want      policy.Tri
		alone     []Layer
	}{
		{"everything known", "both sides allow", func(*Request, *Policies) {}, policy.Yes, nil},
		{"more identity policies may exist", "one of them may deny", func(_ *Request, p *Policies) { p.Identity = Compile(p.Identity.Policies(), true) }, policy.Maybe, nil},
		{"more identity policies may exist and the bucket denies", "a Deny is certain whatever else exists", func(_ *Request, p *Policies) {
			p.Identity = Compile(nil, true)
			p.Resource = set(trustRole + `, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}`)
		}, policy.No, []Layer{Resource}},
		{"more identity policies may exist and the bucket allows nothing", "no identity policy replaces the other account's Allow", func(_ *Request, p *Policies) {
			p.Identity = Compile(nil, true)
			p.Resource = nil
		}, policy.No, []Layer{Resource}},
		{"a bucket policy that is not known", "it may allow or deny", func(_ *Request, p *Policies) { p.Resource = Compile([]Policy{{}}, false) }, policy.Maybe, nil},
		{"a bucket policy that is not known and no identity policy", "the caller's side is missing in any case", func(_ *Request, p *Policies) {
			p.Identity, p.Resource = set(), Compile([]Policy{{}}, false)
		}, policy.No, []Layer{Identity}},
		{"a statement that is not known beside one that allows", "it may deny", func(_ *Request, p *Policies) { p.Resource = set(trustRole + `, "⟨~in:s⟩"`) }, policy.Maybe, nil},
		{"an effect that is not known", "it may allow", func(_ *Request, p *Policies) {
			p.Resource = set(`{"Effect": "⟨in:e⟩", "Principal": "*", "Action": "*", "Resource": "*"}`)
		}, policy.Maybe, nil},
		{"an effect that is not known of another action", "it does not matter", func(_ *Request, p *Policies) {
			p.Resource = set(trustRole + `, {"Effect": "⟨in:e⟩", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}`)
		}, policy.Yes, nil},
		{"an account that is not known", "if it is the bucket's, the identity policy suffices", func(r *Request, p *Policies) {
			r.Caller.Account, p.Resource = "⟨in:account⟩", nil
		}, policy.Maybe, nil},
		{"an account that is not known and both sides", "allowed in either case", func(r *Request, p *Policies) {
			r.Caller.Account = "⟨in:account⟩"
		}, policy.Yes, nil},
		{"an account that is not known and no side", "denied in either case", func(r *Request, p *Policies) {
			r.Caller.Account, p.Identity, p.Resource = "⟨in:account⟩", set(), nil
		}, policy.No, []Layer{Identity}},
		{"accounts that are one symbol", "equal names are equal values", func(r *Request, p *Policies) {
			r.Caller.Account, r.ResourceAccount, p.Resource = "⟨in:account⟩", "⟨in:account⟩", nil
		}, policy.Yes, nil},
		{"a condition that the caller decides", "it depends on the request", func(r *Request, p *Policies) {
			r.Context = &policy.Context{Missing: func(string) policy.Value { return policy.Value{} }}
			p.Resource = set(trustRole + `, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`)
		}, policy.Maybe, nil},
		{"a condition key that the action does not have", "AWS does not define s3:prefix for GetObject: it is absent", func(r *Request, p *Policies) {
			r.Context = &policy.Context{Missing: func(string) policy.Value { return policy.Value{} }}
			p.Identity = set(`{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLike": {"s3:prefix": "in/*"}}}`)
		}, policy.No, []Layer{Identity}},
		{"the name of the session", "a statement names one session of the role", func(r *Request, p *Policies) {
			p.Resource = set(`{"Effect": "Allow", "Principal": {"AWS": "arn:aws:sts::111111111111:assumed-role/r/job"}, "Action": "s3:GetObject", "Resource": "*"}`)
		}, policy.Maybe, nil},
		{"a session of another role", "whatever the session's name is", func(r *Request, p *Policies) {
			p.Resource = set(`{"Effect": "Allow", "Principal": {"AWS": "arn:aws:sts::111111111111:assumed-role/other/job"}, "Action": "s3:GetObject", "Resource": "*"}`)
		}, policy.No, []Layer{Resource}},
		{"a principal that is a symbol", "it may be the caller", func(_ *Request, p *Policies) {
			p.Resource = set(`{"Effect": "Allow", "Principal": {"AWS": "⟨~in:p⟩"}, "Action": "s3:GetObject", "Resource": "*"}`)
		}, policy.Maybe, nil},
		{"a principal that is another role of a known name", "names differ whatever the account is", func(_ *Request, p *Policies) {
			p.Resource = set(`{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::⟨in:account⟩:role/other"}, "Action": "s3:GetObject", "Resource": "*"}`)
		}, policy.No, []Layer{Resource}},
		{"every object of the bucket", "both patterns cover all of them", func(r *Request, _ *Policies) { r.Resource = policy.CompileResource("arn:aws:s3:::b/*") }, policy.Yes, nil},
		{"every object and a Deny for some", "a part of the objects is denied", func(r *Request, p *Policies) {
			r.Resource = policy.CompileResource("arn:aws:s3:::b/*")
			p.Resource = set(trustRole + `, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/secret/*"}`)
		}, policy.Maybe, nil},
		{"an endpoint policy that is not known", "it may not let the request pass", func(_ *Request, p *Policies) { p.Endpoint = Compile([]Policy{{}}, false) }, policy.Maybe, nil},
		{"an SCP level that may have more policies", "one of them may deny", func(_ *Request, p *Policies) { p.SCPs = []*Set{Compile(set(allowAll).Policies(), true)} }, policy.Maybe, nil},
		{"an SCP level with nothing attached", "nil allows nothing", func(_ *Request, p *Policies) { p.SCPs = []*Set{set(allowAll), nil} }, policy.No, []Layer{SCP}},
		{"a public policy and a setting that is not known", "RestrictPublicBuckets may be on", func(_ *Request, p *Policies) {
			p.RestrictPublicBuckets = policy.Maybe
			p.Resource = set(`{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}`)
		}, policy.Maybe, nil},
		{"a policy that is not public and a setting that is not known", "it has nothing to restrict", func(_ *Request, p *Policies) { p.RestrictPublicBuckets = policy.Maybe }, policy.Yes, nil},
		{"a grant on a key of another account", "whether the grantee needs an identity policy is unverified", func(r *Request, p *Policies) {
			r.Flavor, r.Action, r.Resource = Key, policy.CompileAction("kms:Decrypt"), policy.CompileResource("arn:aws:kms:us-east-1:222222222222:key/k")
			p.Granted, p.Identity = policy.Yes, set()
		}, policy.Maybe, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, p := crossing(), policies(set(allowRead), set(trustRole))
			tt.change(r, p)
			res := Decide(r, p)
			if res.Verdict != tt.want {
				t.Errorf("%v, want %v: %s", res.Verdict, tt.want, tt.why)
			}
			var alone []Layer
			for l := range NumLayers {
				if res.Layers[l].Alone {
					alone = append(alone, l)
				}
			}
			if !slices.Equal(alone, tt.alone) {
				t.Errorf("denied by %v, want %v: %s", alone, tt.alone, tt.why)
			}
		})
	}
}

// TestLayersAgreeWithTheVerdict: a denied request has a layer that denies, and
// an allowed one has none.
func TestLayersAgreeWithTheVerdict(t *testing.T) {
	eachRandom(t, 4000, func(r *Request, p *Policies, res Result) string {
		denies := res.Verdict != policy.No
		for l := range NumLayers {
			lr := &res.Layers[l]
			denies = denies || lr.Alone
			switch {
			case lr.Alone && res.Verdict != policy.No:
				return fmt.Sprintf("layer %d denies alone and the verdict is %v", l, res.Verdict)
			case lr.Applies && res.Verdict == policy.Yes && lr.Verdict != policy.Yes:
				return fmt.Sprintf("layer %d is %v and the verdict is yes", l, lr.Verdict)
			case lr.Explicit && !res.Explicit && l != PublicAccessBlock:
				return fmt.Sprintf("layer %d denies explicitly and the request is not", l)
			}
		}
		if !denies {
			return "no layer denies alone and the verdict is no"
		}
		return ""
	})
}

func TestExplainNamesStatementsAndNeeds(t *testing.T) {
	r, p := crossing(), policies(set(allowRead), set(trustRole+`,
		{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "⟨in:aws_vpc_endpoint.e.id⟩"}}},
		{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},
		{"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "*"}`))
	r.Context = &policy.Context{
		Values:  map[string]policy.Value{"aws:sourcevpce": policy.Single("vpce-1")},
		Missing: func(string) policy.Value { return policy.UnknownFrom(policy.FromRequest) },
	}
	e := Explain(r, p, Resource)
	var indexes []int
	for _, d := range e.Statements {
		indexes = append(indexes, d.Statement.Index)
	}
	if !slices.Equal(indexes, []int{0, 1, 2}) {
		t.Errorf("statements %v", indexes)
	}
	want := []policy.Need{{Kind: policy.NeedSymbol, What: "in:aws_vpc_endpoint.e.id"}, {Kind: policy.NeedKey, What: "aws:SourceIp"}}
	if !slices.Equal(e.Needs, want) {
		t.Errorf("needs %v, want %v", e.Needs, want)
	}
}
