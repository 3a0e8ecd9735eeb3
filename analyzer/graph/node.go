package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Origin says where a fact comes from.
type Origin struct {
	Input   string `json:"input"`             // label of the input; empty for what AWS itself provides
	Address string `json:"address,omitempty"` // resource address with instance key, or "principal \"…\"" for a configuration block
	// Change is what the plan does to the resource: "create", "update",
	// "replace", "delete", "no-op" or empty (a state, a data source, configuration).
	Change   string           `json:"change,omitempty"`
	Location finding.Location `json:"location,omitzero"`
	Context  bool             `json:"context,omitempty"` // came by --with
}

// Presence tells five things apart that a nil pointer would blur.
type Presence int8

// Presences of a document or setting. The zero value is Unknown.
const (
	Unknown Presence = iota // no input tells whether there is one, or what it says
	Absent                  // known not to be there: AWS's default holds
	Present                 // there, and read
	Opaque                  // there, but its content is known only after apply, or sensitive
	Invalid                 // there, but no policy: apply will fail with MalformedPolicy
)

// How says in which way a document became known (DESIGN: known after apply).
type How string

// Ways to know a document, strongest first.
const (
	HowKnown     How = "known"     // in the plan or state
	HowPredicted How = "predicted" // only names and ARNs that AWS derives from known inputs were filled in
	HowRecovered How = "recovered" // evaluated from HCL
	HowRebuilt   How = "rebuilt"   // from configuration references and a deferred data source
	HowOpaque    How = "opaque"
)

// Policy is a policy document at the place where it is attached.
type Policy struct {
	Origin   Origin
	Name     string // of a managed or inline policy; empty for a resource's own policy
	ARN      policy.Text
	Presence Presence
	Document *policy.Document // set if and only if Presence is Present
	How      How
	// Missing names what would be needed to know the content ("aws_s3_bucket.b: configuration not found").
	Missing []string
	// Via is the group or attachment through which a principal has it.
	Via *Origin
}

// Kind of a principal.
type Kind string

// Kinds of principal.
const (
	User          Kind = "user"
	Role          Kind = "role"
	Root          Kind = "root"
	Service       Kind = "service"        // "cloudtrail.amazonaws.com"
	ServiceLinked Kind = "service_linked" // role/aws-service-role/…
	OriginAccess  Kind = "origin_access_identity"
	Federated     Kind = "federated" // an identity provider, for whom it speaks
	Anonymous     Kind = "anonymous"
)

// Principal is somebody who sends requests.
type Principal struct {
	Origin  Origin
	Kind    Kind
	ARN     policy.Text // with path; a service principal's name for Service
	Name    policy.Text
	Path    policy.Text
	Account *Account
	// UniqueID is AROA… or AIDA…, where known.
	UniqueID policy.Text
	// Policies are all identity policies: inline, attached, by group.
	Policies []*Policy
	// Complete says that Policies is all there is: Yes for a principal that a
	// plan creates or a closed account describes, Maybe otherwise. Incomplete
	// says why it is not Yes.
	Complete   policy.Tri
	Incomplete []string
	Boundary   *Policy // Absent if there is none
	Trust      *Policy // roles only
	// PermissionSet is the name of the IAM Identity Center permission set that
	// the role is provisioned from; unset for any other.
	PermissionSet policy.Text
	// Tags by key as written; TagsComplete is Maybe if some may be unseen.
	Tags         map[string]policy.Text
	TagsComplete policy.Tri
	// Replaced is set if the plan deletes and recreates the identity, so that
	// policies which name its ARN and are not written again go on naming the old one.
	Replaced bool
	// Deleted is set if the plan deletes it (it is then in the planned graph
	// only as a name that others may still mention).
	Deleted bool
	Paths   []Path
}

// Path is one network path of a principal's requests, proved by the graph.
type Path struct {
	Workload Origin // instance, function, service … that runs as the principal
	VPC      policy.Text
	Subnet   policy.Text
	// SubnetOrigin is where an input has the subnet; zero if none does.
	SubnetOrigin Origin
	// S3 and KMS are the endpoints that requests of this workload to the
	// services pass in the region of the VPC; nil: none.
	S3, KMS *Endpoint
	// Far are interface endpoints of the VPC for S3 in other regions: requests
	// to buckets there may pass them.
	Far []*Endpoint
	// Proved is Yes if every link is known; otherwise Why says which is not.
	Proved policy.Tri
	Why    string
	Region policy.Text
	Origin []Origin // the links: profile, subnet, association, route table …
}

// FarEndpoint is an endpoint that requests to buckets of another region than
// the VPC's may pass; nil if they certainly pass none.
func (p *Path) FarEndpoint(region policy.Text) *Endpoint {
	for _, e := range p.Far {
		if e.serves("s3", region) != policy.No {
			return e
		}
	}
	return nil
}

// Account is an AWS account.
type Account struct {
	ID        policy.Text // 12 digits, or a symbol for one that is not known
	Name      string
	Partition string // "aws", "aws-cn", "aws-us-gov"
	// Canonical is the canonical user id by which ACLs call it; unset if no input tells.
	Canonical policy.Text
	// Closed: an input lists all its identities.
	Closed bool
	// Organization is nil where no input tells of one. Membership says whether
	// the account is in it: Yes, No (its complete tree does not list the
	// account), or Maybe. Look at Membership before using Organization.
	Organization *Organization
	Membership   policy.Tri
	Management   bool
	// Levels are root, OUs and the account itself, outermost first, each with
	// the policies attached there. Empty unless Membership is Yes. Where only
	// the account's unit is not known, root and account stand around a level
	// with an unset ID: what is attached to the root holds for it all the same.
	Levels []Level
	// OrgPath is "o-…/r-…/ou-…/" for aws:PrincipalOrgPaths; unset if not known.
	OrgPath policy.Text
	// Placed is the record that puts the account into its unit.
	Placed Origin
	// PublicAccessBlock is the account-level setting; nil if no input tells.
	PublicAccessBlock *PublicAccessBlock
	Origin            Origin
	// Administrator is the ARN of the role or user that Terraform itself uses
	// in this account, where a provider configuration names it.
	Administrators []Administrator
}

// Administrator is an identity that applies Terraform resources.
type Administrator struct {
	ARN      policy.Text
	Provider Origin // provider configuration
	// Session are the policies that the provider passes; none if it passes none.
	Session []*Policy
}

// Level is one node of the organization's tree on the way to an account.
type Level struct {
	Name string // "root", OU name or id, account id
	ID   policy.Text
	SCPs []*Policy
	RCPs []*Policy
	// SCPsComplete and RCPsComplete are Maybe if attachments may be unseen.
	SCPsComplete, RCPsComplete policy.Tri
	// Detached is what took FullAWSAccess away from this level; nil if it is
	// among SCPs, where AWS puts it by default.
	Detached *Origin
}

// Organization is an AWS organization.
type Organization struct {
	Origin     Origin
	ID         policy.Text
	Root       policy.Text // r-…
	Management policy.Text // account id
	Complete   bool        // accounts not listed are outside
	// Accounts by id.
	Accounts map[policy.Text]*Account
	// SCPsEnabled and RCPsEnabled: the policy type is enabled; Maybe if no input tells.
	SCPsEnabled, RCPsEnabled policy.Tri
}

// PublicAccessBlock holds the four settings.
type PublicAccessBlock struct {
	Origin                Origin     `json:"origin,omitzero"`
	BlockPublicACLs       policy.Tri `json:"block_public_acls,omitzero"`
	IgnorePublicACLs      policy.Tri `json:"ignore_public_acls,omitzero"`
	BlockPublicPolicy     policy.Tri `json:"block_public_policy,omitzero"`
	RestrictPublicBuckets policy.Tri `json:"restrict_public_buckets,omitzero"`
}

// Ownership is a bucket's Object Ownership setting.
type Ownership string

// Object Ownership settings; the empty one is not known.
const (
	OwnershipUnknown     Ownership = ""
	BucketOwnerEnforced  Ownership = "BucketOwnerEnforced"
	BucketOwnerPreferred Ownership = "BucketOwnerPreferred"
	ObjectWriter         Ownership = "ObjectWriter"
)

// Encryption is a bucket's default encryption.
type Encryption struct {
	Origin    Origin
	Presence  Presence    // Absent: SSE-S3
	Algorithm policy.Text // "AES256", "aws:kms", "aws:kms:dsse"
	KeyID     policy.Text // as written: key id, key ARN, alias, alias ARN; unset: the AWS managed key
	Key       *Key        // resolved; nil if no input has it
	Managed   policy.Tri  // the AWS managed key aws/s3
	BucketKey policy.Tri  // S3 Bucket Key
	// Previous is the default encryption before the plan, where it differs:
	// objects written until then stay under it.
	Previous *Encryption
	// BlockedTypes are the encryption types that the bucket refuses ("SSE-C").
	BlockedTypes []policy.Text
}

// Grant is one ACL grant.
type Grant struct {
	Grantee    policy.Text `json:"grantee"`    // canonical user id, group URI or email
	Type       string      `json:"type"`       // "CanonicalUser", "Group", "AmazonCustomerByEmail"
	Permission string      `json:"permission"` // "FULL_CONTROL", "READ", "WRITE", "READ_ACP", "WRITE_ACP"
}

// ACL is a bucket's access control list.
type ACL struct {
	Origin   Origin      `json:"origin,omitzero"`
	Presence Presence    `json:"presence,omitzero"`
	Canned   policy.Text `json:"canned,omitempty"`
	// Owner is the canonical user id of the bucket's owner, where it is written.
	Owner  policy.Text `json:"owner,omitempty"`
	Grants []Grant     `json:"grants,omitempty"`
}

// Bucket is a general purpose S3 bucket.
type Bucket struct {
	Origin    Origin
	Name      policy.Text
	ARN       policy.Text
	Account   *Account
	Region    policy.Text
	Partition string
	// Managed says that some input manages or fully describes the bucket: then
	// a policy that is not there is Absent, not Unknown.
	Managed           bool
	Policy            *Policy
	Encryption        *Encryption
	Ownership         Ownership
	OwnershipOrigin   Origin
	PublicAccessBlock *PublicAccessBlock // nil: AWS's default for the bucket's age is not known
	RequesterPays     policy.Tri
	RequesterOrigin   Origin
	ACL               *ACL
	Versioning        policy.Tri
	ObjectLock        policy.Tri
	ABAC              policy.Tri
	Tags              map[string]policy.Text
	AccessPoints      []*AccessPoint
	Objects           []*Object
	// Created: the plan creates (or replaces) it.
	Created bool
	Deleted bool
}

// Object is an object that Terraform or another account's workload writes.
type Object struct {
	Origin       Origin
	Bucket       policy.Text
	Key          policy.Text
	WriterARN    policy.Text // identity of the provider configuration, where known
	Session      []*Policy   // that the provider passes; none if it passes none
	Writer       *Account    // account whose credentials write it
	ACL          policy.Text
	KMSKeyID     policy.Text
	Encryption   policy.Text
	Tagged       policy.Tri
	CopySource   policy.Text // bucket/key, for aws_s3_object_copy
	ExistingRead bool        // a data source that reads, not a resource that writes
}

// AccessPoint is an S3 access point.
type AccessPoint struct {
	Origin        Origin
	ARN           policy.Text
	Alias         policy.Text
	Name          policy.Text
	Account       *Account
	Bucket        policy.Text
	BucketAccount policy.Text
	Policy        *Policy
	VPC           policy.Text // set: only requests from this VPC
	// PublicAccessBlock defaults to all four on.
	PublicAccessBlock *PublicAccessBlock
	MultiRegion       bool
	ObjectLambda      bool
	// Supporting is the ARN of an Object Lambda access point's supporting access point.
	Supporting policy.Text
	Region     policy.Text
	// Functions answer some operations of an Object Lambda access point;
	// FunctionsOpen is set if some may be missing.
	Functions     []*Function
	FunctionsOpen bool
}

// Transform says which function answers which operations ("GetObject",
// "ListObjectsV2") of an Object Lambda access point.
type Transform struct {
	Function policy.Text `json:"function"` // ARN, with or without a version
	Actions  []string    `json:"actions,omitempty"`
}

// Function is a Lambda function that answers requests to an access point.
type Function struct {
	Origin  Origin
	ARN     policy.Text // as the access point names it
	Actions []string
	Account *Account
	Role    *Principal // nil if no input tells
	Policy  *Policy    // its resource policy
}

// Key is a KMS key.
type Key struct {
	Origin      Origin
	ARN         policy.Text
	ID          policy.Text
	Account     *Account
	Region      policy.Text
	Policy      *Policy // Absent: the default policy, which delegates to the account
	Grants      []KeyGrant
	Aliases     []policy.Text // "alias/…"
	Enabled     policy.Tri
	Deleting    policy.Tri
	MultiRegion policy.Tri
	Managed     bool // an input manages or fully describes it
	Created     bool
	Deleted     bool
	// Symmetric encryption key: S3 can use no other.
	Symmetric policy.Tri
	// Rotates: KMS made the key's material, so that Terraform reads whether it
	// is rotated.
	Rotates policy.Tri
}

// KeyGrant is a KMS grant.
type KeyGrant struct {
	Origin     Origin      `json:"origin,omitzero"`
	Grantee    policy.Text `json:"grantee"`
	Operations []string    `json:"operations,omitempty"`
	// EncryptionContextEquals and …Subset constrain the grant.
	EncryptionContextEquals map[string]policy.Text `json:"encryption_context_equals,omitempty"`
	EncryptionContextSubset map[string]policy.Text `json:"encryption_context_subset,omitempty"`
}

// Endpoint is a VPC endpoint.
type Endpoint struct {
	Origin      Origin
	ID          policy.Text
	Service     policy.Text // "com.amazonaws.us-east-1.s3"
	Type        string      // "Gateway", "Interface"
	VPC         policy.Text
	Account     *Account
	Region      policy.Text
	Policy      *Policy // Absent: full access
	RouteTables []policy.Text
	Subnets     []policy.Text
	PrivateDNS  policy.Tri // the service's name resolves to it, see network.resolves
	Created     bool
}

// Diagnostic is an oddity of an input: not a mistake about access, and not an
// inability of tfaccess.
type Diagnostic struct {
	Origin  Origin `json:"origin,omitzero"`
	Summary string `json:"summary"`          // the same for every instance
	Detail  string `json:"detail,omitempty"` // particulars, and what to do
}
