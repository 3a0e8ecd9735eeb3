package decision

import "github.com/tfaccess/tfaccess/analyzer/policy"

// Layer is one gate of a decision.
type Layer int8

// Layers, in the order of Result.Layers.
const (
	Identity Layer = iota
	Boundary
	Session
	SCP
	RCP
	Endpoint
	Resource // bucket, key or trust policy, by Request.Flavor
	AccessPoint
	PublicAccessBlock // RestrictPublicBuckets
	NumLayers
)

// Flavor says by which rules the resource's policy and the identity policies
// combine.
type Flavor int8

// Flavors.
const (
	// Ordinary resources (buckets, queues): in one account either side suffices.
	Ordinary Flavor = iota
	// Key: without the key policy (or a grant) nobody has access; identity
	// policies count only if the key policy names the account.
	Key
	// Trust: a role's trust policy, for sts:AssumeRole and its kin.
	Trust
)

// Request is what is decided.
type Request struct {
	Action   policy.ActionPattern // policy.CompileAction("s3:GetObject")
	Resource policy.Pattern       // policy.CompileResource("arn:aws:s3:::b/k")
	// ResourceAccount owns the resource; unset if not known.
	ResourceAccount policy.Text
	Caller          policy.Caller
	Context         *policy.Context
	Flavor          Flavor
	// Bucket is the underlying bucket or object ARN of a request that names an
	// access point in Resource: the bucket policy and RCPs see it, the endpoint
	// policy has to allow both. Used if Policies.AccessPoint is set.
	Bucket policy.Pattern
	// AccessPointAccount owns the access point; unset if not known.
	AccessPointAccount policy.Text
}

// Policies are the compiled policies of every layer of one request.
type Policies struct {
	// Identity: inline, attached and group policies together; nil: none.
	Identity *Set
	// Boundary: nil if there is none.
	Boundary *Set
	// Session: nil if there is none.
	Session *Set
	// SCPs are the levels from the root to the caller's account; nil: they do
	// not bind the caller (no organization, management account, not known).
	SCPs []*Set
	// RCPs are the levels from the root to the resource's account.
	RCPs []*Set
	// Endpoint is the policy of the VPC endpoint that the request passes; nil:
	// none, or the default policy that allows everything.
	Endpoint *Set
	// Resource is the bucket, key or trust policy; nil: there is none.
	Resource *Set
	// AccessPoint is the access point's policy, an empty set if it has none;
	// nil: the request goes to the bucket itself.
	AccessPoint *Set
	// RestrictPublicBuckets is the effective setting: on if the account, the
	// bucket or the access point has it on. The zero value is "not known": say
	// policy.No where the setting plays no part.
	RestrictPublicBuckets policy.Tri
	// Granted: a KMS grant or an ACL gives the access on the resource's side.
	// The zero value is "not known": say policy.No where there is none.
	Granted policy.Tri
}

// LayerResult is one layer's part of a decision.
type LayerResult struct {
	// Applies is false if the layer has no say in the request; everything else
	// is then zero.
	Applies bool
	// Allow and Deny say whether an Allow, or a Deny, statement applies.
	Allow, Deny policy.Tri
	// Verdict: Yes lets the request pass, No denies it.
	Verdict policy.Tri
	// Explicit: the layer denies by a Deny statement.
	Explicit bool
	// Alone: the request would be denied by this layer with every other layer
	// satisfied.
	Alone bool
	// Level is the first level of an SCP or RCP layer that denies or may deny.
	Level int8
	// Named says how a resource policy's Allow names the caller.
	Named policy.Named
}

// Result is a decision. It holds no pointers to the request.
type Result struct {
	// Verdict: Yes is allowed, No denied for every value of what is not known.
	Verdict policy.Tri
	// Explicit: a Deny statement certainly applies.
	Explicit bool
	// SameAccount says whether caller and resource are in one account.
	SameAccount policy.Tri
	Layers      [NumLayers]LayerResult
}

// Decided is one statement that had a part in a layer's verdict.
type Decided struct {
	Level     int // of an SCP or RCP layer, else 0
	Policy    int // index in the set's policies
	Statement *policy.Statement
	Applies   policy.Tri
	Needs     []policy.Need // what a Maybe depends on
}

// Explanation is what stands behind one layer's verdict.
type Explanation struct {
	Statements []Decided
	// Unknown are the indexes of policies whose content is not known.
	Unknown []int
	// Needs are all needs of the statements, without repetition, if the
	// layer's verdict is Maybe.
	Needs []policy.Need
}
