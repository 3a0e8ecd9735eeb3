package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// judgeManagedKey decides the use of the AWS managed key aws/s3. Its policy
// cannot be changed: it admits everybody of its own account who comes through
// S3, without a permission for KMS, and nobody else. Resource control policies
// do not bind it.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-key (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#aws-managed-customer-managed-keys (2026-11)
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#actions-not-restricted-by-rcps (2026-11)
func (q *question) judgeManagedKey(use keyUse, need kmsNeed) {
	layer := Layer{Kind: KMSManagedKey, Verdict: Allowed, Action: need.Actions[0], Reason: ManagedKeyOwn, Subject: use.origin}
	own := policy.Maybe
	if a := q.caller.principal.Account; a != nil && use.managedIn != nil && !a.ID.IsUnset() && !use.managedIn.ID.IsUnset() {
		own = policy.Equal(a.ID, use.managedIn.ID)
	}
	if q.caller.principal.Kind == graph.Service {
		own = policy.Maybe // what other services' deliveries do is not documented
		if q.caller.principal.ARN == "cloudfront.amazonaws.com" {
			own = policy.No
		}
	}
	switch {
	case own == policy.No && use.managed == policy.Yes:
		layer.Verdict, layer.Reason, layer.Alone = Denied, ManagedKeyForeign, true
	case own != policy.Yes:
		layer.Verdict, layer.Reason = Unresolved, ManagedKeyForeign
		layer.Needs = []Need{{Kind: NeedDocument, What: "which key bucket " + string(q.target.bucket.Name) + " uses, and of which account", Origin: use.origin}}
	}
	q.settle(layer)
	q.pass(KMSKeyPolicy, NotBound)
	if own != policy.Yes || q.caller.principal.Kind == graph.Service {
		q.pass(KMSIdentityPolicy, NotNeeded)
		return
	}
	for _, action := range need.Actions {
		q.askManagedKey(use, action)
	}
}

// askManagedKey asks what may deny the use of the own account's aws/s3:
// explicit denies, and service control policies that do not allow KMS.
func (q *question) askManagedKey(use keyUse, action string) {
	key := &graph.Key{ARN: keyARN("alias/aws/s3", use.managedIn.ID, q.target.region), Account: use.managedIn, Region: q.target.region,
		Policy: &graph.Policy{Presence: graph.Present, Document: managedKeyDocument}}
	l := leg{question: q, action: action, identityKind: KMSIdentityPolicy, resource: key.Policy, blame: use.origin, document: resourcePolicyName}
	q.context = requestContext{
		engine: q.engine, caller: q.caller, target: &q.target, request: q.request, given: q.given,
		action: action, hop: viaS3, path: q.route.kind, via: q.route.via,
		key: key, keyAccount: key.Account, keyRef: "alias/aws/s3", keyContext: q.target.bucketARN,
	}
	pattern, lower := compileAction(action)
	q.context.action = lower
	l.request = decision.Request{
		Action: pattern, Resource: policy.CompileResource(key.ARN), ResourceAccount: use.managedIn.ID,
		Caller: q.who(nil), Context: q.context.init(), Flavor: decision.Key,
	}
	l.policies = q.basePolicies(nil)
	l.policies.Resource = managedKeySet
	q.gate(l.decide())
	if q.explain {
		l.explain(nil)
	}
}

// managedKeyDocument is what the managed key's policy comes to for a caller of
// its own account who comes through S3.
var (
	managedKeyDocument = policy.MustParse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:CreateGrant","kms:DescribeKey"],"Resource":"*"}]}`)
	managedKeySet      = decision.Compile([]decision.Policy{{Document: managedKeyDocument}}, false)
)
