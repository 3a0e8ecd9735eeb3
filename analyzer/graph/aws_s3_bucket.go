package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// A bucket's ARN is made of its name: it has neither region nor account.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-arn-format.html (2026-11)
var awsS3Bucket = Adapter{
	Type: "aws_s3_bucket",
	Predict: map[string]string{
		"bucket":                      "{bucket_prefix}{fresh:bucket} or terraform-{fresh:bucket}",
		"id":                          "{bucket}",
		"arn":                         "arn:{partition}:s3:::{bucket}",
		"region":                      "{region}",
		"bucket_region":               "{region}",
		"bucket_domain_name":          "{bucket}.s3.{suffix}",
		"bucket_regional_domain_name": "{bucket}.s3.{region}.{suffix}",
	},
	Adapt: adaptS3Bucket,
	Deleted: func(b *Builder, r *plan.Resource) {
		b.Fragment.Buckets = append(b.Fragment.Buckets, b.bucket(r))
	},
}

func adaptS3Bucket(b *Builder, r *plan.Resource) {
	rec := b.bucket(r)
	rec.Described = r.Change != "forget"
	b.Fragment.Buckets = append(b.Fragment.Buckets, rec)
	b.bucketPolicyArgument(r, rec)
	b.bucketEncryptionArgument(r, rec)
	b.bucketACLArguments(r, rec)
	b.bucketOtherArguments(r, rec)
	b.bucketServices(r, rec.Name)
}

func (b *Builder) bucket(r *plan.Resource) BucketRec {
	rec := BucketRec{
		Origin: b.Origin(r), Name: b.Text(r, "bucket"), ARN: b.Text(r, "arn"),
		Account: b.Account(r), Region: b.Region(r), Partition: b.Partition(r),
		ObjectLock: b.Tri(r, "object_lock_enabled", policy.No),
		Created:    b.Created(r), Deleted: b.Deleted(),
	}
	rec.Tags, _ = b.Tags(r)
	return rec
}

// inline starts a setting that an argument of aws_s3_bucket makes. Provider 3
// has all settings as arguments. From 4 on they are computed: what the
// provider saw in AWS, which holds only where no satellite resource speaks.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade#s3-bucket-refactor (2026-11)
func (b *Builder) inline(r *plan.Resource, rec BucketRec, attr string) (BucketSetting, bool) {
	if !b.Configured(r, attr) {
		return BucketSetting{}, false
	}
	written := b.Argument(r, attr) == policy.Yes || rec.Created
	return BucketSetting{
		Origin: rec.Origin, Bucket: rec.Name, Account: rec.Account, Inline: written, Observed: !written,
	}, true
}

func (b *Builder) setting(s BucketSetting) {
	b.Fragment.Settings = append(b.Fragment.Settings, s)
}

func (b *Builder) bucketPolicyArgument(r *plan.Resource, rec BucketRec) {
	s, ok := b.inline(r, rec, "policy")
	if !ok {
		return
	}
	doc := b.Doc(r, "policy")
	s.Policy = &doc
	if doc.Presence != Absent || s.Observed {
		b.setting(s)
	}
}

func (b *Builder) bucketEncryptionArgument(r *plan.Resource, rec BucketRec) {
	s, ok := b.inline(r, rec, "server_side_encryption_configuration")
	if !ok {
		return
	}
	block, has := b.Block(r, "server_side_encryption_configuration")
	if has == policy.No {
		return
	}
	s.Encryption = encryption(block.Block("rule"))
	b.setting(s)
}

func (b *Builder) bucketACLArguments(r *plan.Resource, rec BucketRec) {
	if s, ok := b.inline(r, rec, "acl"); ok {
		if canned := b.Text(r, "acl"); canned != "" {
			s.ACL = &ACL{Origin: rec.Origin, Presence: Present, Canned: canned}
			b.setting(s)
			return
		}
	}
	s, ok := b.inline(r, rec, "grant")
	if !ok {
		return
	}
	grants, complete := b.Blocks(r, "grant")
	if len(grants) == 0 && complete {
		return
	}
	s.ACL = &ACL{Origin: rec.Origin, Presence: presentIf(complete)}
	for _, g := range grants {
		permissions, all := g.Texts("permissions")
		if !all {
			s.ACL.Presence = Opaque
		}
		for _, p := range permissions {
			s.ACL.Grants = append(s.ACL.Grants, Grant{
				Grantee: grantee(g.Text("id"), g.Text("uri")), Type: string(g.Text("type")), Permission: string(p),
			})
		}
	}
	b.setting(s)
}

func (b *Builder) bucketOtherArguments(r *plan.Resource, rec BucketRec) {
	if s, ok := b.inline(r, rec, "request_payer"); ok {
		s.RequesterPays = equals(b.Text(r, "request_payer"), "Requester")
		b.setting(s)
	}
	if s, ok := b.inline(r, rec, "versioning"); ok {
		if block, has := b.Block(r, "versioning"); has != policy.No {
			enabled := block.Tri("enabled", policy.No)
			s.Versioning = &enabled
			b.setting(s)
		}
	}
}

// equals compares a setting's text with one value: Maybe if it is not known,
// nil if it is unset.
func equals(t policy.Text, value string) *policy.Tri {
	if t == "" {
		return nil
	}
	v := policy.Maybe
	if t.IsWhollyKnown() {
		v = policy.Of(string(t) == value)
	}
	return &v
}

func presentIf(complete bool) Presence {
	if complete {
		return Present
	}
	return Opaque
}

func grantee(first, second policy.Text) policy.Text {
	if first != "" {
		return first
	}
	return second
}

// encryption reads the rule of a default encryption.
func encryption(rule Nested, has policy.Tri) *EncryptionRec {
	rec := &EncryptionRec{Presence: Present, Algorithm: "AES256", KeyIDKnown: true}
	if has == policy.Maybe {
		return &EncryptionRec{Presence: Opaque}
	}
	rec.BucketKey = rule.Tri("bucket_key_enabled", policy.No)
	rec.BlockedTypes, _ = rule.Texts("blocked_encryption_types")
	switch by, ok := rule.Block("apply_server_side_encryption_by_default"); ok {
	case policy.Maybe:
		rec.Presence = Opaque
	case policy.Yes:
		rec.Algorithm = by.Text("sse_algorithm")
		rec.KeyID = by.Text("kms_master_key_id")
		rec.KeyIDKnown = !rec.KeyID.IsOpaque()
	}
	return rec
}

// A bucket read as a data source is somebody else's: it has a name, a region
// and nothing else.
var awsS3BucketData = Adapter{
	Type: "data.aws_s3_bucket",
	Predict: map[string]string{ // its region need not be the provider's
		"id":                 "{bucket}",
		"arn":                "arn:{partition}:s3:::{bucket}",
		"bucket_domain_name": "{bucket}.s3.{suffix}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.Buckets = append(b.Fragment.Buckets, BucketRec{
			Origin: b.Origin(r), Name: b.Text(r, "bucket"), ARN: b.Text(r, "arn"),
			Region: b.readRegion(r), Partition: b.Partition(r), Reference: true,
		})
	},
}

// readRegion is where a data source found a thing, which need not be where its
// provider works; unset if it is read during apply.
func (b *Builder) readRegion(r *plan.Resource) policy.Text {
	for _, attr := range []string{"bucket_region", "region"} {
		if b.Configured(r, attr) {
			if t := b.Text(r, attr); t != "" && t.IsWhollyKnown() {
				return t
			}
		}
	}
	return ""
}

// A directory bucket (S3 Express One Zone) has an ARN of its own service, with
// region and account, and its own actions.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-security-iam.html (2026-11)
var awsS3DirectoryBucket = Adapter{
	Type: "aws_s3_directory_bucket",
	Predict: map[string]string{
		"id":  "{bucket}",
		"arn": "arn:{partition}:s3express:{region}:{account}:bucket/{bucket}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec := b.bucket(r)
		rec.Described = true
		b.Fragment.Buckets = append(b.Fragment.Buckets, rec)
	},
}
