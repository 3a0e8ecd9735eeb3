package eval

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// golden is one request in the base world with one change: what AWS answers,
// and which layer refuses.
type golden struct {
	row    int    // of the reference table, from 1
	name   string // a sentence
	why    string // AWS's rule
	change func(w *world)

	as       string // principal's name or ARN; rA if empty
	action   string // s3:GetObject if empty
	resource policy.Text
	via      policy.Text // endpoint's id; the public path if empty
	path     PathKind    // Public if zero
	session  policy.Text
	capped   string // document of the session's policy
	context  map[string][]policy.Text

	want     Verdict
	layer    LayerKind // that denies by itself, or is open
	explicit bool
}

func (g *golden) ask(w *world) Trace {
	e := w.engine()
	r := Request{Action: g.action, Resource: g.resource, Path: g.path, Context: g.context, Session: g.session}
	if r.Action == "" {
		r.Action = "s3:GetObject"
	}
	if r.Resource == "" {
		r.Resource = "arn:aws:s3:::b/k"
	}
	switch r.Path {
	case PathUnknown:
		r.Path = Public
	case noPath:
		r.Path = PathUnknown
	}
	if g.via != "" {
		i := slices.IndexFunc(w.g.Endpoints, func(v *graph.Endpoint) bool { return v.ID == g.via })
		if i < 0 {
			w.t.Fatalf("no endpoint %s", g.via)
		}
		r.Path, r.Via = ThroughEndpoint, w.g.Endpoints[i]
	}
	r.Principal = w.who(g.as)
	if g.capped != "" {
		r.Wiring = &graph.Wiring{Role: r.Principal.ARN, Session: w.policy("session", g.capped)}
	}
	return e.Evaluate(r)
}

func (w *world) who(as string) *graph.Principal {
	if as == "" {
		as = "rA"
	}
	for _, p := range w.g.Principals {
		if string(p.Name) == as {
			return p
		}
	}
	return w.g.Principal(policy.Text(as))
}

// Statements and parts that many rows use.
const (
	roleA    = `{"AWS":"arn:aws:iam::111111111111:role/rA"}`
	roleB    = `{"AWS":"arn:aws:iam::222222222222:role/rB"}`
	rootA    = `{"AWS":"arn:aws:iam::111111111111:root"}`
	rootB    = `{"AWS":"arn:aws:iam::222222222222:root"}`
	sessionA = `{"AWS":"arn:aws:sts::111111111111:assumed-role/rA/s1"}`
	sessionB = `{"AWS":"arn:aws:sts::222222222222:assumed-role/rB/s1"}`
	anyone   = `"*"`
	objects  = "arn:aws:s3:::b/*"
	both     = "arn:aws:s3:::b,arn:aws:s3:::b/*"
	kms      = "arn:aws:kms:us-east-1:222222222222:key/kB"
)

// bp replaces the bucket policy.
func bp(statements ...string) func(*world) {
	return func(w *world) { w.theBucket("b").Policy = w.resourcePolicy("bp.b", statements...) }
}

// addBP adds statements to the base bucket policy.
func addBP(statements ...string) func(*world) {
	return bp(append([]string{allowTo(roleA, "s3:GetObject", objects), allowTo(roleA, "s3:ListBucket", "arn:aws:s3:::b")}, statements...)...)
}

// idp gives a principal one inline policy, or none.
func idp(name string, statements ...string) func(*world) {
	return func(w *world) {
		p := w.get(name)
		p.Policies = nil
		if len(statements) > 0 {
			p.Policies = []*graph.Policy{w.policy("idp."+name, statements...)}
		}
	}
}

func all(changes ...func(*world)) func(*world) {
	return func(w *world) {
		for _, c := range changes {
			c(w)
		}
	}
}

// withKey puts b under key kB with a key policy, and gives rA KMS on it.
func withKey(statements ...string) func(*world) {
	return func(w *world) {
		w.encrypt(w.theBucket("b"), w.key(accountB, "kB", statements...), policy.No)
		p := w.get("rA")
		p.Policies = append(p.Policies, w.policy("idp.kms", allowDoc("kms:Decrypt,kms:GenerateDataKey", kms)))
	}
}

func noPublicBlock(w *world) { w.theBucket("b").PublicAccessBlock = publicAccess(policy.No) }

func bound(name string, statements ...string) func(*world) {
	return func(w *world) { w.boundary(w.get(name), statements...) }
}

// putGranted lets rA upload, on both sides.
var putGranted = all(
	idp("rA", allowDoc("s3:GetObject,s3:PutObject", objects)),
	addBP(allowTo(roleA, "s3:PutObject", objects)))

var goldens = []golden{
	{row: 1, name: "both sides grant", why: "across accounts identity policy and bucket policy both have to allow", want: Allowed},
	{row: 2, name: "the role has no identity policy", why: "the caller's account has to allow as well", change: idp("rA"), want: Denied, layer: IdentityPolicy},
	{row: 3, name: "the bucket has no policy", why: "the bucket's account has to allow as well",
		change: func(w *world) { w.theBucket("b").Policy = &graph.Policy{Presence: graph.Absent} }, want: Denied, layer: BucketPolicy},
	{row: 4, name: "the bucket policy names the account", why: "an account principal delegates to the account's identity policies", change: bp(allowTo(rootA, "s3:GetObject", objects)), want: Allowed},
	{row: 5, name: "the bucket policy names the account, the role has nothing", why: "delegation gives nothing by itself",
		change: all(bp(allowTo(rootA, "s3:GetObject", objects)), idp("rA")), want: Denied, layer: IdentityPolicy},
	{row: 6, name: "everybody is let in, the role has nothing", why: "Principal * does not replace the identity policy across accounts",
		change: all(noPublicBlock, bp(allowTo(anyone, "s3:GetObject", objects)), idp("rA")), want: Denied, layer: IdentityPolicy},
	{row: 7, name: "everybody is let in, the root user of A asks", why: "a root user needs no identity policy",
		change: all(noPublicBlock, bp(allowTo(anyone, "s3:GetObject", objects))), as: "arn:aws:iam::111111111111:root", want: Allowed},
	{row: 8, name: "same account, identity policy and no bucket policy", why: "in one account either side suffices",
		change: all(idp("rB", allowDoc("s3:GetObject", objects)), func(w *world) { w.theBucket("b").Policy = &graph.Policy{Presence: graph.Absent} }), as: "rB", want: Allowed},
	{row: 9, name: "same account, the bucket policy names the role", why: "in one account either side suffices", change: bp(allowTo(roleB, "s3:GetObject", objects)), as: "rB", want: Allowed},
	{row: 10, name: "same account, the bucket policy names the account", why: "an account principal only delegates", change: bp(allowTo(rootB, "s3:GetObject", objects)), as: "rB", want: Denied, layer: IdentityPolicy},
	{row: 11, name: "same account, boundary without s3, the bucket policy names the role", why: "a grant to the role's ARN is limited by its boundary",
		change: all(bp(allowTo(roleB, "s3:GetObject", objects)), bound("rB", allowDoc("ec2:*", "*"))), as: "rB", session: "s1", want: Denied, layer: PermissionsBoundary},
	{row: 12, name: "same account, boundary without s3, the bucket policy names the session", why: "a grant to the session is not limited by an implicit deny in the boundary",
		change: all(bp(allowTo(sessionB, "s3:GetObject", objects)), bound("rB", allowDoc("ec2:*", "*"))), as: "rB", session: "s1", want: Allowed},
	{row: 13, name: "the bucket policy names another session", why: "a session ARN names one session only",
		change: all(bp(allowTo(sessionB, "s3:GetObject", objects)), bound("rB", allowDoc("ec2:*", "*"))), as: "rB", session: "s2", want: Denied, layer: IdentityPolicy},
	{row: 14, name: "same account, a user with a boundary is named", why: "a grant to the user's ARN is not limited by an implicit deny in the boundary",
		change: all(bp(allowTo(`{"AWS":"arn:aws:iam::222222222222:user/uB"}`, "s3:GetObject", objects)), bound("uB", allowDoc("ec2:*", "*"))), as: "uB", want: Allowed},
	{row: 15, name: "same account, everybody with the role's aws:PrincipalArn", why: "a wildcard grant bypasses the boundary, a role ARN does not",
		change: all(bp(allowToIf(anyone, "s3:GetObject", objects, `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/rB"}}`)), bound("rB", allowDoc("ec2:*", "*"))), as: "rB", want: Allowed},
	{row: 16, name: "as before, and the boundary denies s3", why: "an explicit deny in the boundary always counts",
		change: all(bp(allowToIf(anyone, "s3:GetObject", objects, `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::222222222222:role/rB"}}`)), bound("rB", allowDoc("ec2:*", "*"), denyDoc("s3:*", "*", ""))),
		as:     "rB", want: Denied, layer: PermissionsBoundary, explicit: true},
	{row: 17, name: "across accounts the session is named, the boundary lacks s3", why: "across accounts the boundary always applies",
		change: all(bp(allowTo(sessionA, "s3:GetObject", objects)), bound("rA", allowDoc("ec2:*", "*"))), session: "s1", want: Denied, layer: PermissionsBoundary},
	{row: 18, name: "a session policy that allows listing only", why: "a session policy caps the identity policies",
		capped: allowDoc("s3:ListBucket", "*"), want: Denied, layer: SessionPolicy},
	{row: 19, name: "same account, the role is named, the session policy has ec2 only", why: "a grant to the role's ARN is limited by the session policy",
		change: bp(allowTo(roleB, "s3:GetObject", objects)), capped: allowDoc("ec2:*", "*"), as: "rB", want: Denied, layer: SessionPolicy},
	{row: 20, name: "a GetFederationToken session without session policy", why: "it may do only what resource policies grant to the session",
		change: idp("uB", allowDoc("s3:GetObject", objects)), as: "arn:aws:sts::222222222222:federated-user/uB", want: Denied, layer: SessionPolicy},
	{row: 21, name: "the bucket policy denies the role", why: "an explicit deny overrides every allow", change: addBP(denyTo(roleA, "s3:*", both, "")), want: Denied, layer: BucketPolicy, explicit: true},
	{row: 22, name: "the identity policy denies", why: "an explicit deny overrides every allow",
		change: idp("rA", allowDoc("s3:GetObject", objects), denyDoc("s3:GetObject", "*", "")), want: Denied, layer: IdentityPolicy, explicit: true},
	{row: 23, name: "Deny with NotPrincipal that lists the role alone", why: "session and account are not listed: AWS says that the caller might be denied",
		change: addBP(`{"Effect":"Deny","NotPrincipal":` + roleA + `,"Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}`), session: "s1", want: Denied, layer: BucketPolicy, explicit: true},
	{row: 24, name: "Deny with NotPrincipal that lists account, role and session", why: "all of the caller's ARNs are listed",
		change:  addBP(`{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111111111111:root","arn:aws:iam::111111111111:role/rA","arn:aws:sts::111111111111:assumed-role/rA/s1"]},"Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}`),
		session: "s1", want: Allowed},
	{row: 25, name: "as before, and the role has a boundary", why: "NotPrincipal never exempts a principal with a boundary",
		change:  all(addBP(`{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111111111111:root","arn:aws:iam::111111111111:role/rA","arn:aws:sts::111111111111:assumed-role/rA/s1"]},"Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}`), bound("rA", allowDoc("s3:*", "*"))),
		session: "s1", want: Denied, layer: BucketPolicy, explicit: true},
	{row: 26, name: "Deny unless aws:PrincipalArn is the role", why: "the key holds the role's ARN for each of its sessions",
		change: addBP(denyTo(anyone, "s3:*", both, `{"StringNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/rA"}}`)), want: Allowed},
	{row: 27, name: "StringNotEquals with a wildcard", why: "StringNotEquals knows no wildcards: the value is never equal",
		change: addBP(denyTo(anyone, "s3:*", both, `{"StringNotEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/r*"}}`)), want: Denied, layer: BucketPolicy, explicit: true},
	{row: 28, name: "ArnNotLike with a wildcard", why: "ArnNotLike knows wildcards",
		change: addBP(denyTo(anyone, "s3:*", both, `{"ArnNotLike":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/r*"}}`)), want: Allowed},
	{row: 29, name: "Deny unless through vpce-1, from a laptop", why: "a negated operator is true for an absent key", change: addBP(denyUnlessVpce), want: Denied, layer: BucketPolicy, explicit: true},
	{row: 30, name: "Deny unless through vpce-1, through it", why: "aws:SourceVpce is the endpoint", change: all(addBP(denyUnlessVpce), gateway()), via: "vpce-1", want: Allowed},
	{row: 31, name: "through a gateway endpoint of another region", why: "a gateway endpoint takes its own region's traffic only, so that the key is absent",
		change: all(addBP(denyUnlessVpce), gateway(), func(w *world) { w.theBucket("b").Region = "eu-west-1" }), via: "vpce-1", want: Denied, layer: BucketPolicy, explicit: true},
	{row: 32, name: "Athena asks on behalf of the role", why: "network keys are absent in a service's requests on somebody's behalf", change: addBP(denyUnlessVpce),
		path: Internal, context: map[string][]policy.Text{"aws:ViaAWSService": {"true"}}, want: Denied, layer: BucketPolicy, explicit: true},
	{row: 33, name: "Athena, and the Deny spares services", why: "both conditions of a statement have to hold",
		change: addBP(denyTo(anyone, "s3:*", both, `{"StringNotEquals":{"aws:SourceVpce":"vpce-1"},"Bool":{"aws:ViaAWSService":"false"}}`)),
		path:   Internal, context: map[string][]policy.Text{"aws:ViaAWSService": {"true"}}, want: Allowed},
	{row: 34, name: "Allow from an address, through a gateway endpoint", why: "aws:SourceIp is absent through an endpoint",
		change: all(bp(allowToIf(roleA, "s3:GetObject", objects, `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`)), gateway()), via: "vpce-1", want: Denied, layer: BucketPolicy},
	{row: 35, name: "log delivery, and Bool denies what is not TLS", why: "aws:SecureTransport is absent in deliveries, and Bool is false for an absent key",
		change: bp(allowTo(`{"Service":"logging.s3.amazonaws.com"}`, "s3:PutObject", objects), denyTo(anyone, "s3:*", both, `{"Bool":{"aws:SecureTransport":"false"}}`)),
		as:     "logging.s3.amazonaws.com", action: "s3:PutObject", path: Internal, want: Allowed},
	{row: 36, name: "log delivery, and BoolIfExists denies what is not TLS", why: "IfExists is true for an absent key",
		change: bp(allowTo(`{"Service":"logging.s3.amazonaws.com"}`, "s3:PutObject", objects), denyTo(anyone, "s3:*", both, `{"BoolIfExists":{"aws:SecureTransport":"false"}}`)),
		as:     "logging.s3.amazonaws.com", action: "s3:PutObject", path: Internal, want: Denied, layer: BucketPolicy, explicit: true},
	{row: 37, name: "an SCP on the caller's unit denies s3", why: "an explicit deny in an SCP", change: func(w *world) { w.scp(accountA, 1, denyDoc("s3:*", "*", "")) }, want: Denied, layer: SCP, explicit: true},
	{row: 38, name: "an SCP on the bucket's account denies s3", why: "SCPs bind the principals of their accounts, not the resources", change: func(w *world) { w.scp(accountB, 2, denyDoc("s3:*", "*", "")) }, want: Allowed},
	{row: 39, name: "an SCP at the root, the caller is in the management account", why: "SCPs do not bind the management account",
		change: all(func(w *world) {
			w.role(accountM, "rM", allowDoc("s3:GetObject", objects))
			for _, id := range []policy.Text{accountA, accountB, accountM} {
				w.scp(id, 0, denyDoc("s3:*", "*", ""))
			}
		}, addBP(allowTo(`{"AWS":"arn:aws:iam::999999999999:role/rM"}`, "s3:GetObject", objects))), as: "rM", want: Allowed},
	{row: 40, name: "an SCP denies s3, the caller is a service-linked role", why: "SCPs do not bind service-linked roles",
		change: all(func(w *world) {
			w.scp(accountA, 1, denyDoc("s3:*", "*", ""))
			p := w.role(accountA, "aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie", allowDoc("s3:GetObject", "*"))
			p.Kind = graph.ServiceLinked
		}, addBP(allowTo(`{"AWS":"arn:aws:iam::111111111111:role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie"}`, "s3:GetObject", objects))),
		as: "AWSServiceRoleForAmazonMacie", want: Allowed},
	{row: 41, name: "FullAWSAccess is detached from the caller's unit", why: "every level has to allow", change: func(w *world) { w.account(accountA).Levels[1].SCPs = nil }, want: Denied, layer: SCP},
	{row: 42, name: "an SCP denies all but s3 and iam, the object is under a key", why: "S3 decrypts on behalf of the caller, whose SCPs judge kms:Decrypt",
		change: all(withKey(allowTo(rootB, "kms:*", "*"), allowTo(rootA, "kms:Decrypt", "*")), func(w *world) {
			w.scp(accountA, 2, `{"Effect":"Deny","NotAction":["s3:*","iam:*"],"Resource":"*"}`)
		}), want: Denied, layer: SCP, explicit: true},
	{row: 43, name: "an SCP denies other regions", why: "aws:RequestedRegion is the bucket's region",
		change: func(w *world) {
			w.scp(accountA, 0, denyDoc("*", "*", `{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}`))
		}, want: Denied, layer: SCP, explicit: true},
	{row: 44, name: "an SCP denies s3, the root user of the member account asks", why: "SCPs bind the root user of a member account",
		change: all(func(w *world) { w.scp(accountA, 2, denyDoc("s3:*", "*", "")) }, bp(allowTo(rootA, "s3:GetObject", objects))), as: "arn:aws:iam::111111111111:root", want: Denied, layer: SCP, explicit: true},
	{row: 45, name: "an RCP denies other organizations, a role of C asks", why: "RCPs bind callers from outside of the organization",
		change: all(orgRCP(""), strangerC), as: "rC", want: Denied, layer: RCP, explicit: true},
	{row: 46, name: "an RCP denies other organizations, rA asks", why: "aws:PrincipalOrgID is the organization", change: orgRCP(""), want: Allowed},
	{row: 47, name: "an RCP denies other organizations, CloudTrail delivers", why: "a service principal has no aws:PrincipalOrgID",
		change: all(orgRCP(""), addBP(allowTo(`{"Service":"cloudtrail.amazonaws.com"}`, "s3:PutObject", objects))),
		as:     "cloudtrail.amazonaws.com", action: "s3:PutObject", path: Internal, want: Denied, layer: RCP, explicit: true},
	{row: 48, name: "the RCP spares services", why: "aws:PrincipalIsAWSService is true for a service principal",
		change: all(orgRCP(`,"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}`), addBP(allowTo(`{"Service":"cloudtrail.amazonaws.com"}`, "s3:PutObject", objects))),
		as:     "cloudtrail.amazonaws.com", action: "s3:PutObject", path: Internal, want: Allowed},
	{row: 49, name: "an RCP at the root, the bucket is the management account's", why: "RCPs do not bind resources of the management account",
		change: func(w *world) {
			for _, id := range []policy.Text{accountA, accountB, accountM} {
				w.rcp(id, 0, denyTo(anyone, "s3:*", "*", ""))
			}
			w.bucket(accountM, "m").Policy = w.resourcePolicy("bp.m", allowTo(roleA, "s3:GetObject", "arn:aws:s3:::m/*"))
			idp("rA", allowDoc("s3:GetObject", "arn:aws:s3:::m/*"))(w)
		}, resource: "arn:aws:s3:::m/k", want: Allowed},
	{row: 50, name: "an RCP on the caller's account", why: "RCPs follow the resource", change: func(w *world) { w.rcp(accountA, 2, denyTo(anyone, "s3:*", "*", "")) }, want: Allowed},
	{row: 51, name: "a gateway endpoint's policy names the account", why: "there an account means its root user alone", change: gateway(allowTo(rootA, "*", "*")), via: "vpce-1", want: Denied, layer: VPCEndpointPolicy},
	{row: 52, name: "a gateway endpoint's policy names the role in a condition", why: "that is how a gateway endpoint is narrowed",
		change: gateway(allowToIf(anyone, "*", "*", `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/rA"}}`)), via: "vpce-1", want: Allowed},
	{row: 53, name: "an interface endpoint's policy names the role", why: "interface endpoints take principals as other policies do",
		change: func(w *world) { w.endpoint("vpce-1", "Interface", allowTo(roleA, "*", "*")) }, via: "vpce-1", want: Allowed},
	{row: 54, name: "the endpoint's policy has another bucket only", why: "an endpoint's policy has to allow", change: gateway(allowTo(anyone, "s3:*", "arn:aws:s3:::other,arn:aws:s3:::other/*")), via: "vpce-1", want: Denied, layer: VPCEndpointPolicy},
	{row: 55, name: "the endpoint's policy has the objects only, the bucket is listed", why: "a bucket's ARN is not among its objects'",
		change: gateway(allowTo(anyone, "s3:*", objects)), via: "vpce-1", action: "s3:ListBucket", resource: "arn:aws:s3:::b", want: Denied, layer: VPCEndpointPolicy},
	{row: 56, name: "a restrictive endpoint that the request does not pass", why: "an endpoint's policy judges what passes it", change: gateway(allowTo(anyone, "s3:*", "arn:aws:s3:::other/*")), want: Allowed},
	{row: 57, name: "an endpoint without a policy", why: "the default policy allows everything", change: gateway(), via: "vpce-1", want: Allowed},
	{row: 58, name: "the endpoint's policy wants the organization, the signer is of another", why: "an endpoint's policy binds whoever's credentials pass it",
		change: all(gateway(allowToIf(anyone, "*", "*", `{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`)), strangerC), as: "rC", via: "vpce-1", want: Denied, layer: VPCEndpointPolicy},
	{row: 59, name: "the key policy has its own account only", why: "across accounts the key policy has to name the caller or its account",
		change: withKey(allowTo(rootB, "kms:*", "*")), want: Denied, layer: KMSKeyPolicy},
	{row: 60, name: "the key policy names the caller's account", why: "key policy and identity policy both allow", change: withKey(allowTo(rootB, "kms:*", "*"), allowTo(rootA, "kms:Decrypt", "*")), want: Allowed},
	{row: 61, name: "the key policy names the role, which has no kms", why: "across accounts the identity policy is needed as well",
		change: all(withKey(allowTo(roleA, "kms:Decrypt", "*")), func(w *world) { w.get("rA").Policies = w.get("rA").Policies[:1] }), want: Denied, layer: KMSIdentityPolicy},
	{row: 62, name: "the identity policy names an alias", why: "only the key's ARN counts",
		change: all(withKey(allowTo(roleA, "kms:Decrypt", "*")), idp("rA", allowDoc("s3:GetObject", objects), allowDoc("kms:Decrypt", "arn:aws:kms:us-east-1:222222222222:alias/kB"))), want: Denied, layer: KMSIdentityPolicy},
	{row: 63, name: "the default is aws:kms without a key", why: "aws/s3 serves its own account only", change: func(w *world) { w.managedKey(w.theBucket("b")) }, want: Denied, layer: KMSManagedKey},
	{row: 64, name: "aws/s3, and a reader of the bucket's account without kms", why: "its policy admits everybody of the account who comes through S3",
		change: all(func(w *world) { w.managedKey(w.theBucket("b")) }, idp("rB", allowDoc("s3:GetObject", objects))), as: "rB", want: Allowed},
	{row: 65, name: "same account with kms:*, the key policy names an administrator only", why: "without the account statement identity policies count for nothing",
		change: all(withKey(allowTo(`{"AWS":"arn:aws:iam::222222222222:role/admin"}`, "kms:*", "*")), idp("rB", allowDoc("s3:GetObject", objects), allowDoc("kms:*", "*"))), as: "rB", want: Denied, layer: KMSKeyPolicy},
	{row: 66, name: "same account without kms, the key policy names the role", why: "in one account the key policy suffices",
		change: all(withKey(allowTo(roleB, "kms:Decrypt", "*")), idp("rB", allowDoc("s3:GetObject", objects))), as: "rB", want: Allowed},
	{row: 67, name: "kms:ViaService of another region", why: "kms:ViaService is S3 in the bucket's region",
		change: withKey(allowToIf(rootA, "kms:Decrypt", "*", `{"StringEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}}`)), want: Denied, layer: KMSKeyPolicy},
	{row: 68, name: "the encryption context has objects, the bucket has a bucket key", why: "with a bucket key the context is the bucket's ARN",
		change: all(withKey(allowToIf(rootA, "kms:Decrypt", "*", `{"StringLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::b/*"}}`)), func(w *world) { w.theBucket("b").Encryption.BucketKey = policy.Yes }), want: Denied, layer: KMSKeyPolicy},
	{row: 69, name: "the encryption context has objects, no bucket key", why: "without a bucket key the context is the object's ARN",
		change: withKey(allowToIf(rootA, "kms:Decrypt", "*", `{"StringLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::b/*"}}`)), want: Allowed},
	{row: 70, name: "the key policy denies unless through an endpoint", why: "S3's request to KMS has no network keys",
		change: all(withKey(allowTo(rootA, "kms:Decrypt", "*"), denyTo(anyone, "kms:*", "*", `{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}`)), gateway()), via: "vpce-1", want: Denied, layer: KMSKeyPolicy, explicit: true},
	{row: 71, name: "a small upload with kms:GenerateDataKey only", why: "an upload in one part needs no kms:Decrypt",
		change: all(withKey(allowTo(rootA, "kms:GenerateDataKey", "*")), putGranted, addIDP("rA", allowDoc("kms:GenerateDataKey", kms))), action: "s3:PutObject", want: Allowed},
	{row: 73, name: "the key waits for its deletion", why: "the request fails with 400 KMSInvalidState, which is no denial",
		change: all(withKey(allowTo(rootA, "kms:Decrypt", "*")), func(w *world) { w.g.Keys[0].Deleting = policy.Yes }), want: Allowed},
	{row: 74, name: "an object that another account wrote under its own aws/s3", why: "aws/s3 of the writer serves the writer's account only",
		change: all(idp("rB", allowDoc("s3:GetObject", objects)), func(w *world) {
			w.theBucket("b").Objects = []*graph.Object{{Bucket: "b", Key: "k", Writer: w.account(accountA), Encryption: "aws:kms"}}
		}), as: "rB", want: Denied, layer: KMSManagedKey},
	{row: 75, name: "an RCP on the key's account denies other organizations", why: "RCPs judge S3's request to KMS too",
		change: all(strangerC, func(w *world) {
			w.encrypt(w.theBucket("b"), w.key(accountB, "kB", allowTo(`{"AWS":"333333333333"}`, "kms:Decrypt", "*")), policy.No)
			w.get("rC").Policies = append(w.get("rC").Policies, w.policy("idp.kms", allowDoc("kms:Decrypt", kms)))
			w.rcp(accountB, 2, denyTo(anyone, "kms:*", "*", `{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}}`))
		}), as: "rC", want: Denied, layer: RCP, explicit: true},
	{row: 76, name: "ObjectWriter, and another account writes without an ACL", why: "the writer's account owns the object; the bucket's owner has no access",
		change: all(putGranted, idp("rB", allowDoc("s3:GetObject", objects)), owner(graph.ObjectWriter)), as: "rB", want: Denied, layer: ObjectOwnership},
	{row: 77, name: "BucketOwnerPreferred, and the policy makes the writer give control", why: "the bucket's owner owns what is written with bucket-owner-full-control",
		change: all(idp("rA", allowDoc("s3:PutObject,s3:PutObjectAcl", objects)), idp("rB", allowDoc("s3:GetObject", objects)), owner(graph.BucketOwnerPreferred),
			bp(allowToIf(roleA, "s3:PutObject,s3:PutObjectAcl", objects, `{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}`))), as: "rB", want: Allowed},
	{row: 78, name: "BucketOwnerEnforced", why: "disabling ACLs gives the bucket's owner every object that is there",
		change: all(putGranted, idp("rB", allowDoc("s3:GetObject", objects))), as: "rB", want: Allowed},
	{row: 79, name: "ObjectWriter, and the reader is of the writer's account", why: "the object's owner gives access by its own identity policies",
		change: all(idp("rA", allowDoc("s3:PutObject,s3:GetObject", objects)), bp(allowTo(roleA, "s3:PutObject", objects)), owner(graph.ObjectWriter)), want: Allowed},
	{row: 80, name: "an ACL with ACLs disabled", why: "the request fails with 400 AccessControlListNotSupported, which is no denial",
		change:  all(idp("rA", allowDoc("s3:PutObject,s3:PutObjectAcl", objects)), bp(allowTo(roleA, "s3:PutObject,s3:PutObjectAcl", objects))),
		action:  "s3:PutObject",
		context: map[string][]policy.Text{"s3:x-amz-acl": {"private"}}, want: Allowed},
	{row: 81, name: "the policy wants an ACL, the client sends none", why: "the header's key is absent, and a positive condition then fails",
		change: all(putGranted, bp(allowToIf(roleA, "s3:PutObject", objects, `{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}`))),
		action: "s3:PutObject", context: map[string][]policy.Text{"s3:x-amz-acl": {}}, want: Denied, layer: BucketPolicy},
	{row: 82, name: "the client sends an ACL and may not", why: "an upload with an ACL needs s3:PutObjectAcl as well",
		change: putGranted, action: "s3:PutObject", context: map[string][]policy.Text{"s3:x-amz-acl": {"bucket-owner-full-control"}}, want: Denied, layer: IdentityPolicy},
	{row: 83, name: "Deny unless encrypted, default encryption and no header", why: "default encryption does not set the header's key",
		change: all(putGranted, addBP(allowTo(roleA, "s3:PutObject", objects), denyTo(anyone, "s3:PutObject", objects, `{"StringNotEquals":{"s3:x-amz-server-side-encryption":"aws:kms"}}`))),
		action: "s3:PutObject", context: map[string][]policy.Text{"s3:x-amz-server-side-encryption": {}}, want: Denied, layer: BucketPolicy, explicit: true},
	{row: 84, name: "Requester Pays, no header", why: "another account has to say that it pays", change: requesterPays, context: map[string][]policy.Text{"x-amz-request-payer": {}}, want: Denied, layer: RequesterPays},
	{row: 85, name: "Requester Pays, header", why: "the header is sent", change: requesterPays, context: map[string][]policy.Text{"x-amz-request-payer": {"requester"}}, want: Allowed},
	{row: 86, name: "Requester Pays, the owner's account asks", why: "the owner's account pays anyway", change: all(requesterPays, idp("rB", allowDoc("s3:GetObject", objects))), as: "rB", want: Allowed},
	{row: 87, name: "Requester Pays, an unsigned request", why: "nobody is there to pay, header or not",
		change: all(requesterPays, noPublicBlock, bp(allowTo(anyone, "s3:GetObject", objects))), as: "anonymous", context: map[string][]policy.Text{"x-amz-request-payer": {"requester"}}, want: Denied, layer: RequesterPays},
	{row: 88, name: "RestrictPublicBuckets, and one statement is public", why: "a public policy is void for every other account",
		change: addBP(allowTo(anyone, "s3:GetObject", "arn:aws:s3:::b/pub/*")), want: Denied, layer: PublicAccessBlock},
	{row: 89, name: "the statement for everybody wants the organization", why: "a fixed aws:PrincipalOrgID makes a statement not public",
		change: addBP(allowToIf(anyone, "s3:GetObject", "arn:aws:s3:::b/pub/*", `{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`)), want: Allowed},
	{row: 90, name: "the statement for everybody wants any VPC", why: "a wildcard is no fixed value: the statement is public",
		change: addBP(allowToIf(anyone, "s3:GetObject", "arn:aws:s3:::b/pub/*", `{"StringLike":{"aws:SourceVpc":"vpc-*"}}`)), want: Denied, layer: PublicAccessBlock},
	{row: 91, name: "RestrictPublicBuckets, the owner's account asks", why: "the bucket's own account is not restricted",
		change: all(addBP(allowTo(anyone, "s3:GetObject", "arn:aws:s3:::b/pub/*")), idp("rB", allowDoc("s3:GetObject", objects))), as: "rB", want: Allowed},
	{row: 93, name: "s3:GetObject on the bucket's ARN", why: "objects match the bucket's ARN with a key only", change: idp("rA", allowDoc("s3:GetObject", "arn:aws:s3:::b")), want: Denied, layer: IdentityPolicy},
	{row: 94, name: "s3:ListBucket on the objects", why: "listing is on the bucket's ARN", change: idp("rA", allowDoc("s3:ListBucket", objects)), action: "s3:ListBucket", resource: "arn:aws:s3:::b", want: Denied, layer: IdentityPolicy},
	{row: 95, name: "s3:ListBucket is not granted", why: "a missing key then answers 403, not 404", change: idp("rA", allowDoc("s3:GetObject", objects)), action: "s3:ListBucket", resource: "arn:aws:s3:::b", want: Denied, layer: IdentityPolicy},
	{row: 96, name: "s3:ListBucket is granted", why: "a missing key then answers 404", action: "s3:ListBucket", resource: "arn:aws:s3:::b", want: Allowed},
	{row: 97, name: "a version is asked for", why: "s3:GetObjectVersion is an action of its own", action: "s3:GetObjectVersion", want: Denied, layer: IdentityPolicy},
	{row: 98, name: "the action in capitals", why: "actions are compared without case", change: idp("rA", allowDoc("S3:GETOBJECT", objects)), want: Allowed},
	{row: 99, name: "the key in another case", why: "resources are compared with case", change: idp("rA", allowDoc("s3:GetObject", "arn:aws:s3:::b/Data/*")), resource: "arn:aws:s3:::b/data/k", want: Denied, layer: IdentityPolicy},
	{row: 100, name: "a policy variable without Version", why: "without Version 2012-10-17 a variable is ordinary text",
		change: func(w *world) {
			u := w.user(accountA, "x")
			u.Policies = []*graph.Policy{w.policy("idp.x", `{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/${aws:username}/*"}]}`)}
			addBP(allowTo(`{"AWS":"arn:aws:iam::111111111111:user/x"}`, "s3:GetObject", objects))(w)
		}, as: "x", resource: "arn:aws:s3:::b/x/k", want: Denied, layer: IdentityPolicy},
	{row: 101, name: "s3:prefix beside s3:GetObject", why: "the key does not exist for the action, so that the condition never holds",
		change: idp("rA", allowIf("s3:GetObject,s3:ListBucket", both, `{"StringLike":{"s3:prefix":"k*"}}`)), context: map[string][]policy.Text{}, want: Denied, layer: IdentityPolicy},
	{row: 102, name: "Allow with NotAction", why: "what NotAction lists is not allowed",
		change: all(idp("rA", allowDoc("s3:*", objects)), bp(`{"Effect":"Allow","Principal":`+roleA+`,"NotAction":"s3:DeleteObject","Resource":"arn:aws:s3:::b/*"}`)), action: "s3:DeleteObject", want: Denied, layer: BucketPolicy},
	{row: 103, name: "the trust policy names the account, the caller has no sts", why: "an account principal only delegates",
		change: trust("rB", allowTo(rootA, "sts:AssumeRole", "")), action: "sts:AssumeRole", resource: "arn:aws:iam::222222222222:role/rB", want: Denied, layer: IdentityPolicy},
	{row: 104, name: "a role of the bucket's account reads, whoever assumed it", why: "after AssumeRole the request is the role's, of the same account",
		change: all(trust("rB", allowTo(roleA, "sts:AssumeRole", "")), idp("rB", allowDoc("s3:GetObject", objects)), func(w *world) { w.theBucket("b").Policy = &graph.Policy{Presence: graph.Absent} }), as: "rB", want: Allowed},
	{row: 105, name: "the trust policy names a role of the same account", why: "in one account that suffices",
		change: all(func(w *world) { w.role(accountB, "rB2") }, trust("rB", allowTo(`{"AWS":"arn:aws:iam::222222222222:role/rB2"}`, "sts:AssumeRole", ""))), as: "rB2", action: "sts:AssumeRole", resource: "arn:aws:iam::222222222222:role/rB", want: Allowed},
	{row: 106, name: "another external id", why: "the condition on sts:ExternalId fails",
		change: all(trust("rB", allowToIf(roleA, "sts:AssumeRole", "", `{"StringEquals":{"sts:ExternalId":"x"}}`)), idp("rA", allowDoc("sts:AssumeRole", "*"))),
		action: "sts:AssumeRole", resource: "arn:aws:iam::222222222222:role/rB", context: map[string][]policy.Text{"sts:ExternalId": {"y"}}, want: Denied, layer: TrustPolicy},
	{row: 107, name: "the role is replaced and the policy is not written again", why: "the policy holds the unique id of the role that is gone",
		change: func(w *world) { w.get("rA").Replaced = true; w.theBucket("b").Policy.Origin.Change = "no-op" }, want: Denied, layer: BucketPolicy},
	{row: 108, name: "the role is replaced, the policy names account and aws:PrincipalArn", why: "accounts and condition values are not turned into ids",
		change: all(bp(allowToIf(rootA, "s3:GetObject", objects, `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/rA"}}`)), func(w *world) {
			w.get("rA").Replaced = true
			w.theBucket("b").Policy.Origin.Change = "no-op"
		}), want: Allowed},
	{row: 109, name: "an access point of A, and the bucket does not delegate", why: "access point and bucket both have to permit",
		change: point(accountA, bp(allowTo(rootB, "s3:GetObject", objects))), resource: "arn:aws:s3:us-east-1:111111111111:accesspoint/ap/object/k", want: Denied, layer: BucketPolicy},
	{row: 110, name: "an access point of A, and the bucket delegates to its account", why: "s3:DataAccessPointAccount is the access point's account",
		change: point(accountA, bp(allowToIf(anyone, "s3:*", both, `{"StringEquals":{"s3:DataAccessPointAccount":"111111111111"}}`))), resource: "arn:aws:s3:us-east-1:111111111111:accesspoint/ap/object/k", want: Allowed},
	{row: 111, name: "an access point for a VPC, from outside", why: "it takes requests through the VPC's endpoints only",
		change:   all(point(accountA, bp(allowToIf(anyone, "s3:*", both, `{"StringEquals":{"s3:DataAccessPointAccount":"111111111111"}}`))), func(w *world) { w.g.AccessPoints[0].VPC = "vpc-1" }),
		resource: "arn:aws:s3:us-east-1:111111111111:accesspoint/ap/object/k", want: Denied, layer: AccessPointPolicy},
	{row: 112, name: "the endpoint's policy has the bucket but not the access point", why: "an endpoint's policy has to allow both",
		change: all(point(accountA, bp(allowToIf(anyone, "s3:*", both, `{"StringEquals":{"s3:DataAccessPointAccount":"111111111111"}}`))), gateway(allowTo(anyone, "s3:*", both))),
		via:    "vpce-1", resource: "arn:aws:s3:us-east-1:111111111111:accesspoint/ap/object/k", want: Denied, layer: VPCEndpointPolicy},
	{row: 113, name: "CloudFront, and the policy wants another distribution", why: "aws:SourceArn is the distribution that asks",
		change: bp(allowToIf(`{"Service":"cloudfront.amazonaws.com"}`, "s3:GetObject", objects, `{"StringEquals":{"aws:SourceArn":"arn:aws:cloudfront::222222222222:distribution/E1"}}`)),
		as:     "cloudfront.amazonaws.com", path: Internal, context: map[string][]policy.Text{"aws:SourceArn": {"arn:aws:cloudfront::222222222222:distribution/E2"}}, want: Denied, layer: ServiceDelivery},
	{row: 114, name: "CloudFront, and the key policy has no statement for it", why: "a service principal is in no account: the account statement does not cover it",
		change: all(bp(allowTo(`{"Service":"cloudfront.amazonaws.com"}`, "s3:GetObject", objects)), withKey(allowTo(rootB, "kms:*", "*"))), as: "cloudfront.amazonaws.com", path: Internal, want: Denied, layer: KMSKeyPolicy},
	{row: 115, name: "replication, and the destination's policy lacks the role", why: "a replica is written with the role's rights",
		change: idp("rA", allowDoc("s3:ReplicateObject", objects)), action: "s3:ReplicateObject", want: Denied, layer: BucketPolicy},
	{row: 116, name: "a directory bucket, and s3:GetObject only", why: "directory buckets are authorized by s3express:CreateSession",
		change: func(w *world) {
			b := w.bucket(accountB, "d--use1-az4--x-s3")
			b.ARN = "arn:aws:s3express:us-east-1:222222222222:bucket/d--use1-az4--x-s3"
			idp("rB", allowDoc("s3:GetObject", "*"))(w)
		}, as: "rB", resource: "arn:aws:s3express:us-east-1:222222222222:bucket/d--use1-az4--x-s3/k", want: Denied, layer: IdentityPolicy},
	{row: 117, name: "the bucket policy is known after apply", why: "nothing is known of it", change: opaqueBP, want: Unresolved, layer: BucketPolicy},
	{row: 118, name: "the bucket policy is known after apply, the role has nothing", why: "whatever the policy says, the identity policy is missing", change: all(opaqueBP, idp("rA")), want: Denied, layer: IdentityPolicy},
	{row: 119, name: "a new bucket without a policy", why: "a policy that nobody writes is absent", change: func(w *world) { w.theBucket("b").Policy = &graph.Policy{Presence: graph.Absent} }, want: Denied, layer: BucketPolicy},
	{row: 120, name: "a bucket that no input describes", why: "its policy may say anything",
		change: idp("rA", allowDoc("s3:GetObject", "*")), resource: "arn:aws:s3:::elsewhere/k", want: Unresolved, layer: BucketPolicy},
	{row: 121, name: "accounts of two providers, neither known", why: "they may be one: then one side suffices",
		change: func(w *world) {
			w.get("rA").Account = &graph.Account{ID: policy.Word("account of provider a")}
			w.theBucket("b").Account = &graph.Account{ID: policy.Word("account of provider b")}
			w.theBucket("b").Policy = &graph.Policy{Presence: graph.Absent}
		}, want: Unresolved, layer: BucketPolicy},
	{row: 122, name: "a new key without a policy, across accounts", why: "the default key policy has its own account only", change: withKey(), want: Denied, layer: KMSKeyPolicy},
	{row: 123, name: "a role that no input describes and the bucket policy does not admit", why: "whatever its identity policies say", change: all(describedNowhere, bp(allowTo(rootB, "s3:*", both))), want: Denied, layer: BucketPolicy},
	{row: 124, name: "a role that no input describes and the bucket policy admits", why: "its identity policies are not known", change: describedNowhere, want: Unresolved, layer: IdentityPolicy},
	{row: 125, name: "an SCP whose content is not known", why: "it may deny", change: func(w *world) {
		l := &w.account(accountA).Levels[1]
		l.SCPs = append(l.SCPs, &graph.Policy{Presence: graph.Opaque, Origin: graph.Origin{Address: "scp"}})
	}, want: Unresolved, layer: SCP},
	{row: 126, name: "Deny unless the team's tag, and the role has it", why: "aws:PrincipalTag is the role's tag",
		change: all(addBP(denyTo(anyone, "s3:*", both, `{"StringNotEquals":{"aws:PrincipalTag/team":"x"}}`)), func(w *world) { w.get("rA").Tags = map[string]policy.Text{"team": "x"} }), want: Allowed},
	{row: 127, name: "Deny unless the team's tag, and the role's tags are not known", why: "the key may be there",
		change: all(addBP(denyTo(anyone, "s3:*", both, `{"StringNotEquals":{"aws:PrincipalTag/team":"x"}}`)), func(w *world) { w.get("rA").TagsComplete = policy.Maybe }), want: Unresolved, layer: BucketPolicy},
}

// notHere are rows of the reference table that are no question to the engine.
var notHere = map[int]string{
	72: "an upload in parts is not told from another: TestUploadInParts",
	92: "whether PutBucketPolicy is refused depends on the policy that it carries, which no request shows",
}

var denyUnlessVpce = denyTo(anyone, "s3:*", both, `{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}`)

func gateway(statements ...string) func(*world) {
	return func(w *world) { w.endpoint("vpce-1", "Gateway", statements...) }
}

func orgRCP(more string) func(*world) {
	return func(w *world) {
		w.rcp(accountB, 2, denyTo(anyone, "s3:*", "*", `{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}`+more+`}`))
	}
}

// strangerC is a role of C that both sides let in.
func strangerC(w *world) {
	w.role(accountC, "rC", allowDoc("s3:GetObject", objects))
	addBP(allowTo(`{"AWS":"arn:aws:iam::333333333333:role/rC"}`, "s3:GetObject", objects))(w)
}

func owner(o graph.Ownership) func(*world) {
	return func(w *world) { w.theBucket("b").Ownership = o }
}

func requesterPays(w *world) { w.theBucket("b").RequesterPays = policy.Yes }

func addIDP(name string, statements ...string) func(*world) {
	return func(w *world) {
		p := w.get(name)
		p.Policies = append(p.Policies, w.policy("idp2."+name, statements...))
	}
}

func trust(name string, statements ...string) func(*world) {
	return func(w *world) { w.get(name).Trust = w.resourcePolicy("trust."+name, statements...) }
}

// point is an access point ap of an account on b that admits rA, which is
// granted the access point too.
func point(account policy.Text, then ...func(*world)) func(*world) {
	return func(w *world) {
		arn := "arn:aws:s3:us-east-1:" + account + ":accesspoint/ap"
		ap := &graph.AccessPoint{Origin: graph.Origin{Address: "ap"}, ARN: arn, Name: "ap", Account: w.account(account), Bucket: "b", BucketAccount: accountB,
			Region: "us-east-1", PublicAccessBlock: publicAccess(policy.Yes),
			Policy: w.resourcePolicy("app", allowTo(roleA, "s3:GetObject", string(arn)+"/object/*"))}
		w.g.AccessPoints = append(w.g.AccessPoints, ap)
		addIDP("rA", allowDoc("s3:GetObject", string(arn)+"/object/*"))(w)
		all(then...)(w)
	}
}

func opaqueBP(w *world) {
	w.theBucket("b").Policy = &graph.Policy{Presence: graph.Opaque, Origin: graph.Origin{Address: "bp.b"}}
}

func describedNowhere(w *world) {
	p := w.get("rA")
	p.Policies, p.Complete, p.Boundary = nil, policy.Maybe, &graph.Policy{}
}

// TestGolden asks the reference table's requests.
func TestGolden(t *testing.T) {
	seen := map[int]bool{}
	for i := range goldens {
		g := &goldens[i]
		if seen[g.row] || g.why == "" || g.name == "" {
			t.Errorf("row %d: twice, or without a name or a reason", g.row)
		}
		seen[g.row] = true
		t.Run(g.name, func(t *testing.T) { g.check(t) })
	}
	for row := 1; row <= 127; row++ {
		if !seen[row] && notHere[row] == "" {
			t.Errorf("row %d is neither here nor excused", row)
		}
	}
}

func (g *golden) check(t *testing.T) {
	w := baseWorld(t)
	if g.change != nil {
		g.change(w)
	}
	trace := g.ask(w)
	if trace.Verdict != g.want {
		t.Fatalf("row %d: %s, want %s (%s)\n%s", g.row, trace.Verdict, g.want, g.why, layersText(trace))
	}
	if g.layer == 0 {
		return
	}
	fits := func(l Layer) bool {
		if l.Kind != g.layer {
			return false
		}
		if g.want == Denied {
			return l.Verdict == Denied && l.Alone && l.Explicit == g.explicit
		}
		return l.Verdict == g.want
	}
	if !slices.ContainsFunc(trace.Layers, fits) {
		t.Fatalf("row %d: no %s layer is %s, explicit %v (%s)\n%s", g.row, g.layer, g.want, g.explicit, g.why, layersText(trace))
	}
}

func layersText(t Trace) string {
	text := ""
	for _, l := range t.Layers {
		text += "\t" + l.Kind.String() + " " + l.Action + " " + l.Verdict.String() + " " + l.Reason.String()
		if l.Explicit {
			text += " explicit"
		}
		if l.Alone {
			text += " alone"
		}
		for _, n := range l.Needs {
			text += " [" + n.Kind.String() + " " + n.What + "]"
		}
		text += " " + l.Subject.Address + "\n"
	}
	return text
}
