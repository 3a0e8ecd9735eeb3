package eval

import (
	"strings"
	"sync"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Evaluate decides a request and explains every layer.
//
// Where the request's path is not given, the paths that the graph proves for
// the principal are judged one by one: what differs between them depends on
// the request.
func (e *Engine) Evaluate(r Request) Trace {
	given := lowerKeys(&r)
	routes := e.routes(&r)
	trace := e.evaluateOn(&r, routes[0], given)
	for i, alternative := range routes[1:] {
		need := Need{Kind: NeedRequest, What: "network path"}
		if alternative.replica != routes[i].replica {
			need.What = "region that serves the request"
		}
		trace = mergeTraces(trace, e.evaluateOn(&r, alternative, given), need)
	}
	trace.Request = r
	return trace
}

// Verdict is Evaluate without the explanation, and much cheaper. It says
// Conditional or Unresolved just where Evaluate does, which then has to be asked.
func (e *Engine) Verdict(r Request) Verdict {
	var given map[string]policy.Value
	if len(r.Context) > 0 || !r.Session.IsUnset() {
		given = lowerKeys(&r)
	}
	if r.Path != PathUnknown && !isMultiRegion(r.Resource) {
		return e.verdictOn(&r, route{kind: r.Path, via: r.Via}, given)
	}
	var verdict Verdict
	for i, route := range e.routes(&r) {
		v := e.verdictOn(&r, route, given)
		if i > 0 && v != verdict {
			return e.Evaluate(r).Verdict
		}
		verdict = v
	}
	return verdict
}

// verdictOn is the verdict on one network path.
func (e *Engine) verdictOn(r *Request, on route, given map[string]policy.Value) Verdict {
	q := questions.Get().(*question)
	q.begin(e, r, on, given)
	q.judge()
	all := q.all
	*q = question{}
	questions.Put(q)
	if all == policy.Maybe {
		return e.evaluateOn(r, on, given).Verdict
	}
	return verdictOf(all)
}

// questions are reused by Verdict: nothing of them outlives an answer.
var questions = sync.Pool{New: func() any { return new(question) }}

func verdictOf(t policy.Tri) Verdict {
	if t == policy.Yes {
		return Allowed
	}
	return Denied
}

// evaluateOn decides and explains a request on one network path.
func (e *Engine) evaluateOn(r *Request, route route, given map[string]policy.Value) Trace {
	q := e.ask(r, route, given)
	q.explain = true
	q.layers = make([]Layer, 0, usualLayers)
	q.judge()
	t := Trace{Verdict: q.verdict(), Layers: q.layers, Sometimes: q.sometimes}
	order(t.Layers)
	t.Layers = tidy(t.Layers)
	return t
}

// usualLayers is how many layers a trace of an encrypted object has.
const usualLayers = 16

// question is one request on one network path while it is answered.
type question struct {
	engine  *Engine
	request *Request
	caller  *caller
	target  target
	action  string // lower case
	pattern policy.ActionPattern
	context requestContext
	route   route
	given   map[string]policy.Value
	own     leg // the caller's own request

	// all is the least of all gates' answers so far.
	all policy.Tri
	// explain is set if layers are wanted.
	explain   bool
	layers    []Layer
	sometimes []Layer
}

// ask begins a question.
func (e *Engine) ask(r *Request, on route, given map[string]policy.Value) *question {
	q := new(question)
	q.begin(e, r, on, given)
	return q
}

func (q *question) begin(e *Engine, r *Request, on route, given map[string]policy.Value) {
	q.engine, q.request, q.caller, q.route, q.given, q.all = e, r, e.caller(r.Principal), on, given, policy.Yes
	q.pattern, q.action = compileAction(r.Action)
	q.target = e.resolve(r.Resource, q.action, on.replica)
	q.retarget()
	q.reroute()
	q.far()
	q.context = requestContext{
		engine: e, caller: q.caller, target: &q.target, request: r, action: q.action,
		path: q.route.kind, via: q.route.via, given: given,
	}
}

// retarget puts the action that AWS authorizes in place of the one that was
// asked for: object operations of a directory bucket are authorized by
// CreateSession on the bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-authenticating-authorizing.html (2026-11)
func (q *question) retarget() {
	if !q.target.directory || !q.target.objects || !strings.HasPrefix(q.action, "s3:") {
		return
	}
	q.pattern, q.action = compileAction("s3express:CreateSession")
	whole, _, _ := cutOutside(string(q.target.arn), '/')
	name, _, _ := cutOutside(strings.TrimPrefix(string(q.target.arn), whole+"/"), '/')
	q.target.arn = policy.Text(whole + "/" + name)
	q.target.bucketARN, q.target.objects = q.target.arn, false
}

// judge asks every gate; none is skipped because an earlier one denied.
func (q *question) judge() {
	switch q.target.kind {
	case keyTarget:
		q.judgeKeyRequest()
	case roleTarget:
		q.judgeAssumeRole()
	case objectLambdaTarget:
		q.judgeObjectLambda()
	case bucketTarget, accessPointTarget, multiRegionTarget:
		q.judgeS3()
	default:
		q.judgeOther()
	}
}

// judgeS3 decides a request to a bucket, its objects or an access point.
func (q *question) judgeS3() {
	owned := q.judgeOwnership()
	q.judgeBucketPolicies(owned)
	q.judgeSecondary()
	q.judgeAccessPointNetwork()
	q.judgePublicACL()
	q.judgeRequesterPays()
	q.judgeEncryption()
}

// gate takes one gate's answer into account.
func (q *question) gate(t policy.Tri) { q.all = q.all.And(t) }

// verdict is the request's, after all gates were asked and explained.
func (q *question) verdict() Verdict {
	if q.all != policy.Maybe {
		return verdictOf(q.all)
	}
	return openVerdict(q.layers)
}

// openVerdict says of whom an open answer depends: the caller alone, or also
// on what only apply or another document can tell.
func openVerdict(layers []Layer) Verdict {
	verdict := Unresolved
	for i := range layers {
		switch layers[i].Verdict {
		case Unresolved:
			return Unresolved
		case Conditional:
			verdict = Conditional
		}
	}
	return verdict
}

// add records a layer, if layers are wanted.
func (q *question) add(l Layer) {
	if q.explain {
		if l.Action == "" {
			l.Action = q.request.Action
		}
		q.layers = append(q.layers, l)
	}
}

// pass records a layer that has no say.
func (q *question) pass(kind LayerKind, why Reason) {
	if q.explain {
		q.add(Layer{Kind: kind, Verdict: NotApplicable, Reason: why})
	}
}

// settle takes a gate of S3's own whose verdict is made.
func (q *question) settle(l Layer) {
	switch l.Verdict {
	case Denied:
		q.gate(policy.No)
	case Conditional, Unresolved:
		q.gate(policy.Maybe)
	}
	q.add(l)
}

// baseRequest is the decision request that the caller's own request makes.
func (q *question) baseRequest(who policy.Caller) decision.Request {
	req := decision.Request{
		Action:   q.pattern,
		Resource: policy.CompileResource(q.target.arn),
		Caller:   who,
		Context:  q.context.init(),
	}
	if q.target.account != nil {
		req.ResourceAccount = q.target.account.ID
	}
	return req
}

// who is the caller as policies see it in this request. of is the resource's
// policy, which may be older than the principal.
func (q *question) who(of *graph.Policy) policy.Caller {
	who := q.caller.who
	if !q.request.Session.IsUnset() {
		who.Session = sessionARN(q.caller.principal, q.request.Session)
	}
	if w := q.request.Wiring; w != nil {
		who.Alternatives = w.Alternatives
	}
	if isStale(q.caller.principal, of) {
		who = staleCaller(who)
	}
	return who
}

// session are the policies of the session that the request is sent in; none if
// the role is used without one.
func (q *question) session() []*graph.Policy {
	if w := q.request.Wiring; w != nil && w.Session != nil {
		return []*graph.Policy{w.Session}
	}
	return q.request.Passed
}

// basePolicies are the caller's and the path's policies.
func (q *question) basePolicies(owner *graph.Account) decision.Policies {
	c := q.caller
	p := decision.Policies{
		Identity: c.identity, Boundary: c.boundary, Session: q.engine.sessionSet(q.session()),
		RestrictPublicBuckets: policy.No, Granted: policy.No,
	}
	if a := c.principal.Account; a != nil && boundBySCPs(c.principal.Kind) {
		p.SCPs = q.engine.levels(q.engine.scps, a, 0)
	}
	if owner != nil && c.principal.Kind != graph.ServiceLinked {
		p.RCPs = q.engine.levels(q.engine.rcps, owner, 1)
	}
	if q.context.hop == direct && q.route.kind == ThroughEndpoint && q.route.via != nil {
		p.Endpoint = q.engine.endpointSet(q.route.via, &c.who)
	}
	return p
}

// levels finds an account's compiled levels, or compiles them for an account
// that the graph made on demand.
func (e *Engine) levels(known map[*graph.Account][]*decision.Set, a *graph.Account, which int) []*decision.Set {
	if sets, ok := known[a]; ok {
		return sets
	}
	scps, rcps := e.compileLevels(a)
	if which == 0 {
		return scps
	}
	return rcps
}

// lowerKeys prepares the context that the asker gave: keys in lower case; a
// key without values is certainly not in the request.
func lowerKeys(r *Request) map[string]policy.Value {
	given := make(map[string]policy.Value, len(r.Context)+1)
	for key, values := range r.Context {
		key = strings.ToLower(key)
		switch {
		case len(values) == 0:
			given[key] = absent
		case len(values) > 1 || multivalued(key):
			given[key] = policy.Multi(values...)
		default:
			given[key] = policy.Single(values[0])
		}
	}
	if _, ok := given["aws:userid"]; !ok && !r.Session.IsUnset() && r.Principal.Kind == graph.Role {
		given["aws:userid"] = sessionUserID(r.Principal, r.Session)
	}
	if _, ok := given["sts:rolesessionname"]; !ok && !r.Session.IsUnset() && isSTS(r.Action) {
		given["sts:rolesessionname"] = policy.Single(r.Session)
	}
	throughService(given)
	return given
}

// throughService completes what was said of requests that a service makes for
// the caller: where one is named, there is one, and where there is none, none
// is named.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-viaawsservice (2026-11)
func throughService(given map[string]policy.Value) {
	const via, chain = "aws:viaawsservice", "aws:calledvia"
	said, ok := given[via]
	switch names := given[chain]; {
	case !ok && names.State == policy.Known:
		given[via] = yesValue
	case ok && said.State == policy.Known && strings.EqualFold(string(said.Texts[0]), "false"):
		for _, key := range []string{chain, chain + "first", chain + "last"} {
			if _, ok := given[key]; !ok {
				given[key] = absent
			}
		}
	}
}

// multivalued reports whether a key may have several values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html (2026-11)
func multivalued(key string) bool {
	switch key {
	case "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths",
		"aws:sourceorgpaths", "aws:tagkeys", "aws:vpceorgpaths", "kms:encryptioncontextkeys",
		"kms:resourcealiases", "s3:requestobjecttagkeys", "sts:transitivetagkeys":
		return true
	}
	return false
}
