package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Services that use a bucket as a role of the account.

// roleWiring is a role that a service assumes to use a bucket.
func roleWiring(kind string, role, bucket policy.Text, actions []WiredAction) WiringRec {
	w := WiringRec{}
	w.Kind, w.Role, w.Bucket, w.KMS, w.Actions = kind, role, bucket, kmsAny, actions
	return w
}

// Firehose writes with the role of each S3 block; an expression in the prefix
// ends what is fixed of it.
//
// https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 (2026-11)
// https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html (2026-11)
var awsFirehose = Adapter{
	Type:    "aws_kinesis_firehose_delivery_stream",
	Assumer: firehoseService,
	Blocks:  []string{"extended_s3_configuration"},
	Refs: map[string]string{
		"extended_s3_configuration.role_arn":                           roleARNs,
		"extended_s3_configuration.bucket_arn":                         bucketARNs,
		"extended_s3_configuration.kms_key_arn":                        keyARNs,
		"s3_configuration.role_arn":                                    roleARNs,
		"s3_configuration.bucket_arn":                                  bucketARNs,
		"s3_configuration.kms_key_arn":                                 keyARNs,
		"redshift_configuration.s3_configuration.role_arn":             roleARNs,
		"redshift_configuration.s3_configuration.bucket_arn":           bucketARNs,
		"redshift_configuration.s3_configuration.kms_key_arn":          keyARNs,
		"elasticsearch_configuration.s3_configuration.role_arn":        roleARNs,
		"elasticsearch_configuration.s3_configuration.bucket_arn":      bucketARNs,
		"elasticsearch_configuration.s3_configuration.kms_key_arn":     keyARNs,
		"opensearch_configuration.s3_configuration.role_arn":           roleARNs,
		"opensearch_configuration.s3_configuration.bucket_arn":         bucketARNs,
		"opensearch_configuration.s3_configuration.kms_key_arn":        keyARNs,
		"splunk_configuration.s3_configuration.role_arn":               roleARNs,
		"splunk_configuration.s3_configuration.bucket_arn":             bucketARNs,
		"splunk_configuration.s3_configuration.kms_key_arn":            keyARNs,
		"http_endpoint_configuration.s3_configuration.role_arn":        roleARNs,
		"http_endpoint_configuration.s3_configuration.bucket_arn":      bucketARNs,
		"http_endpoint_configuration.s3_configuration.kms_key_arn":     keyARNs,
		"snowflake_configuration.s3_configuration.role_arn":            roleARNs,
		"snowflake_configuration.s3_configuration.bucket_arn":          bucketARNs,
		"snowflake_configuration.s3_configuration.kms_key_arn":         keyARNs,
		"iceberg_configuration.s3_configuration.role_arn":              roleARNs,
		"iceberg_configuration.s3_configuration.bucket_arn":            bucketARNs,
		"iceberg_configuration.s3_configuration.kms_key_arn":           keyARNs,
		"extended_s3_configuration.s3_backup_configuration.role_arn":   roleARNs,
		"extended_s3_configuration.s3_backup_configuration.bucket_arn": bucketARNs,
	},
	Predict: map[string]string{"arn": "arn:{partition}:firehose:{region}:{account}:deliverystream/{name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		if direct, there := b.Block(r, "extended_s3_configuration"); there == policy.Yes {
			b.firehoseBucket(r, direct)
		}
		if direct, there := b.Block(r, "s3_configuration"); there == policy.Yes { // before version 5 of the provider
			b.firehoseBucket(r, direct)
		}
		for _, name := range []string{
			"redshift_configuration", "elasticsearch_configuration", "opensearch_configuration", "opensearchserverless_configuration",
			"splunk_configuration", "http_endpoint_configuration", "snowflake_configuration", "iceberg_configuration",
		} {
			if block, there := b.Block(r, name); there == policy.Yes {
				s3, _ := block.Block("s3_configuration")
				b.firehoseBucket(r, s3)
			}
		}
	},
}

func (b *Builder) firehoseBucket(r *plan.Resource, s3 Nested) {
	bucket, _, ok := splitBucket(s3.Text("bucket_arn"))
	if !ok {
		return
	}
	prefix, _, _ := strings.Cut(string(known(s3.Text("prefix"))), "!{")
	w := roleWiring("firehose", s3.Text("role_arn"), bucket, b.onKeys(r, bucket, policy.Text(prefix), "s3:PutObject"))
	w.KeyID = s3.Text("kms_key_arn")
	b.wire(r, w)
	if backup, there := s3.Block("s3_backup_configuration"); there == policy.Yes {
		b.firehoseBucket(r, backup)
	}
}

// A bucket whose name has "glue" at its head is used through Glue's own policy,
// but it is read as the job's role all the same.
// https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html (2026-11)
func (b *Builder) glueScript(r *plan.Resource, role policy.Text) {
	command, there := b.Block(r, "command")
	bucket, key, ok := splitBucket(command.Text("script_location"))
	if there != policy.Yes || !ok || key.IsUnset() {
		return
	}
	resource := b.bucketARN(r, bucket) + "/" + key
	b.wire(r, roleWiring("glue_script", role, bucket, wired(resource, []string{"s3:GetObject"})))
}

// https://docs.aws.amazon.com/glue/latest/dg/crawler-prereqs.html (2026-11)
var awsGlueCrawler = Adapter{
	Type:    "aws_glue_crawler",
	Assumer: glueService,
	Refs:    map[string]string{"role": roleARNs},
	Adapt: func(b *Builder, r *plan.Resource) {
		role := b.roleARN(r, b.Text(r, "role"))
		targets, _ := b.Blocks(r, "s3_target")
		for _, t := range targets {
			if bucket, prefix, ok := splitBucket(t.Text("path")); ok {
				b.wire(r, roleWiring("glue_crawler", role, bucket, b.onKeys(r, bucket, prefix, "s3:GetObject")))
			}
		}
	},
}

// roleARN is a role given by ARN or by name without its path.
func (b *Builder) roleARN(r *plan.Resource, role policy.Text) policy.Text {
	if role.IsUnset() || role.IsOpaque() || strings.HasPrefix(string(role), "arn:") {
		return role
	}
	return policy.Text("arn:"+b.Partition(r)+":iam::") + b.Account(r) + ":role/" + role
}

// Artifacts and logs of builds.
// https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html (2026-11)
func (b *Builder) codeBuildBuckets(r *plan.Resource, role policy.Text) {
	if artifacts, there := b.Block(r, "artifacts"); there == policy.Yes && artifacts.Text("type") == "S3" {
		if bucket := artifacts.Text("location"); !bucket.IsUnset() && !bucket.IsOpaque() {
			w := roleWiring("codebuild_artifacts", role, bucket, b.onKeys(r, bucket, folder(known(artifacts.Text("path"))), "s3:PutObject"))
			w.KeyID = b.keyOf(r, "encryption_key")
			b.wire(r, w)
		}
	}
	logs, _ := b.Block(r, "logs_config")
	if s3, there := logs.Block("s3_logs"); there == policy.Yes && s3.Text("status") == "ENABLED" {
		bucket, prefix, _ := strings.Cut(string(known(s3.Text("location"))), "/")
		if name, key, ok := splitBucket(policy.Text(bucket)); ok { // may be an ARN too
			bucket, prefix = string(name), string(key)+prefix
		}
		if bucket != "" {
			b.wire(r, roleWiring("codebuild_logs", role, policy.Text(bucket), b.onKeys(r, policy.Text(bucket), folder(policy.Text(prefix)), "s3:PutObject")))
		}
	}
}

// keyOf is a key, or another argument, that may be left to AWS.
func (b *Builder) keyOf(r *plan.Resource, attr string) policy.Text {
	if !b.Configured(r, attr) {
		return ""
	}
	return known(b.Text(r, attr))
}

// Airflow reads its DAGs as the execution role.
// https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-create-role.html (2026-11)
func (b *Builder) airflowBucket(r *plan.Resource, role policy.Text) {
	bucket, _, ok := splitBucket(b.Text(r, "source_bucket_arn"))
	if !ok {
		return
	}
	actions := append(b.onKeys(r, bucket, known(b.Text(r, "dag_s3_path")), "s3:GetObject"), b.onBucket(r, bucket, "s3:ListBucket")...)
	b.wire(r, roleWiring("mwaa_dags", role, bucket, actions))
}

// A DMS endpoint is source or target of a task; its actions differ.
// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.S3.html#CHAP_Target.S3.Prerequisites (2026-11)
// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.S3.html#CHAP_Source.S3.Prerequisites (2026-11)
var awsDMSS3Endpoint = Adapter{
	Type:    "aws_dms_s3_endpoint",
	Assumer: dmsService,
	Refs:    map[string]string{"bucket_name": bucketNames, "service_access_role_arn": roleARNs},
	Adapt: func(b *Builder, r *plan.Resource) {
		bucket := b.Text(r, "bucket_name")
		keys := folder(known(b.Text(r, "bucket_folder")))
		actions := b.onBucket(r, bucket, "s3:ListBucket")
		switch b.Text(r, "endpoint_type") {
		case "source":
			actions = append(actions, b.onKeys(r, bucket, keys, "s3:GetObject")...)
		case "target":
			actions = append(actions, b.onKeys(r, bucket, keys, "s3:PutObject")...)
			actions = append(actions, sometimes(b.onKeys(r, bucket, keys, "s3:DeleteObject"))...)
		}
		w := roleWiring("dms", b.Text(r, "service_access_role_arn"), bucket, actions)
		w.ExpectedOwner = b.keyOf(r, "expected_bucket_owner")
		b.wire(r, w)
	},
}

// Making a location lists the bucket; what a task does there depends on the
// direction in which it copies.
// https://docs.aws.amazon.com/datasync/latest/userguide/create-s3-location.html#create-s3-location-access (2026-11)
var awsDataSyncLocationS3 = Adapter{
	Type:    "aws_datasync_location_s3",
	Assumer: dataSyncService,
	Refs: map[string]string{
		"s3_bucket_arn":                    bucketARNs,
		"s3_config.bucket_access_role_arn": roleARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		bucket, _, ok := splitBucket(b.Text(r, "s3_bucket_arn"))
		config, there := b.Block(r, "s3_config")
		if !ok || there != policy.Yes {
			return
		}
		b.wire(r, roleWiring("datasync", config.Text("bucket_access_role_arn"), bucket,
			b.onBucket(r, bucket, "s3:ListBucket", "s3:GetBucketLocation")))
	},
}

// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ExportSnapshot.Setup.html (2026-11)
var awsRDSExportTask = Adapter{
	Type:    "aws_rds_export_task",
	Assumer: rdsExport,
	Refs:    map[string]string{"s3_bucket_name": bucketNames, "iam_role_arn": roleARNs},
	Adapt: func(b *Builder, r *plan.Resource) {
		bucket := b.Text(r, "s3_bucket_name")
		keys := folder(known(b.Text(r, "s3_prefix")))
		actions := append(b.onKeys(r, bucket, keys, "s3:PutObject"), b.onBucket(r, bucket, "s3:ListBucket", "s3:GetBucketLocation")...)
		actions = append(actions, sometimes(b.onKeys(r, bucket, keys, "s3:GetObject", "s3:DeleteObject"))...)
		w := roleWiring("rds_export", b.Text(r, "iam_role_arn"), bucket, actions)
		w.KeyID = b.keyOf(r, "kms_key_id")
		b.wire(r, w)
	},
}
