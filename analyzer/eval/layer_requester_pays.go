package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// payerHeader is no condition key: no policy can ask for it or waive it.
const payerHeader = "x-amz-request-payer"

// judgeRequesterPays: in a Requester Pays bucket every request of another
// account has to say that it will pay; unsigned ones cannot.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ObjectsinRequesterPaysBuckets.html (2026-11)
func (q *question) judgeRequesterPays() {
	b := q.target.bucket
	if b.RequesterPays == policy.No || b.RequesterPays == policy.Maybe && !b.Managed {
		q.pass(RequesterPays, OwnerPays)
		return
	}
	own := q.ownAccount()
	if own == policy.Yes {
		q.pass(RequesterPays, OwnerPays)
		return
	}
	sent := q.payerHeaderSent()
	layer := Layer{Kind: RequesterPays, Verdict: Allowed, Reason: HeaderSent, Subject: b.RequesterOrigin}
	if layer.Subject.Address == "" {
		layer.Subject = b.Origin
	}
	switch {
	case sent == policy.Yes:
	case sent == policy.No && own == policy.No && b.RequesterPays == policy.Yes:
		layer.Verdict, layer.Reason, layer.Alone = Denied, HeaderMissing, true
	default:
		layer.Verdict, layer.Reason = Conditional, HeaderMissing
		layer.Needs = append(layer.Needs, Need{Kind: NeedRequest, What: payerHeader, Origin: layer.Subject})
		if sent == policy.No {
			layer.Needs = nil
		}
		if b.RequesterPays == policy.Maybe {
			layer.Needs = append(layer.Needs, Need{Kind: NeedApply, What: "payer of bucket " + string(b.Name), Origin: layer.Subject})
		}
		if own == policy.Maybe {
			layer.Needs = append(layer.Needs, Need{Kind: NeedDocument, What: "account of bucket " + string(b.Name), Origin: b.Origin})
		}
		if !onlyRequest(layer.Needs) {
			layer.Verdict = Unresolved
		}
	}
	q.settle(layer)
}

// payerHeaderSent is No for those who cannot send the header.
func (q *question) payerHeaderSent() policy.Tri {
	switch q.caller.principal.Kind {
	case graph.Anonymous, graph.OriginAccess:
		return policy.No
	case graph.Service:
		switch q.caller.principal.ARN {
		case "cloudfront.amazonaws.com", "logging.s3.amazonaws.com", "delivery.logs.amazonaws.com":
			return policy.No
		}
		return policy.Maybe
	}
	v, ok := q.given[payerHeader]
	switch {
	case !ok || v.State == policy.Unknown:
		return policy.Maybe
	case v.State == policy.Known && len(v.Texts) == 1 && strings.EqualFold(string(v.Texts[0]), "requester"):
		return policy.Yes
	}
	return policy.No
}

// ownAccount says whether the caller belongs to the account that owns the
// bucket, key or role.
func (q *question) ownAccount() policy.Tri {
	switch q.caller.principal.Kind {
	case graph.Anonymous, graph.Service, graph.OriginAccess:
		return policy.No
	}
	a, b := q.caller.principal.Account, q.target.account
	if a == nil || b == nil || a.ID.IsUnset() || b.ID.IsUnset() {
		return policy.Maybe
	}
	return policy.Equal(a.ID, b.ID)
}
