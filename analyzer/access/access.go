// Package access finds which accesses somebody evidently means to work.
//
// An access is a principal, actions and a resource with the evidence that it
// is meant: it is never a principal × bucket cross product. It does not know
// whether an access is allowed (that is analyzer/eval).
package access

import (
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// EvidenceKind says why an access is believed to be meant, strongest first.
// The zero value is invalid.
type EvidenceKind int8

// Kinds of evidence.
const (
	Expected      EvidenceKind = iota + 1 // an expect block
	WorkedBefore                          // allowed in the prior state
	Observed                              // seen in a log
	ResourceGrant                         // a resource's policy names the principal
	IdentityGrant                         // an identity policy names the bucket or object
	KeyGrant                              // a key policy or grant names the principal
	EndpointGrant                         // an endpoint policy names both
	WiredService                          // a service is set up to use the bucket
	OtherWriter                           // another account's provider writes the object
	TrustGrant                            // a trust policy names the principal
	AccountGrant                          // one side delegates to the account, the other names the thing
)

// Evidence is one reason to believe that an access is meant.
type Evidence struct {
	Kind      EvidenceKind
	Policy    *graph.Policy // the policy that says so, or nil
	Statement int           // index in Policy.Document
	Origin    graph.Origin
	Text      string // name of an expectation or wiring
}

// Access is one or more actions on one resource that somebody means to work.
type Access struct {
	Principal *graph.Principal
	Actions   []string
	Resource  policy.Text // "arn:aws:s3:::b/*": object pattern, bucket ARN, access point ARN, role ARN
	Bucket    *graph.Bucket
	Evidence  []Evidence
	// Both is set if evidence stands on both sides: then a denial is an error;
	// with one side only it may be a warning (see Weight).
	Both bool
	// Partial: one side grants more than the other asks for.
	Partial bool
	// Wanted is No for an expectation with allow = false.
	Wanted policy.Tri
	Expect string // name of the expect block
	Wiring *graph.Wiring
	Via    *graph.Endpoint // path that the expectation or the graph proves; nil: see Principal.Paths
	// Foreign is set if principal and resource are in different accounts.
	Foreign policy.Tri
}
