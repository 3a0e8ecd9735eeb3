package graph

import "github.com/tfaccess/tfaccess/analyzer/policy"

// Wiring is one service set up to read or write a bucket on its own behalf:
// a trail, a flow log, a distribution's origin, a replication rule.
type Wiring struct {
	Origin Origin `json:"origin,omitzero"`
	// Service is the principal that sends the requests, "cloudtrail.amazonaws.com";
	// unset if Role sends them.
	Service policy.Text `json:"service,omitempty"`
	// Alternatives are principals that the service also sends the requests as:
	// one that is let in suffices (a load balancer writes its logs as the
	// account of its region or as logdelivery.elasticloadbalancing.amazonaws.com).
	Alternatives []policy.Text `json:"alternatives,omitempty"`
	Role         policy.Text   `json:"role,omitempty"` // ARN of the role that the service assumes
	Bucket       policy.Text   `json:"bucket"`         // bucket name
	// Actions with the resources they are used on: "s3:PutObject" on Keys.
	Actions []WiredAction `json:"actions,omitempty"`
	// SourceARN and SourceAccount are the values of aws:SourceArn and aws:SourceAccount.
	SourceARN     policy.Text `json:"source_arn,omitempty"`
	SourceAccount policy.Text `json:"source_account,omitempty"`
	// ACL is the x-amz-acl header that the service sends; unset if none.
	ACL policy.Text `json:"acl,omitempty"`
	// Kind names the service feature: "cloudtrail", "vpc_flow_log",
	// "elb_access_log", "s3_access_log", "replication", "cloudfront_oac",
	// "cloudfront_oai", "config", "firehose", "inventory" …
	Kind string `json:"kind"`
	// KMS says which encryption of the bucket the service can work with:
	// "any", "none" (SSE-S3 only), "customer" (no AWS managed key).
	KMS string `json:"kms,omitempty"`
	// KeyID is a key that the wiring itself names (a trail's kms_key_id, a
	// replication's replica key).
	KeyID policy.Text `json:"key_id,omitempty"`
	// Source is the source bucket of a replication or of access logs.
	Source policy.Text `json:"source,omitempty"`
	// OwnerOverride: the replica's owner becomes the destination account.
	OwnerOverride bool `json:"owner_override,omitempty"`
	// ReplicatesKMS: SSE-KMS objects are replicated too.
	ReplicatesKMS bool     `json:"replicates_kms,omitempty"`
	Account       *Account `json:"-"` // the account of the resource that is wired
	// Session is the policy that the service passes when it assumes Role: it
	// caps these requests, and no other use of the role. Nil if there is none.
	Session *Policy `json:"-"`
	// ByPolicy: people use the bucket through the service, and which of Actions
	// they are meant to do, the policies of role and session tell.
	ByPolicy bool `json:"by_policy,omitempty"`
	// On404 names what waits for S3's 404 of an object that is not there and
	// does nothing with a 403: "custom_error_response" or "origin_group" of a
	// distribution. Empty if nothing does.
	On404 string `json:"on_404,omitempty"`
	// Forwards is the service that sends the requests on, with the permissions
	// of the user or role that Role names; unset if the service assumes a role.
	Forwards policy.Text `json:"forwards,omitempty"`
	// ExpectedOwner is the account that the requests say owns the bucket; unset
	// if they do not.
	ExpectedOwner policy.Text `json:"expected_owner,omitempty"`
	// Vended: Role's credentials are handed out, or Role is whoever asks for
	// them, so that the requests come from wherever their holder is.
	Vended bool `json:"vended,omitempty"`
	// ByACL: the bucket's ACL lets the service in, to which AWS adds the grant
	// when the wiring is made; no bucket policy has to, and none can instead.
	ByACL bool `json:"by_acl,omitempty"`
	// Uncertain says what about the wiring is not known.
	Uncertain []string `json:"uncertain,omitempty"`
	// Token is what is shown to assume a role, where Service is an identity provider.
	Token *Token `json:"-"`
}

// WiredAction is one action of a Wiring.
type WiredAction struct {
	Action   string      `json:"action"`
	Resource policy.Text `json:"resource"` // ARN pattern, "arn:aws:s3:::b/AWSLogs/111111111111/*"
	// Sometimes: the service does without it, or needs it for some objects only.
	Sometimes bool `json:"sometimes,omitempty"`
}
