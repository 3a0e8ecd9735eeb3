package eval

import (
	"maps"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// judgeObjectLambda decides a request to an Object Lambda Access Point: the
// request itself, and what S3 then does with the caller's identity, to the
// supporting access point and to the function that answers the operation.
// "Without these permissions, requests to invoke Lambda or delegate to S3" get 403.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-security.html#olap-public-access (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-policies.html (2026-11)
func (q *question) judgeObjectLambda() {
	t := &q.target
	l := leg{
		question: q, action: q.request.Action, owner: t.account,
		identityKind: IdentityPolicy, resourceKind: AccessPointPolicy, document: resourcePolicyName,
	}
	l.resource = &graph.Policy{Presence: graph.Unknown}
	if t.point != nil {
		l.blame = t.point.Origin
		if l.resource = t.point.Policy; l.resource == nil {
			l.resource = &graph.Policy{Presence: graph.Absent, Origin: t.point.Origin}
		}
	}
	l.prepare()
	l.judge()
	// A function writes its answer to the access point alone.
	if name, ok := cutPrefixFold(q.request.Action, "s3-object-lambda:"); ok && t.point != nil && q.action != "s3-object-lambda:writegetobjectresponse" {
		q.judgeSupporting(name)
		q.judgeFunctions(strings.ToLower(name))
	}
}

// judgeSupporting decides what the caller is asked for on the supporting access
// point and its bucket. By which network the function fetches the object is
// not the caller's network, so that the path is not known.
func (q *question) judgeSupporting(operation string) {
	p := q.target.point
	if p.Supporting.IsUnset() || p.Supporting.IsOpaque() {
		q.settle(Layer{Kind: AccessPointPolicy, Verdict: Unresolved, Action: "s3:" + operation, Reason: DocumentUnknown, Subject: p.Origin,
			Needs: []Need{{Kind: NeedApply, What: "supporting access point of " + string(p.ARN), Origin: p.Origin}}})
		return
	}
	request := *q.request
	request.Action, request.Resource, request.Path, request.Via = "s3:"+operation, p.Supporting, PathUnknown, nil
	if onObjects(strings.ToLower(operation)) {
		key := q.target.key
		if key.IsUnset() {
			key = "*"
		}
		request.Resource += "/object/" + key
	}
	side := q.engine.ask(&request, route{}, q.calledVia())
	side.explain = q.explain
	side.judge()
	q.take(side, request.Resource)
}

// onObjects reports whether an operation's resource is an object.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3objectlambda.html (2026-11)
func onObjects(operation string) bool {
	return strings.Contains(operation, "object") || operation == "abortmultipartupload" || operation == "listmultipartuploadparts"
}

// calledVia is what the asker gave, for the requests that S3 Object Lambda
// sends on.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-policies.html (2026-11): aws:CalledVia
func (q *question) calledVia() map[string]policy.Value {
	given := maps.Clone(q.given)
	if given == nil {
		given = map[string]policy.Value{}
	}
	via := policy.Text("s3-object-lambda.amazonaws.com")
	given["aws:calledvia"] = policy.Multi(via)
	given["aws:calledviafirst"], given["aws:calledvialast"] = policy.Single(via), policy.Single(via)
	given["aws:viaawsservice"] = fromInput // a presigned URL's user is no service; no page tells
	return given
}

// take adds another request's answer; on is what that request was to.
func (q *question) take(side *question, on policy.Text) {
	q.gate(side.all)
	q.sometimes = append(q.sometimes, side.sometimes...)
	for _, l := range side.layers {
		if l.Verdict == NotApplicable {
			continue
		}
		if !strings.HasPrefix(l.Action, "kms:") {
			l.On = on
		}
		q.add(l)
	}
}

// judgeFunctions decides the calls of the functions that answer an operation;
// every other operation goes to the supporting access point alone.
func (q *question) judgeFunctions(operation string) {
	p := q.target.point
	called := false
	for _, f := range p.Functions {
		if answers(f, operation) {
			called = true
			q.judgeInvocation(f)
		}
	}
	if !called && p.FunctionsOpen {
		q.settle(Layer{Kind: IdentityPolicy, Verdict: Unresolved, Action: invoke, Reason: DocumentUnknown, Subject: p.Origin,
			Needs: []Need{{Kind: NeedApply, What: "functions of " + string(p.ARN), Origin: p.Origin}}})
	}
}

const invoke = "lambda:InvokeFunction"

// answers reports whether a function answers an operation.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_TransformationConfiguration.html (2026-11)
func answers(f *graph.Function, operation string) bool {
	for _, a := range f.Actions {
		a = strings.ToLower(a)
		if a == operation || operation == "listbucket" && strings.HasPrefix(a, "listobjects") {
			return true
		}
	}
	return false
}

// judgeInvocation decides the call of one function. One that is named without
// a version is asked for as $LATEST, as the page tells to write in policies;
// those who leave it out have a policy that may do as well.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-policies.html (2026-11): "you must include the function version in your policy statement"
func (q *question) judgeInvocation(f *graph.Function) {
	if f.ARN.IsUnset() || f.ARN.IsOpaque() {
		q.settle(Layer{Kind: IdentityPolicy, Verdict: Unresolved, Action: invoke, Reason: DocumentUnknown, Subject: q.target.point.Origin,
			Needs: []Need{{Kind: NeedApply, What: "function of " + string(q.target.point.ARN), Origin: q.target.point.Origin}}})
		return
	}
	side := q.askFunction(f, f.ARN)
	if a, ok := parseARN(f.ARN); ok && strings.Count(a.resource, ":") == 1 {
		latest := q.askFunction(f, f.ARN+":$LATEST")
		if latest.all != side.all {
			side.all = policy.Maybe
			side.layers = mergeLayers(latest.layers, side.layers, MayAllow, Need{Kind: NeedDocument, What: "version of the function in the request", Origin: f.Origin})
		}
	}
	q.take(side, f.ARN)
}

// askFunction decides one call of a function with the caller's identity.
func (q *question) askFunction(f *graph.Function, arn policy.Text) *question {
	request := *q.request
	request.Action, request.Resource, request.Path, request.Via = invoke, arn, Internal, nil
	side := q.engine.ask(&request, route{kind: Internal}, q.calledVia())
	side.explain = q.explain
	side.target.account = f.Account
	l := leg{
		question: side, action: invoke, owner: f.Account, resource: f.Policy, blame: f.Origin,
		identityKind: IdentityPolicy, resourceKind: AccessPointPolicy, document: resourcePolicyName,
	}
	l.prepare()
	l.judge()
	return side
}

func cutPrefixFold(s, prefix string) (string, bool) {
	if !hasPrefixFold(s, prefix) {
		return s, false
	}
	return s[len(prefix):], true
}
