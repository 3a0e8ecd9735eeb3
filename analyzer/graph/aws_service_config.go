package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// AWS Config delivers as the recorder's role; where that is its service-linked
// role, as config.amazonaws.com.
//
// https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html (2026-11)
var awsConfigDeliveryChannel = Adapter{
	Type: "aws_config_delivery_channel",
	Refs: map[string]string{"s3_bucket_name": bucketNames},
	Adapt: func(b *Builder, r *plan.Resource) {
		bucket, account := b.Text(r, "s3_bucket_name"), b.Account(r)
		w := WiringRec{}
		w.Kind, w.Service, w.Bucket, w.ACL, w.KMS = "config", "config.amazonaws.com", bucket, ownerControl, kmsCustomer
		w.SourceAccount = account
		// No page gives the form of aws:SourceArn beyond service and account.
		w.SourceARN = policy.Text("arn:"+b.Partition(r)+":config:") + b.Region(r) + ":" + account + ":" + policy.Opaque(symbolName(r, "source_arn"))
		w.KeyID = b.Text(r, "s3_kms_key_arn")
		w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketAcl"),
			b.onKeys(r, bucket, folder(b.Text(r, "s3_key_prefix"))+"AWSLogs/"+account+"/Config/", "s3:PutObject")...)
		// Asked for since 2021, when the channel is made.
		w.Actions = append(w.Actions, sometimes(b.onBucket(r, bucket, "s3:ListBucket"))...)
		b.wire(r, w)
	},
}

var awsConfigRecorder = Adapter{
	Type: "aws_config_configuration_recorder",
	Refs: map[string]string{"role_arn": roleARNs},
	Adapt: func(b *Builder, r *plan.Resource) {
		role := b.Text(r, "role_arn")
		if role.IsUnset() || strings.Contains(string(role), "/aws-service-role/") {
			role = ""
		}
		w := WiringRec{Recorder: true, AccountID: b.Account(r), Region: b.Region(r)}
		w.Origin, w.Role = b.Origin(r), role
		b.Fragment.Wirings = append(b.Fragment.Wirings, w)
	},
}
