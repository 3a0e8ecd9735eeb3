package eval

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// madeIn2026 is a world that a plan of November 2026 leads to.
func madeIn2026(w *world) { w.g.Since = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) }

// cases go beyond the reference table, in the same small world.
var cases = []golden{
	// Object Ownership.
	{name: "the writer may set an ACL and need not", why: "what the writer sends decides who may read",
		change: all(idp("rA", allowDoc("s3:PutObject,s3:PutObjectAcl", objects)), bp(allowTo(roleA, "s3:PutObject,s3:PutObjectAcl", objects)), idp("rB", allowDoc("s3:GetObject", objects)), owner(graph.ObjectWriter)),
		as:     "rB", want: Conditional, layer: ObjectOwnership},
	{name: "only the bucket's account writes there", why: "the bucket's account owns what it writes",
		change: all(idp("rB", allowDoc("s3:GetObject,s3:PutObject", objects)), bp(), owner(graph.ObjectWriter)), as: "rB", want: Allowed},
	{name: "another account writes to another prefix", why: "ownership is each object's own",
		change: all(idp("rA", allowDoc("s3:PutObject", "arn:aws:s3:::b/in/*")), bp(allowTo(roleA, "s3:PutObject", "arn:aws:s3:::b/in/*")), idp("rB", allowDoc("s3:GetObject", objects)), owner(graph.ObjectWriter)),
		as:     "rB", resource: "arn:aws:s3:::b/out/k", want: Allowed},
	{name: "a whole bucket of which another account writes a part", why: "what it writes there cannot be read, the rest can",
		change: all(idp("rA", allowDoc("s3:PutObject", "arn:aws:s3:::b/in/*")), bp(allowTo(roleA, "s3:PutObject", "arn:aws:s3:::b/in/*")), idp("rB", allowDoc("s3:GetObject", objects)), owner(graph.ObjectWriter)),
		as:     "rB", resource: "arn:aws:s3:::b/*", want: Conditional, layer: ObjectOwnership},
	{name: "ObjectWriter, forced full control, a third account reads", why: "full control is the owner's account's: its bucket policy still says nothing about the object",
		change: all(idp("rA", allowDoc("s3:PutObject,s3:PutObjectAcl", objects)), strangerReads,
			bp(allowToIf(roleA, "s3:PutObject,s3:PutObjectAcl", objects, `{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}`), allowTo(`{"AWS":"arn:aws:iam::333333333333:role/rC"}`, "s3:GetObject", objects)), owner(graph.ObjectWriter)),
		as: "rC", want: Denied, layer: ObjectOwnership},
	{name: "BucketOwnerPreferred, forced full control, a third account reads", why: "the bucket's owner owns the object, so that its policy counts",
		change: all(idp("rA", allowDoc("s3:PutObject,s3:PutObjectAcl", objects)), strangerReads,
			bp(allowToIf(roleA, "s3:PutObject,s3:PutObjectAcl", objects, `{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}}`), allowTo(`{"AWS":"arn:aws:iam::333333333333:role/rC"}`, "s3:GetObject", objects)), owner(graph.BucketOwnerPreferred)),
		as: "rC", want: Allowed},
	{name: "no input tells the ownership of a bucket", why: "ACLs are disabled by default; a guess is no ground for a finding",
		change: all(putGranted, idp("rB", allowDoc("s3:GetObject", objects)), owner(graph.OwnershipUnknown), func(w *world) { w.theBucket("b").Created = false }), as: "rB", want: Allowed},
	{name: "the owner deletes what another account wrote", why: "a bucket's owner may delete any object",
		change: all(putGranted, idp("rB", allowDoc("s3:DeleteObject", objects)), owner(graph.ObjectWriter)), as: "rB", action: "s3:DeleteObject", want: Allowed},
	{name: "the reader's account may write everywhere, and so may the owner's", why: "a policy for all buckets makes nobody this bucket's writer",
		change: all(putGranted, idp("rB", allowDoc("s3:*", "*")), owner(graph.ObjectWriter)), as: "rB", want: Denied, layer: ObjectOwnership},

	// Tags of sessions.
	{name: "a tag that the role lacks, and its trust policy lets nobody tag sessions", why: "without sts:TagSession no session has tags of its own",
		change: all(bp(allowToIf(roleA, "s3:GetObject", objects, `{"StringEquals":{"aws:PrincipalTag/team":"x"}}`)), trust("rA", allowTo(`{"AWS":"arn:aws:iam::111111111111:root"}`, "sts:AssumeRole", ""))), want: Denied, layer: BucketPolicy},
	{name: "a tag that the role lacks, and whoever assumes it may tag the session", why: "which tags a session has is chosen when it is started",
		change: all(bp(allowToIf(roleA, "s3:GetObject", objects, `{"StringEquals":{"aws:PrincipalTag/team":"x"}}`)), trust("rA", allowTo(`{"AWS":"arn:aws:iam::111111111111:root"}`, "sts:AssumeRole,sts:TagSession", ""))), want: Conditional, layer: BucketPolicy},
	{name: "a tag that the role lacks, and sessions may have other tags only", why: "aws:TagKeys lists all keys that sts:TagSession is allowed for",
		change: all(bp(allowToIf(roleA, "s3:GetObject", objects, `{"StringEquals":{"aws:PrincipalTag/team":"x"}}`)), trust("rA", allowToIf(`{"AWS":"arn:aws:iam::111111111111:root"}`, "sts:AssumeRole,sts:TagSession", "", `{"ForAllValues:StringEquals":{"aws:TagKeys":["tenant"]}}`))), want: Denied, layer: BucketPolicy},
	{name: "a role of pods, and a tag of the Kubernetes namespace", why: "EKS Pod Identity tags its sessions with it",
		change:   all(idp("rA", allowDoc("s3:GetObject", "arn:aws:s3:::b/${aws:PrincipalTag/kubernetes-namespace}/*")), bp(allowTo(roleA, "s3:GetObject", objects)), trust("rA", allowTo(`{"Service":"pods.eks.amazonaws.com"}`, "sts:AssumeRole,sts:TagSession", ""))),
		resource: "arn:aws:s3:::b/orders/k", want: Conditional, layer: IdentityPolicy},
	{name: "a role of pods, and a tag of another kind", why: "EKS Pod Identity brings six tags of its own and no others",
		change: all(bp(allowToIf(roleA, "s3:GetObject", objects, `{"StringEquals":{"aws:PrincipalTag/team":"x"}}`)), trust("rA", allowTo(`{"Service":"pods.eks.amazonaws.com"}`, "sts:AssumeRole,sts:TagSession", ""))), want: Denied, layer: BucketPolicy},

	// Requests that a service makes for the caller.
	{name: "an Allow for what comes by way of Athena", why: "whether a role queries through Athena or reads itself is its choice",
		change: bp(allowToIf(roleA, "s3:GetObject", objects, `{"ForAnyValue:StringEquals":{"aws:CalledVia":["athena.amazonaws.com"]}}`)), want: Conditional, layer: BucketPolicy},
	{name: "an Allow for what comes by way of Athena, and the request is the role's own", why: "no service is named in a request that none makes",
		change:  bp(allowToIf(roleA, "s3:GetObject", objects, `{"ForAnyValue:StringEquals":{"aws:CalledVia":["athena.amazonaws.com"]}}`)),
		context: map[string][]policy.Text{"aws:ViaAWSService": {"false"}}, want: Denied, layer: BucketPolicy},
	{name: "a Deny of what no service makes, and Athena makes the request", why: "aws:ViaAWSService is true where aws:CalledVia names a service",
		change:  addBP(denyTo(anyone, "s3:GetObject", objects, `{"Bool":{"aws:ViaAWSService":"false"}}`)),
		context: map[string][]policy.Text{"aws:CalledVia": {"athena.amazonaws.com"}}, want: Allowed},

	// Requester Pays.
	{name: "Requester Pays, and nothing is said of the header", why: "the client may send it", change: requesterPays, want: Conditional, layer: RequesterPays},
	{name: "Requester Pays, CloudFront reads", why: "it cannot send the header",
		change: all(requesterPays, bp(allowTo(`{"Service":"cloudfront.amazonaws.com"}`, "s3:GetObject", objects))), as: "cloudfront.amazonaws.com", path: Internal, want: Denied, layer: RequesterPays},

	// Time.
	{name: "a grant that has expired", why: "requests are made after the plan, and so after its end",
		change: all(idp("rA", allowDoc("s3:GetObject", objects)), bp(allowToIf(roleA, "s3:GetObject", objects, `{"DateLessThan":{"aws:CurrentTime":"2026-06-30T23:59:59Z"}}`)), madeIn2026), want: Denied, layer: BucketPolicy},
	{name: "a grant that expires one day", why: "until then it holds",
		change: all(idp("rA", allowDoc("s3:GetObject", objects)), bp(allowToIf(roleA, "s3:GetObject", objects, `{"DateLessThan":{"aws:CurrentTime":"2036-06-30T23:59:59Z"}}`)), madeIn2026), want: Conditional, layer: BucketPolicy},
	{name: "a freeze that is over", why: "no request is made in it any more",
		change: all(idp("rA", allowDoc("s3:GetObject", objects)), bp(allowTo(roleA, "s3:GetObject", objects), strings.Replace(allowToIf(roleA, "s3:GetObject", objects, `{"DateLessThan":{"aws:CurrentTime":"2026-01-07T00:00:00Z"}}`), "Allow", "Deny", 1)), madeIn2026), want: Allowed},
	{name: "a grant that has expired, of a state", why: "a state does not say when it was made",
		change: all(idp("rA", allowDoc("s3:GetObject", objects)), bp(allowToIf(roleA, "s3:GetObject", objects, `{"DateLessThan":{"aws:CurrentTime":"2026-06-30T23:59:59Z"}}`))), want: Conditional, layer: BucketPolicy},

	// Encryption.
	{name: "the default changes from SSE-S3 to aws/s3", why: "older objects stay readable, newer ones do not",
		change: func(w *world) {
			b := w.theBucket("b")
			w.managedKey(b)
			b.Encryption.Previous = &graph.Encryption{Presence: graph.Absent}
		}, want: Conditional, layer: KMSManagedKey},
	{name: "the default changes, and what is written now", why: "an upload gets the key of the day; from another account, aws/s3 of its own",
		change: all(putGranted, func(w *world) {
			b := w.theBucket("b")
			w.managedKey(b)
			b.Encryption.Previous = &graph.Encryption{Presence: graph.Absent}
		}), action: "s3:PutObject", want: Allowed},
	{name: "aws/s3 of the bucket's account by its ARN, an upload from another account", why: "an alias ARN names the key of just that account",
		change: all(putGranted, func(w *world) {
			b := w.theBucket("b")
			w.managedKey(b)
			b.Encryption.KeyID = "arn:aws:kms:us-east-1:222222222222:alias/aws/s3"
		}), action: "s3:PutObject", want: Denied, layer: KMSManagedKey},
	{name: "aws/s3, and the SCP list has no kms", why: "the caller's SCPs judge S3's request to KMS, whosever the key",
		change: all(func(w *world) { w.managedKey(w.theBucket("b")) }, idp("rB", allowDoc("s3:GetObject", objects)), func(w *world) {
			w.account(accountB).Levels[2].SCPs = []*graph.Policy{w.policy("scp.list", allowDoc("s3:*", "*"))}
		}), as: "rB", want: Denied, layer: SCP},
	{name: "the bucket key is not known, and the policy has both contexts", why: "either way the context is listed",
		change: all(withKey(allowToIf(rootA, "kms:Decrypt", "*", `{"StringLike":{"kms:EncryptionContext:aws:s3:arn":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}}`)), func(w *world) { w.theBucket("b").Encryption.BucketKey = policy.Maybe }), want: Allowed},
	{name: "the bucket key is not known, and the policy has the objects only", why: "with a bucket key the context would be the bucket's ARN",
		change: all(withKey(allowToIf(rootA, "kms:Decrypt", "*", `{"StringLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::b/*"}}`)), func(w *world) { w.theBucket("b").Encryption.BucketKey = policy.Maybe }), want: Unresolved, layer: KMSKeyPolicy},
	{name: "all objects, and the context has a prefix", why: "for some keys the condition holds, for others not",
		change:   withKey(allowToIf(rootA, "kms:Decrypt", "*", `{"StringLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::b/in/*"}}`)),
		resource: "arn:aws:s3:::b/*", want: Conditional, layer: KMSKeyPolicy},
	{name: "all objects, and the context has all", why: "it holds for each of them",
		change:   withKey(allowToIf(rootA, "kms:Decrypt", "*", `{"StringLike":{"kms:EncryptionContext:aws:s3:arn":"arn:aws:s3:::b/*"}}`)),
		resource: "arn:aws:s3:::b/*", want: Allowed},
	{name: "a grant in the key's account", why: "a grant suffices in one account",
		change: all(withKey(allowTo(`{"AWS":"arn:aws:iam::222222222222:role/admin"}`, "kms:*", "*")), idp("rB", allowDoc("s3:GetObject", objects)), grant("arn:aws:iam::222222222222:role/rB", "Decrypt")), as: "rB", want: Allowed},
	{name: "a grant across accounts, and the identity policy allows", why: "the grant is the key account's consent",
		change: all(withKey(allowTo(rootB, "kms:*", "*")), grant("arn:aws:iam::111111111111:role/rA", "Decrypt")), want: Allowed},
	{name: "a grant across accounts, and the identity policy is silent", why: "whether it is needed is not documented: never a definite denial",
		change: all(withKey(allowTo(rootB, "kms:*", "*")), grant("arn:aws:iam::111111111111:role/rA", "Decrypt"), func(w *world) { w.get("rA").Policies = w.get("rA").Policies[:1] }), want: Unresolved, layer: KMSIdentityPolicy},
	{name: "a grant of another operation", why: "a grant gives the operations that it lists",
		change: all(withKey(allowTo(rootB, "kms:*", "*")), grant("arn:aws:iam::111111111111:role/rA", "Encrypt")), want: Denied, layer: KMSKeyPolicy},
	{name: "a key that no input describes, and no kms in the identity policy", why: "across accounts the identity policy is needed whatever the key policy says",
		change: foreignKey("arn:aws:kms:us-east-1:333333333333:key/kC"), want: Denied, layer: KMSIdentityPolicy},
	{name: "a key that no input describes, and kms in the identity policy", why: "its policy is not known",
		change: all(foreignKey("arn:aws:kms:us-east-1:333333333333:key/kC"), addIDP("rA", allowDoc("kms:Decrypt", "*"))), want: Unresolved, layer: KMSKeyPolicy},
	{name: "an unsigned reader of an encrypted object", why: "KMS knows no unsigned callers",
		change: all(noPublicBlock, bp(allowTo(anyone, "s3:GetObject", objects)), withKey(allowTo(anyone, "kms:Decrypt", "*"))), as: "anonymous", want: Denied, layer: KMSKeyPolicy},
	{name: "the boundary has no kms", why: "the boundary judges S3's request to KMS as well",
		change: all(withKey(allowTo(rootB, "kms:*", "*"), allowTo(rootA, "kms:Decrypt", "*")), bound("rA", allowDoc("s3:*", "*"))), want: Denied, layer: PermissionsBoundary},
	{name: "an upload with the header AES256 under a default key", why: "the header overrides the default: no key is used",
		change: all(withKey(allowTo(rootB, "kms:*", "*")), putGranted), action: "s3:PutObject", context: map[string][]policy.Text{"s3:x-amz-server-side-encryption": {"AES256"}}, want: Allowed},
	{name: "a key asked directly, through an endpoint that lists another", why: "a caller's own request to KMS passes its endpoint",
		change: all(withKey(allowTo(rootA, "kms:Decrypt", "*")), func(w *world) {
			w.endpoint("vpce-kms", "Interface", allowTo(anyone, "kms:*", "arn:aws:kms:us-east-1:111111111111:key/other")).Service = "com.amazonaws.us-east-1.kms"
		}), action: "kms:Decrypt", resource: kms, via: "vpce-kms", want: Denied, layer: VPCEndpointPolicy},
	{name: "an object read through the S3 endpoint, and KMS has a narrow one", why: "S3 calls KMS itself",
		change: all(withKey(allowTo(rootA, "kms:Decrypt", "*")), gateway(), func(w *world) {
			w.endpoint("vpce-kms", "Interface", allowTo(anyone, "kms:*", "arn:aws:kms:us-east-1:111111111111:key/other")).Service = "com.amazonaws.us-east-1.kms"
		}), via: "vpce-1", want: Allowed},
	{name: "--via names the endpoint of another service", why: "a request to S3 does not pass a KMS endpoint",
		change: all(addBP(denyUnlessVpce), func(w *world) { w.endpoint("vpce-1", "Interface").Service = "com.amazonaws.us-east-1.kms" }), via: "vpce-1", want: Denied, layer: BucketPolicy, explicit: true},

	// Network.
	{name: "Deny unless through an endpoint, and the path is not known", why: "it depends on where the request comes from", change: addBP(denyUnlessVpce), path: noPath, want: Conditional, layer: BucketPolicy},
	{name: "a gateway endpoint's policy names the role", why: "what a role's ARN does there is not documented: never a definite denial", change: gateway(allowTo(roleA, "*", "*")), via: "vpce-1", want: Unresolved, layer: VPCEndpointPolicy},
	{name: "a gateway endpoint's policy names another role", why: "whether it is ignored or matched, it does not admit this one", change: gateway(allowTo(roleB, "*", "*")), via: "vpce-1", want: Denied, layer: VPCEndpointPolicy},
	{name: "a gateway endpoint's policy names the account, its root user asks", why: "there an account means its root user",
		change: all(gateway(allowTo(rootA, "*", "*")), bp(allowTo(rootA, "s3:GetObject", objects))), as: "arn:aws:iam::111111111111:root", via: "vpce-1", want: Allowed},
	{name: "Allow from an address, on the public path", why: "which address the client has is its own affair",
		change: bp(allowToIf(roleA, "s3:GetObject", objects, `{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`)), want: Conditional, layer: BucketPolicy},
	{name: "Allow from a VPC, through its endpoint", why: "aws:SourceVpc is the endpoint's",
		change: all(bp(allowToIf(roleA, "s3:GetObject", objects, `{"StringEquals":{"aws:SourceVpc":"vpc-1"}}`)), gateway()), via: "vpce-1", want: Allowed},
	{name: "Allow through endpoints of the organization", why: "aws:VpceOrgID is the endpoint owner's organization",
		change: all(bp(allowToIf(roleA, "s3:GetObject", objects, `{"StringEquals":{"aws:VpceOrgID":"o-1"}}`)), gateway()), via: "vpce-1", want: Allowed},

	// Conditions on who and what.
	{name: "Allow for the organization's path", why: "aws:PrincipalOrgPaths has several values and wants a set operator",
		change: bp(allowToIf(anyone, "s3:GetObject", objects, `{"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-111111111111/*"}}`)), want: Allowed},
	{name: "Allow for the bucket's own account only", why: "aws:ResourceAccount is the bucket's",
		change: idp("rA", allowIf("s3:GetObject", "*", `{"StringEquals":{"aws:ResourceAccount":"111111111111"}}`)), want: Denied, layer: IdentityPolicy},
	{name: "Deny without MFA, and nothing is said of it", why: "the session may have it",
		change: idp("rA", allowDoc("s3:GetObject", objects), denyDoc("*", "*", `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`)), want: Conditional, layer: IdentityPolicy},
	{name: "Deny without MFA, with it", why: "the request says so",
		change: idp("rA", allowDoc("s3:GetObject", objects), denyDoc("*", "*", `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`)), context: map[string][]policy.Text{"aws:MultiFactorAuthPresent": {"true"}}, want: Allowed},
	{name: "the external id is not given", why: "the caller sends it", change: all(trust("rB", allowToIf(roleA, "sts:AssumeRole", "", `{"StringEquals":{"sts:ExternalId":"x"}}`)), idp("rA", allowDoc("sts:AssumeRole", "*"))),
		action: "sts:AssumeRole", resource: "arn:aws:iam::222222222222:role/rB", want: Conditional, layer: TrustPolicy},
	{name: "the trust policy names another role", why: "a trust policy has to admit the caller", change: all(trust("rB", allowTo(`{"AWS":"arn:aws:iam::111111111111:role/other"}`, "sts:AssumeRole", "")), idp("rA", allowDoc("sts:AssumeRole", "*"))),
		action: "sts:AssumeRole", resource: "arn:aws:iam::222222222222:role/rB", want: Denied, layer: TrustPolicy},
	{name: "the root user reads its own bucket", why: "a root user needs no policy in its own account", change: bp(), as: "arn:aws:iam::222222222222:root", want: Allowed},
	{name: "the root user takes back a bucket policy that locks everybody out", why: "the owner's root user may always manage the bucket policy",
		change: bp(denyTo(anyone, "s3:*", both, "")), as: "arn:aws:iam::222222222222:root", action: "s3:PutBucketPolicy", resource: "arn:aws:s3:::b", want: Allowed},
	{name: "a role of the account that a bucket policy locks out", why: "an explicit deny binds the owner's account too",
		change: all(bp(denyTo(anyone, "s3:*", both, "")), idp("rB", allowDoc("s3:*", "*"))), as: "rB", action: "s3:PutBucketPolicy", resource: "arn:aws:s3:::b", want: Denied, layer: BucketPolicy, explicit: true},
	{name: "listing all buckets", why: "there is no resource: the own account's identity policies decide", change: idp("rA", allowDoc("s3:ListAllMyBuckets", "*")), action: "s3:ListAllMyBuckets", resource: "*", want: Allowed},
	{name: "an upload with tags and no permission to tag", why: "tags need s3:PutObjectTagging as well",
		change: putGranted, action: "s3:PutObject", context: map[string][]policy.Text{"s3:RequestObjectTag/team": {"x"}}, want: Denied, layer: IdentityPolicy},

	// Public access.
	{name: "a public ACL where BlockPublicAcls is on", why: "S3 refuses the request",
		change:  all(idp("rA", allowDoc("s3:PutObject,s3:PutObjectAcl", objects)), bp(allowTo(roleA, "s3:PutObject,s3:PutObjectAcl", objects))),
		action:  "s3:PutObject",
		context: map[string][]policy.Text{"s3:x-amz-acl": {"public-read"}}, want: Denied, layer: PublicAccessBlock},
	{name: "the account restricts public buckets, the bucket does not", why: "the strictest setting holds",
		change: all(noPublicBlock, addBP(allowTo(anyone, "s3:GetObject", "arn:aws:s3:::b/pub/*")), func(w *world) { w.account(accountB).PublicAccessBlock = publicAccess(policy.Yes) }), want: Denied, layer: PublicAccessBlock},
	{name: "an unsigned read of a public object", why: "everybody is let in, and nothing restricts it", change: all(noPublicBlock, bp(allowTo(anyone, "s3:GetObject", objects))), as: "anonymous", want: Allowed},
	{name: "an unsigned read where public buckets are restricted", why: "RestrictPublicBuckets", change: bp(allowTo(anyone, "s3:GetObject", objects)), as: "anonymous", want: Denied, layer: PublicAccessBlock},

	// Services.
	{name: "CloudTrail, and the policy has another prefix", why: "the delivery does not fit the policy that admits the service",
		change: bp(allowTo(`{"Service":"cloudtrail.amazonaws.com"}`, "s3:PutObject", "arn:aws:s3:::b/AWSLogs/111111111111/*")), as: "cloudtrail.amazonaws.com", path: Internal,
		action: "s3:PutObject", resource: "arn:aws:s3:::b/AWSLogs/333333333333/*", want: Denied, layer: ServiceDelivery},
	{name: "CloudTrail, and the policy does not admit it at all", why: "then it is the bucket policy that lacks it", as: "cloudtrail.amazonaws.com", path: Internal, action: "s3:PutObject", want: Denied, layer: BucketPolicy},
	{name: "CloudFront, and nothing is said of the distribution", why: "aws:SourceArn depends on which distribution asks",
		change: bp(allowToIf(`{"Service":"cloudfront.amazonaws.com"}`, "s3:GetObject", objects, `{"StringEquals":{"aws:SourceArn":"arn:aws:cloudfront::222222222222:distribution/E1"}}`)),
		as:     "cloudfront.amazonaws.com", path: Internal, want: Conditional, layer: BucketPolicy},
	{name: "CloudFront reads under aws/s3", why: "aws/s3 admits no service principal", change: all(bp(allowTo(`{"Service":"cloudfront.amazonaws.com"}`, "s3:GetObject", objects)), func(w *world) { w.managedKey(w.theBucket("b")) }),
		as: "cloudfront.amazonaws.com", path: Internal, want: Denied, layer: KMSManagedKey},

	// Access points and directory buckets.
	{name: "an access point of a VPC, through its endpoint", why: "the request comes from that VPC",
		change: all(delegated, gateway(), func(w *world) { w.g.AccessPoints[0].VPC = "vpc-1" }), via: "vpce-1", resource: throughPoint, want: Allowed},
	{name: "an access point of a VPC that the plan makes, through another's endpoint", why: "two new VPCs are two",
		change: all(delegated, gateway(), func(w *world) {
			w.g.AccessPoints[0].VPC = policy.Fresh("aws_vpc.a.id")
			w.g.Endpoints[0].VPC = policy.Fresh("aws_vpc.b.id")
		}), via: "vpce-1", resource: throughPoint, want: Denied, layer: AccessPointPolicy},
	{name: "an access point of a VPC, and the path is not known", why: "it depends on where the request comes from", change: all(delegated, func(w *world) { w.g.AccessPoints[0].VPC = "vpc-1" }), path: noPath, resource: throughPoint, want: Conditional, layer: AccessPointPolicy},
	{name: "an access point of the caller's own account without a policy, on another account's bucket", why: "identity policies stand for the point's policy in one's own account; the bucket delegates to it",
		change: all(delegated, func(w *world) { w.g.AccessPoints[0].Policy = &graph.Policy{Presence: graph.Absent} }), resource: throughPoint, want: Allowed},
	{name: "an access point of the caller's own account without a policy, and the bucket's policy is not known", why: "the bucket may delegate to it",
		change: all(delegated, func(w *world) {
			w.g.AccessPoints[0].Policy = &graph.Policy{Presence: graph.Absent}
			w.theBucket("b").Policy = &graph.Policy{Presence: graph.Opaque}
		}), resource: throughPoint, want: Unresolved, layer: BucketPolicy},
	{name: "an access point without a policy, from another account", why: "nothing grants it there", change: all(point(accountB, bp(allowToIf(anyone, "s3:*", both, `{"StringEquals":{"s3:DataAccessPointAccount":"222222222222"}}`))), func(w *world) {
		w.g.AccessPoints[0].Policy = &graph.Policy{Presence: graph.Absent}
	}), resource: "arn:aws:s3:us-east-1:222222222222:accesspoint/ap/object/k", want: Denied, layer: AccessPointPolicy},
	{name: "an access point by its alias", why: "an alias stands for the access point, whose ARN policies see",
		change: all(delegated, func(w *world) { w.g.AccessPoints[0].Alias = "ap-x1y2-s3alias" }), resource: "arn:aws:s3:::ap-x1y2-s3alias/k", want: Allowed},
	{name: "a delegating bucket policy, and a request to the bucket itself", why: "s3:DataAccessPointAccount is absent there",
		change: bp(allowToIf(anyone, "s3:*", both, `{"StringEquals":{"s3:DataAccessPointAccount":"222222222222"}}`)), want: Denied, layer: BucketPolicy},
	{name: "an access point of the caller's own account, and one Allow for it", why: "that it satisfies the bucket too is not documented",
		change: all(point(accountB), idp("rB", allowDoc("s3:GetObject", "arn:aws:s3:us-east-1:222222222222:accesspoint/ap/object/*"))), as: "rB", resource: "arn:aws:s3:us-east-1:222222222222:accesspoint/ap/object/k", want: Unresolved},
	{name: "an access point that no input describes", why: "neither its policy nor its bucket is known",
		change: idp("rA", allowDoc("s3:*", "*")), resource: "arn:aws:s3:us-east-1:222222222222:accesspoint/nobody/object/k", want: Unresolved, layer: AccessPointPolicy},
	{name: "a directory bucket with CreateSession on both sides", why: "CreateSession is what authorizes",
		change: func(w *world) {
			b := w.bucket(accountB, "d--use1-az4--x-s3")
			b.ARN = "arn:aws:s3express:us-east-1:222222222222:bucket/d--use1-az4--x-s3"
			b.Policy = w.resourcePolicy("bp.d", allowTo(roleA, "s3express:CreateSession", string(b.ARN)))
			idp("rA", allowDoc("s3express:CreateSession", string(b.ARN)))(w)
		}, resource: "arn:aws:s3express:us-east-1:222222222222:bucket/d--use1-az4--x-s3/k", want: Allowed},

	// Organization policies that are not all seen.
	{name: "FullAWSAccess is detached, and attachments may be unseen", why: "one that is not seen may allow",
		change: func(w *world) {
			l := &w.account(accountA).Levels[1]
			l.SCPs, l.SCPsComplete = nil, policy.Maybe
		}, want: Unresolved, layer: SCP},
	{name: "attachments may be unseen, and what is seen allows", why: "that something unseen denies is not assumed",
		change: func(w *world) { w.account(accountA).Levels[1].SCPsComplete = policy.Maybe }, want: Allowed},
	{name: "no input tells of SCPs", why: "the layer is not examined", change: func(w *world) { w.g.SCPsKnown = false; w.account(accountA).Levels[1].SCPs = nil }, want: Allowed},
}

// noPath asks with a path that is not known.
const noPath PathKind = -1

const throughPoint policy.Text = "arn:aws:s3:us-east-1:111111111111:accesspoint/ap/object/k"

var delegated = point(accountA, bp(allowToIf(anyone, "s3:*", both, `{"StringEquals":{"s3:DataAccessPointAccount":"111111111111"}}`)))

func strangerReads(w *world) { w.role(accountC, "rC", allowDoc("s3:GetObject", objects)) }

func grant(grantee policy.Text, operations ...string) func(*world) {
	return func(w *world) {
		k := w.g.Keys[0]
		k.Grants = append(k.Grants, graph.KeyGrant{Grantee: grantee, Operations: operations, Origin: graph.Origin{Address: "grant"}})
	}
}

func foreignKey(arn policy.Text) func(*world) {
	return func(w *world) {
		w.theBucket("b").Encryption = &graph.Encryption{Presence: graph.Present, Algorithm: "aws:kms", KeyID: arn, Managed: policy.No, BucketKey: policy.No}
	}
}

func TestCases(t *testing.T) {
	seen := map[string]bool{}
	for i := range cases {
		c := &cases[i]
		if c.why == "" || c.name == "" || seen[c.name] {
			t.Errorf("case %q: twice, or without a reason", c.name)
		}
		seen[c.name] = true
		t.Run(c.name, func(t *testing.T) { c.check(t) })
	}
}

// TestUploadInParts: kms:Decrypt, which only uploads in parts need, is told
// and denies nothing.
func TestUploadInParts(t *testing.T) {
	w := baseWorld(t)
	all(withKey(allowTo(rootA, "kms:GenerateDataKey", "*")), putGranted, addIDP("rA", allowDoc("kms:GenerateDataKey", kms)))(w)
	g := golden{action: "s3:PutObject"}
	trace := g.ask(w)
	if trace.Verdict != Allowed {
		t.Fatalf("%s\n%s", trace.Verdict, layersText(trace))
	}
	if !slices.ContainsFunc(trace.Sometimes, func(l Layer) bool {
		return l.Kind == KMSKeyPolicy && l.Action == "kms:Decrypt" && l.Reason == MultipartOnly
	}) {
		t.Errorf("kms:Decrypt is not told: %+v", trace.Sometimes)
	}
}
