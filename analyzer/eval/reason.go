package eval

import (
	"fmt"
	"slices"
)

// Reasons of layers. The comment beside each is what a sentence made from it
// has to say; the layer's statements, needs and subject have the particulars.
const (
	StatementAllows   Reason = "statement_allows"    // an Allow statement applies
	NoStatementAllows Reason = "no_statement_allows" // no Allow statement applies
	ExplicitDeny      Reason = "explicit_deny"       // a Deny statement applies
	MayDeny           Reason = "may_deny"            // a Deny statement may apply
	MayAllow          Reason = "may_allow"           // whether an Allow statement applies is open
	NotNeeded         Reason = "not_needed"          // grants nothing, and the other side suffices
	NotBound          Reason = "not_bound"           // the layer does not bind this caller or resource
	NotSet            Reason = "not_set"             // there is no such policy or setting
	NotExamined       Reason = "not_examined"        // no input tells of any
	NotOnPath         Reason = "not_on_path"         // the request passes no endpoint
	PathNotKnown      Reason = "path_not_known"      // which endpoint it passes, if any, is not known
	DefaultPolicy     Reason = "default_policy"      // AWS's default policy holds
	DocumentUnknown   Reason = "document_unknown"    // the policy's content is not known
	Bypassed          Reason = "bypassed"            // the resource's policy names the user or session itself

	BucketRoot         Reason = "bucket_owner_root"     // the owner's root user may always manage the bucket policy
	PublicPolicy       Reason = "public_policy"         // RestrictPublicBuckets, and the policy is public
	PublicACLBlocked   Reason = "public_acl_blocked"    // BlockPublicAcls, and the request sets a public ACL
	NotPublic          Reason = "not_public"            // the policy is not public, or nothing restricts it
	WrongNetwork       Reason = "wrong_network"         // the access point takes requests of one VPC only
	ForeignObjects     Reason = "foreign_objects"       // objects belong to the account that wrote them
	OwnerEnforced      Reason = "owner_enforced"        // ACLs are disabled: the bucket's owner owns every object
	OwnObjects         Reason = "own_objects"           // only the bucket's account, or the reader's, writes there
	ACLDecides         Reason = "acl_decides"           // the writer may, but need not, give the bucket's owner control
	OwnershipUnknown   Reason = "ownership_unknown"     // no input tells who owns the objects
	HeaderMissing      Reason = "requester_pays_header" // x-amz-request-payer is not, or may not be, sent
	HeaderSent         Reason = "header_sent"           // x-amz-request-payer is sent
	OwnerPays          Reason = "owner_pays"            // the bucket's owner pays
	NoKMS              Reason = "no_kms"                // nothing is decrypted or encrypted with KMS
	EncryptionUnknown  Reason = "encryption_unknown"    // which key the objects are under is not known
	EncryptionChanges  Reason = "encryption_changes"    // what is written once the plan is applied is refused, older objects are not
	EncryptionWas      Reason = "encryption_was"        // objects written before the plan is applied may be refused, later ones are not
	ManagedKeyForeign  Reason = "managed_key_foreign"   // aws/s3 serves its own account only
	ManagedKeyOwn      Reason = "managed_key_own"       // aws/s3 of the caller's own account
	UnsignedKMS        Reason = "unsigned_kms"          // KMS knows no unsigned callers
	KeyDisabled        Reason = "key_disabled"          // the key is disabled or will be deleted: the request fails with 400, not 403
	GrantAllows        Reason = "grant_allows"          // a KMS grant or an ACL gives the access
	MultipartOnly      Reason = "multipart_only"        // only some requests of this kind need it
	MissingObject      Reason = "missing_object"        // only requests for objects that are not there are refused, which would else get a 404
	DeliveryResource   Reason = "delivery_resource"     // the policy admits the service for other keys
	DeliveryCondition  Reason = "delivery_condition"    // the policy admits the service for another source, ACL or header
	DeliveryEncryption Reason = "delivery_encryption"   // the service cannot use the bucket's encryption
	DeliveryACL        Reason = "delivery_acl"          // the service delivers by the bucket's ACL, and ACLs are disabled
	DeliveryOwner      Reason = "delivery_owner"        // the request expects another account to own the bucket
	DeliveryFits       Reason = "delivery_fits"         // prefix, source, ACL and encryption fit
	PathDependent      Reason = "path_dependent"        // the answer differs between network paths
)

var reasons = func() map[Reason]bool {
	known := map[Reason]bool{}
	for _, r := range []Reason{
		StatementAllows, NoStatementAllows, ExplicitDeny, MayDeny, MayAllow, NotNeeded, NotBound, NotSet,
		NotExamined, NotOnPath, PathNotKnown, DefaultPolicy, DocumentUnknown, Bypassed, BucketRoot,
		PublicPolicy, PublicACLBlocked, NotPublic, WrongNetwork, ForeignObjects, OwnerEnforced, OwnObjects,
		ACLDecides, OwnershipUnknown, HeaderMissing, HeaderSent, OwnerPays, NoKMS, EncryptionUnknown,
		EncryptionChanges, EncryptionWas, ManagedKeyForeign, ManagedKeyOwn, UnsignedKMS, KeyDisabled, GrantAllows,
		MultipartOnly, MissingObject, DeliveryResource, DeliveryCondition, DeliveryEncryption, DeliveryACL, DeliveryOwner, DeliveryFits, PathDependent,
		OtherCase, OtherPath, OtherAccount, OtherForm, SimilarName, BucketForm, ObjectForm, AliasForm,
		OtherRegion, OtherResource, OtherCondition, OtherPrincipal,
	} {
		known[r] = true
	}
	return known
}()

// Reasons lists every reason that a layer may carry.
func Reasons() []Reason {
	all := make([]Reason, 0, len(reasons))
	for r := range reasons {
		all = append(all, r)
	}
	slices.Sort(all)
	return all
}

// String is the reason's code.
func (r Reason) String() string { return string(r) }

// MarshalText refuses a code that is none of ours; the empty one means "none given".
func (r Reason) MarshalText() ([]byte, error) {
	if r != "" && !reasons[r] {
		return nil, fmt.Errorf("unknown reason %q", string(r))
	}
	return []byte(r), nil
}

// UnmarshalText refuses a code that is none of ours.
func (r *Reason) UnmarshalText(text []byte) error {
	if len(text) > 0 && !reasons[Reason(text)] {
		return fmt.Errorf("unknown reason %q", text)
	}
	*r = Reason(text)
	return nil
}
