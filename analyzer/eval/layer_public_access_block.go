package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// publicBlockGate is RestrictPublicBuckets: a public policy then serves only
// AWS services and the bucket's own account. What AWS counts as public, policy
// knows. It is a setting, not a Deny statement: the layer is never explicit.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status (2026-11)
var publicBlockGate = gate{
	kind: func(l *leg) LayerKind {
		if l.resourceKind == BucketPolicy {
			return PublicAccessBlock
		}
		return 0
	},
	policies: func(l *leg, _ int) []*graph.Policy { return []*graph.Policy{l.resource} },
	document: publicBlockDocument,
	idle:     func(*leg) Reason { return NotPublic },
	subject:  func(l *leg, _ int) graph.Origin { return l.restrict },
}

// publicBlockDocument is what an open layer needs: the setting, or, where that
// is on for certain, S3's own judgement of a policy that its pages leave open
// (a wildcard in the role's name of aws:PrincipalArn, say).
func publicBlockDocument(l *leg) string {
	name := string(l.question.target.bucket.Name)
	if l.policies.RestrictPublicBuckets == policy.Yes {
		return "whether S3 counts the policy of bucket " + name + " as public, which AWS does not document"
	}
	return "public access block of bucket " + name
}

// restrictPublicBuckets is the effective setting and where it comes from: the
// strictest of account, bucket and access point. A bucket that is made without
// the setting has it on; an account has it off unless somebody switched it on.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html (2026-11): new buckets since April 2023
func (q *question) restrictPublicBuckets() (policy.Tri, graph.Origin) {
	b := q.target.bucket
	on, origin := policy.No, b.Origin
	switch {
	case b.PublicAccessBlock != nil:
		on, origin = b.PublicAccessBlock.RestrictPublicBuckets, b.PublicAccessBlock.Origin
	case b.Created:
		on = policy.Yes
	default:
		on = policy.Maybe
	}
	stricter := func(p *graph.PublicAccessBlock) {
		if p != nil && p.RestrictPublicBuckets > on {
			on, origin = p.RestrictPublicBuckets, p.Origin
		}
	}
	if a := q.target.account; a != nil {
		stricter(a.PublicAccessBlock)
	}
	if p := q.target.point; p != nil {
		stricter(p.PublicAccessBlock)
	}
	if origin.Address == "" {
		origin = b.Origin
	}
	return on, origin
}

// judgePublicACL: with BlockPublicAcls on, a request that sets a public ACL is
// refused.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-options (2026-11)
func (q *question) judgePublicACL() {
	switch q.action {
	case "s3:putobject", "s3:putobjectacl", "s3:putobjectversionacl", "s3:putbucketacl":
	default:
		return
	}
	acl, ok := q.given["s3:x-amz-acl"]
	if !ok || acl.State != policy.Known || !publicACL(acl.Texts[0]) {
		return
	}
	blocked, origin := policy.No, q.target.bucket.Origin
	switch b := q.target.bucket; {
	case b.PublicAccessBlock != nil:
		blocked, origin = b.PublicAccessBlock.BlockPublicACLs, b.PublicAccessBlock.Origin
	case b.Created:
		blocked = policy.Yes
	default:
		blocked = policy.Maybe
	}
	if a := q.target.account; a != nil && a.PublicAccessBlock != nil && a.PublicAccessBlock.BlockPublicACLs > blocked {
		blocked, origin = a.PublicAccessBlock.BlockPublicACLs, a.PublicAccessBlock.Origin
	}
	layer := Layer{Kind: PublicAccessBlock, Reason: PublicACLBlocked, Subject: origin}
	switch blocked {
	case policy.Yes:
		layer.Verdict, layer.Alone = Denied, true
	case policy.Maybe:
		layer.Verdict = Unresolved
		layer.Needs = []Need{{Kind: NeedDocument, What: "public access block of bucket " + string(q.target.bucket.Name), Origin: origin}}
	default:
		return
	}
	q.settle(layer)
}

func publicACL(acl policy.Text) bool {
	return acl == "public-read" || acl == "public-read-write" || acl == "authenticated-read"
}
