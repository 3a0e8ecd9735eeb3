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
	Administers                           // Terraform manages the resource with this identity
)

var evidenceNames = [...]string{
	Expected: "expected", WorkedBefore: "worked_before", Observed: "observed",
	ResourceGrant: "resource_grant", IdentityGrant: "identity_grant", KeyGrant: "key_grant",
	EndpointGrant: "endpoint_grant", WiredService: "wired_service", OtherWriter: "other_writer",
	TrustGrant: "trust_grant", AccountGrant: "account_grant", Administers: "administers",
}

// EvidenceNames are the texts of all kinds, strongest first.
func EvidenceNames() []string { return evidenceNames[1:] }

// String is the kind as facts and reports have it: "resource_grant".
func (k EvidenceKind) String() string {
	if k < 1 || int(k) >= len(evidenceNames) {
		return "invalid"
	}
	return evidenceNames[k]
}

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
	Actions   []string    // sorted
	Resource  policy.Text // "arn:aws:s3:::b/*": object pattern, bucket ARN, access point ARN, role ARN, key ARN
	Bucket    *graph.Bucket
	// AccessPoint is set if Resource is one of its ARNs, Role if it is a role's,
	// Key if it is a key's.
	AccessPoint *graph.AccessPoint
	Role        *graph.Principal
	Key         *graph.Key
	Evidence    []Evidence
	// Both is set if evidence stands on both sides: each asks for the actions.
	Both bool
	// Partial: only one side asks for the actions, while the other names this
	// one as well and asks for less: a warning at most.
	Partial bool
	// Guessed is set if what names the resource may name another one, since a
	// part of the text is known only after apply. Nothing definite follows.
	Guessed bool
	// Wanted is No for an expectation with allow = false.
	Wanted policy.Tri
	Expect string // name of the expect block
	Wiring *graph.Wiring
	// Session are the policies passed when the principal was assumed; none if
	// its sessions are bound by none.
	Session []*graph.Policy
	Via     *graph.Endpoint // path that the expectation proves; nil: see Principal.Paths
	// Context are condition keys that the evidence fixes: the ACL that a
	// Terraform object is written with, an external id.
	Context map[string][]policy.Text
	// Foreign is set if principal and resource are in different accounts.
	Foreign policy.Tri
}

// Target is what an access is to.
type Target struct {
	ARN     policy.Text // by which both sides name it
	Origin  graph.Origin
	Account *graph.Account
}

// Target is the access point, role, key or bucket that the access is to; its
// ARN alone where no input has the thing.
func (a *Access) Target() Target {
	switch {
	case a.AccessPoint != nil:
		return Target{a.AccessPoint.ARN, a.AccessPoint.Origin, a.AccessPoint.Account}
	case a.Role != nil:
		return Target{a.Role.ARN, a.Role.Origin, a.Role.Account}
	case a.Key != nil:
		return Target{a.Key.ARN, a.Key.Origin, a.Key.Account}
	case a.Bucket != nil:
		return Target{a.Bucket.ARN, a.Bucket.Origin, a.Bucket.Account}
	}
	return Target{ARN: a.Resource}
}

// Created reports whether the plan makes one of the two sides, so that the
// access could not be before.
func (a *Access) Created() bool {
	made := func(o graph.Origin) bool { return o.Change == "create" || o.Change == "replace" }
	return made(a.Principal.Origin) || a.Bucket != nil && a.Bucket.Created || a.Role != nil && made(a.Role.Origin) || a.Key != nil && a.Key.Created
}

// EncryptionKey is the key that the access's objects are under: the one that a
// wired service names, or the bucket's; nil if neither is known. A replication's
// key is the destination's, and not for what is read at the source.
func (a *Access) EncryptionKey(g *graph.Graph) *graph.Key {
	if a.Bucket == nil {
		return nil
	}
	if w := a.Wiring; w != nil && !w.KeyID.IsUnset() && w.Kind != "replication" {
		var account policy.Text // whose aliases the key may be given by
		if w.Account != nil {
			account = w.Account.ID
		}
		return g.Key(w.KeyID, account, a.Bucket.Region)
	}
	if a.Bucket.Encryption == nil {
		return nil
	}
	return a.Bucket.Encryption.Key
}

// Expectation is an expect block of the configuration.
type Expectation struct {
	Name       string
	Principals []*graph.Principal
	Actions    []string
	Resources  []policy.Text // ARNs, objects as patterns
	Via        *graph.Endpoint
	Allow      bool
	Origin     graph.Origin
}

// Options are what Find needs beyond the graph.
type Options struct {
	Expectations []Expectation
	// Before are accesses of the prior graph that were allowed there: each
	// stays meant for as long as both its sides are there.
	Before []*Access
}
