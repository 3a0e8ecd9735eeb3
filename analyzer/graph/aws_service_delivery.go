package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Vended logs of the second version: a delivery joins a source, the resource
// that logs, with a destination, the bucket. CloudFront's standard logging v2
// is set up like this.
//
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-vended-logs-permissions-V2.html (2026-11)

var awsLogDeliverySource = Adapter{
	Type:    "aws_cloudwatch_log_delivery_source",
	Refs:    map[string]string{"resource_arn": "aws_cloudfront_distribution.arn"},
	Predict: map[string]string{"arn": "arn:{partition}:logs:{region}:{account}:delivery-source:{name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.logEnd(r, b.Text(r, "resource_arn"))
	},
}

var awsLogDeliveryDestination = Adapter{
	Type:    "aws_cloudwatch_log_delivery_destination",
	Predict: map[string]string{"arn": "arn:{partition}:logs:{region}:{account}:delivery-destination:{name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		to, _ := b.Block(r, "delivery_destination_configuration")
		b.logEnd(r, to.Text("destination_resource_arn"))
	},
}

func (b *Builder) logEnd(r *plan.Resource, resource policy.Text) {
	if arn := b.Text(r, "arn"); !arn.IsUnset() && !arn.IsOpaque() {
		b.Fragment.LogEnds = append(b.Fragment.LogEnds, LogEndRec{Origin: b.Origin(r), ARN: arn, Resource: resource})
	}
}

// The bucket and the service's folder are the ends' to tell (see completeDelivery).
// A path of one's own is put behind AWSLogs/ACCOUNT/SERVICE/ when the delivery
// is made; once it is changed, it stands alone.
//
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html#send-logs-s3 (2026-11)
// https://github.com/hashicorp/terraform-provider-aws/issues/46328 (2026-11): what becomes of suffix_path
var awsLogDelivery = Adapter{
	Type: "aws_cloudwatch_log_delivery",
	Refs: map[string]string{
		"delivery_destination_arn": "aws_cloudwatch_log_delivery_destination.arn",
		"delivery_source_name":     "aws_cloudwatch_log_delivery_source.name",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		account := b.Account(r)
		w := b.deliverLogs(r, "log_delivery", "", "")
		w.SourceARN = b.source(r, "logs", "delivery-source:"+b.Text(r, "delivery_source_name"))
		w.Destination = known(b.Text(r, "delivery_destination_arn"))
		folder := "AWSLogs/" + account + "/"
		if b.Configured(r, "s3_delivery_configuration") {
			options, _ := b.Block(r, "s3_delivery_configuration")
			own := !options.Text("suffix_path").IsUnset() && r.Change != "create"
			if own || options.Tri("enable_hive_compatible_path", policy.No) != policy.No {
				folder = policy.Opaque(symbolName(r, "key_prefix"))
			}
		}
		w.Actions = []WiredAction{
			{Action: "s3:GetBucketAcl", Sometimes: true}, // not every source asks for it
			{Action: "s3:PutObject", Resource: folder},
		}
		b.wire(r, w)
	},
}
