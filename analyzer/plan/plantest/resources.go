package plantest

import (
	"encoding/json"
	"fmt"
)

// resources are those of one service, in the order of their addresses.
func (w *writer) resources(i int) []resource {
	s := service(i)
	bucket := "acme-" + s.name + "-data"
	bucketARN := "arn:aws:s3:::" + bucket
	keyID := fmt.Sprintf("%08x-0000-4000-8000-%012x", i, i)
	keyARN := "arn:aws:kms:eu-west-1:" + Data + ":key/" + keyID
	role := s.name + "-reader"
	roleARN := "arn:aws:iam::" + Consumer + ":role/" + role
	tags := object{"service": s.name, "team": "platform"}

	reader := roleARN
	if i < w.Faulty {
		reader = "arn:aws:iam::" + Consumer + ":role/somebody-else"
	}
	ref := func(references ...string) object { return object{"references": references} }
	constant := func(value any) object { return object{"constant_value": value} }
	attribute := func(typ, name string) object {
		return ref(typ+"."+s.block+"."+name, typ+"."+s.block)
	}
	named := func(suffix string) object {
		if s.module != "" {
			return ref("var.name")
		}
		return constant("acme-" + s.name + suffix)
	}
	toBucket := map[string]any{"bucket": attribute("aws_s3_bucket", "id")}

	statement := func(resources ...any) []object {
		return []object{{"sid": "Read", "effect": "Allow", "actions": []string{"s3:GetObject", "s3:ListBucket"}, "resources": resources,
			"principals":  []object{{"type": "AWS", "identifiers": []string{roleARN}}},
			"not_actions": nil, "not_resources": nil, "not_principals": []any{}, "condition": []any{}}}
	}
	encryption := func(key any) []object {
		return []object{{"bucket_key_enabled": true, "blocked_encryption_types": []any{},
			"apply_server_side_encryption_by_default": []object{{"kms_master_key_id": key, "sse_algorithm": "aws:kms"}}}}
	}
	toKey := attribute("aws_kms_key", "arn")
	return []resource{
		{
			typ: "aws_iam_policy_document", data: true, provider: "aws.data",
			values: object{"id": fmt.Sprint(1000 + i), "version": "2012-10-17", "policy_id": nil,
				"source_policy_documents": nil, "override_policy_documents": nil, "statement": statement(bucketARN, bucketARN+"/*"),
				"json": policy(allow("Read", aws(roleARN), []string{"s3:GetObject", "s3:ListBucket"}, bucketARN, bucketARN+"/*"))},
			computed: []string{"id", "json"},
			late:     object{"statement": statement(nil, nil)},
			unknown: object{"statement": []object{{"actions": []bool{false, false}, "resources": []bool{true, true},
				"principals": []object{{"identifiers": []bool{false}}}, "not_principals": []any{}, "condition": []any{}}}},
			arguments: map[string]any{"statement": []object{{"sid": constant("Read"),
				"actions":    constant([]string{"s3:GetObject", "s3:ListBucket"}),
				"resources":  attribute("aws_s3_bucket", "arn"),
				"principals": []object{{"type": constant("AWS"), "identifiers": constant([]string{roleARN})}}}}},
		},
		{
			typ: "aws_iam_role", provider: "aws.consumer",
			values: object{"id": role, "name": role, "name_prefix": "", "path": "/", "arn": roleARN, "unique_id": fmt.Sprintf("AROA%016d", i),
				"assume_role_policy":    policy(allow("", object{"Service": "ec2.amazonaws.com"}, "sts:AssumeRole")),
				"force_detach_policies": false, "max_session_duration": 3600, "permissions_boundary": "", "description": "",
				"create_date": "2026-01-01T00:00:00Z", "inline_policy": []any{}, "managed_policy_arns": []any{}, "tags": tags, "tags_all": tags},
			computed:  []string{"id", "name_prefix", "arn", "unique_id", "create_date", "inline_policy", "managed_policy_arns"},
			arguments: map[string]any{"name": named("-reader"), "assume_role_policy": object{}, "tags": object{}},
		},
		{
			typ: "aws_iam_role_policy", provider: "aws.consumer",
			values: object{"id": role + ":read", "name": "read", "name_prefix": "", "role": role,
				"policy": policy(
					allow("Objects", nil, []string{"s3:GetObject"}, bucketARN+"/*"),
					allow("List", nil, "s3:ListBucket", bucketARN),
					allow("Key", nil, []string{"kms:Decrypt", "kms:DescribeKey"}, keyARN))},
			computed: []string{"id", "name_prefix", "role", "policy"},
			arguments: map[string]any{"name": constant("read"), "role": attribute("aws_iam_role", "id"),
				"policy": ref("aws_s3_bucket."+s.block+".arn", "aws_s3_bucket."+s.block, "aws_kms_key."+s.block+".arn", "aws_kms_key."+s.block)},
		},
		{
			typ: "aws_kms_alias", provider: "aws.data",
			values: object{"id": "alias/" + s.name, "name": "alias/" + s.name, "name_prefix": "", "arn": "arn:aws:kms:eu-west-1:" + Data + ":alias/" + s.name,
				"target_key_id": keyID, "target_key_arn": keyARN},
			computed:  []string{"id", "name_prefix", "arn", "target_key_id", "target_key_arn"},
			arguments: map[string]any{"name": named("-alias"), "target_key_id": attribute("aws_kms_key", "key_id")},
		},
		{
			typ: "aws_kms_key", provider: "aws.data",
			values: object{"id": keyID, "key_id": keyID, "arn": keyARN, "description": "data of " + s.name, "is_enabled": true, "enable_key_rotation": true,
				"key_usage": "ENCRYPT_DECRYPT", "customer_master_key_spec": "SYMMETRIC_DEFAULT", "multi_region": false, "deletion_window_in_days": 30,
				"bypass_policy_lockout_safety_check": false, "custom_key_store_id": "", "rotation_period_in_days": 365, "xks_key_id": "",
				"policy": policy(
					allow("Root", aws("arn:aws:iam::"+Data+":root"), "kms:*", "*"),
					allow("Reader", aws(reader), []string{"kms:Decrypt", "kms:DescribeKey"}, "*")),
				"tags": tags, "tags_all": tags},
			computed:  []string{"id", "key_id", "arn", "rotation_period_in_days"},
			arguments: map[string]any{"description": named(""), "enable_key_rotation": constant(true), "policy": object{}, "tags": object{}},
		},
		{
			typ: "aws_s3_bucket", provider: "aws.data",
			values: object{"id": bucket, "bucket": bucket, "arn": bucketARN, "bucket_prefix": "", "force_destroy": false, "region": "eu-west-1",
				"bucket_domain_name": bucket + ".s3.amazonaws.com", "bucket_regional_domain_name": bucket + ".s3.eu-west-1.amazonaws.com",
				"hosted_zone_id": "Z1BKCTXD74EZPE", "acceleration_status": "", "acl": nil, "policy": "", "request_payer": "BucketOwner",
				"cors_rule": []any{}, "grant": []any{}, "lifecycle_rule": []any{}, "logging": []any{}, "object_lock_configuration": []any{}, "object_lock_enabled": false,
				"replication_configuration": []any{}, "website": []any{}, "website_domain": nil, "website_endpoint": nil, "timeouts": nil,
				"server_side_encryption_configuration": []object{{"rule": []object{{"bucket_key_enabled": true,
					"apply_server_side_encryption_by_default": []object{{"kms_master_key_id": keyARN, "sse_algorithm": "aws:kms"}}}}}},
				"versioning": []object{{"enabled": true, "mfa_delete": false}}, "tags": tags, "tags_all": tags},
			computed: []string{"id", "arn", "bucket_prefix", "region", "bucket_domain_name", "bucket_regional_domain_name", "hosted_zone_id",
				"acceleration_status", "acl", "policy", "request_payer", "cors_rule", "grant", "lifecycle_rule", "logging", "object_lock_configuration",
				"object_lock_enabled", "replication_configuration", "website", "website_domain", "website_endpoint", "server_side_encryption_configuration", "versioning"},
			arguments: map[string]any{"bucket": named("-data"), "tags": object{}},
		},
		{
			typ: "aws_s3_bucket_ownership_controls", provider: "aws.data",
			values:   object{"id": bucket, "bucket": bucket, "rule": []object{{"object_ownership": "BucketOwnerEnforced"}}},
			computed: []string{"id", "bucket"}, arguments: toBucket,
		},
		{
			typ: "aws_s3_bucket_policy", provider: "aws.data",
			values: object{"id": bucket, "bucket": bucket,
				"policy": policy(allow("Read", aws(roleARN), []string{"s3:GetObject", "s3:ListBucket"}, bucketARN, bucketARN+"/*"))},
			computed: []string{"id", "bucket", "policy"},
			arguments: map[string]any{"bucket": attribute("aws_s3_bucket", "id"),
				"policy": ref("data.aws_iam_policy_document."+s.block+".json", "data.aws_iam_policy_document."+s.block)},
		},
		{
			typ: "aws_s3_bucket_public_access_block", provider: "aws.data",
			values: object{"id": bucket, "bucket": bucket, "block_public_acls": true, "block_public_policy": true,
				"ignore_public_acls": true, "restrict_public_buckets": true, "skip_destroy": nil},
			computed: []string{"id", "bucket"}, arguments: toBucket,
		},
		{
			typ: "aws_s3_bucket_server_side_encryption_configuration", provider: "aws.data",
			values:   object{"id": bucket, "bucket": bucket, "expected_bucket_owner": "", "rule": encryption(keyARN)},
			computed: []string{"id", "bucket"},
			late:     object{"rule": []object{{"apply_server_side_encryption_by_default": []object{{"sse_algorithm": "aws:kms"}}, "bucket_key_enabled": true}}},
			unknown:  object{"rule": []object{{"apply_server_side_encryption_by_default": []object{{"kms_master_key_id": true}}, "blocked_encryption_types": true}}},
			arguments: map[string]any{"bucket": attribute("aws_s3_bucket", "id"),
				"rule": []object{{"bucket_key_enabled": constant(true),
					"apply_server_side_encryption_by_default": []object{{"kms_master_key_id": toKey, "sse_algorithm": constant("aws:kms")}}}}},
		},
		{
			typ: "aws_s3_bucket_versioning", provider: "aws.data",
			values: object{"id": bucket, "bucket": bucket, "expected_bucket_owner": "", "mfa": nil,
				"versioning_configuration": []object{{"status": "Enabled", "mfa_delete": ""}}},
			computed: []string{"id", "bucket"}, arguments: toBucket,
		},
	}
}

func policy(statements ...object) string {
	text, err := json.Marshal(object{"Version": "2012-10-17", "Statement": statements})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func allow(sid string, principal object, action any, resources ...string) object {
	s := object{"Effect": "Allow", "Action": action}
	if sid != "" {
		s["Sid"] = sid
	}
	if principal != nil {
		s["Principal"] = principal
	}
	if len(resources) > 0 {
		s["Resource"] = resources
	}
	return s
}

func aws(arn string) object { return object{"AWS": arn} }
