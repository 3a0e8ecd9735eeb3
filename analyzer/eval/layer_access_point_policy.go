package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// accessPointGate is the access point's policy.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html (2026-11)
var accessPointGate = gate{
	kind:     always(AccessPointPolicy),
	policies: func(l *leg, _ int) []*graph.Policy { return []*graph.Policy{l.point} },
	document: func(l *leg) string { return "policy of " + string(l.question.target.point.ARN) },
	idle:     func(*leg) Reason { return NotOnPath },
	passes:   NotNeeded,
	subject: func(l *leg, _ int) graph.Origin {
		if p := l.point; p != nil && p.Presence != graph.Absent && p.Origin.Address != "" {
			return p.Origin
		}
		return l.question.target.point.Origin
	},
}

// throughPoint makes a leg go through an access point: its policy and the
// bucket's both have to permit the request, and an endpoint's policy both ARNs.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html (2026-11)
func (q *question) throughPoint(l *leg) {
	t := &q.target
	l.point = t.point.Policy
	if l.point == nil {
		l.point = &graph.Policy{Presence: graph.Absent, Origin: t.point.Origin}
	}
	if l.policies.AccessPoint = q.engine.set(l.point); l.policies.AccessPoint == nil {
		l.policies.AccessPoint = emptySet
	}
	l.request.Bucket = policy.CompileResource(t.bucketARN)
	if t.bucketARN.IsUnset() {
		l.request.Bucket = policy.CompileResource("arn:aws:s3:::" + policy.Opaque("bucket of "+string(t.point.ARN)))
	}
	if t.point.Account != nil {
		l.request.AccessPointAccount = t.point.Account.ID
	}
}

var emptySet = decision.Compile(nil, false)

// judgeAccessPointNetwork: an access point made for a VPC takes only requests
// that come through an endpoint of that VPC.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html (2026-11)
func (q *question) judgeAccessPointNetwork() {
	t := &q.target
	if t.point == nil || t.point.VPC.IsUnset() {
		return
	}
	layer := Layer{Kind: AccessPointPolicy, Verdict: Allowed, Reason: StatementAllows, Subject: t.point.Origin}
	inside := policy.Maybe
	switch q.route.kind {
	case Public:
		inside = policy.No
	case ThroughEndpoint:
		if !q.route.via.VPC.IsUnset() {
			inside = policy.Equal(t.point.VPC, q.route.via.VPC)
		}
	}
	switch inside {
	case policy.No:
		layer.Verdict, layer.Alone = Denied, true
	case policy.Maybe:
		layer.Verdict = Conditional
		layer.Needs = []Need{{Kind: NeedRequest, What: "aws:SourceVpc", Origin: t.point.Origin}}
		if q.route.kind == ThroughEndpoint {
			layer.Verdict = Unresolved
			layer.Needs[0].Kind = NeedApply
		}
	}
	if inside != policy.Yes {
		layer.Reason = WrongNetwork
		q.settle(layer)
	}
}
