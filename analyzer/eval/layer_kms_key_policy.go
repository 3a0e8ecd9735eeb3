package eval

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// judgeEncryption decides S3's requests to KMS with the caller's identity. The
// caller's boundary, session policy and SCPs and the key account's RCPs judge
// them as well; an endpoint's policy does not: S3 calls KMS itself.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (2026-11)
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html (2026-11)
func (q *question) judgeEncryption() {
	need := kmsNeeds[q.action]
	if len(need.Actions) == 0 || !q.target.objects && q.action != "s3express:createsession" {
		q.passKMS(NoKMS)
		return
	}
	if q.plain() {
		q.passKMS(NoKMS)
		return
	}
	uses := q.keyUses(need)
	outcome, layers := q.judgeKeyUse(uses[0], need)
	why := EncryptionChanges
	if outcome == policy.Yes {
		why = EncryptionWas
	}
	depends := "when the object was written"
	if uses[0].wiring != nil {
		depends = "which service wrote the object"
	}
	for _, other := range uses[1:] {
		next, more := q.judgeKeyUse(other, need)
		if outcome != next {
			outcome = policy.Maybe
		}
		layers = mergeLayers(layers, more, why, Need{Kind: NeedRequest, What: depends, Origin: uses[0].origin})
	}
	q.gate(outcome)
	for _, l := range layers {
		q.add(l)
	}
}

// plain is the common case: SSE-S3 by default, always was, and nothing asks for
// another encryption or may have.
func (q *question) plain() bool {
	b, w := q.target.bucket, q.request.Wiring
	return b.Encryption != nil && b.Encryption.Presence == graph.Absent && b.Encryption.Previous == nil && len(b.Objects) == 0 && len(q.given) == 0 &&
		(w == nil || w.KeyID.IsUnset()) && len(q.engine.deliveries[b.Name]) == 0
}

// passKMS records that no KMS layer has a say.
func (q *question) passKMS(why Reason) {
	q.pass(KMSKeyPolicy, why)
	q.pass(KMSIdentityPolicy, why)
	q.pass(KMSManagedKey, why)
}

// judgeKeyUse decides the requests to one key.
func (q *question) judgeKeyUse(use keyUse, need kmsNeed) (policy.Tri, []Layer) {
	side := q.aside()
	switch {
	case use.none:
		side.passKMS(NoKMS)
	case use.unknown:
		side.settle(Layer{Kind: KMSKeyPolicy, Verdict: unresolvedOr(use.need), Action: need.Actions[0], Reason: EncryptionUnknown, Needs: []Need{use.need}, Subject: use.origin})
	case q.unsigned():
		side.settle(Layer{Kind: KMSKeyPolicy, Verdict: Denied, Alone: true, Action: need.Actions[0], Reason: UnsignedKMS, Subject: use.origin})
	case use.managed != policy.No:
		side.judgeManagedKey(use, need)
	default:
		side.pass(KMSManagedKey, NotBound)
		for _, action := range need.Actions {
			side.judgeKey(use, action)
		}
		if q.explain {
			for _, action := range need.Sometimes {
				q.judgeSometimes(use, action)
			}
		}
	}
	return side.all, side.layers
}

// aside is a copy of the question that gathers layers and answers apart.
func (q *question) aside() *question {
	side := *q
	side.all, side.layers, side.sometimes = policy.Yes, nil, nil
	return &side
}

func unresolvedOr(n Need) Verdict {
	if n.Kind == NeedRequest {
		return Conditional
	}
	return Unresolved
}

// unsigned reports whether the caller cannot use KMS at all.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html (2026-11): identities of origin access cannot read SSE-KMS
func (q *question) unsigned() bool {
	k := q.caller.principal.Kind
	return k == graph.Anonymous || k == graph.OriginAccess
}

// judgeSometimes notes a KMS action that only some requests of this kind need.
func (q *question) judgeSometimes(use keyUse, action string) {
	side := q.aside()
	side.judgeKey(use, action)
	for _, l := range side.layers {
		if l.Verdict == Denied {
			l.Verdict, l.Reason = Conditional, MultipartOnly
			q.sometimes = append(q.sometimes, l)
		}
	}
}

// judgeKey decides one request to one key. Where it is not known whether S3
// uses a bucket key, and with it which encryption context it sends, both are
// judged.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html (2026-11)
func (q *question) judgeKey(use keyUse, action string) {
	contexts := []policy.Text{q.objectContext()}
	switch use.bucketKey {
	case policy.Yes:
		contexts[0] = q.target.bucket.ARN
	case policy.Maybe:
		contexts = append(contexts, q.target.bucket.ARN)
	}
	first := q.aside()
	first.askKey(use, action, contexts[0])
	outcome, layers := first.all, first.layers
	for _, context := range contexts[1:] {
		next := q.aside()
		next.askKey(use, action, context)
		if next.all != outcome {
			outcome = policy.Maybe
		}
		layers = mergeLayers(layers, next.layers, EncryptionUnknown, Need{Kind: NeedDocument, What: "bucket key of " + string(q.target.bucket.Name), Origin: use.origin})
	}
	q.gate(outcome)
	for _, l := range layers {
		q.add(l)
	}
}

// objectContext is the encryption context without a bucket key: the object's
// ARN. Where the request stands for many objects, it is one of them.
func (q *question) objectContext() policy.Text {
	if !hasWildcard(q.target.key) {
		return q.target.bucketARN
	}
	key := string(q.target.key)
	first := strings.IndexAny(key, "*?")
	last := strings.LastIndexAny(key, "*?")
	return q.target.bucket.ARN + "/" + policy.Text(key[:first]) + policy.Opaque(objectKey) + policy.Text(key[last+1:])
}

func (q *question) askKey(use keyUse, action string, encryptionContext policy.Text) {
	l := q.newKeyLeg(action, use.key)
	q.context = requestContext{
		engine: q.engine, caller: q.caller, target: &q.target, request: q.request, given: q.given,
		action: strings.ToLower(action), hop: viaS3, path: q.route.kind, via: q.route.via,
		key: use.key, keyAccount: use.key.Account, keyRef: use.ref, keyContext: encryptionContext, keyWiring: use.wiring,
	}
	q.decideKey(&l, use.key)
}

// decideKey completes a leg to a key, decides and explains it.
func (q *question) decideKey(l *leg, key *graph.Key) {
	pattern, _ := compileAction(l.action)
	l.request = decision.Request{
		Action: pattern, Resource: policy.CompileResource(key.ARN),
		Caller: q.who(key.Policy), Context: q.context.init(), Flavor: decision.Key,
	}
	if key.Account != nil {
		l.request.ResourceAccount = key.Account.ID
	}
	l.policies = q.basePolicies(key.Account)
	l.policies.Resource = q.engine.keySet(key)
	l.policies.Granted = q.keyGrant(key, l.action)
	answer := l.decide()
	byGrant := l.grantOnly()
	if byGrant && answer == policy.No {
		answer = policy.Maybe
	}
	q.gate(answer)
	if !q.explain {
		return
	}
	l.explain(func(d decision.Layer, layer *Layer) {
		switch {
		case d == decision.Identity && byGrant && layer.Verdict == Denied && !layer.Explicit:
			layer.Verdict, layer.Alone = Unresolved, false
			layer.Needs = append(layer.Needs, Need{Kind: NeedDocument, What: "whether a grant across accounts needs an identity policy too", Origin: key.Origin})
		case d == decision.Resource && layer.Verdict == Allowed && (key.Enabled == policy.No || key.Deleting == policy.Yes) && needsEnabled(l.action):
			layer.Reason = KeyDisabled
		case d == decision.Resource && layer.Verdict == Allowed && (key.Policy == nil || key.Policy.Presence == graph.Absent):
			layer.Reason = DefaultPolicy
		}
	})
}

// needsEnabled reports whether an operation fails on a key that is disabled or
// about to be deleted: those that work with the key do, and those that read or
// change its policy, tags and description do not.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html#key-state-table (2026-11)
func needsEnabled(action string) bool {
	name := strings.TrimPrefix(strings.ToLower(action), "kms:")
	return slices.ContainsFunc([]string{"decrypt", "encrypt", "generatedatakey", "reencrypt", "creategrant"}, func(use string) bool {
		return strings.HasPrefix(name, use)
	})
}

// compileKeyPolicy remembers a key's policy, the default one included.
func (e *Engine) compileKeyPolicy(k *graph.Key) {
	if k.Policy == nil {
		return
	}
	if k.Policy.Presence == graph.Absent {
		e.policies[k.Policy] = defaultKeyPolicy(k)
		return
	}
	e.compilePolicy(k.Policy)
}

// keySet is a key's policy; a key that no input describes has one that is not
// known.
func (e *Engine) keySet(k *graph.Key) *decision.Set {
	if k.Policy == nil {
		if k.Managed {
			return defaultKeyPolicy(k)
		}
		return unknownSet
	}
	if k.Policy.Presence == graph.Absent {
		if s, ok := e.policies[k.Policy]; ok {
			return s
		}
		return defaultKeyPolicy(k)
	}
	return e.set(k.Policy)
}

// defaultKeyPolicy is the policy of a key that is made without one: it leaves
// everything to the identity policies of the key's account.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html (2026-11)
func defaultKeyPolicy(k *graph.Key) *decision.Set {
	if k.Account == nil || k.Account.ID.IsUnset() {
		return unknownSet
	}
	document, err := policy.Parse(`{"Version":"2012-10-17","Statement":[{"Sid":"Enable IAM User Permissions","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` +
		k.Account.ID + `:root"},"Action":"kms:*","Resource":"*"}]}`)
	if err != nil {
		return unknownSet
	}
	return decision.Compile([]decision.Policy{{Document: document}}, false)
}

// keyGrant says whether a KMS grant gives the caller the operation.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (2026-11)
func (q *question) keyGrant(k *graph.Key, action string) policy.Tri {
	given := policy.No
	operation := strings.TrimPrefix(action, "kms:")
	for i := range k.Grants {
		g := &k.Grants[i]
		for _, o := range g.Operations {
			if strings.EqualFold(o, operation) {
				given = given.Or(q.grantee(g).And(q.grantConstraint(g)))
			}
		}
	}
	return given
}

func (q *question) grantee(g *graph.KeyGrant) policy.Tri {
	p := q.caller.principal
	if p.Replaced && g.Origin.Change != "create" && g.Origin.Change != "replace" {
		return policy.No // the grant names who was there before
	}
	if p.ARN.IsUnset() || g.Grantee.IsUnset() {
		return policy.Maybe
	}
	return policy.Equal(g.Grantee, p.ARN)
}

// grantConstraint says whether a grant's constraints on the encryption context
// hold: S3 sends one pair.
func (q *question) grantConstraint(g *graph.KeyGrant) policy.Tri {
	holds := policy.Yes
	check := func(pairs map[string]policy.Text) {
		for k, v := range pairs {
			got := q.context.value("kms:encryptioncontext:" + strings.ToLower(k))
			if got.State != policy.Known {
				holds = holds.And(policy.Maybe)
			} else {
				holds = holds.And(policy.Equal(v, got.Texts[0]))
			}
		}
	}
	check(g.EncryptionContextEquals)
	check(g.EncryptionContextSubset)
	return holds
}

// judgeKeyRequest decides a request that the caller sends to KMS itself.
func (q *question) judgeKeyRequest() {
	key := q.target.kms
	if key == nil {
		key = &graph.Key{ARN: q.target.arn, Account: q.target.account, Region: q.target.region,
			Policy: &graph.Policy{Presence: graph.Unknown}, Enabled: policy.Yes, Deleting: policy.No}
	}
	l := q.newKeyLeg(q.request.Action, key)
	q.decideKey(&l, key)
}
