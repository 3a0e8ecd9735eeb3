package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Reports that S3 itself writes about a bucket.

// Server access logs go to a bucket of the same account and region, encrypted
// with SSE-S3 or not at all.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html (2026-11)
var awsS3BucketLogging = Adapter{
	Type: "aws_s3_bucket_logging",
	Refs: map[string]string{"bucket": bucketNames, "target_bucket": bucketNames},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.serverAccessLogs(r, b.Text(r, "bucket"), b.Text(r, "target_bucket"), b.Text(r, "target_prefix"))
	},
}

// serverAccessLogs wires the access logs of a source bucket; also for the
// logging block of aws_s3_bucket in version 3 of the provider.
func (b *Builder) serverAccessLogs(r *plan.Resource, source, target, prefix policy.Text) {
	w := WiringRec{}
	w.Kind, w.Service, w.Bucket, w.KMS, w.Source = "s3_access_log", "logging.s3.amazonaws.com", target, kmsNone, source
	w.SourceARN, w.SourceAccount = b.bucketARN(r, source), b.Account(r)
	w.Actions = b.onKeys(r, target, prefix, "s3:PutObject")
	b.wire(r, w)
}

// reports wires inventory and analytics reports: S3 writes them with the
// canned ACL, below the prefix.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html#example-bucket-policies-s3-inventory (2026-11)
func (b *Builder) reports(r *plan.Resource, kind string, source, target, prefix policy.Text) WiringRec {
	w := WiringRec{}
	w.Kind, w.Service, w.Bucket, w.ACL, w.KMS, w.Source = kind, s3Service, target, ownerControl, kmsCustomer, source
	w.SourceARN, w.SourceAccount = b.bucketARN(r, source), b.Account(r)
	w.Actions = b.onKeys(r, target, folder(prefix), "s3:PutObject")
	return w
}

var awsS3BucketInventory = Adapter{
	Type: "aws_s3_bucket_inventory",
	Refs: map[string]string{
		"bucket":                        bucketNames,
		"destination.bucket.bucket_arn": bucketARNs,
		"destination.bucket.encryption.sse_kms.key_id": keyARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		if b.Tri(r, "enabled", policy.Yes) == policy.No {
			return
		}
		destination, _ := b.Block(r, "destination")
		to, _ := destination.Block("bucket")
		bucket, _, ok := splitBucket(to.Text("bucket_arn"))
		if !ok {
			return
		}
		w := b.reports(r, "inventory", b.Text(r, "bucket"), bucket, to.Text("prefix"))
		encryption, _ := to.Block("encryption")
		sse, there := encryption.Block("sse_kms")
		if there == policy.Yes {
			w.KeyID = sse.Text("key_id")
		}
		b.wire(r, w)
	},
}

var awsS3BucketAnalytics = Adapter{
	Type: "aws_s3_bucket_analytics_configuration",
	Refs: map[string]string{
		"bucket": bucketNames,
		"storage_class_analysis.data_export.destination.s3_bucket_destination.bucket_arn": bucketARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		analysis, _ := b.Block(r, "storage_class_analysis")
		export, _ := analysis.Block("data_export")
		destination, _ := export.Block("destination")
		to, _ := destination.Block("s3_bucket_destination")
		if bucket, _, ok := splitBucket(to.Text("bucket_arn")); ok {
			b.wire(r, b.reports(r, "analytics", b.Text(r, "bucket"), bucket, to.Text("prefix")))
		}
	},
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens_iam_permissions.html (2026-11)
var awsS3StorageLens = Adapter{
	Type: "aws_s3control_storage_lens_configuration",
	Refs: map[string]string{
		"storage_lens_configuration.data_export.s3_bucket_destination.arn": bucketARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		lens, _ := b.Block(r, "storage_lens_configuration")
		export, _ := lens.Block("data_export")
		to, there := export.Block("s3_bucket_destination")
		bucket, _, ok := splitBucket(to.Text("arn"))
		if there != policy.Yes || !ok {
			return
		}
		w := WiringRec{}
		w.Kind, w.Service, w.Bucket, w.ACL, w.KMS = "storage_lens", "storage-lens.s3.amazonaws.com", bucket, ownerControl, kmsCustomer
		w.SourceAccount = b.Account(r)
		w.SourceARN = policy.Text("arn:"+b.Partition(r)+":s3:") + b.Region(r) + ":" + b.Account(r) + ":storage-lens/" + b.Text(r, "config_id")
		w.Actions = b.onKeys(r, bucket, folder(to.Text("prefix"))+"StorageLens/"+b.Account(r)+"/", "s3:PutObject")
		b.wire(r, w)
	},
}

// bucketServices wires the logging and replication blocks that aws_s3_bucket
// had as arguments up to version 3 of the provider. Later ones only show there
// what a satellite resource made, which joinWirings takes for the same thing.
func (b *Builder) bucketServices(r *plan.Resource, bucket policy.Text) {
	if b.Configured(r, "logging") {
		blocks, _ := b.Blocks(r, "logging")
		for _, l := range blocks {
			if target := l.Text("target_bucket"); !target.IsUnset() {
				b.serverAccessLogs(r, bucket, target, l.Text("target_prefix"))
			}
		}
	}
	if b.Configured(r, "replication_configuration") {
		blocks, _ := b.Blocks(r, "replication_configuration")
		for _, c := range blocks {
			rules, complete := c.Blocks("rules")
			b.replication(r, bucket, c.Text("role"), rules, complete)
		}
	}
}
