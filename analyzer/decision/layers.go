package decision

import "github.com/tfaccess/tfaccess/analyzer/policy"

// fill writes every layer's own verdict. A layer denies alone if the request
// would be denied with every other layer satisfied; where either of two sides
// would do and neither allows, that is the identity policy, which has to grant
// in any case unless the resource's policy names the caller.
func (res *Result) fill(r *Request, p *Policies, s *says, blocked policy.Tri) {
	same, id := res.SameAccount, r.identity()
	direct := whichever(same, s.resource.allow.Direct, no)
	granted := whichever(same, grants(s.resource.allow, yes), no) // what caps take away is theirs to answer for
	if p.AccessPoint != nil {                                     // both have to permit the request, see within
		bucket := grants(s.resource.allow, yes).Or(s.bucketIdentity.allow.Any())
		granted = whichever(same, bucket.And(grants(s.accessPoint.allow, yes)), no)
	}
	if r.Flavor == Key {
		granted = granted.Or(whichever(same, p.Granted, p.Granted.And(maybe))) // see across
	}

	if id {
		res.set(Identity, s.identity, res.identityPasses(r, s, granted))
		if p.Boundary != nil {
			res.set(Boundary, s.boundary, s.boundary.allow.Direct.Or(direct))
		}
		if p.Session != nil || r.Caller.Kind == policy.CallerFederatedUser {
			res.set(Session, s.session, s.session.allow.Direct.Or(direct))
		}
	}
	if r.boundBySCPs() && p.SCPs != nil {
		res.set(SCP, s.scp, s.scp.allow.Any())
		res.Layers[SCP].Level = s.scpLevel
	}
	if r.boundByRCPs() && p.RCPs != nil {
		res.set(RCP, s.rcp, s.rcp.allow.Any())
		res.Layers[RCP].Level = s.rcpLevel
	}
	if p.Endpoint != nil {
		res.set(Endpoint, s.endpoint, s.endpoint.allow.Any())
	}
	res.resourceLayers(r, p, s)
	if p.RestrictPublicBuckets != no && r.Flavor == Ordinary {
		l := &res.Layers[PublicAccessBlock]
		*l = LayerResult{Applies: true, Allow: no, Deny: blocked, Verdict: blocked.Not(), Explicit: blocked == yes, Alone: blocked == yes}
	}
}

// identityPasses says whether the identity policies let the request pass: they
// allow it, or in the resource's account somebody else does.
func (res *Result) identityPasses(r *Request, s *says, granted policy.Tri) policy.Tri {
	return s.identity.allow.Any().Or(granted)
}

// set writes one layer: passes is what it says apart from its Deny statements.
func (res *Result) set(layer Layer, s say, passes policy.Tri) {
	l := &res.Layers[layer]
	l.Applies = true
	l.Allow, l.Deny, l.Named = s.allow.Any(), s.deny, s.allow
	l.Verdict = passes.And(s.deny.Not())
	l.Explicit = s.deny == yes
	l.Alone = l.Verdict == no
}

// resourceLayers writes the resource's and the access point's policy.
func (res *Result) resourceLayers(r *Request, p *Policies, s *says) {
	named := s.resource.allow.Any().Or(p.Granted)
	needed := policy.Of(r.Flavor != Ordinary || !r.identity() && r.Caller.Kind != policy.CallerRoot).Or(res.SameAccount.Not())
	if p.Resource != nil || needed != no {
		res.set(Resource, s.resource, named.Or(needed.Not()))
	}
	if p.AccessPoint == nil {
		return
	}
	res.set(AccessPoint, s.accessPoint, s.accessPoint.allow.Any().Or(ownAccessPoint(r)))
}
