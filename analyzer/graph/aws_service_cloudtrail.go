package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// A trail checks the bucket's ACL and writes below [PREFIX/]AWSLogs/ACCOUNT/;
// an organization's trail also below AWSLogs/ORGANIZATION/.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html (2026-11)
var awsCloudTrail = Adapter{
	Type:    "aws_cloudtrail",
	Refs:    map[string]string{"s3_bucket_name": bucketNames, "kms_key_id": keyARNs},
	Predict: map[string]string{"arn": "arn:{partition}:cloudtrail:{region}:{account}:trail/{name}", "id": "{name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		if b.Tri(r, "enable_logging", policy.Yes) == policy.No {
			return
		}
		bucket, account := b.Text(r, "s3_bucket_name"), b.Account(r)
		prefix := folder(b.Text(r, "s3_key_prefix"))
		w := WiringRec{}
		w.Kind, w.Service, w.Bucket, w.ACL, w.KMS = "cloudtrail", "cloudtrail.amazonaws.com", bucket, ownerControl, kmsAny
		w.SourceARN, w.SourceAccount = b.Text(r, "arn"), account
		w.KeyID = b.Text(r, "kms_key_id")
		w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketAcl"),
			b.onKeys(r, bucket, prefix+"AWSLogs/"+account+"/", "s3:PutObject")...)
		w.OrgTrail = b.Tri(r, "is_organization_trail", policy.No) == policy.Yes
		b.wire(r, w)
	},
}
