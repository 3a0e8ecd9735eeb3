package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// delivers reports whether a service sends the request on its own behalf: it
// is a service principal, or the account that a service writes as.
func (q *question) delivers() bool {
	w := q.request.Wiring
	return q.caller.principal.Kind == graph.Service || w != nil && w.Role.IsUnset() && q.caller.principal.Kind == graph.Root
}

// judgeDelivery decides what a service needs of a bucket besides its policy:
// encryption that it can work with. One that names a key of its own does not
// use the bucket's.
//
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html (2026-11): load balancers' access logs need SSE-S3
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-11): so do S3's own
func (q *question) judgeDelivery(*leg) Layer {
	layer := Layer{Kind: ServiceDelivery, Verdict: Allowed, Reason: DeliveryFits}
	w := q.request.Wiring
	if owned := q.ownedAsExpected(); owned != policy.Yes {
		layer.Verdict, layer.Reason, layer.Subject = Unresolved, DeliveryOwner, w.Origin
		if owned == policy.No {
			layer.Verdict, layer.Alone = Denied, true
		} else {
			layer.Needs = []Need{{Kind: NeedApply, What: string(w.ExpectedOwner), Origin: w.Origin}}
		}
		q.gate(owned)
		return layer
	}
	if w != nil && w.ByACL && q.delivers() && q.action == "s3:putobject" {
		return q.judgeACLDelivery(layer)
	}
	if w == nil || !q.delivers() || !w.KeyID.IsUnset() || q.action != "s3:putobject" || w.KMS != "none" && w.KMS != "customer" {
		return layer
	}
	use := q.defaultKey(q.target.bucket.Encryption, false)
	unfit := policy.No
	switch {
	case use.none:
	case use.unknown:
		unfit = policy.Maybe
	case w.KMS == "none":
		unfit = policy.Yes
	default:
		unfit = use.managed
	}
	layer.Subject = use.origin
	switch unfit {
	case policy.Yes:
		layer.Verdict, layer.Reason, layer.Alone = Denied, DeliveryEncryption, true
		q.gate(policy.No)
	case policy.Maybe:
		layer.Verdict, layer.Reason = Unresolved, DeliveryEncryption
		layer.Needs = []Need{{Kind: NeedDocument, What: "default encryption of bucket " + string(q.target.bucket.Name), Origin: use.origin}}
		q.gate(policy.Maybe)
	}
	return layer
}

// ownedAsExpected says whether the account that a wired request names as the
// bucket's owner is that: else S3 answers 403, whatever the policies say.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html (2026-11)
func (q *question) ownedAsExpected() policy.Tri {
	w, owner := q.request.Wiring, q.target.bucket.Account
	if w == nil || w.ExpectedOwner.IsUnset() || owner == nil {
		return policy.Yes
	}
	return policy.Equal(w.ExpectedOwner, owner.ID)
}

// judgeACLDelivery decides a delivery that the bucket's ACL lets in: where
// Object Ownership disables ACLs, AWS refuses to set it up with 400
// InvalidArgument ("does not enable ACL access"), whatever the bucket policy
// says. It is none of the bucket's encryption's business.
//
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html#access-logs-choosing-s3-bucket (2026-11)
func (q *question) judgeACLDelivery(layer Layer) Layer {
	b := q.target.bucket
	layer.Subject = b.OwnershipOrigin
	if layer.Subject.Address == "" {
		layer.Subject = b.Origin
	}
	switch b.Ownership {
	case graph.BucketOwnerEnforced:
		layer.Verdict, layer.Reason, layer.Alone = Denied, DeliveryACL, true
		q.gate(policy.No)
	case graph.OwnershipUnknown:
		layer.Verdict, layer.Reason = Unresolved, DeliveryACL
		layer.Needs = []Need{{Kind: NeedDocument, What: "Object Ownership of bucket " + string(b.Name), Origin: layer.Subject}}
		q.gate(policy.Maybe)
	}
	return layer
}

// deliveredByACL reports whether the bucket's policy need not let a delivery in.
func (q *question) deliveredByACL() policy.Tri {
	w := q.request.Wiring
	return policy.Of(w != nil && w.ByACL && q.delivers() && q.action == "s3:putobject")
}

// explainDelivery tells a bucket policy that does not admit the service at all
// from one that admits it for other keys, sources or headers: the second is
// the delivery that does not fit.
func (q *question) explainDelivery(l *leg, delivery Layer) {
	fits := delivery
	l.explain(func(d decision.Layer, layer *Layer) {
		if d != decision.Resource || layer.Explicit || layer.Verdict != Denied && layer.Verdict != Conditional && layer.Verdict != Unresolved {
			return
		}
		i := deliveryMiss(layer.Near)
		if i < 0 || fits.Verdict == Denied {
			return
		}
		fits = *layer
		fits.Kind, fits.Reason = ServiceDelivery, DeliveryCondition
		if layer.Near[i].Element == "Resource" {
			fits.Reason = DeliveryResource
		}
		layer.Verdict, layer.Alone, layer.Reason, layer.Near, layer.Needs = NotApplicable, false, fits.Reason, nil, nil
	})
	fits.Action = l.action
	if fits.Verdict == Allowed && fits.Subject.Address == "" && l.resource != nil {
		fits.Subject = l.resource.Origin
	}
	q.add(fits)
}

// deliveryMiss is the statement that admits the service but for a prefix,
// source or header; -1 if there is none.
func deliveryMiss(near []NearMiss) int {
	for i := range near {
		if near[i].Element == "Resource" || strings.HasPrefix(near[i].Element, "Condition") {
			return i
		}
	}
	return -1
}
