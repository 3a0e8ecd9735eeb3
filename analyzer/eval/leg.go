package eval

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// leg is one decision of a request: the caller's own, or S3's request to KMS
// with the caller's identity.
type leg struct {
	question *question
	action   string // as reports name it
	request  decision.Request
	policies decision.Policies
	result   decision.Result
	// resource and point are the policies behind Policies.Resource and .AccessPoint.
	resource, point *graph.Policy
	owner           *graph.Account // whose RCPs judge
	// identityKind and resourceKind are the names of the two sides.
	identityKind, resourceKind LayerKind
	// restrict is the setting that RestrictPublicBuckets comes from.
	restrict graph.Origin
	// blame is what to change if the resource's policy is missing; document
	// names that policy.
	blame    graph.Origin
	document func(*leg) string
}

// prepare makes the leg's request and policies of what is asked and of the
// resource's policy.
func (l *leg) prepare() {
	q := l.question
	l.request = q.baseRequest(q.who(l.resource))
	l.policies = q.basePolicies(l.owner)
	l.policies.Resource = q.engine.set(l.resource)
}

// judge decides the leg for its question and, if wanted, explains its layers.
func (l *leg) judge() {
	l.question.gate(l.decide())
	if l.question.explain {
		l.explain(nil)
	}
}

// decide answers for the leg.
func (l *leg) decide() policy.Tri {
	l.result = decision.DecideByCases(&l.request, &l.policies)
	return l.result.Verdict
}

// explain records the leg's layers, each with its own verdict. refine may
// change a layer before it is recorded.
func (l *leg) explain(refine func(decision.Layer, *Layer)) {
	for d := decision.Layer(0); d < decision.NumLayers; d++ {
		kind := gates[d].kind(l)
		r := &l.result.Layers[d]
		switch {
		case kind == 0:
		case !r.Applies:
			l.question.add(Layer{Kind: kind, Verdict: NotApplicable, Action: l.action, Reason: gates[d].idle(l)})
		default:
			layer := l.explainOne(d, kind, r)
			if refine != nil {
				refine(d, &layer)
			}
			l.question.add(layer)
		}
	}
}

func (l *leg) explainOne(d decision.Layer, kind LayerKind, r *decision.LayerResult) Layer {
	layer := Layer{Kind: kind, Action: l.action, Explicit: r.Explicit, Alone: r.Alone}
	explanation := decision.Explain(&l.request, &l.policies, d)
	layer.Deciding = l.deciding(d, &explanation)
	switch r.Verdict {
	case policy.Yes:
		layer.Verdict, layer.Reason = Allowed, l.whyAllowed(d, r)
	case policy.No:
		layer.Verdict = Denied
		switch {
		case d == decision.PublicAccessBlock:
			layer.Reason, layer.Explicit = PublicPolicy, false
		case r.Explicit:
			layer.Reason = ExplicitDeny
		default:
			layer.Reason = NoStatementAllows
			layer.Near = l.nearMisses(d)
		}
	default:
		layer.Alone = false
		layer.Needs = l.needs(d, r, &explanation)
		layer.Verdict = Unresolved
		if onlyRequest(layer.Needs) {
			layer.Verdict = Conditional
		}
		layer.Reason = l.whyOpen(d, r)
		layer.Explicit = r.Deny == policy.Maybe && r.Allow == policy.Yes && d != decision.PublicAccessBlock
		layer.Near = l.nearMisses(d)
	}
	layer.Subject = l.subject(d, r, &layer)
	return layer
}

// deciding are the statements that apply or may apply, what denies first.
func (l *leg) deciding(d decision.Layer, x *decision.Explanation) []StatementRef {
	var refs []StatementRef
	for _, s := range x.Statements {
		if ref, ok := l.refer(d, s); ok {
			refs = append(refs, ref)
		}
	}
	rank := func(s StatementRef) int {
		switch {
		case s.Effect == "Deny" && s.Applies == policy.Yes:
			return 0
		case s.Effect == "Deny":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(refs, func(a, b StatementRef) int { return cmp.Compare(rank(a), rank(b)) })
	return refs
}

// refer turns a decision's statement into a reference into the graph.
func (l *leg) refer(d decision.Layer, s decision.Decided) (StatementRef, bool) {
	policies := gates[d].policies(l, s.Level)
	if s.Policy < 0 || s.Policy >= len(policies) || policies[s.Policy] == nil || s.Statement == nil {
		return StatementRef{}, false
	}
	return StatementRef{
		Policy: policies[s.Policy], Index: s.Statement.Index, Sid: s.Statement.Sid,
		Effect: s.Statement.Effect.String(), Applies: s.Applies,
	}, true
}

// needs are what would settle a layer that is open: what its Deny statements
// depend on where one may apply, and its Allow statements where none certainly does.
func (l *leg) needs(d decision.Layer, r *decision.LayerResult, x *decision.Explanation) []Need {
	var needs []Need
	add := func(n Need) {
		if !slices.ContainsFunc(needs, func(have Need) bool { return have.Kind == n.Kind && have.What == n.What }) {
			needs = append(needs, n)
		}
	}
	for _, s := range x.Statements {
		if s.Statement.Effect == policy.Deny && r.Deny == policy.No || s.Statement.Effect == policy.Allow && r.Allow == policy.Yes {
			continue
		}
		for _, n := range s.Needs {
			if d == decision.Endpoint && n.Kind == policy.NeedSession && l.question.route.via.Type == "Gateway" {
				add(Need{Kind: NeedDocument, What: gatewayPrincipal}) // see endpointSet
				continue
			}
			add(needOf(n))
		}
	}
	policies, name := gates[d].policies(l, int(r.Level)), gates[d].document(l)
	for _, i := range x.Unknown {
		if i < len(policies) && policies[i] != nil {
			add(documentNeed(policies[i], name))
		}
	}
	p := l.question.caller.principal
	if d == decision.Identity && p.Complete != policy.Yes {
		add(Need{Kind: NeedDocument, What: name, Origin: p.Origin})
	}
	if len(needs) == 0 {
		for _, n := range x.Needs {
			add(needOf(n))
		}
	}
	if len(needs) == 0 && (d == decision.Identity || d == decision.Resource) {
		// All policies of this side are known: what is open is whether they have
		// to allow the request, or the other side's serve in their place.
		name = l.document(l)
		if p := l.resource; p != nil && (p.Presence == graph.Present || p.Presence == graph.Absent) {
			name = l.openAccount()
		}
	}
	if len(needs) == 0 {
		add(Need{Kind: NeedDocument, What: name})
	}
	return needs
}

// openAccount is whose account is not known, so that nobody can tell whether
// the request crosses accounts.
func (l *leg) openAccount() string {
	p := l.question.caller.principal
	if l.owner != nil && l.owner.ID.IsWhollyKnown() && (p.Account == nil || !p.Account.ID.IsWhollyKnown()) {
		return "account of " + string(cmp.Or(policy.Text(p.Origin.Address), p.ARN))
	}
	if b := l.question.target.bucket; b != nil && l.resourceKind == BucketPolicy {
		return "account of bucket " + string(b.Name)
	}
	return "account of the resource"
}

// documentNeed says what would make a policy known.
func documentNeed(p *graph.Policy, name string) Need {
	need := Need{Kind: NeedDocument, What: name, Origin: p.Origin}
	if p.Presence == graph.Opaque {
		need.Kind = NeedApply
		if p.Origin.Address != "" {
			need.What = p.Origin.Address
		}
	}
	return need
}

// accountOf is whose account a symbol stands for: "LABEL:ADDRESS.provider.account"
// and "LABEL:provider.NAME.account" are no values that an apply tells, but
// another input or a configuration does.
func accountOf(symbol string) (owner string, ok bool) {
	owner, ok = strings.CutSuffix(symbol, ".account")
	if !ok {
		return "", false
	}
	address, resource := strings.CutSuffix(owner, ".provider")
	return address, resource || strings.Contains(owner, ":provider.")
}

// field is the name of a symbol without what tells it from the other symbols
// in the same field of a document: whoever lacks one lacks them all.
func field(symbol string) string {
	if i := strings.LastIndexByte(symbol, '#'); i >= 0 && i+1 < len(symbol) && '0' <= symbol[i+1] && symbol[i+1] <= '9' {
		symbol = symbol[:i]
	}
	if before, after, found := strings.Cut(symbol, ".statement["); found {
		_, after, _ = strings.Cut(after, "]")
		symbol = before + ".statement" + after
	}
	return symbol
}

// needOf translates what a statement depends on.
func needOf(n policy.Need) Need {
	switch n.Kind {
	case policy.NeedKey:
		kind := NeedRequest
		switch n.Source {
		case policy.FromApply:
			kind = NeedApply
		case policy.FromDocument:
			kind = NeedDocument
		}
		return Need{Kind: kind, What: n.What}
	case policy.NeedSymbol:
		if n.What == unseenPolicies {
			return Need{Kind: NeedDocument, What: n.What}
		}
		if n.What == objectKey || n.What == sessionName || strings.HasSuffix(n.What, ofSource) {
			return Need{Kind: NeedRequest, What: n.What}
		}
		if owner, ok := accountOf(n.What); ok {
			return Need{Kind: NeedDocument, What: "account of ⟨" + owner + "⟩"}
		}
		return Need{Kind: NeedApply, What: "⟨" + field(n.What) + "⟩"}
	case policy.NeedResource:
		return Need{Kind: NeedRequest, What: "resource"}
	case policy.NeedAction:
		return Need{Kind: NeedRequest, What: "action"}
	case policy.NeedSession:
		return Need{Kind: NeedRequest, What: sessionName}
	case policy.NeedFact:
		return Need{Kind: NeedDocument, What: n.What}
	}
	return Need{Kind: NeedDocument, What: n.What}
}

func onlyRequest(needs []Need) bool {
	for _, n := range needs {
		if n.Kind != NeedRequest {
			return false
		}
	}
	return len(needs) > 0
}

// policyRequest is the leg's request as statements see it.
func (l *leg) policyRequest() *policy.Request {
	return &policy.Request{Action: l.request.Action, Resource: l.request.Resource, Caller: &l.request.Caller, Context: l.request.Context}
}
