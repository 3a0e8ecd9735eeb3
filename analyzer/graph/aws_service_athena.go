package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

const athena policy.Text = "athena.amazonaws.com"

// A workgroup's results are written with the permissions of whoever sends the
// query, so that its callers are wired (see CallersOf); those of a Spark
// workgroup as its execution role. Settings that are not enforced are the
// client's to choose, and where callers are of IAM Identity Center, S3 Access
// Grants gives the access.
//
// https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html (2026-11)
// https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html (2026-11)
// https://docs.aws.amazon.com/athena/latest/ug/notebooks-spark-getting-started.html (2026-11): the execution role
var awsAthenaWorkgroup = Adapter{
	Type:   "aws_athena_workgroup",
	Blocks: []string{"configuration"},
	Refs: map[string]string{
		"configuration.execution_role":                                            roleARNs,
		"configuration.result_configuration.encryption_configuration.kms_key_arn": keyARNs,
	},
	Predict: map[string]string{"arn": "arn:{partition}:athena:{region}:{account}:workgroup/{name}", "id": "{name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		settings, _ := b.Block(r, "configuration")
		results, there := settings.Block("result_configuration")
		bucket, prefix, ok := splitBucket(results.Text("output_location"))
		enforced := settings.Tri("enforce_workgroup_configuration", policy.Yes)
		if !ok || there != policy.Yes || enforced == policy.No || b.Text(r, "state") == "DISABLED" {
			return
		}
		w := roleWiring("athena_results", "", bucket, b.onKeys(r, bucket, folder(prefix), "s3:PutObject"))
		if _, set := results.Block("acl_configuration"); set == policy.Yes {
			w.Actions = append(w.Actions, b.onKeys(r, bucket, folder(prefix), "s3:PutObjectAcl")...)
		}
		w.Actions = append(w.Actions, sometimes(b.onKeys(r, bucket, folder(prefix), "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"))...)
		w.Actions = append(w.Actions, sometimes(b.onBucket(r, bucket, "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"))...)
		w.ExpectedOwner = known(results.Text("expected_bucket_owner"))
		if enforced == policy.Maybe {
			w.Uncertain = append(w.Uncertain, "whether the workgroup's settings are enforced is not known")
		}
		encryption, _ := results.Block("encryption_configuration")
		if encryption.Text("encryption_option") == "SSE_KMS" {
			w.KeyID = known(encryption.Text("kms_key_arn"))
		}
		role := settings.Text("execution_role")
		engine, _ := settings.Block("engine_version")
		spark := strings.HasPrefix(string(engine.Text("selected_engine_version")), "PySpark")
		switch {
		case role.IsUnset():
			w.CallersOf, w.CallersSend, w.Forwards = known(b.Text(r, "arn")), "athena:StartQueryExecution", athena
			b.wire(r, w)
		case spark:
			w.Role = role
			b.wire(r, w)
		}
	},
}
