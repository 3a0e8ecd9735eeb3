package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Verdict is the answer to a request, or one layer's part of it. The zero
// value is invalid.
type Verdict int8

// Verdicts.
const (
	Allowed Verdict = iota + 1
	Denied
	Conditional   // depends on what the caller sends: a header, a source address, the object key
	Unresolved    // depends on a value that exists only after apply, or on a document that no input holds
	NotApplicable // of a layer: it has no say in this request
)

// LayerKind names one gate of a request. The zero value is invalid.
type LayerKind int8

// Layers, in the order in which reports list them.
const (
	IdentityPolicy LayerKind = iota + 1
	PermissionsBoundary
	SessionPolicy
	SCP
	RCP
	VPCEndpointPolicy
	BucketPolicy
	AccessPointPolicy
	PublicAccessBlock
	ObjectOwnership
	RequesterPays
	KMSKeyPolicy
	KMSIdentityPolicy
	KMSManagedKey
	TrustPolicy
	ServiceDelivery
)

// StatementRef points at one statement of one policy.
type StatementRef struct {
	Policy  *graph.Policy
	Index   int    // position in the document, from 0
	Sid     string // empty if it has none
	Effect  string // "Allow" or "Deny"
	Applies policy.Tri
}

// Reason is a code for a layer's verdict; sentences are made from it and the
// layer's references, last, and only for what is printed.
type Reason string

// Need is one thing that would settle an open verdict.
type Need struct {
	Kind NeedKind
	// What is a condition key ("aws:SourceIp"), a symbol's name, or a document
	// ("identity policies of arn:…").
	What string
	// Origin is the resource that holds it, where there is one.
	Origin graph.Origin
}

// NeedKind says who could settle it.
type NeedKind int8

// Kinds of need. Request needs make a verdict Conditional, the others Unresolved.
const (
	NeedRequest  NeedKind = iota + 1 // the caller: a context key, the object key
	NeedApply                        // terraform apply: a value known only afterwards
	NeedDocument                     // a document that no input holds
)

// Layer is the verdict of one gate.
type Layer struct {
	Kind     LayerKind
	Verdict  Verdict
	Explicit bool // an explicit Deny, not a missing Allow
	// Alone says that the request would be denied by this layer with every
	// other layer satisfied (DESIGN: "denied_by lists every layer that denies by itself").
	Alone  bool
	Action string // the action judged: "s3:GetObject", or the KMS leg's "kms:Decrypt"
	// On is what the action is judged on, where that is not the request's own
	// resource nor a key: the function behind an Object Lambda access point.
	On       policy.Text
	Deciding []StatementRef
	Needs    []Need
	Reason   Reason
	// Subject is the policy or setting to change if this layer denies: its
	// Origin is the address that a finding blames.
	Subject graph.Origin
	// Near are statements that look as if they were meant for the request, but
	// are not for it: another case, path, account, ARN form or condition.
	Near []NearMiss
}

// NearMiss is a statement that misses the request by one element.
type NearMiss struct {
	Statement StatementRef
	Element   string      // "Principal", "Resource", "Condition aws:SourceVpc"
	Want      policy.Text // what the statement says; of several values, the nearest
	Got       policy.Text // what the request has
	Why       Reason
	// Condition is the one that is not met, where Element is "Condition KEY".
	Condition *policy.Condition
}

// Request is what AWS authorizes. The zero Via and Context mean: path not
// known, and nothing known beyond what the graph tells.
type Request struct {
	Principal *graph.Principal
	Action    string                   // "s3:GetObject"
	Resource  policy.Text              // ARN, with wildcards where a whole set is asked about
	Path      PathKind                 // which network path the request takes
	Via       *graph.Endpoint          // the endpoint, if Path is ThroughEndpoint
	Context   map[string][]policy.Text // condition keys given by whoever asks
	// Forwarded says whether a service makes the request with the caller's
	// permissions, as Athena does; No: the caller makes it itself.
	Forwarded policy.Tri
	// Wiring is set for requests that a service sends on its own behalf.
	Wiring *graph.Wiring
	// Passed are the policies passed when the principal's session was made; that
	// of a wiring is its own.
	Passed []*graph.Policy
	// Session name of an assumed-role session, or empty.
	Session policy.Text
}

// PathKind says what is known of the network path.
type PathKind int8

// Path kinds.
const (
	PathUnknown     PathKind = iota // not known: an endpoint's policy counts as "depends on the request"
	Public                          // through no endpoint
	ThroughEndpoint                 // through Request.Via
	Internal                        // inside AWS: service principals and calls on a caller's behalf
)

// Trace is the verdict of a request with every layer's own verdict. No layer
// is skipped because an earlier one denied.
type Trace struct {
	Request Request
	Verdict Verdict
	Layers  []Layer
	// Sometimes are layers that refuse some requests of this kind and have no
	// part in the verdict: kms:Decrypt for an upload in parts.
	Sometimes []Layer
}
