package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// A backup of a bucket reads its objects as the selection's role. Only buckets
// that are selected by their ARN are meant for certain: tags and patterns take
// what there is. AWS's policy for backups in general has nothing about S3, for
// which there is a policy of its own.
//
// https://docs.aws.amazon.com/aws-backup/latest/devguide/s3-backups.html (2026-11)
// https://docs.aws.amazon.com/aws-backup/latest/devguide/security-iam-awsmanpol.html (2026-11): Amazon S3 backup policy
var awsBackupSelection = Adapter{
	Type:    "aws_backup_selection",
	Assumer: backupService,
	Refs:    map[string]string{"iam_role_arn": roleARNs, "resources": bucketARNs},
	Adapt: func(b *Builder, r *plan.Resource) {
		selected, _ := b.Texts(r, "resources")
		excluded, all := b.Texts(r, "not_resources")
		conditions, some := b.Blocks(r, "condition")
		for _, arn := range selected {
			bucket, keys, ok := splitBucket(arn)
			if !ok || !keys.IsUnset() || strings.ContainsAny(string(bucket), "*?") || mayExclude(excluded, arn) {
				continue
			}
			w := roleWiring("backup", b.Text(r, "iam_role_arn"), bucket, b.onKeys(r, bucket, "", "s3:GetObject"))
			w.Actions = append(w.Actions, sometimes(b.onKeys(r, bucket, "", "s3:GetObjectVersion", "s3:GetObjectAcl",
				"s3:GetObjectVersionAcl", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"))...)
			w.Actions = append(w.Actions, sometimes(b.onBucket(r, bucket, "s3:ListBucket", "s3:ListBucketVersions", "s3:GetBucketVersioning",
				"s3:GetBucketLocation", "s3:GetBucketTagging", "s3:GetBucketAcl", "s3:GetBucketNotification", "s3:PutBucketNotification",
				"s3:GetInventoryConfiguration", "s3:PutInventoryConfiguration"))...)
			if len(conditions) > 0 || !some || !all && b.Configured(r, "not_resources") {
				w.Uncertain = append(w.Uncertain, "whether the selection's conditions take the bucket is not known")
			}
			b.wire(r, w)
		}
	},
}

// mayExclude reports whether one of the patterns is, or may be, one of the resource.
func mayExclude(patterns []policy.Text, arn policy.Text) bool {
	for _, p := range patterns {
		if pattern := policy.CompileResource(p); pattern.Match(policy.CompileResource(arn)) != policy.No {
			return true
		}
	}
	return false
}
