package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Graph is everything that the inputs say, joined. It is read-only.
type Graph struct {
	Accounts      []*Account
	Organizations []*Organization
	Principals    []*Principal // users and roles, by ARN
	Buckets       []*Bucket
	Keys          []*Key
	Endpoints     []*Endpoint
	AccessPoints  []*AccessPoint
	Wirings       []*Wiring
	Diagnostics   []Diagnostic
	// OrgKnown says whether any input tells about service control policies and
	// resource control policies at all.
	SCPsKnown, RCPsKnown bool
}

// Join makes one graph of all fragments.
func Join(fragments []*Fragment) *Graph { return &Graph{} }

// Principal finds or makes the principal with an ARN, an account root, a
// service principal's name or "anonymous". One that no input describes has
// Complete == Maybe and no policies.
func (g *Graph) Principal(arn policy.Text) *Principal { return nil }

// Bucket finds the bucket with a name; nil if no input has it.
func (g *Graph) Bucket(name policy.Text) *Bucket { return nil }

// BucketOrUnknown is Bucket, or a bucket of which nothing is known.
func (g *Graph) BucketOrUnknown(name policy.Text) *Bucket { return nil }

// Key finds a key by ARN, id, alias name or alias ARN, as seen from an account
// and region (an alias name is resolved in the requester's account).
func (g *Graph) Key(ref, account, region policy.Text) *Key { return nil }

// Account finds or makes an account.
func (g *Graph) Account(id policy.Text) *Account { return nil }

// Lookup finds what a resource address means: "aws_iam_role.x" or
// "LABEL:aws_iam_role.x"; an error names the candidates if several fit.
func (g *Graph) Lookup(address string) (any, error) { return nil, nil }
