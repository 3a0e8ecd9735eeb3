package decision

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

const (
	no    = policy.No
	maybe = policy.Maybe
	yes   = policy.Yes
)

// says is the answer of every layer, before they are combined.
type says struct {
	identity, boundary, session, endpoint, resource, accessPoint say
	scp, rcp                                                     say
	scpLevel, rcpLevel                                           int8
	// bucketIdentity is what identity policies say of the bucket behind an
	// access point.
	bucketIdentity say
}

// Decide combines the layers of a request. It does not allocate.
//
// The layers are asked one by one, all of them, also after one has denied:
// whoever reads the result wants to know every layer that denies.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html (2026-11)
func Decide(r *Request, p *Policies) Result {
	var res Result
	res.SameAccount = sameAccount(r)
	s := ask(r, p)

	deny := s.identity.deny.Or(s.boundary.deny).Or(s.session.deny).Or(s.scp.deny).Or(s.rcp.deny).
		Or(s.endpoint.deny).Or(s.resource.deny).Or(s.accessPoint.deny)
	blocked := publicBlock(r, p, res.SameAccount)
	caps := s.boundary.allow.Direct.And(s.session.allow.Direct)
	idAllow := s.identity.allow.Any()
	gates := s.scp.allow.Any().And(s.rcp.allow.Any()).And(s.endpoint.allow.Any())

	allow := whichever(res.SameAccount, within(r, p, &s, caps), across(r, p, &s, idAllow.And(caps))).And(gates)
	// RestrictPublicBuckets takes away what a policy grants; where nothing may do
	// so, the request is denied for that.
	res.Explicit = deny == yes || blocked == yes && allow == yes
	switch {
	case r.needsNothing():
		return Result{Verdict: yes, SameAccount: res.SameAccount}
	case res.Explicit || allow == no || blocked == yes:
		res.Verdict = no
	case deny == no && blocked == no && allow == yes:
		res.Verdict = yes
	}
	res.fill(r, p, &s, blocked)
	return res
}

// whichever is a if same holds, b if it does not, and what both agree on if it
// is not known.
func whichever(same, a, b policy.Tri) policy.Tri {
	switch {
	case same == yes || a == b:
		return a
	case same == no:
		return b
	}
	return maybe
}

// sameAccount says whether the caller belongs to the resource's account.
// Services, external identities and anonymous callers belong to none; for them
// only the resource's side counts, as within one account.
func sameAccount(r *Request) policy.Tri {
	if !r.identity() && r.Caller.Kind != policy.CallerRoot {
		return no
	}
	if r.Caller.Account == "" || r.ResourceAccount == "" {
		return maybe
	}
	return policy.Equal(r.Caller.Account, r.ResourceAccount)
}

// identity reports whether the caller is a user or role, which has identity
// policies.
func (r *Request) identity() bool {
	switch r.Caller.Kind {
	case policy.CallerUser, policy.CallerRole, policy.CallerFederatedUser, policy.CallerServiceLinked:
		return true
	}
	return false
}

// ask puts the request to every layer.
func ask(r *Request, p *Policies) says {
	pr := policy.Request{Action: r.Action, Resource: r.Resource, Caller: &r.Caller, Context: r.Context}
	s := says{identity: silent, boundary: unlimited, session: unlimited, scp: unlimited, rcp: unlimited,
		endpoint: unlimited, resource: silent, accessPoint: silent, bucketIdentity: silent, scpLevel: -1, rcpLevel: -1}
	if r.identity() {
		s.identity = p.Identity.ask(&pr, false)
		if p.Boundary != nil {
			s.boundary = p.Boundary.ask(&pr, false).capped()
		}
		if p.Session != nil {
			s.session = p.Session.ask(&pr, false).capped()
		} else if r.Caller.Kind == policy.CallerFederatedUser {
			s.session = silent // without a session policy only resource policies that name the session give access
		}
	} else {
		s.identity = unlimited
	}
	if r.boundBySCPs() {
		s.scp, s.scpLevel = askLevels(p.SCPs, &pr, false)
	}
	under := pr
	if p.AccessPoint != nil {
		under.Resource = r.Bucket
		s.accessPoint = p.AccessPoint.ask(&pr, true)
		s.bucketIdentity = p.Identity.ask(&under, false)
	}
	if r.boundByRCPs() {
		s.rcp, s.rcpLevel = askLevels(p.RCPs, &under, true)
		if p.AccessPoint != nil {
			ap, level := askLevels(p.RCPs, &pr, true)
			s.rcp, s.rcpLevel = both(s.rcp, ap), max(s.rcpLevel, level)
		}
	}
	if p.Endpoint != nil {
		s.endpoint = p.Endpoint.ask(&pr, true)
		if p.AccessPoint != nil {
			s.endpoint = both(s.endpoint, p.Endpoint.ask(&under, true))
		}
	}
	s.resource = p.Resource.ask(&under, true)
	if r.ownerRecovers() {
		s.resource.deny = no
	}
	return s
}

// capped is a cap's answer as one value: caps have no Principal.
func (s say) capped() say {
	s.allow = policy.Named{Direct: s.allow.Any(), Role: no, Account: no}
	return s
}

// both is what two gates say together.
func both(a, b say) say {
	return say{policy.Named{Direct: a.allow.Any().And(b.allow.Any()), Role: no, Account: no}, a.deny.Or(b.deny)}
}

// boundBySCPs: SCPs limit the users, roles and root user of member accounts, not
// service-linked roles, and nobody outside of the organization's accounts.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#scp-effects-on-permissions (2026-11)
func (r *Request) boundBySCPs() bool {
	return r.Caller.Kind != policy.CallerServiceLinked && (r.identity() || r.Caller.Kind == policy.CallerRoot)
}

// boundByRCPs: RCPs limit everybody, in the services that support them, except
// calls by service-linked roles and kms:RetireGrant.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-effects-on-permissions (2026-11)
func (r *Request) boundByRCPs() bool {
	action := r.Action.Lower()
	service, _, _ := strings.Cut(action, ":")
	return r.Caller.Kind != policy.CallerServiceLinked && action != "kms:retiregrant" && policy.AuthorizationTable().BoundByRCPs(service)
}

// ownerRecovers: the root user of the bucket's account can read, write and
// delete the bucket policy whatever it denies.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html (2026-11)
func (r *Request) ownerRecovers() bool {
	if r.Caller.Kind != policy.CallerRoot || r.Flavor != Ordinary || sameAccount(r) != yes {
		return false
	}
	switch r.Action.Lower() {
	case "s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy":
		return true
	}
	return false
}

// needsNothing: sts:GetCallerIdentity needs no permission and no policy denies it.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html (2026-11)
func (r *Request) needsNothing() bool { return r.Action.Lower() == "sts:getcalleridentity" }

// askLevels asks each level from the root to the account: the policies of one
// level add up, and every level has to allow. level is the first that does not
// certainly let the request pass, or -1.
func askLevels(levels []*Set, pr *policy.Request, resource bool) (say, int8) {
	answer, level := unlimited, int8(-1)
	for i, l := range levels {
		s := l.ask(pr, resource)
		a := s.allow.Any()
		answer.allow.Direct = answer.allow.Direct.And(a)
		answer.deny = answer.deny.Or(s.deny)
		if level < 0 && (a != yes || s.deny != no) {
			level = int8(i)
		}
	}
	return answer, level
}

// within says whether somebody grants the request inside of one account, or to
// a caller that belongs to no account.
//
// A resource policy that names the user or the session grants by itself, past
// implicit denies of boundary and session policy; one that names the role is
// limited by them; one that names the account leaves it to identity policies.
// Keys and roles have no access but by their own policy.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html (2026-11)
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html (2026-11)
func within(r *Request, p *Policies, s *says, caps policy.Tri) policy.Tri {
	id := s.identity.allow.Any().And(caps)
	if !r.identity() && r.Caller.Kind != policy.CallerRoot {
		return s.resource.allow.Any().Or(p.Granted).And(throughAccessPoint(p, s))
	}
	granted := grants(s.resource.allow, caps)
	if r.Flavor != Ordinary {
		return granted.Or(s.resource.allow.Account.And(id)).Or(p.Granted)
	}
	if p.AccessPoint == nil {
		return granted.Or(id)
	}
	// One Allow for the access point may be enough for the bucket too; AWS says
	// only that both must permit the request (unverified).
	bucket := granted.Or(s.bucketIdentity.allow.Any().And(caps)).Or(id.And(maybe))
	return bucket.And(grants(s.accessPoint.allow, caps).Or(id))
}

// grants is what a resource policy gives by itself to a caller of its own
// account.
func grants(n policy.Named, caps policy.Tri) policy.Tri {
	return n.Direct.Or(n.Role.And(caps))
}

// across says whether both accounts allow a caller of another one: the trusting
// account by the resource's policy, the trusted one by identity policies (id).
// Whether the grantee of a KMS grant needs the latter is unverified.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html (2026-11)
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (2026-11)
func across(r *Request, p *Policies, s *says, id policy.Tri) policy.Tri {
	grant := p.Granted.And(id)
	if r.Flavor == Key {
		grant = p.Granted.And(id.Or(maybe))
	}
	return s.resource.allow.Any().And(id).Or(grant).And(throughAccessPoint(p, s).Or(ownAccessPoint(r).And(id)))
}

// throughAccessPoint says whether the access point's policy, if there is an
// access point, lets the caller in.
func throughAccessPoint(p *Policies, s *says) policy.Tri {
	if p.AccessPoint == nil {
		return yes
	}
	return s.accessPoint.allow.Any()
}

// ownAccessPoint says whether the access point is of the caller's account,
// whose identity policies then stand for the access point's, as with any
// resource of one's own account; the bucket may be another account's.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html (2026-11)
func ownAccessPoint(r *Request) policy.Tri {
	if !r.identity() && r.Caller.Kind != policy.CallerRoot {
		return no
	}
	if r.AccessPointAccount == "" || r.Caller.Account == "" {
		return maybe
	}
	return policy.Equal(r.AccessPointAccount, r.Caller.Account)
}

// publicBlock says whether RestrictPublicBuckets turns the caller away: a
// public policy then serves only AWS services and the bucket's own account.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html (2026-11)
func publicBlock(r *Request, p *Policies, same policy.Tri) policy.Tri {
	if r.Flavor != Ordinary || r.Caller.Kind == policy.CallerService || p.RestrictPublicBuckets == no {
		return no
	}
	blocked := p.RestrictPublicBuckets.And(p.Resource.Public().Or(p.AccessPoint.Public())).And(same.Not())
	if r.Caller.Kind == policy.CallerOriginAccess {
		return blocked.And(maybe) // whether an origin access identity counts as an AWS service is unverified
	}
	return blocked
}
