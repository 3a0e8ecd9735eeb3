package graph

import "github.com/tfaccess/tfaccess/analyzer/policy"

// WiringRec is a Wiring before its account is resolved.
type WiringRec struct {
	Wiring
	AccountID policy.Text `json:"account,omitempty"`
	Region    policy.Text `json:"region,omitempty"`
	// Assumer is the service that assumes Role.
	Assumer policy.Text `json:"assumer,omitempty"`
	// SessionDoc is Session's document; nil if the service passes none.
	SessionDoc *Doc `json:"session_policy,omitempty"`
	// OrgTrail: the service also writes under the organization's id.
	OrgTrail bool `json:"org_trail,omitempty"`
	// SelfService: where the bucket is in the same account, AWS adds the
	// statement to its policy when the wiring is made.
	SelfService bool `json:"self_service,omitempty"`
	// Destination is the ARN of the log delivery destination that tells the
	// bucket; the actions' resources are then keys in it. Unset: Bucket tells.
	Destination policy.Text `json:"destination,omitempty"`
	// Location is the id of the location, in the instance of S3 Access Grants
	// that SourceARN is, that tells role and bucket; the actions' resources are
	// then keys in it.
	Location policy.Text `json:"location,omitempty"`
	// CallersOf is the ARN of what users and roles call to set the wiring going:
	// there is one for each whose policies name it for CallersSend.
	CallersOf   policy.Text `json:"callers_of,omitempty"`
	CallersSend string      `json:"callers_send,omitempty"`
	// Recorder: no wiring, but the role that AWS Config delivers as in this
	// account and region.
	Recorder bool `json:"recorder,omitempty"`
}

// OriginIdentityRec is a CloudFront origin access identity.
type OriginIdentityRec struct {
	Origin    Origin      `json:"origin,omitzero"`
	ID        policy.Text `json:"id"`
	Canonical policy.Text `json:"canonical_user_id,omitempty"`
}

// LogEndRec is the source or the destination of log deliveries.
type LogEndRec struct {
	Origin   Origin      `json:"origin,omitzero"`
	ARN      policy.Text `json:"arn"`
	Resource policy.Text `json:"resource"` // what logs, or the bucket's ARN with or without a key prefix
}

// GrantsLocationRec is a location of S3 Access Grants.
type GrantsLocationRec struct {
	Origin   Origin      `json:"origin,omitzero"`
	Instance policy.Text `json:"instance"` // ARN
	ID       policy.Text `json:"id,omitempty"`
	Scope    policy.Text `json:"scope"` // "s3://", "s3://BUCKET", "s3://BUCKET/PREFIX*"
	Role     policy.Text `json:"role"`  // ARN
}

// GrantsPolicyRec says that an instance of S3 Access Grants has a resource policy.
type GrantsPolicyRec struct {
	Origin   Origin      `json:"origin,omitzero"`
	Instance policy.Text `json:"instance"`
}
