package decision

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// world makes random policies and requests of a small vocabulary, so that
// statements often meet requests. With symbols set, values that exist only
// after apply stand in both.
type world struct {
	*rand.Rand
	symbols bool
}

func (w *world) pick(from ...string) string { return from[w.IntN(len(from))] }

// or is a symbol now and then, else one of the values.
func (w *world) or(symbol string, values ...string) string {
	if w.symbols && w.IntN(4) == 0 {
		return symbol
	}
	return w.pick(values...)
}

func (w *world) account() string {
	return w.or("⟨in:data.caller.account_id⟩", "111111111111", "222222222222")
}

func (w *world) name() string {
	return w.or(w.pick("⟨in:b.id⟩", "⟨!in:aws_b.fresh.id⟩", "⟨!in:aws_b.other.id⟩"), "b1", "b2")
}

func (w *world) action() string {
	return w.pick("s3:GetObject", "s3:PutObject", "s3:Get*", "s3:*", "*", "s3:ListBucket", "S3:getobject", "s3:???Object", w.or("⟨~in:action⟩", "kms:Decrypt"))
}

func (w *world) resource() string {
	switch w.IntN(8) {
	case 0:
		return "*"
	case 1:
		return w.or("⟨~in:resource⟩", "arn:aws:s3:::*")
	case 2:
		return "arn:aws:s3:::" + w.name()
	case 3:
		return "arn:aws:s3:::" + w.name() + "/${aws:PrincipalTag/team}/*"
	}
	return "arn:aws:s3:::" + w.name() + w.pick("/*", "/in/*", "/in/k1", "*", "/?n/*", "/${aws:username, 'in'}/*", "/"+w.or("⟨~in:key⟩", "k1"))
}

func (w *world) principal() string {
	aws := func(v string) string { return `{"AWS": "` + v + `"}` }
	switch w.IntN(8) {
	case 0:
		return `"*"`
	case 1:
		return aws(w.account())
	case 2:
		return aws("arn:aws:iam::" + w.account() + ":root")
	case 3:
		return aws("arn:aws:sts::" + w.account() + ":assumed-role/r1/s1")
	case 4:
		return `{"Service": "` + w.pick("logs.amazonaws.com", "cloudtrail.amazonaws.com") + `"}`
	case 5:
		return w.or(w.pick("⟨~in:principal⟩", `{"AWS": "⟨~in:aws⟩"}`), `{"AWS": ["222222222222", "arn:aws:iam::111111111111:role/r1"]}`)
	}
	return aws("arn:aws:iam::" + w.account() + ":role/" + w.or("⟨in:role.name⟩", "r1", "r2"))
}

func (w *world) condition() string {
	value := func() string {
		return w.or(w.pick("⟨in:b.id⟩", "⟨~in:value⟩", "⟨!in:aws_b.fresh.id⟩"), "b1", "b*", "red", "??", "*")
	}
	op := w.pick("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringLikeIfExists",
		"StringNotEqualsIfExists", "ForAllValues:StringLike", "ForAnyValue:StringEquals", "ForAnyValue:StringNotEquals", "ForAllValues:StringNotLike")
	key := w.pick("aws:PrincipalTag/team", "s3:prefix", "aws:TagKeys", "aws:SourceVpce")
	switch w.IntN(7) {
	case 0:
		return fmt.Sprintf(`{"Bool": {"aws:SecureTransport": "%s"}}`, w.pick("true", "false"))
	case 1:
		return fmt.Sprintf(`{"Null": {"%s": "%s"}}`, key, w.pick("true", "false"))
	case 2:
		return fmt.Sprintf(`{"%s": {"aws:PrincipalArn": "%s"}}`, w.pick("ArnLike", "ArnNotLike", "StringEquals"),
			w.pick("arn:aws:iam::"+w.account()+":role/"+w.or("⟨in:role.name⟩", "r1", "r*"), "arn:aws:iam::*:role/*"))
	case 3:
		return w.or("⟨~in:condition⟩", `{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}`)
	}
	return fmt.Sprintf(`{"%s": {"%s": ["%s", "%s"]}}`, op, key, value(), value())
}

// statement is one statement, of a resource-based policy with a Principal.
func (w *world) statement(effect string, resource bool) string {
	parts := []string{fmt.Sprintf(`"Effect": %q`, effect)}
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	add(`"%s": ["%s", "%s"]`, w.pick("Action", "Action", "Action", "NotAction"), w.action(), w.action())
	add(`"%s": ["%s", "%s"]`, w.pick("Resource", "Resource", "Resource", "NotResource"), w.resource(), w.resource())
	if resource {
		add(`"%s": %s`, w.pick("Principal", "Principal", "Principal", "Principal", "NotPrincipal"), w.principal())
	}
	if w.IntN(2) == 0 {
		add(`"Condition": %s`, w.condition())
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func document(statements []string) string {
	return `{"Version": "2012-10-17", "Statement": [` + strings.Join(statements, ", ") + `]}`
}

// textPolicies are the policies of a request as statements' texts.
type textPolicies struct {
	identity, boundary, session, scp, rcp, endpoint, resource []string
	restrict                                                  bool
}

func (w *world) statements(resource bool) []string {
	var all []string
	for range 1 + w.IntN(3) {
		all = append(all, w.statement(w.pick("Allow", "Allow", "Deny"), resource))
	}
	if w.symbols && w.IntN(12) == 0 {
		all = append(all, "⟨~in:statement⟩")
	}
	return all
}

func (w *world) policies() *textPolicies {
	some := func(n int, resource bool) []string {
		if w.IntN(n) > 0 {
			return nil
		}
		return w.statements(resource)
	}
	return &textPolicies{
		identity: some(1, false), resource: some(1, true), boundary: some(4, false), session: some(5, false),
		scp: some(4, false), rcp: some(4, true), endpoint: some(5, true), restrict: w.IntN(4) == 0,
	}
}

// layers are the texts by name, for printing and changing.
func (p *textPolicies) layers() map[string]*[]string {
	return map[string]*[]string{"identity": &p.identity, "boundary": &p.boundary, "session": &p.session, "scp": &p.scp,
		"rcp": &p.rcp, "endpoint": &p.endpoint, "resource": &p.resource}
}

func (p *textPolicies) String() string {
	var b strings.Builder
	for name, statements := range p.layers() {
		if *statements != nil {
			fmt.Fprintf(&b, "%s: %s\n", name, document(*statements))
		}
	}
	return b.String()
}

// compile makes Policies, with symbols replaced by what fill has for them.
func (p *textPolicies) compile(fill *strings.Replacer) *Policies { return p.compileLike(fill, nil) }

// compileLike is compile that takes sets without symbols from known.
func (p *textPolicies) compileLike(fill *strings.Replacer, known map[string]*Set) *Policies {
	set := func(statements []string) *Set {
		if statements == nil {
			return nil
		}
		text := document(statements)
		if s := known[text]; s != nil {
			return s
		}
		filled := text
		if fill != nil {
			filled = fill.Replace(text)
		}
		s := Compile([]Policy{{Document: policy.MustParse(policy.Text(filled))}}, false)
		if known != nil && filled == text {
			known[text] = s
		}
		return s
	}
	levels := func(s *Set) []*Set {
		if s == nil {
			return nil
		}
		return []*Set{s}
	}
	return &Policies{Identity: set(p.identity), Boundary: set(p.boundary), Session: set(p.session), Endpoint: set(p.endpoint),
		Resource: set(p.resource), SCPs: levels(set(p.scp)), RCPs: levels(set(p.rcp)),
		RestrictPublicBuckets: policy.Of(p.restrict), Granted: policy.No}
}

// textRequest is a request whose texts may hold symbols and wildcards.
type textRequest struct {
	action, resource, account, owner, role, session string
	service, anonymous                              bool
	bounded                                         policy.Tri
	context                                         map[string]policy.Value
}

func (w *world) request() *textRequest {
	r := &textRequest{
		action: w.pick("s3:GetObject", "s3:PutObject", "s3:ListBucket"), account: w.account(), owner: w.account(),
		role: w.or("⟨in:role.name⟩", "r1", "r2"), session: w.pick("s1", "s2"), context: map[string]policy.Value{},
	}
	r.service, r.anonymous = w.IntN(12) == 0, w.IntN(20) == 0
	r.resource = "arn:aws:s3:::" + w.name()
	if r.action != "s3:ListBucket" {
		r.resource += w.pick("/in/k1", "/k1", "/b1/x", "/red/x")
		if w.symbols && w.IntN(3) == 0 {
			r.resource = "arn:aws:s3:::" + w.name() + w.pick("/*", "/in/*", "/⟨~in:key⟩")
		}
	}
	for _, key := range []string{"aws:principaltag/team", "s3:prefix", "aws:sourcevpce", "aws:username"} {
		switch n := w.IntN(6); {
		case n < 3:
			r.context[key] = policy.Single(policy.Text(w.or("⟨in:b.id⟩", "b1", "red", "", "in")))
		case n == 3 && w.symbols:
			r.context[key] = policy.UnknownFrom(policy.FromRequest)
		case n == 4 && w.symbols:
			r.context[key] = policy.UnknownFrom(policy.FromApply)
		}
	}
	r.context["aws:tagkeys"] = policy.Multi("b1", policy.Text(w.or("⟨in:b.id⟩", "red")))
	r.context["aws:securetransport"] = policy.Single(policy.Text(w.pick("true", "false")))
	r.context["aws:sourceip"] = policy.Single(policy.Text(w.pick("10.1.2.3", "203.0.113.9")))
	if w.symbols && w.IntN(3) == 0 {
		r.context["aws:securetransport"] = policy.UnknownFrom(policy.FromRequest)
	}
	return r
}

// build makes the Request. With fill, symbols get their values, wildcards of
// the resource the texts of wild, and unknown keys those of unknown.
func (r *textRequest) build(fill *strings.Replacer, wild string, unknown func() policy.Value) *Request {
	text := func(s string) policy.Text {
		if fill != nil {
			s = fill.Replace(s)
		}
		return policy.Text(s)
	}
	role := "arn:aws:iam::" + r.account + ":role/" + r.role
	out := &Request{
		Action: policy.CompileAction(policy.Text(r.action)), ResourceAccount: text(r.owner),
		Caller: policy.Caller{Kind: policy.CallerRole, Account: text(r.account), ARN: text(role), Bounded: r.bounded,
			Session: text("arn:aws:sts::" + r.account + ":assumed-role/" + r.role + "/" + r.session)},
	}
	switch {
	case r.service:
		out.Caller = policy.Caller{Kind: policy.CallerService, ARN: "logs.amazonaws.com"}
	case r.anonymous:
		out.Caller = policy.Caller{Kind: policy.CallerAnonymous}
	}
	values := map[string]policy.Value{"aws:principalarn": policy.Single(text(role))}
	for k, v := range r.context {
		if v.State == policy.Unknown && unknown != nil {
			old := v
			for v = unknown(); old.Source == policy.FromApply && v.State == policy.Absent; v = unknown() {
			}
			if k == "s3:prefix" && r.action != "s3:ListBucket" {
				v = policy.AbsentValue // AWS does not define the key for the action
			}
		}
		filled := v
		filled.Texts = nil
		for _, t := range v.Texts {
			filled.Texts = append(filled.Texts, text(string(t)))
		}
		values[k] = filled
	}
	out.Context = &policy.Context{Values: values}
	if fill == nil {
		out.Resource = policy.CompileResource(policy.Text(r.resource))
	} else {
		out.Resource = policy.CompileLiteral(text(strings.ReplaceAll(r.resource, "*", wild)))
	}
	return out
}
