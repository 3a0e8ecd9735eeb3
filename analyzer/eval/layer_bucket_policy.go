package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// judgeBucketPolicies decides the caller's request to a bucket, its objects or
// an access point: identity policies, caps, organization policies, endpoint,
// bucket policy and access point policy together. owned says whether the
// objects belong to the caller's account although the bucket does not: its
// owner then need not grant what it may still deny.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-auth-workflow-object-operation.html (2026-11)
func (q *question) judgeBucketPolicies(owned policy.Tri) {
	t := &q.target
	l := &q.own
	*l = leg{
		question: q, action: q.request.Action, owner: t.account, resource: t.bucket.Policy,
		identityKind: IdentityPolicy, resourceKind: BucketPolicy, blame: t.bucket.Origin,
		document: bucketPolicyName,
	}
	if l.resource == nil && !t.bucket.Managed {
		l.resource = &graph.Policy{Presence: graph.Unknown, Origin: t.bucket.Origin}
	}
	l.request = q.baseRequest(q.who(l.resource))
	l.action = l.request.Action.Text
	l.policies = q.basePolicies(t.account)
	l.policies.Resource = q.engine.set(l.resource)
	l.policies.Granted = owned.Or(q.bucketACL()).Or(q.deliveredByACL())
	l.policies.RestrictPublicBuckets, l.restrict = q.restrictPublicBuckets()
	if t.point != nil {
		q.throughPoint(l)
	}
	answer := l.decide()
	delivery := q.judgeDelivery(l)
	q.gate(answer)
	if !q.explain {
		return
	}
	if q.delivers() {
		q.explainDelivery(l, delivery)
		return
	}
	if delivery.Verdict == Allowed {
		q.pass(ServiceDelivery, NotBound)
	} else {
		q.add(delivery)
	}
	l.explain(func(d decision.Layer, layer *Layer) {
		if d == decision.Resource && q.rootRecovers() {
			layer.Verdict, layer.Reason = NotApplicable, BucketRoot
		}
	})
}

func bucketPolicyName(l *leg) string {
	return "policy of bucket " + string(l.question.target.bucket.Name)
}

// rootRecovers: the bucket owner's root user may manage the bucket policy
// whatever it says.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html (2026-11)
func (q *question) rootRecovers() bool {
	a := q.caller.principal.Account
	if q.caller.principal.Kind != graph.Root || a == nil || q.target.account == nil || policy.Equal(a.ID, q.target.account.ID) != policy.Yes {
		return false
	}
	switch q.action {
	case "s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy":
		return true
	}
	return false
}

// bucketACL says whether the bucket's access control list gives the access on
// the bucket's side. It can grant listing, writing and ACL operations, never
// reading objects. A canned ACL names nobody but the owner and AWS's groups.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions (2026-11)
func (q *question) bucketACL() policy.Tri {
	b := q.target.bucket
	permission := aclPermission(q.action)
	if permission == "" || b.Ownership == graph.BucketOwnerEnforced || b.ACL == nil {
		return policy.No
	}
	switch b.ACL.Presence {
	case graph.Present:
	case graph.Opaque:
		return policy.Maybe
	default:
		return policy.No // no ACL that anybody wrote: the owner's alone
	}
	given := policy.No
	switch b.ACL.Canned {
	case "public-read-write":
		given = policy.Of(permission == "READ" || permission == "WRITE")
	case "public-read":
		given = policy.Of(permission == "READ")
	case "authenticated-read":
		given = policy.Of(permission == "READ" && q.caller.principal.Kind != graph.Anonymous)
	case "log-delivery-write":
		// The log delivery group is S3's own access logs.
		logs := q.caller.principal.Kind == graph.Service && q.caller.principal.ARN == "logging.s3.amazonaws.com"
		return policy.Of(logs && (permission == "WRITE" || permission == "READ_ACP"))
	}
	given = given.And(q.ignoresPublicACLs().Not())
	for i := range b.ACL.Grants {
		given = given.Or(q.aclGrant(&b.ACL.Grants[i], permission, len(b.ACL.Grants)))
	}
	if b.Ownership == graph.OwnershipUnknown {
		return given.And(policy.Maybe) // ACLs may be disabled
	}
	return given
}

// aclPermission is the ACL permission that an action on a bucket needs.
func aclPermission(action string) string {
	switch action {
	case "s3:listbucket", "s3:listbucketversions", "s3:listbucketmultipartuploads":
		return "READ"
	case "s3:putobject":
		return "WRITE"
	case "s3:getbucketacl":
		return "READ_ACP"
	case "s3:putbucketacl":
		return "WRITE_ACP"
	}
	return ""
}

func (q *question) aclGrant(g *graph.Grant, permission string, grants int) policy.Tri {
	if g.Permission != permission && g.Permission != "FULL_CONTROL" {
		return policy.No
	}
	switch g.Grantee {
	case "http://acs.amazonaws.com/groups/global/AllUsers":
		return q.ignoresPublicACLs().Not()
	case "http://acs.amazonaws.com/groups/global/AuthenticatedUsers":
		return q.ignoresPublicACLs().Not().And(policy.Of(q.caller.principal.Kind != graph.Anonymous))
	case "http://acs.amazonaws.com/groups/s3/LogDelivery":
		return policy.Of(q.caller.principal.Kind == graph.Service && q.caller.principal.ARN == "logging.s3.amazonaws.com")
	}
	return q.namedByACL(g, grants)
}

// cloudFrontLogs is the account as which CloudFront writes standard logs, by
// its canonical user id; in China it has another.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html#AccessLogsBucketAndFileOwnership (2026-11)
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/cloudfront_log_delivery_canonical_user_id (2026-11)
var cloudFrontLogs = map[policy.Text]bool{
	"c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0": true,
	"a52cb28745c0c06e84ec548334e44bfa7fc2a85c54af20cd59e4969344b7af56": true,
}

// namedByACL says whether a grant to a canonical user id is one to the caller:
// such a grant is to the whole account, whose identity policies have to allow
// as well.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee (2026-11)
func (q *question) namedByACL(g *graph.Grant, grants int) policy.Tri {
	p := q.caller.principal
	if p.Kind == graph.OriginAccess && !p.UniqueID.IsUnset() {
		return policy.Equal(g.Grantee, p.UniqueID)
	}
	if cloudFrontLogs[g.Grantee] || p.Account == nil {
		return policy.No
	}
	account, disputed := q.engine.canonicalAccount(g.Grantee)
	own, _ := q.engine.canonicalAccount(p.Account.Canonical)
	switch {
	case account != nil:
		return policy.Equal(account.ID, p.Account.ID)
	case !disputed && !q.target.bucket.ACL.Owner.IsUnset() && g.Grantee == q.target.bucket.ACL.Owner:
		return policy.No // the owner needs no grant
	case own != nil:
		return policy.Equal(g.Grantee, p.Account.Canonical)
	case grants == 1 && g.Permission == "FULL_CONTROL":
		return policy.No // the owner's own grant
	}
	return policy.Maybe // no input tells whose id it is
}

func (q *question) ignoresPublicACLs() policy.Tri {
	ignored := policy.No
	if b := q.target.bucket; b.PublicAccessBlock != nil {
		ignored = b.PublicAccessBlock.IgnorePublicACLs
	} else if b.Created {
		ignored = policy.Yes
	} else if !b.Managed {
		ignored = policy.Maybe
	}
	if a := q.target.account; a != nil && a.PublicAccessBlock != nil {
		ignored = ignored.Or(a.PublicAccessBlock.IgnorePublicACLs)
	}
	return ignored
}
