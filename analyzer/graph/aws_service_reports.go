package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Services that write logs, mail and reports as a principal of their own.

// deliver wires a service that writes below a prefix, with the account of the
// resource as aws:SourceAccount.
func (b *Builder) deliver(r *plan.Resource, kind string, service, bucket, prefix policy.Text, kms string) WiringRec {
	w := WiringRec{}
	w.Kind, w.Service, w.Bucket, w.KMS = kind, service, bucket, kms
	w.SourceAccount = b.Account(r)
	w.Actions = b.onKeys(r, bucket, prefix, "s3:PutObject")
	return w
}

// source is an ARN of the resource's account and region.
func (b *Builder) source(r *plan.Resource, service string, resource policy.Text) policy.Text {
	return policy.Text("arn:"+b.Partition(r)+":"+service+":") + b.Region(r) + ":" + b.Account(r) + ":" + resource
}

// redshiftAccounts are the accounts as whose user "logs" audit logs were
// written before Redshift had a service principal. Every region's was compared
// with the data source that stands for the list; the page has but some of them.
// https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing-manage-log-files.html (2026-11)
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/redshift_service_account (2026-11)
var redshiftAccounts = map[policy.Text]policy.Text{
	"us-east-1": "193672423079", "us-east-2": "391106570357", "us-west-1": "262260360010", "us-west-2": "902366379725",
	"af-south-1": "365689465814", "ap-east-1": "313564881002", "ap-south-1": "865932855811", "ap-northeast-3": "090321488786",
	"ap-northeast-2": "760740231472", "ap-southeast-1": "361669875840", "ap-southeast-2": "762762565011", "ap-northeast-1": "404641285394",
	"ca-central-1": "907379612154", "eu-central-1": "053454850223", "eu-west-1": "210876761215", "eu-west-2": "307160386991",
	"eu-south-1": "945612479654", "eu-west-3": "915173422425", "eu-north-1": "729911121831", "me-south-1": "013126148197",
	"sa-east-1": "075028567923", "us-gov-west-1": "665727464434", "us-gov-east-1": "665727464434",
	"cn-north-1": "111890595117", "cn-northwest-1": "660998842044",
}

// redshiftLogging wires the logging block of aws_redshift_cluster.
func (b *Builder) redshiftLogging(r *plan.Resource) {
	logging, there := b.Block(r, "logging")
	if there == policy.Yes && logging.Tri("enable", policy.No) != policy.No {
		b.auditLogs(r, b.Text(r, "cluster_identifier"), logging.Text("bucket_name"), logging.Text("s3_key_prefix"))
	}
}

var awsRedshiftLogging = Adapter{
	Type: "aws_redshift_logging",
	Refs: map[string]string{"cluster_identifier": "aws_redshift_cluster.id", "bucket_name": bucketNames},
	Adapt: func(b *Builder, r *plan.Resource) {
		if b.Text(r, "log_destination_type") != "cloudwatch" {
			b.auditLogs(r, b.Text(r, "cluster_identifier"), b.Text(r, "bucket_name"), b.Text(r, "s3_key_prefix"))
		}
	},
}

// https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing-manage-log-files.html (2026-11)
func (b *Builder) auditLogs(r *plan.Resource, cluster, bucket, prefix policy.Text) {
	w := b.deliver(r, "redshift_audit_log", "redshift.amazonaws.com", bucket, folder(known(prefix)), kmsNone)
	w.SourceARN = b.source(r, "redshift", "cluster:"+cluster)
	w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketAcl"), w.Actions...)
	if account, old := redshiftAccounts[b.Region(r)]; old {
		w.Alternatives = []policy.Text{policy.Text("arn:"+b.Partition(r)+":iam::") + account + ":user/logs"}
	}
	b.wire(r, w)
}

// With a role of its own the rule writes as that role.
// https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html#receiving-email-permissions-s3 (2026-11)
var awsSESReceiptRule = Adapter{
	Type: "aws_ses_receipt_rule",
	Refs: map[string]string{
		"s3_action.bucket_name":  bucketNames,
		"s3_action.iam_role_arn": roleARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		actions, _ := b.Blocks(r, "s3_action")
		for _, a := range actions {
			bucket := a.Text("bucket_name")
			w := b.deliver(r, "ses_mail", "ses.amazonaws.com", bucket, known(a.Text("object_key_prefix")), kmsCustomer)
			w.SourceARN = b.source(r, "ses", "receipt-rule-set/"+b.Text(r, "rule_set_name")+":receipt-rule/"+b.Text(r, "name"))
			if role := a.Text("iam_role_arn"); !role.IsUnset() {
				w = roleWiring("ses_mail", role, bucket, w.Actions)
			}
			b.wire(r, w)
		}
	},
}

// https://docs.aws.amazon.com/systems-manager/latest/userguide/inventory-create-resource-data-sync.html (2026-11)
var awsSSMResourceDataSync = Adapter{
	Type: "aws_ssm_resource_data_sync",
	Refs: map[string]string{
		"s3_destination.bucket_name": bucketNames,
		"s3_destination.kms_key_arn": keyARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		to, there := b.Block(r, "s3_destination")
		if there != policy.Yes {
			return
		}
		bucket, account := to.Text("bucket_name"), b.Account(r)
		w := b.deliver(r, "ssm_inventory", "ssm.amazonaws.com", bucket, folder(known(to.Text("prefix"))), kmsCustomer)
		w.ACL, w.KeyID = ownerControl, known(to.Text("kms_key_arn"))
		w.SourceARN = b.source(r, "ssm", "resource-data-sync/"+b.Text(r, "name"))
		// PREFIX/AWS:TYPE/accountid=ACCOUNT/region=REGION/…
		w.Actions[0].Resource += "/accountid=" + account + "/*"
		w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketAcl"), w.Actions...)
		b.wire(r, w)
	},
}

// Findings are always encrypted with the key that is named.
// https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html (2026-11)
var awsGuardDutyPublishing = Adapter{
	Type: "aws_guardduty_publishing_destination",
	Refs: map[string]string{
		"kms_key_arn": keyARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		bucket, prefix, ok := splitBucket(b.Text(r, "destination_arn"))
		if !ok {
			return
		}
		w := b.deliver(r, "guardduty", "guardduty.amazonaws.com", bucket, folder(prefix)+"AWSLogs/"+b.Account(r)+"/GuardDuty/", kmsCustomer)
		w.KeyID = known(b.Text(r, "kms_key_arn"))
		w.SourceARN = b.source(r, "guardduty", "detector/"+b.Text(r, "detector_id"))
		w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketLocation"), w.Actions...)
		b.wire(r, w)
	},
}

// https://docs.aws.amazon.com/macie/latest/user/discovery-results-repository-s3.html (2026-11)
var awsMacieExport = Adapter{
	Type: "aws_macie2_classification_export_configuration",
	Refs: map[string]string{
		"s3_destination.bucket_name": bucketNames,
		"s3_destination.kms_key_arn": keyARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		to, there := b.Block(r, "s3_destination")
		if there != policy.Yes {
			return
		}
		bucket := to.Text("bucket_name")
		w := b.deliver(r, "macie", "macie.amazonaws.com", bucket, folder(known(to.Text("key_prefix")))+"AWSLogs/"+b.Account(r)+"/", kmsCustomer)
		w.KeyID = known(to.Text("kms_key_arn"))
		w.SourceARN = b.source(r, "macie2", policy.Opaque(symbolName(r, "source_arn")))
		w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketLocation"), w.Actions...)
		b.wire(r, w)
	},
}

// https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html#setup-s3-destination (2026-11)
var awsBedrockLogging = Adapter{
	Type: "aws_bedrock_model_invocation_logging_configuration",
	Refs: map[string]string{
		"logging_config.s3_config.bucket_name": bucketNames,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		logging, _ := b.Block(r, "logging_config")
		s3, there := logging.Block("s3_config")
		if there != policy.Yes {
			return
		}
		prefix := folder(known(s3.Text("key_prefix"))) + "AWSLogs/" + b.Account(r) + "/BedrockModelInvocationLogs/"
		w := b.deliver(r, "bedrock_invocation_log", "bedrock.amazonaws.com", s3.Text("bucket_name"), prefix, kmsCustomer)
		w.SourceARN = b.source(r, "bedrock", "*")
		b.wire(r, w)
	},
}

// https://docs.aws.amazon.com/cur/latest/userguide/cur-s3.html (2026-11)
var awsCURReport = Adapter{
	Type: "aws_cur_report_definition",
	Refs: map[string]string{"s3_bucket": bucketNames},
	Adapt: func(b *Builder, r *plan.Resource) {
		bucket := b.Text(r, "s3_bucket")
		prefix := policy.Text(strings.TrimSuffix(string(known(b.Text(r, "s3_prefix"))), "/"))
		w := b.deliver(r, "cost_and_usage_report", "billingreports.amazonaws.com", bucket, folder(prefix), kmsAny)
		w.SourceARN = policy.Text("arn:"+b.Partition(r)+":cur:us-east-1:") + b.Account(r) + ":definition/" + b.Text(r, "report_name")
		w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketAcl", "s3:GetBucketPolicy"), w.Actions...)
		b.wire(r, w)
	},
}
