package graph

import (
	"time"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Fragment is what one input says, as records that name each other by text
// (names, ARNs, ids, with symbols): nothing is resolved yet, so a record may
// be about a thing that another input holds. Join makes one Graph of many
// fragments. A fragment is also what a snapshot file contains: it must hold
// nothing but addresses, ARNs, names, accounts, the tag values that conditions
// use, policy statements and settings that decide an access.
//
// Adapters append records; configuration files and account authorization
// details make fragments too.
type Fragment struct {
	Label         string         `json:"label"`
	Accounts      []AccountRec   `json:"accounts,omitempty"`
	Organizations []OrgRec       `json:"organizations,omitempty"`
	Units         []UnitRec      `json:"units,omitempty"`
	OrgPolicies   []OrgPolicyRec `json:"org_policies,omitempty"`
	OrgTargets    []OrgTargetRec `json:"org_targets,omitempty"`
	OrgLists      []OrgListRec   `json:"org_lists,omitempty"`

	Identities     []IdentityRec      `json:"identities,omitempty"`
	InlinePolicies []InlinePolicyRec  `json:"inline_policies,omitempty"`
	Managed        []ManagedPolicyRec `json:"managed_policies,omitempty"`
	Attachments    []AttachmentRec    `json:"attachments,omitempty"`
	Memberships    []MembershipRec    `json:"memberships,omitempty"`
	Exclusives     []ExclusiveRec     `json:"exclusives,omitempty"`
	Profiles       []ProfileRec       `json:"instance_profiles,omitempty"`
	Administrators []AdministratorRec `json:"administrators,omitempty"`

	PermissionSets        []PermissionSetRec       `json:"permission_sets,omitempty"`
	PermissionSetPolicies []PermissionSetPolicyRec `json:"permission_set_policies,omitempty"`
	Assignments           []AssignmentRec          `json:"permission_set_assignments,omitempty"`

	Buckets      []BucketRec      `json:"buckets,omitempty"`
	Settings     []BucketSetting  `json:"bucket_settings,omitempty"`
	AccessPoints []AccessPointRec `json:"access_points,omitempty"`
	Objects      []ObjectRec      `json:"objects,omitempty"`

	Functions           []FunctionRec           `json:"functions,omitempty"`
	FunctionPermissions []FunctionPermissionRec `json:"function_permissions,omitempty"`

	Keys        []KeyRec       `json:"keys,omitempty"`
	KeyPolicies []KeyPolicyRec `json:"key_policies,omitempty"`
	Aliases     []AliasRec     `json:"aliases,omitempty"`
	Grants      []GrantRec     `json:"key_grants,omitempty"`

	Endpoints        []EndpointRec       `json:"endpoints,omitempty"`
	EndpointPolicies []EndpointPolicyRec `json:"endpoint_policies,omitempty"`
	EndpointTables   []EndpointTableRec  `json:"endpoint_tables,omitempty"`
	EndpointDNS      []EndpointDNSRec    `json:"endpoint_dns,omitempty"`
	EndpointSubnets  []EndpointSubnetRec `json:"endpoint_subnets,omitempty"`
	VPCs             []VPCRec            `json:"vpcs,omitempty"`
	Subnets          []SubnetRec         `json:"subnets,omitempty"`
	RouteTables      []RouteTableRec     `json:"route_tables,omitempty"`
	TableAssocs      []TableAssocRec     `json:"table_associations,omitempty"`
	Workloads        []WorkloadRec       `json:"workloads,omitempty"`

	Clusters        []ClusterRec        `json:"eks_clusters,omitempty"`
	OIDCProviders   []OIDCProviderRec   `json:"oidc_providers,omitempty"`
	ServiceAccounts []ServiceAccountRec `json:"service_accounts,omitempty"`

	Wirings          []WiringRec         `json:"wirings,omitempty"`
	OriginIdentities []OriginIdentityRec `json:"origin_identities,omitempty"`
	LogEnds          []LogEndRec         `json:"log_ends,omitempty"`
	GrantsLocations  []GrantsLocationRec `json:"grants_locations,omitempty"`
	GrantsPolicies   []GrantsPolicyRec   `json:"grants_policies,omitempty"`
	Diagnostics      []Diagnostic        `json:"diagnostics,omitempty"`
	// Incomplete is set for targeted, errored and deferred plans: what is not
	// in them may exist all the same. It says why.
	Incomplete string `json:"incomplete,omitempty"`
	// Time is when the plan was made, zero if nobody says: what is asked after
	// apply is asked later. Snapshots do not keep it.
	Time time.Time `json:"-"`
}

// Doc is a policy document as an input has it.
type Doc struct {
	Presence Presence    `json:"presence,omitzero"`
	Text     policy.Text `json:"text,omitempty"`
	How      How         `json:"how,omitempty"`
	Missing  []string    `json:"missing,omitempty"`
}

// Who names an identity within an account.
type Who struct {
	Kind    Kind        `json:"kind"` // User, Role, or "group"
	Name    policy.Text `json:"name"` // without path; or its ARN where only that is known
	Account policy.Text `json:"account,omitempty"`
}

// IdentityRec is a user, role or group.
type IdentityRec struct {
	Origin   Origin      `json:"origin,omitzero"`
	Kind     Kind        `json:"kind"`
	Name     policy.Text `json:"name"`
	Path     policy.Text `json:"path,omitempty"`
	ARN      policy.Text `json:"arn"`
	Account  policy.Text `json:"account"`
	UniqueID policy.Text `json:"unique_id,omitempty"`
	// Boundary is a managed policy's ARN; BoundaryState Absent: none.
	Boundary      policy.Text            `json:"boundary,omitempty"`
	BoundaryState Presence               `json:"boundary_state,omitzero"`
	Trust         *Doc                   `json:"trust,omitempty"`
	Tags          map[string]policy.Text `json:"tags,omitempty"`
	TagsComplete  policy.Tri             `json:"tags_complete,omitzero"`
	// Complete: Yes if the records of this and other inputs are all the
	// policies that the identity has (it is created, or its account is closed).
	Complete   policy.Tri `json:"complete,omitzero"`
	Incomplete []string   `json:"incomplete,omitempty"`
	Replaced   bool       `json:"replaced,omitempty"`
	Deleted    bool       `json:"deleted,omitempty"`
	// Reference: only a name that somebody mentions (a data source): its
	// policies are not described here.
	Reference bool `json:"reference,omitempty"`
	// Created: the plan makes it, so that it has no policy but those that the
	// inputs give it.
	Created bool `json:"created,omitempty"`
	// Listed: the input lists the policies that AWS was seen to have on it
	// (records with Observed set).
	Listed bool `json:"listed,omitempty"`
}

// InlinePolicyRec is an inline policy of an identity.
type InlinePolicyRec struct {
	Origin Origin      `json:"origin,omitzero"`
	On     Who         `json:"on"`
	Name   policy.Text `json:"name,omitempty"`
	Doc    Doc         `json:"document"`
	// Deleted: the plan removes it.
	Deleted bool `json:"deleted,omitempty"`
	// Observed: read back from AWS with the identity, and managed by nobody here.
	Observed bool `json:"observed,omitempty"`
}

// ManagedPolicyRec is a customer managed policy (or one read as a data source).
type ManagedPolicyRec struct {
	Origin Origin      `json:"origin,omitzero"`
	ARN    policy.Text `json:"arn"`
	Name   policy.Text `json:"name,omitempty"`
	Doc    Doc         `json:"document"`
}

// AttachmentRec attaches a managed policy to an identity.
type AttachmentRec struct {
	Origin Origin      `json:"origin,omitzero"`
	On     Who         `json:"on"`
	Policy policy.Text `json:"policy"` // ARN
	// Exclusive: made by a resource that detaches the policy from all other
	// identities of the account.
	Exclusive bool `json:"exclusive,omitempty"`
	// Deleted: the plan removes it.
	Deleted bool `json:"deleted,omitempty"`
	// Observed: read back from AWS with the identity, and managed by nobody here.
	Observed bool `json:"observed,omitempty"`
}

// MembershipRec puts a user into a group.
type MembershipRec struct {
	Origin  Origin      `json:"origin,omitzero"`
	User    policy.Text `json:"user"`
	Group   policy.Text `json:"group"`
	Account policy.Text `json:"account,omitempty"`
	// Deleted: the plan removes it.
	Deleted bool `json:"deleted,omitempty"`
}

// ExclusiveRec says that an identity has just these inline policy names or
// just these attached policies ("inline", "attached").
type ExclusiveRec struct {
	Origin Origin        `json:"origin,omitzero"`
	On     Who           `json:"on"`
	What   string        `json:"what"`
	Names  []policy.Text `json:"names"`
	// Open: Names may lack some.
	Open bool `json:"open,omitempty"`
}

// ProfileRec is an instance profile.
type ProfileRec struct {
	Origin  Origin      `json:"origin,omitzero"`
	Name    policy.Text `json:"name"`
	ARN     policy.Text `json:"arn"`
	Role    policy.Text `json:"role,omitempty"`
	Account policy.Text `json:"account,omitempty"`
}

// AdministratorRec is an identity that a provider configuration assumes.
type AdministratorRec struct {
	Origin  Origin      `json:"origin,omitzero"`
	ARN     policy.Text `json:"arn"`
	Account policy.Text `json:"account,omitempty"`
	Session *SessionRec `json:"session,omitempty"`
}

// SessionRec is what a provider configuration or a service passes when it
// assumes a role.
type SessionRec struct {
	Origin Origin        `json:"origin,omitzero"` // of the provider configuration or workload
	Doc    *Doc          `json:"policy,omitempty"`
	ARNs   []policy.Text `json:"policy_arns,omitempty"` // of managed policies
	// Open: there is more, and the input does not tell what.
	Open bool `json:"open,omitempty"`
}

// PermissionSetRec is a permission set of IAM Identity Center.
type PermissionSetRec struct {
	Origin    Origin      `json:"origin,omitzero"`
	ARN       policy.Text `json:"arn"`
	Name      policy.Text `json:"name"`
	Partition string      `json:"partition,omitempty"`
	Region    policy.Text `json:"region,omitempty"` // of the Identity Center instance
	Created   bool        `json:"created,omitempty"`
	// Reference: read by a data source, which tells no policies.
	Reference bool `json:"reference,omitempty"`
}

// PermissionSetPolicyRec is one policy of a permission set: inline, managed by
// AWS (its ARN), or of the target account (its name and path).
type PermissionSetPolicyRec struct {
	Origin Origin      `json:"origin,omitzero"`
	Set    policy.Text `json:"permission_set"` // ARN
	Inline *Doc        `json:"inline,omitempty"`
	Policy policy.Text `json:"policy,omitempty"`
	Name   policy.Text `json:"name,omitempty"`
	Path   policy.Text `json:"path,omitempty"`
	// Boundary: it is the permissions boundary.
	Boundary bool `json:"boundary,omitempty"`
	// Deleted: the plan removes it.
	Deleted bool `json:"deleted,omitempty"`
	// Open: there is something, and the input does not tell what.
	Open bool `json:"open,omitempty"`
}

// AssignmentRec assigns a permission set to an account, where it becomes a role.
type AssignmentRec struct {
	Origin  Origin      `json:"origin,omitzero"`
	Set     policy.Text `json:"permission_set"` // ARN
	Account policy.Text `json:"account"`
}

// BucketRec is a bucket.
type BucketRec struct {
	Origin     Origin                 `json:"origin,omitzero"`
	Name       policy.Text            `json:"name"`
	ARN        policy.Text            `json:"arn"`
	Account    policy.Text            `json:"account,omitempty"`
	Region     policy.Text            `json:"region,omitempty"`
	Partition  string                 `json:"partition,omitempty"`
	Tags       map[string]policy.Text `json:"tags,omitempty"`
	ObjectLock policy.Tri             `json:"object_lock,omitzero"`
	// Described: satellites that no record names are known to be absent.
	Described bool `json:"described,omitempty"`
	Created   bool `json:"created,omitempty"`
	Deleted   bool `json:"deleted,omitempty"`
	// Reference: a data source or mention; nothing about settings.
	Reference bool `json:"reference,omitempty"`
}

// BucketSetting is one setting of a bucket, made by a satellite resource, an
// inline block, or the configuration. Just one of the pointers is set.
type BucketSetting struct {
	Origin  Origin      `json:"origin,omitzero"`
	Bucket  policy.Text `json:"bucket"` // name
	Account policy.Text `json:"account,omitempty"`
	Inline  bool        `json:"inline,omitempty"`  // legacy argument of aws_s3_bucket
	Deleted bool        `json:"deleted,omitempty"` // the plan removes the satellite
	// Observed: read back from AWS with the bucket, and managed by nobody here:
	// it holds where no satellite says otherwise.
	Observed          bool               `json:"observed,omitempty"`
	Policy            *Doc               `json:"policy,omitempty"`
	Encryption        *EncryptionRec     `json:"encryption,omitempty"`
	Ownership         *Ownership         `json:"ownership,omitempty"`
	ACL               *ACL               `json:"acl,omitempty"`
	PublicAccessBlock *PublicAccessBlock `json:"public_access_block,omitempty"`
	RequesterPays     *policy.Tri        `json:"requester_pays,omitempty"`
	Versioning        *policy.Tri        `json:"versioning,omitempty"`
	ABAC              *policy.Tri        `json:"abac,omitempty"`
	ObjectLock        *policy.Tri        `json:"object_lock,omitempty"`
}

// EncryptionRec is a bucket's default encryption.
type EncryptionRec struct {
	Presence     Presence      `json:"presence,omitzero"`
	Algorithm    policy.Text   `json:"algorithm,omitempty"`
	KeyID        policy.Text   `json:"key_id,omitempty"`
	BucketKey    policy.Tri    `json:"bucket_key,omitzero"`
	BlockedTypes []policy.Text `json:"blocked_types,omitempty"`
	// KeyIDKnown is false if whether there is a key id is not known.
	KeyIDKnown bool `json:"key_id_known"`
	// Previous is the default encryption before the plan, where the plan changes it.
	Previous *EncryptionRec `json:"previous,omitempty"`
}

// AccessPointRec is an access point; its policy may come from another record
// with the same ARN and nothing else set.
type AccessPointRec struct {
	Origin            Origin             `json:"origin,omitzero"`
	ARN               policy.Text        `json:"arn"`
	Alias             policy.Text        `json:"alias,omitempty"`
	Name              policy.Text        `json:"name,omitempty"`
	Account           policy.Text        `json:"account,omitempty"`
	Bucket            policy.Text        `json:"bucket,omitempty"`
	BucketAccount     policy.Text        `json:"bucket_account,omitempty"`
	Policy            *Doc               `json:"policy,omitempty"`
	VPC               policy.Text        `json:"vpc,omitempty"`
	PublicAccessBlock *PublicAccessBlock `json:"public_access_block,omitempty"`
	MultiRegion       bool               `json:"multi_region,omitempty"`
	ObjectLambda      bool               `json:"object_lambda,omitempty"`
	Region            policy.Text        `json:"region,omitempty"`
	PolicyOnly        bool               `json:"policy_only,omitempty"`
	// Supporting is the ARN of an Object Lambda access point's supporting access point.
	Supporting policy.Text `json:"supporting,omitempty"`
	// Transforms are the functions that it calls; TransformsOpen is set if some
	// may be missing.
	Transforms     []Transform `json:"transforms,omitempty"`
	TransformsOpen bool        `json:"transforms_open,omitempty"`
}

// FunctionRec is a Lambda function.
type FunctionRec struct {
	Origin  Origin      `json:"origin,omitzero"`
	ARN     policy.Text `json:"arn"`
	Name    policy.Text `json:"name,omitempty"`
	Account policy.Text `json:"account,omitempty"`
	Role    policy.Text `json:"role,omitempty"` // ARN
	Created bool        `json:"created,omitempty"`
}

// FunctionPermissionRec is one statement of a function's resource policy;
// Statement is empty if it is not known.
type FunctionPermissionRec struct {
	Origin    Origin      `json:"origin,omitzero"`
	Function  policy.Text `json:"function"` // ARN
	Statement policy.Text `json:"statement,omitempty"`
}

// ObjectRec is an object that a resource writes or a data source reads.
type ObjectRec struct {
	Origin     Origin      `json:"origin,omitzero"`
	Bucket     policy.Text `json:"bucket"`
	Key        policy.Text `json:"key"`
	WriterARN  policy.Text `json:"writer_arn,omitempty"`
	Account    policy.Text `json:"account,omitempty"`
	ACL        policy.Text `json:"acl,omitempty"`
	KMSKeyID   policy.Text `json:"kms_key_id,omitempty"`
	Encryption policy.Text `json:"encryption,omitempty"`
	Tagged     policy.Tri  `json:"tagged,omitzero"`
	CopySource policy.Text `json:"copy_source,omitempty"`
	Read       bool        `json:"read,omitempty"`
	Session    *SessionRec `json:"session,omitempty"`
}

// KeyRec is a KMS key.
type KeyRec struct {
	Origin      Origin      `json:"origin,omitzero"`
	ARN         policy.Text `json:"arn"`
	ID          policy.Text `json:"id"`
	Account     policy.Text `json:"account,omitempty"`
	Region      policy.Text `json:"region,omitempty"`
	Enabled     policy.Tri  `json:"enabled,omitzero"`
	Deleting    policy.Tri  `json:"deleting,omitzero"`
	MultiRegion policy.Tri  `json:"multi_region,omitzero"`
	Symmetric   policy.Tri  `json:"symmetric,omitzero"`
	Rotates     policy.Tri  `json:"rotates,omitzero"`
	Described   bool        `json:"described,omitempty"`
	Created     bool        `json:"created,omitempty"`
	Deleted     bool        `json:"deleted,omitempty"`
	Reference   bool        `json:"reference,omitempty"`
}

// KeyPolicyRec is a key's policy.
type KeyPolicyRec struct {
	Origin Origin      `json:"origin,omitzero"`
	Key    policy.Text `json:"key"` // id or ARN
	Inline bool        `json:"inline,omitempty"`
	Doc    Doc         `json:"document"`
	// Deleted: the plan removes the aws_kms_key_policy.
	Deleted bool `json:"deleted,omitempty"`
	// Observed: read back from AWS with the key, and managed by nobody here.
	Observed bool `json:"observed,omitempty"`
}

// AliasRec is a key's alias.
type AliasRec struct {
	Origin  Origin      `json:"origin,omitzero"`
	Name    policy.Text `json:"name"` // "alias/…"
	ARN     policy.Text `json:"arn"`
	Target  policy.Text `json:"target"` // id or ARN
	Account policy.Text `json:"account,omitempty"`
	Region  policy.Text `json:"region,omitempty"`
}

// GrantRec is a KMS grant on a key.
type GrantRec struct {
	Key   policy.Text `json:"key"`
	Grant KeyGrant    `json:"grant"`
}
