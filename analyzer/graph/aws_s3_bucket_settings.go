package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// satellite starts a setting that a resource of its own makes.
func (b *Builder) satellite(r *plan.Resource) BucketSetting {
	return BucketSetting{
		Origin: b.Origin(r), Bucket: b.Text(r, "bucket"), Account: b.Account(r), Deleted: b.Deleted(),
	}
}

var bucketRef = map[string]string{"bucket": "aws_s3_bucket.id or aws_s3_directory_bucket.bucket or data.aws_s3_bucket.id"}

// keyRefs is what an attribute that names a key may hold; ids, ARNs and
// aliases of one key all lead to it.
const keyRefs = "aws_kms_key.arn or aws_kms_external_key.arn or aws_kms_replica_key.arn or data.aws_kms_key.arn or aws_kms_alias.arn or data.aws_kms_alias.arn"

// bucketID is the id of a satellite: its bucket, or bucket and expected owner.
var bucketID = map[string]string{"id": "{bucket},{expected_bucket_owner} or {bucket}"}

var awsS3BucketPolicy = Adapter{
	Type:    "aws_s3_bucket_policy",
	Refs:    bucketRef,
	Predict: map[string]string{"id": "{bucket}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		s, doc := b.satellite(r), b.Doc(r, "policy")
		s.Policy = &doc
		b.setting(s)
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		s.Policy = &Doc{Presence: Absent}
		b.setting(s)
	},
}

// A policy read as a data source is the one that the bucket had at plan time.
var awsS3BucketPolicyData = Adapter{
	Type:    "data.aws_s3_bucket_policy",
	Refs:    bucketRef,
	Predict: map[string]string{"id": "{bucket}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		doc := b.Doc(r, "policy")
		if doc.Presence != Present {
			return
		}
		s := b.satellite(r)
		s.Policy, s.Observed, s.Account = &doc, true, ""
		b.setting(s)
	},
}

// Without the resource, or after it is destroyed, a bucket encrypts with SSE-S3.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html (2026-11)
var awsS3BucketEncryption = Adapter{
	Type:   "aws_s3_bucket_server_side_encryption_configuration",
	Blocks: []string{"rule"},
	Refs: map[string]string{
		"bucket": bucketRef["bucket"],
		"rule.apply_server_side_encryption_by_default.kms_master_key_id": keyRefs,
	},
	Predict: bucketID,
	Adapt: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		s.Encryption = encryption(b.Block(r, "rule"))
		if b.World == plan.Planned && r.Change == "update" {
			s.Encryption.Previous = encryption(b.blockBefore(r, "rule"))
		}
		b.setting(s)
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		s.Encryption = &EncryptionRec{Presence: Absent, KeyIDKnown: true, Previous: encryption(b.blockBefore(r, "rule"))}
		b.setting(s)
	},
}

// Destroying the resource deletes the controls, and a bucket without controls
// is in mode ObjectWriter with ACLs in force: it does not go back to the
// default of new buckets.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html (2026-11)
var awsS3BucketOwnershipControls = Adapter{
	Type:    "aws_s3_bucket_ownership_controls",
	Blocks:  []string{"rule"},
	Refs:    bucketRef,
	Predict: map[string]string{"id": "{bucket}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		rule, _ := b.Block(r, "rule")
		ownership := Ownership("")
		if t := rule.Text("object_ownership"); t.IsWhollyKnown() {
			ownership = Ownership(t)
		}
		s.Ownership = &ownership
		b.setting(s)
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		s, ownership := b.satellite(r), ObjectWriter
		s.Ownership = &ownership
		b.setting(s)
	},
}

var awsS3BucketACL = Adapter{
	Type:    "aws_s3_bucket_acl",
	Refs:    bucketRef,
	Predict: map[string]string{"id": "{bucket},{expected_bucket_owner},{acl} or {bucket},{acl} or {bucket}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		s.ACL = b.accessControlPolicy(r)
		b.setting(s)
	},
}

func (b *Builder) accessControlPolicy(r *plan.Resource) *ACL {
	acl := &ACL{Origin: b.Origin(r), Presence: Present, Canned: b.Text(r, "acl")}
	if !b.Configured(r, "access_control_policy") {
		return acl
	}
	policyBlock, _ := b.Block(r, "access_control_policy")
	if owner, there := policyBlock.Block("owner"); there == policy.Yes {
		acl.Owner = known(owner.Text("id"))
		b.canonical(r, acl.Owner)
	}
	grants, complete := policyBlock.Blocks("grant")
	if !complete && acl.Canned == "" {
		acl.Presence = Opaque
	}
	for _, g := range grants {
		to, _ := g.Block("grantee")
		acl.Grants = append(acl.Grants, Grant{
			Grantee: grantee(to.Text("id"), grantee(to.Text("uri"), to.Text("email_address"))),
			Type:    string(to.Text("type")), Permission: string(g.Text("permission")),
		})
	}
	return acl
}

var awsS3BucketRequestPayment = Adapter{
	Type:    "aws_s3_bucket_request_payment_configuration",
	Refs:    bucketRef,
	Predict: bucketID,
	Adapt: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		s.RequesterPays = equals(b.Text(r, "payer"), "Requester")
		b.setting(s)
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		s, no := b.satellite(r), policy.No
		s.RequesterPays = &no
		b.setting(s)
	},
}

// An omitted setting is off; after the resource is destroyed all four are.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html (2026-11)
var awsS3BucketPublicAccessBlock = Adapter{
	Type:    "aws_s3_bucket_public_access_block",
	Refs:    bucketRef,
	Predict: map[string]string{"id": "{bucket}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		s.PublicAccessBlock = b.publicAccessBlock(r)
		b.setting(s)
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		if b.Tri(r, "skip_destroy", policy.No) == policy.Yes {
			return
		}
		s := b.satellite(r)
		s.PublicAccessBlock = allBlocks(b.Origin(r), policy.No)
		b.setting(s)
	},
}

func (b *Builder) publicAccessBlock(r *plan.Resource) *PublicAccessBlock {
	return &PublicAccessBlock{
		Origin:                b.Origin(r),
		BlockPublicACLs:       b.Tri(r, "block_public_acls", policy.No),
		IgnorePublicACLs:      b.Tri(r, "ignore_public_acls", policy.No),
		BlockPublicPolicy:     b.Tri(r, "block_public_policy", policy.No),
		RestrictPublicBuckets: b.Tri(r, "restrict_public_buckets", policy.No),
	}
}

func allBlocks(o Origin, t policy.Tri) *PublicAccessBlock {
	return &PublicAccessBlock{Origin: o, BlockPublicACLs: t, IgnorePublicACLs: t, BlockPublicPolicy: t, RestrictPublicBuckets: t}
}

var awsS3AccountPublicAccessBlock = Adapter{
	Type:    "aws_s3_account_public_access_block",
	Predict: map[string]string{"account_id": "{account}", "id": "{account_id}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.accountBlock(r, b.publicAccessBlock(r))
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		b.accountBlock(r, allBlocks(b.Origin(r), policy.No))
	},
}

func (b *Builder) accountBlock(r *plan.Resource, block *PublicAccessBlock) {
	id := b.Text(r, "account_id")
	if id == "" || id.IsOpaque() {
		id = b.Account(r)
	}
	b.Fragment.Accounts = append(b.Fragment.Accounts, AccountRec{
		Origin: b.Origin(r), ID: id, Partition: b.Partition(r), PublicAccessBlock: block,
	})
}

var awsS3BucketVersioning = Adapter{
	Type:    "aws_s3_bucket_versioning",
	Blocks:  []string{"versioning_configuration"},
	Refs:    bucketRef,
	Predict: bucketID,
	Adapt: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		block, _ := b.Block(r, "versioning_configuration")
		s.Versioning = equals(block.Text("status"), "Enabled")
		b.setting(s)
	},
}

var awsS3BucketObjectLock = Adapter{
	Type:    "aws_s3_bucket_object_lock_configuration",
	Blocks:  []string{"rule"},
	Refs:    bucketRef,
	Predict: bucketID,
	Adapt: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		s.ObjectLock = equals(b.Text(r, "object_lock_enabled"), "Enabled")
		b.setting(s)
	},
}

// With ABAC on, conditions on aws:ResourceTag see the bucket's tags.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html (2026-11)
var awsS3BucketABAC = Adapter{
	Type:    "aws_s3_bucket_abac",
	Refs:    bucketRef,
	Predict: bucketID,
	Adapt: func(b *Builder, r *plan.Resource) {
		s := b.satellite(r)
		block, _ := b.Block(r, "abac_status")
		s.ABAC = equals(block.Text("status"), "Enabled")
		b.setting(s)
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		s, no := b.satellite(r), policy.No
		s.ABAC = &no
		b.setting(s)
	},
}

// The endpoint's name has a dash before the region in older regions and a dot
// in newer ones; where it is an origin, both lead to the bucket.
// https://docs.aws.amazon.com/general/latest/gr/s3.html#s3_website_region_endpoints (2026-11)
var awsS3BucketWebsite = Adapter{
	Type:    "aws_s3_bucket_website_configuration",
	Refs:    bucketRef,
	Predict: map[string]string{"id": "{bucket}", "website_endpoint": "{bucket}.s3-website-{region}.{suffix}"},
}
