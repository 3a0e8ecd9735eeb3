package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html (2026-11)
var awsS3AccessPoint = Adapter{
	Type:   "aws_s3_access_point",
	Blocks: []string{"vpc_configuration", "public_access_block_configuration"},
	Refs:   bucketRef,
	Predict: map[string]string{
		"account_id":        "{account}",
		"bucket_account_id": "{account}",
		"arn":               "arn:{partition}:s3:{region}:{account_id}:accesspoint/{name}",
		"id":                "{account_id}:{name}",
		"alias":             "{name}-{fresh}-s3alias",
		"domain_name":       "{name}-{account_id}.s3-accesspoint.{region}.{suffix}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec := b.accessPoint(r)
		rec.Bucket, rec.BucketAccount = b.Text(r, "bucket"), b.Text(r, "bucket_account_id")
		rec.Alias = b.Text(r, "alias")
		if block, has := b.Block(r, "vpc_configuration"); has == policy.Yes {
			rec.VPC = block.Text("vpc_id")
		}
		rec.PublicAccessBlock = accessPointBlock(b, r, b.blockIfConfigured(r, "public_access_block_configuration"))
		if doc := b.Doc(r, "policy"); doc.Presence != Absent {
			rec.Policy = &doc
		}
		b.Fragment.AccessPoints = append(b.Fragment.AccessPoints, rec)
	},
}

func (b *Builder) accessPoint(r *plan.Resource) AccessPointRec {
	account := b.Text(r, "account_id")
	if account == "" || account.IsOpaque() {
		account = b.Account(r)
	}
	return AccessPointRec{
		Origin: b.Origin(r), ARN: b.Text(r, "arn"), Name: b.Text(r, "name"),
		Account: account, Region: b.Region(r),
	}
}

// blockIfConfigured is a nested block that somebody wrote; No if it is left to AWS.
func (b *Builder) blockIfConfigured(r *plan.Resource, name string) func() (Nested, policy.Tri) {
	return func() (Nested, policy.Tri) {
		if !b.Configured(r, name) {
			return Nested{}, policy.No
		}
		return b.Block(r, name)
	}
}

// accessPointBlock reads an access point's own public access block, whose
// settings are on unless written otherwise.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html (2026-11)
func accessPointBlock(b *Builder, r *plan.Resource, get func() (Nested, policy.Tri)) *PublicAccessBlock {
	block, has := get()
	if has == policy.No {
		return allBlocks(b.Origin(r), policy.Yes)
	}
	return &PublicAccessBlock{
		Origin:                b.Origin(r),
		BlockPublicACLs:       block.Tri("block_public_acls", policy.Yes),
		IgnorePublicACLs:      block.Tri("ignore_public_acls", policy.Yes),
		BlockPublicPolicy:     block.Tri("block_public_policy", policy.Yes),
		RestrictPublicBuckets: block.Tri("restrict_public_buckets", policy.Yes),
	}
}

var awsS3AccessPointPolicy = Adapter{
	Type:    "aws_s3control_access_point_policy",
	Refs:    map[string]string{"access_point_arn": "aws_s3_access_point.arn"},
	Predict: map[string]string{"id": "{access_point_arn}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		doc := b.Doc(r, "policy")
		b.Fragment.AccessPoints = append(b.Fragment.AccessPoints, AccessPointRec{
			Origin: b.Origin(r), ARN: b.Text(r, "access_point_arn"), Policy: &doc, PolicyOnly: true,
		})
	},
}

// A multi-Region access point's ARN holds its alias, which AWS invents, and no region.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRequestRouting.html (2026-11)
var awsS3MultiRegionAccessPoint = Adapter{
	Type: "aws_s3control_multi_region_access_point",
	Predict: map[string]string{
		"account_id":  "{account}",
		"alias":       "{fresh:alias}.mrap",
		"arn":         "arn:{partition}:s3::{account_id}:accesspoint/{alias}",
		"domain_name": "{alias}.accesspoint.s3-global.{suffix}",
		"id":          "{account_id}:{details.name}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		details, _ := b.Block(r, "details")
		rec := b.accessPoint(r)
		rec.Name, rec.Alias, rec.MultiRegion, rec.Region = details.Text("name"), b.Text(r, "alias"), true, ""
		rec.PublicAccessBlock = accessPointBlock(b, r, func() (Nested, policy.Tri) { return details.Block("public_access_block") })
		regions, _ := details.Blocks("region")
		for _, region := range regions {
			one := rec
			one.Bucket, one.BucketAccount = region.Text("bucket"), region.Text("bucket_account_id")
			b.Fragment.AccessPoints = append(b.Fragment.AccessPoints, one)
		}
	},
}

var awsS3MultiRegionAccessPointPolicy = Adapter{
	Type:    "aws_s3control_multi_region_access_point_policy",
	Predict: map[string]string{"account_id": "{account}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		details, _ := b.Block(r, "details")
		rec, doc := b.accessPoint(r), details.Doc("policy")
		rec.ARN, rec.Name, rec.Region = "", details.Text("name"), ""
		rec.Policy, rec.PolicyOnly, rec.MultiRegion = &doc, true, true
		b.Fragment.AccessPoints = append(b.Fragment.AccessPoints, rec)
	},
}
