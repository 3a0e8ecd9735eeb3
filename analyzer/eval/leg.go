package eval

import (
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
	// blame is what to change if the resource's policy is missing.
	blame graph.Origin
}

// decide answers for the leg and, if wanted, explains its layers.
func (l *leg) decide() policy.Tri {
	l.result = decision.Decide(&l.request, &l.policies)
	return l.result.Verdict
}

// kindOf names a decision's layer; ok is false for one that has no name here.
func (l *leg) kindOf(d decision.Layer) (kind LayerKind, ok bool) {
	switch d {
	case decision.Identity:
		return l.identityKind, true
	case decision.Boundary:
		return PermissionsBoundary, true
	case decision.Session:
		return SessionPolicy, true
	case decision.SCP:
		return SCP, true
	case decision.RCP:
		return RCP, true
	case decision.Endpoint:
		return VPCEndpointPolicy, true
	case decision.Resource:
		return l.resourceKind, l.resourceKind != 0
	case decision.AccessPoint:
		return AccessPointPolicy, true
	}
	return PublicAccessBlock, true
}

// policiesOf are the graph's policies behind a decision's layer and level.
func (l *leg) policiesOf(d decision.Layer, level int) []*graph.Policy {
	p := l.question.caller.principal
	switch d {
	case decision.Identity:
		return p.Policies
	case decision.Boundary:
		return []*graph.Policy{p.Boundary}
	case decision.Session:
		return []*graph.Policy{p.Session}
	case decision.SCP:
		if a := p.Account; a != nil && level >= 0 && level < len(a.Levels) {
			return a.Levels[level].SCPs
		}
	case decision.RCP:
		if l.owner != nil && level >= 0 && level < len(l.owner.Levels) {
			return l.owner.Levels[level].RCPs
		}
	case decision.Endpoint:
		return []*graph.Policy{l.question.route.via.Policy}
	case decision.Resource, decision.PublicAccessBlock:
		return []*graph.Policy{l.resource}
	case decision.AccessPoint:
		return []*graph.Policy{l.point}
	}
	return nil
}

// explain records the leg's layers, one Layer for each gate that has a say. refine may
// change a layer before it is recorded.
func (l *leg) explain(refine func(decision.Layer, *Layer)) {
	for d := decision.Layer(0); d < decision.NumLayers; d++ {
		kind, ok := l.kindOf(d)
		if !ok {
			continue
		}
		r := &l.result.Layers[d]
		if !r.Applies {
			l.question.add(Layer{Kind: kind, Verdict: NotApplicable, Action: l.action, Reason: l.whyNotAsked(d)})
			continue
		}
		layer := l.explainOne(d, kind, r)
		if refine != nil {
			refine(d, &layer)
		}
		l.question.add(layer)
	}
}

func (l *leg) explainOne(d decision.Layer, kind LayerKind, r *decision.LayerResult) Layer {
	layer := Layer{Kind: kind, Action: l.action, Explicit: r.Explicit, Alone: r.Alone}
	explanation := decision.Explain(&l.request, &l.policies, d)
	for _, s := range explanation.Statements {
		if ref, ok := l.refer(d, s); ok {
			layer.Deciding = append(layer.Deciding, ref)
		}
	}
	switch r.Verdict {
	case policy.Yes:
		layer.Verdict, layer.Reason = Allowed, l.whyAllowed(d, r)
	case policy.No:
		layer.Verdict = Denied
		layer.Reason = NoStatementAllows
		if r.Explicit {
			layer.Reason = ExplicitDeny
		} else {
			layer.Near = l.nearMisses(d)
		}
	default:
		layer.Alone = false
		layer.Needs = l.needs(d, &explanation)
		layer.Verdict = Unresolved
		if onlyRequest(layer.Needs) {
			layer.Verdict = Conditional
		}
		layer.Reason = l.whyOpen(d, r)
		layer.Explicit = r.Deny == policy.Maybe && r.Allow == policy.Yes
		layer.Near = l.nearMisses(d)
	}
	layer.Subject = l.subject(d, r, &layer)
	return layer
}

// refer turns a decision's statement into a reference into the graph.
func (l *leg) refer(d decision.Layer, s decision.Decided) (StatementRef, bool) {
	policies := l.policiesOf(d, s.Level)
	if s.Policy < 0 || s.Policy >= len(policies) || policies[s.Policy] == nil || s.Statement == nil {
		return StatementRef{}, false
	}
	return StatementRef{
		Policy: policies[s.Policy], Index: s.Statement.Index, Sid: s.Statement.Sid,
		Effect: s.Statement.Effect.String(), Applies: s.Applies,
	}, true
}

// needs are what would settle a layer that is open.
func (l *leg) needs(d decision.Layer, x *decision.Explanation) []Need {
	var needs []Need
	add := func(n Need) {
		for _, have := range needs {
			if have.Kind == n.Kind && have.What == n.What {
				return
			}
		}
		needs = append(needs, n)
	}
	for _, n := range x.Needs {
		add(needOf(n))
	}
	policies := l.policiesOf(d, int(l.result.Layers[d].Level))
	for _, i := range x.Unknown {
		if i < len(policies) && policies[i] != nil {
			add(documentNeed(policies[i], l.missing(d)))
		}
	}
	if d == decision.Identity && l.result.Layers[d].Allow != policy.Yes && l.question.caller.principal.Complete != policy.Yes {
		add(Need{Kind: NeedDocument, What: l.missing(d), Origin: l.question.caller.principal.Origin})
	}
	if len(needs) == 0 {
		add(Need{Kind: NeedDocument, What: l.missing(d)})
	}
	return needs
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

// missing names the document that a layer would need.
func (l *leg) missing(d decision.Layer) string {
	c, t := l.question.caller.principal, &l.question.target
	switch d {
	case decision.Identity:
		return "identity policies of " + string(c.ARN)
	case decision.Boundary:
		return "permissions boundary of " + string(c.ARN)
	case decision.Session:
		return "session policy of " + string(c.ARN)
	case decision.SCP:
		return "service control policies of account " + string(l.question.caller.who.Account)
	case decision.RCP:
		return "resource control policies of account " + string(l.request.ResourceAccount)
	case decision.Endpoint:
		return "policy of " + string(l.question.route.via.ID)
	case decision.AccessPoint:
		return "policy of " + string(t.point.ARN)
	}
	switch l.resourceKind {
	case KMSKeyPolicy:
		return "policy of key " + string(l.request.Resource.Text)
	case TrustPolicy:
		return "trust policy of " + string(t.arn)
	case AccessPointPolicy:
		return "policy of " + string(t.arn)
	}
	if t.bucket != nil {
		return "policy of bucket " + string(t.bucket.Name)
	}
	return "policy of " + string(t.arn)
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
		if n.What == objectKey || n.What == sessionName {
			return Need{Kind: NeedRequest, What: n.What}
		}
		return Need{Kind: NeedApply, What: n.What}
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
