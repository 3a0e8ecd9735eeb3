package graph

import (
	"os"
	"strings"
	"testing"
)

// told is a wiring in one line: who does what where, then its source, header
// and what it cannot work with.
func told(w *Wiring) string {
	who := string(w.Service)
	switch {
	case !w.Forwards.IsUnset():
		who = string(w.Forwards) + " for " + string(w.Role)
	case !w.Role.IsUnset():
		who = "as " + string(w.Role)
	}
	for _, a := range w.Alternatives {
		who += "|" + string(a)
	}
	var actions []string
	for _, a := range w.Actions {
		s := strings.TrimPrefix(a.Action, "s3:") + " " + strings.TrimPrefix(string(a.Resource), "arn:aws:s3:::")
		if a.Sometimes {
			s += "?"
		}
		actions = append(actions, s)
	}
	line := who + ": " + strings.Join(actions, ", ")
	if w.SourceARN != "" {
		line += " from " + string(w.SourceARN)
	}
	switch {
	case w.ByACL:
		line += " by ACL"
	case w.ACL != "":
		line += " with ACL"
	}
	if w.KMS != kmsAny {
		line += " kms=" + w.KMS
	}
	if w.ExpectedOwner != "" {
		line += " of " + string(w.ExpectedOwner)
	}
	if w.KeyID != "" {
		line += " key " + string(w.KeyID)
	}
	return line
}

func TestServices(t *testing.T) {
	const app = "111111111111"
	tests := []struct {
		name   string
		blocks []block
		want   []string
		why    string
	}{
		{"trail", []block{there("aws_cloudtrail.x", obj{"name": "t", "arn": "arn:aws:cloudtrail:us-east-1:" + app + ":trail/t", "s3_bucket_name": "logs"})},
			[]string{"cloudtrail.amazonaws.com: GetBucketAcl logs, PutObject logs/AWSLogs/111111111111/* from arn:aws:cloudtrail:us-east-1:111111111111:trail/t with ACL"}, "checks the ACL, writes below the account's folder"},
		{"trail with prefix and key", []block{there("aws_cloudtrail.x", obj{"name": "t", "arn": "arn:aws:cloudtrail:us-east-1:" + app + ":trail/t", "s3_bucket_name": "logs", "s3_key_prefix": "trails", "kms_key_id": "arn:aws:kms:us-east-1:111111111111:key/k"})},
			[]string{"cloudtrail.amazonaws.com: GetBucketAcl logs, PutObject logs/trails/AWSLogs/111111111111/* from arn:aws:cloudtrail:us-east-1:111111111111:trail/t with ACL key arn:aws:kms:us-east-1:111111111111:key/k"}, "the prefix has no slash, the folder has"},
		{"trail that does not log", []block{there("aws_cloudtrail.x", obj{"name": "t", "s3_bucket_name": "logs", "enable_logging": false})}, nil, "nothing is delivered"},
		{"trail of an organization", append(orgBlocks(), block{address: "aws_cloudtrail.x", action: "no-op", before: obj{"name": "t", "arn": "arn:aws:cloudtrail:us-east-1:999999999999:trail/t", "s3_bucket_name": "logs", "is_organization_trail": true}}),
			[]string{"cloudtrail.amazonaws.com: GetBucketAcl logs, PutObject logs/AWSLogs/999999999999/*, PutObject logs/AWSLogs/o-exampleorgid/* from arn:aws:cloudtrail:us-east-1:999999999999:trail/t with ACL"}, "members' events go below the organization's id"},
		{"flow log", []block{there("aws_flow_log.x", obj{"log_destination": "arn:aws:s3:::logs/vpc/"})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/vpc/AWSLogs/111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "the destination may have a prefix"},
		{"flow log with Hive prefixes", []block{there("aws_flow_log.x", obj{"log_destination": "arn:aws:s3:::logs", "destination_options": []obj{{"hive_compatible_partitions": true}}})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/AWSLogs/aws-account-id=111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "the account's folder has another name"},
		{"flow log to CloudWatch", []block{there("aws_flow_log.x", obj{"log_destination": "arn:aws:logs:us-east-1:111111111111:log-group:x"})}, nil, "no bucket"},
		{"resolver query log", []block{there("aws_route53_resolver_query_log_config.x", obj{"destination_arn": "arn:aws:s3:::logs"})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/AWSLogs/111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "vended logs"},
		{"firewall log", []block{there("aws_networkfirewall_logging_configuration.x", obj{"logging_configuration": []obj{{"log_destination_config": []obj{{"log_destination_type": "S3", "log_destination": obj{"bucketName": "logs", "prefix": "fw"}}, {"log_destination_type": "CloudWatchLogs", "log_destination": obj{"logGroup": "x"}}}}}})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/fw/AWSLogs/111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "vended logs"},
		{"web ACL log", []block{there("aws_wafv2_web_acl_logging_configuration.x", obj{"log_destination_configs": []string{"arn:aws:s3:::aws-waf-logs-x"}})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl aws-waf-logs-x, PutObject aws-waf-logs-x/AWSLogs/111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "vended logs"},
		{"accelerator flow log", []block{there("aws_globalaccelerator_accelerator.x", obj{"attributes": []obj{{"flow_logs_enabled": true, "flow_logs_s3_bucket": "logs", "flow_logs_s3_prefix": "ga/"}}})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/ga/AWSLogs/111111111111/* from arn:aws:logs:⟨app:aws_globalaccelerator_accelerator.x.flow_logs_region⟩:111111111111:* with ACL kms=customer"}, "its region is its own"},
		{"Lattice access log", []block{there("aws_vpclattice_access_log_subscription.x", obj{"destination_arn": "arn:aws:s3:::logs"})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/AWSLogs/111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "vended logs"},
		{"broker log", []block{there("aws_msk_cluster.x", obj{"logging_info": []obj{{"broker_logs": []obj{{"s3": []obj{{"enabled": true, "bucket": "logs", "prefix": "msk"}}}}}}})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/msk/AWSLogs/111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "vended logs"},
		{"verified access log", []block{there("aws_verifiedaccess_instance_logging_configuration.x", obj{"access_logs": []obj{{"s3": []obj{{"enabled": true, "bucket_name": "logs"}}}}})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/AWSLogs/111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "vended logs"},
		{"application load balancer in an old region", []block{there("aws_lb.x", obj{"arn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/x/1", "load_balancer_type": "application", "access_logs": []obj{{"bucket": "logs", "prefix": "alb", "enabled": true}}})},
			[]string{"logdelivery.elasticloadbalancing.amazonaws.com|arn:aws:iam::127311923021:root: PutObject logs/alb/AWSLogs/111111111111/* from arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/x/1 kms=none"}, "either principal is let in; SSE-S3 only"},
		{"load balancer whose logs are off", []block{there("aws_lb.x", obj{"load_balancer_type": "application", "access_logs": []obj{{"bucket": "logs", "enabled": false}}})}, nil, "the block alone enables nothing"},
		{"network load balancer", []block{there("aws_lb.x", obj{"load_balancer_type": "network", "access_logs": []obj{{"bucket": "logs", "enabled": true}}})},
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs, PutObject logs/AWSLogs/111111111111/* from arn:aws:logs:us-east-1:111111111111:* with ACL kms=customer"}, "its logs are vended logs"},
		{"the old name of load balancers", []block{there("aws_alb.x", obj{"arn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/x/1", "connection_logs": []obj{{"bucket": "logs", "enabled": true}}})},
			[]string{"logdelivery.elasticloadbalancing.amazonaws.com|arn:aws:iam::127311923021:root: PutObject logs/AWSLogs/111111111111/* from arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/x/1 kms=none"}, "connection logs are delivered alike"},
		{"classic load balancer", []block{there("aws_elb.x", obj{"arn": "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/x", "access_logs": []obj{{"bucket": "logs", "bucket_prefix": "elb"}}})},
			[]string{"logdelivery.elasticloadbalancing.amazonaws.com|arn:aws:iam::127311923021:root: PutObject logs/elb/AWSLogs/111111111111/* from arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/x kms=none"}, "on by default"},
		{"server access log", []block{there("aws_s3_bucket_logging.x", obj{"bucket": "src", "target_bucket": "logs", "target_prefix": "s3/src/"})},
			[]string{"logging.s3.amazonaws.com: PutObject logs/s3/src/* from arn:aws:s3:::src kms=none"}, "the prefix is taken as it stands"},
		{"server access log as an argument of the bucket", []block{there("aws_s3_bucket.x", obj{"bucket": "src", "id": "src", "logging": []obj{{"target_bucket": "logs", "target_prefix": "x"}}})},
			[]string{"logging.s3.amazonaws.com: PutObject logs/x* from arn:aws:s3:::src kms=none"}, "version 3 of the provider; a prefix is no folder"},
		{"server access log shown twice", []block{there("aws_s3_bucket.x", obj{"bucket": "src", "id": "src", "logging": []obj{{"target_bucket": "logs", "target_prefix": "x"}}}), there("aws_s3_bucket_logging.x", obj{"bucket": "src", "target_bucket": "logs", "target_prefix": "x"})},
			[]string{"logging.s3.amazonaws.com: PutObject logs/x* from arn:aws:s3:::src kms=none"}, "the bucket mirrors what the satellite made"},
		{"inventory", []block{there("aws_s3_bucket_inventory.x", obj{"bucket": "src", "destination": []obj{{"bucket": []obj{{"bucket_arn": "arn:aws:s3:::inv", "prefix": "p", "encryption": []obj{{"sse_kms": []obj{{"key_id": "arn:aws:kms:us-east-1:111111111111:key/k"}}}}}}}}})},
			[]string{"s3.amazonaws.com: PutObject inv/p/* from arn:aws:s3:::src with ACL kms=customer key arn:aws:kms:us-east-1:111111111111:key/k"}, "S3 writes it, and may encrypt it"},
		{"analytics", []block{there("aws_s3_bucket_analytics_configuration.x", obj{"bucket": "src", "storage_class_analysis": []obj{{"data_export": []obj{{"destination": []obj{{"s3_bucket_destination": []obj{{"bucket_arn": "arn:aws:s3:::inv"}}}}}}}}})},
			[]string{"s3.amazonaws.com: PutObject inv/* from arn:aws:s3:::src with ACL kms=customer"}, "as inventory"},
		{"storage lens", []block{there("aws_s3control_storage_lens_configuration.x", obj{"config_id": "lens", "storage_lens_configuration": []obj{{"data_export": []obj{{"s3_bucket_destination": []obj{{"arn": "arn:aws:s3:::inv", "prefix": "p"}}}}}}})},
			[]string{"storage-lens.s3.amazonaws.com: PutObject inv/p/StorageLens/111111111111/* from arn:aws:s3:us-east-1:111111111111:storage-lens/lens with ACL kms=customer"}, "a folder of its own"},
		{"replication", []block{there("aws_s3_bucket_replication_configuration.x", obj{"bucket": "src", "role": roleARN, "rule": []obj{{"status": "Enabled", "filter": []obj{{"prefix": "a/"}}, "delete_marker_replication": []obj{{"status": "Enabled"}},
			"source_selection_criteria": []obj{{"sse_kms_encrypted_objects": []obj{{"status": "Enabled"}}}}, "destination": []obj{{"bucket": "arn:aws:s3:::dst", "encryption_configuration": []obj{{"replica_kms_key_id": "arn:aws:kms:us-east-1:222222222222:key/r"}}}}}}})},
			[]string{"as " + roleARN + ": GetReplicationConfiguration src, ListBucket src, GetObjectVersionForReplication src/a/*, GetObjectVersionAcl src/a/*, GetObjectVersionTagging src/a/*",
				"as " + roleARN + ": ReplicateObject dst/a/*, ReplicateDelete dst/a/*, ReplicateTags dst/a/*? key arn:aws:kms:us-east-1:222222222222:key/r"}, "the role reads here and writes there"},
		{"replication without delete markers", []block{there("aws_s3_bucket_replication_configuration.x", obj{"bucket": "src", "role": roleARN, "rule": []obj{{"status": "Enabled", "filter": []obj{{}}, "delete_marker_replication": []obj{{"status": "Disabled"}}, "destination": []obj{{"bucket": "arn:aws:s3:::dst"}}}}})},
			[]string{"as " + roleARN + ": GetReplicationConfiguration src, ListBucket src, GetObjectVersionForReplication src/*, GetObjectVersionAcl src/*, GetObjectVersionTagging src/*",
				"as " + roleARN + ": ReplicateObject dst/*, ReplicateTags dst/*?"}, "nothing is deleted"},
		{"replication by a rule without filter", []block{there("aws_s3_bucket_replication_configuration.x", obj{"bucket": "src", "role": roleARN, "rule": []obj{{"status": "Enabled", "prefix": "b/", "destination": []obj{{"bucket": "arn:aws:s3:::dst"}}}}})},
			[]string{"as " + roleARN + ": GetReplicationConfiguration src, ListBucket src, GetObjectVersionForReplication src/b/*, GetObjectVersionAcl src/b/*, GetObjectVersionTagging src/b/*",
				"as " + roleARN + ": ReplicateObject dst/b/*, ReplicateDelete dst/b/*, ReplicateTags dst/b/*?"}, "version 1 replicates delete markers"},
		{"replication that is disabled", []block{there("aws_s3_bucket_replication_configuration.x", obj{"bucket": "src", "role": roleARN, "rule": []obj{{"status": "Disabled", "destination": []obj{{"bucket": "arn:aws:s3:::dst"}}}}})}, nil, "the rule does nothing"},
		{"distribution with access control", []block{there("aws_cloudfront_distribution.x", obj{"enabled": true, "arn": "arn:aws:cloudfront::111111111111:distribution/E1", "origin": []obj{{"domain_name": "site.s3.us-east-1.amazonaws.com", "origin_access_control_id": "oac", "origin_path": "/docs"}}})},
			[]string{"cloudfront.amazonaws.com: GetObject site/docs/* from arn:aws:cloudfront::111111111111:distribution/E1 kms=customer"}, "the origin's path is a prefix"},
		{"distribution with access identity", []block{there("aws_cloudfront_origin_access_identity.x", obj{"id": "E2", "s3_canonical_user_id": "abcd"}), there("aws_cloudfront_distribution.x", obj{"enabled": true, "origin": []obj{{"domain_name": "site.s3.amazonaws.com", "s3_origin_config": []obj{{"origin_access_identity": "origin-access-identity/cloudfront/E2"}}}}})},
			[]string{"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2|abcd: GetObject site/* kms=none"}, "an identity is also named by its canonical id, and cannot read SSE-KMS"},
		{"distribution of a website", []block{there("aws_cloudfront_distribution.x", obj{"enabled": true, "origin": []obj{{"domain_name": "site.s3-website-us-east-1.amazonaws.com", "custom_origin_config": []obj{{"http_port": 80}}}}})},
			[]string{"anonymous: GetObject site/* kms=none"}, "website endpoints take no signature"},
		{"distribution of another origin", []block{there("aws_cloudfront_distribution.x", obj{"enabled": true, "origin": []obj{{"domain_name": "api.example.com"}, {"domain_name": "site.s3.amazonaws.com", "s3_origin_config": []obj{{"origin_access_identity": ""}}}}})}, nil, "no bucket, and a bucket without identity is meant to be public"},
		{"distribution that logs", []block{there("aws_cloudfront_distribution.x", obj{"enabled": true, "origin": []obj{{"domain_name": "api.example.com"}}, "logging_config": []obj{{"bucket": "logs.s3.amazonaws.com", "prefix": "site/"}}})},
			[]string{"delivery.logs.amazonaws.com: PutObject logs/site/* by ACL"}, "the bucket is given by its domain name, and AWS adds a grant to its ACL"},
		{"distribution that logs elsewhere", []block{there("aws_cloudfront_distribution.x", obj{"enabled": true, "origin": []obj{{"domain_name": "api.example.com"}}, "logging_config": []obj{{"include_cookies": true}}})}, nil, "a block without a bucket is of standard logging v2"},
		{"standard logging v2", logDeliveryBlocks("arn:aws:cloudfront::111111111111:distribution/E1", "arn:aws:s3:::logs", nil),
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs?, PutObject logs/AWSLogs/111111111111/CloudFront/* from arn:aws:logs:us-east-1:111111111111:delivery-source:src with ACL kms=customer"}, "the two ends tell bucket and folder"},
		{"standard logging v2 with a path of its own", logDeliveryBlocks("arn:aws:cloudfront::111111111111:distribution/E1", "arn:aws:s3:::logs", obj{"suffix_path": "{yyyy}/"}),
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs?, PutObject logs/AWSLogs/111111111111/CloudFront/* from arn:aws:logs:us-east-1:111111111111:delivery-source:src with ACL kms=customer"}, "AWS puts its folders in front when the delivery is made"},
		{"standard logging v2 in Hive's form", logDeliveryBlocks("arn:aws:cloudfront::111111111111:distribution/E1", "arn:aws:s3:::logs", obj{"enable_hive_compatible_path": true}),
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs?, PutObject logs/⟨~app:aws_cloudwatch_log_delivery.x.key_prefix⟩ from arn:aws:logs:us-east-1:111111111111:delivery-source:src with ACL kms=customer"}, "the folders have other names"},
		{"standard logging v2 below a prefix", logDeliveryBlocks("arn:aws:cloudfront::111111111111:distribution/E1", "arn:aws:s3:::logs/cdn", nil),
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs?, PutObject logs/cdn⟨~app:aws_cloudwatch_log_delivery_destination.x.key_prefix⟩ from arn:aws:logs:us-east-1:111111111111:delivery-source:src with ACL kms=customer"}, "what follows the prefix is not told"},
		{"vended logs of another service", logDeliveryBlocks("arn:aws:bedrock:us-east-1:111111111111:knowledge-base/K", "arn:aws:s3:::logs", nil),
			[]string{"delivery.logs.amazonaws.com: GetBucketAcl logs?, PutObject logs/AWSLogs/111111111111/⟨~app:aws_cloudwatch_log_delivery_destination.x.key_prefix⟩ from arn:aws:logs:us-east-1:111111111111:delivery-source:src with ACL kms=customer"}, "the service's folder is not told"},
		{"vended logs to a log group", logDeliveryBlocks("arn:aws:cloudfront::111111111111:distribution/E1", "arn:aws:logs:us-east-1:111111111111:log-group:x", nil), nil, "no bucket"},
		{"vended logs to a destination that no input has", logDeliveryBlocks("arn:aws:cloudfront::111111111111:distribution/E1", "", nil)[2:], nil, "which bucket it stands for is not known"},
		{"query results", append(workgroup(obj{}), policies(`{"Effect":"Allow","Action":"athena:StartQueryExecution","Resource":"arn:aws:athena:us-east-1:111111111111:workgroup/w"}`)...),
			[]string{"athena.amazonaws.com for " + roleARN + ": PutObject lake/out/*, GetObject lake/out/*?, AbortMultipartUpload lake/out/*?, ListMultipartUploadParts lake/out/*?, GetBucketLocation lake?, ListBucket lake?, ListBucketMultipartUploads lake?"}, "whoever may query by name writes them"},
		{"query results with ACL and key", append(workgroup(obj{"result_configuration": []obj{{"output_location": "s3://lake/out/", "acl_configuration": []obj{{"s3_acl_option": "BUCKET_OWNER_FULL_CONTROL"}}, "encryption_configuration": []obj{{"encryption_option": "SSE_KMS", "kms_key_arn": "k"}}}}}), policies(`{"Effect":"Allow","Action":"athena:*","Resource":"arn:aws:athena:us-east-1:111111111111:workgroup/w"}`)...),
			[]string{"athena.amazonaws.com for " + roleARN + ": PutObject lake/out/*, PutObjectAcl lake/out/*, GetObject lake/out/*?, AbortMultipartUpload lake/out/*?, ListMultipartUploadParts lake/out/*?, GetBucketLocation lake?, ListBucket lake?, ListBucketMultipartUploads lake? key k"}, "the workgroup's own key, and the header that asks for another permission"},
		{"query results of those who may query anything", append(workgroup(obj{}), policies(`{"Effect":"Allow","Action":"athena:StartQueryExecution","Resource":"*"}`)...), nil, "of no workgroup in particular"},
		{"query results of those who may read them", append(workgroup(obj{}), policies(`{"Effect":"Allow","Action":"athena:GetQueryResults","Resource":"arn:aws:athena:us-east-1:111111111111:workgroup/w"}`)...), nil, "they send no query"},
		{"query results of settings that are not enforced", append(workgroup(obj{"enforce_workgroup_configuration": false}), policies(`{"Effect":"Allow","Action":"athena:*","Resource":"arn:aws:athena:us-east-1:111111111111:workgroup/w"}`)...), nil, "the client says where they go"},
		{"query results of directory users", append(workgroup(obj{"execution_role": roleARN}), policies(`{"Effect":"Allow","Action":"athena:*","Resource":"arn:aws:athena:us-east-1:111111111111:workgroup/w"}`)...), nil, "S3 Access Grants may give the access"},
		{"calculation results", workgroup(obj{"execution_role": roleARN, "engine_version": []obj{{"selected_engine_version": "PySpark engine version 3"}}}),
			[]string{"as " + roleARN + ": PutObject lake/out/*, GetObject lake/out/*?, AbortMultipartUpload lake/out/*?, ListMultipartUploadParts lake/out/*?, GetBucketLocation lake?, ListBucket lake?, ListBucketMultipartUploads lake?"}, "Spark writes them as the execution role"},
		{"access grant below a bucket", accessGrant("s3://lake", obj{"permission": "READ", "access_grants_location_configuration": []obj{{"s3_sub_prefix": "a/*"}}}),
			[]string{"as " + roleARN + ": GetObject lake/a/* from arn:aws:s3:us-east-1:111111111111:access-grants/default", "as " + callerARN + ": GetDataAccess arn:aws:s3:us-east-1:111111111111:access-grants/default from arn:aws:s3:us-east-1:111111111111:access-grants/default",
				"access-grants.s3.amazonaws.com: sts:AssumeRole " + roleARN + " from arn:aws:s3:us-east-1:111111111111:access-grants/default"}, "the service assumes the role, the role reads, the grantee asks"},
		{"access grant below a prefix, to a directory's group", accessGrant("s3://lake/team-*", obj{"permission": "READWRITE", "access_grants_location_configuration": []obj{{"s3_sub_prefix": "a/"}}, "grantee": []obj{{"grantee_type": "DIRECTORY_GROUP", "grantee_identifier": "g"}}}),
			[]string{"as " + roleARN + ": GetObject lake/team-a/*, PutObject lake/team-a/* from arn:aws:s3:us-east-1:111111111111:access-grants/default",
				"access-grants.s3.amazonaws.com: sts:AssumeRole " + roleARN + " from arn:aws:s3:us-east-1:111111111111:access-grants/default"}, "the sub-prefix goes on where the prefix ends; a group has no policies"},
		{"access grant of one object below the default location", accessGrant("s3://", obj{"permission": "WRITE", "s3_prefix_type": "Object", "access_grants_location_id": "default", "access_grants_location_configuration": []obj{{"s3_sub_prefix": "lake/x.csv"}}, "grantee": []obj{}}),
			[]string{"as " + roleARN + ": PutObject lake/x.csv from arn:aws:s3:us-east-1:111111111111:access-grants/default",
				"access-grants.s3.amazonaws.com: sts:AssumeRole " + roleARN + " from arn:aws:s3:us-east-1:111111111111:access-grants/default"}, "the default location has an id of that name, and all buckets"},
		{"backup of a bucket", []block{there("aws_backup_selection.x", obj{"iam_role_arn": roleARN, "resources": []string{"arn:aws:s3:::lake", "arn:aws:s3:::*", "arn:aws:dynamodb:us-east-1:111111111111:table/t"}})},
			[]string{"as " + roleARN + ": GetObject lake/*, GetObjectVersion lake/*?, GetObjectAcl lake/*?, GetObjectVersionAcl lake/*?, GetObjectTagging lake/*?, GetObjectVersionTagging lake/*?, ListBucket lake?, ListBucketVersions lake?, GetBucketVersioning lake?, GetBucketLocation lake?, GetBucketTagging lake?, GetBucketAcl lake?, GetBucketNotification lake?, PutBucketNotification lake?, GetInventoryConfiguration lake?, PutInventoryConfiguration lake?"}, "the bucket that is named, none of those of a pattern"},
		{"backup that leaves the bucket out", []block{there("aws_backup_selection.x", obj{"iam_role_arn": roleARN, "resources": []string{"arn:aws:s3:::lake"}, "not_resources": []string{"arn:aws:s3:::la*"}})}, nil, "it is excluded again"},
		{"backup of what has a tag", []block{there("aws_backup_selection.x", obj{"iam_role_arn": roleARN, "selection_tag": []obj{{"type": "STRINGEQUALS", "key": "backup", "value": "yes"}}})}, nil, "which buckets these are no plan tells"},
		{"AWS Config as the service-linked role", []block{there("aws_config_configuration_recorder.x", obj{"role_arn": "arn:aws:iam::111111111111:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"}), there("aws_config_delivery_channel.x", obj{"s3_bucket_name": "logs", "s3_key_prefix": "c"})},
			[]string{"config.amazonaws.com: GetBucketAcl logs, PutObject logs/c/AWSLogs/111111111111/Config/*, ListBucket logs? from arn:aws:config:us-east-1:111111111111:⟨~app:aws_config_delivery_channel.x.source_arn⟩ with ACL kms=customer"}, "then the service itself delivers"},
		{"AWS Config as a role", []block{there("aws_config_configuration_recorder.x", obj{"role_arn": roleARN}), there("aws_config_delivery_channel.x", obj{"s3_bucket_name": "logs"})},
			[]string{"config.amazonaws.com|" + roleARN + ": GetBucketAcl logs, PutObject logs/AWSLogs/111111111111/Config/*, ListBucket logs? from arn:aws:config:us-east-1:111111111111:⟨~app:aws_config_delivery_channel.x.source_arn⟩ with ACL kms=customer"}, "either is let in"},
		{"Firehose", []block{there("aws_kinesis_firehose_delivery_stream.x", obj{"name": "f", "extended_s3_configuration": []obj{{"role_arn": roleARN, "bucket_arn": "arn:aws:s3:::lake", "prefix": "raw/!{timestamp:yyyy}/", "s3_backup_configuration": []obj{{"role_arn": roleARN, "bucket_arn": "arn:aws:s3:::backup"}}}}})},
			[]string{"as " + roleARN + ": PutObject lake/raw/*", "as " + roleARN + ": PutObject backup/*"}, "an expression ends what is fixed of the prefix"},
		{"Firehose by way of OpenSearch", []block{there("aws_kinesis_firehose_delivery_stream.x", obj{"opensearch_configuration": []obj{{"s3_configuration": []obj{{"role_arn": roleARN, "bucket_arn": "arn:aws:s3:::lake"}}}}})},
			[]string{"as " + roleARN + ": PutObject lake/*"}, "what fails goes to the bucket"},
		{"Glue script", []block{there("aws_glue_job.x", obj{"role_arn": roleARN, "command": []obj{{"script_location": "s3://code/jobs/x.py"}}})},
			[]string{"as " + roleARN + ": GetObject code/jobs/x.py"}, "read as the job's role"},
		{"crawler by the role's name", []block{there("aws_glue_crawler.x", obj{"role": "app", "s3_target": []obj{{"path": "s3://lake/raw/"}}})},
			[]string{"as " + roleARN + ": GetObject lake/raw/*"}, "role is a name or an ARN"},
		{"build artifacts and logs", []block{there("aws_codebuild_project.x", obj{"service_role": roleARN, "artifacts": []obj{{"type": "S3", "location": "builds", "path": "out"}}, "logs_config": []obj{{"s3_logs": []obj{{"status": "ENABLED", "location": "logs/build"}}}}})},
			[]string{"as " + roleARN + ": PutObject builds/out/*", "as " + roleARN + ": PutObject logs/build/*"}, "both are written as the service role"},
		{"a pipeline whose deployment has a role of its own", []block{there("aws_codepipeline.x", obj{"name": "web", "role_arn": roleARN, "artifact_store": []obj{{"location": "art", "encryption_key": []obj{{"id": "k", "type": "KMS"}}}}, "stage": []obj{
			{"action": []obj{{"category": "Source", "provider": "CodeStarSourceConnection", "output_artifacts": []string{"s"}}}},
			{"action": []obj{{"category": "Deploy", "provider": "CloudFormation", "input_artifacts": []string{"s"}, "role_arn": "arn:aws:iam::222222222222:role/deploy"}}},
			{"action": []obj{{"category": "Build", "provider": "CodeBuild", "input_artifacts": []string{"s"}, "output_artifacts": []string{"b"}}}}}})},
			[]string{"as " + roleARN + ": PutObject art/web/* key k", "as arn:aws:iam::222222222222:role/deploy: GetObject art/web/* key k"}, "an action with a role uses the artifacts as that role; a build uses them as its project's"},
		{"a pipeline with a long name", []block{there("aws_codepipeline.x", obj{"name": "a-pipeline-of-the-storefront", "role_arn": roleARN, "artifact_store": []obj{{"location": "art"}}, "stage": []obj{
			{"action": []obj{{"category": "Deploy", "provider": "S3", "input_artifacts": []string{"s"}}, {"category": "Approval", "provider": "Manual"}}}}})},
			[]string{"as " + roleARN + ": GetObject art/a-pipeline-of-the-st*"}, "its folder keeps the head of the name"},
		{"DAGs", []block{there("aws_mwaa_environment.x", obj{"execution_role_arn": roleARN, "source_bucket_arn": "arn:aws:s3:::dags", "dag_s3_path": "dags/"})},
			[]string{"as " + roleARN + ": GetObject dags/dags/*, ListBucket dags"}, "read as the execution role"},
		{"DMS target", []block{there("aws_dms_s3_endpoint.x", obj{"endpoint_type": "target", "bucket_name": "lake", "bucket_folder": "cdc", "service_access_role_arn": roleARN})},
			[]string{"as " + roleARN + ": ListBucket lake, PutObject lake/cdc/*, DeleteObject lake/cdc/*?"}, "a target is written"},
		{"DMS source", []block{there("aws_dms_s3_endpoint.x", obj{"endpoint_type": "source", "bucket_name": "lake", "service_access_role_arn": roleARN, "expected_bucket_owner": "222222222222"})},
			[]string{"as " + roleARN + ": ListBucket lake, GetObject lake/* of 222222222222"}, "a source is read"},
		{"DataSync location", []block{there("aws_datasync_location_s3.x", obj{"s3_bucket_arn": "arn:aws:s3:::lake", "s3_config": []obj{{"bucket_access_role_arn": roleARN}}})},
			[]string{"as " + roleARN + ": ListBucket lake, GetBucketLocation lake"}, "what a task does depends on its direction"},
		{"RDS export", []block{there("aws_rds_export_task.x", obj{"s3_bucket_name": "lake", "s3_prefix": "db", "iam_role_arn": roleARN, "kms_key_id": "k"})},
			[]string{"as " + roleARN + ": PutObject lake/db/*, ListBucket lake, GetBucketLocation lake, GetObject lake/db/*?, DeleteObject lake/db/*? key k"}, "the export is written as the role"},
		{"Redshift audit log", []block{there("aws_redshift_logging.x", obj{"cluster_identifier": "dw", "bucket_name": "logs", "s3_key_prefix": "dw", "log_destination_type": "s3"})},
			[]string{"redshift.amazonaws.com|arn:aws:iam::193672423079:user/logs: GetBucketAcl logs, PutObject logs/dw/* from arn:aws:redshift:us-east-1:111111111111:cluster:dw kms=none"}, "the service principal, or the region's account of old"},
		{"mail", []block{there("aws_ses_receipt_rule.x", obj{"name": "r", "rule_set_name": "rs", "s3_action": []obj{{"bucket_name": "mail", "object_key_prefix": "in/"}}})},
			[]string{"ses.amazonaws.com: PutObject mail/in/* from arn:aws:ses:us-east-1:111111111111:receipt-rule-set/rs:receipt-rule/r kms=customer"}, "SES writes it"},
		{"mail as a role", []block{there("aws_ses_receipt_rule.x", obj{"name": "r", "rule_set_name": "rs", "s3_action": []obj{{"bucket_name": "mail", "iam_role_arn": roleARN}}})},
			[]string{"as " + roleARN + ": PutObject mail/*"}, "a role of its own is used instead"},
		{"inventory of managed nodes", []block{there("aws_ssm_resource_data_sync.x", obj{"name": "s", "s3_destination": []obj{{"bucket_name": "inv", "prefix": "p"}}})},
			[]string{"ssm.amazonaws.com: GetBucketAcl inv, PutObject inv/p/*/accountid=111111111111/* from arn:aws:ssm:us-east-1:111111111111:resource-data-sync/s with ACL kms=customer"}, "the account is further down the key"},
		{"GuardDuty findings", []block{there("aws_guardduty_publishing_destination.x", obj{"detector_id": "d", "destination_arn": "arn:aws:s3:::gd/p", "kms_key_arn": "k"})},
			[]string{"guardduty.amazonaws.com: GetBucketLocation gd, PutObject gd/p/AWSLogs/111111111111/GuardDuty/* from arn:aws:guardduty:us-east-1:111111111111:detector/d kms=customer key k"}, "always with a key"},
		{"Macie results", []block{there("aws_macie2_classification_export_configuration.x", obj{"s3_destination": []obj{{"bucket_name": "mac", "key_prefix": "p", "kms_key_arn": "k"}}})},
			[]string{"macie.amazonaws.com: GetBucketLocation mac, PutObject mac/p/AWSLogs/111111111111/* from arn:aws:macie2:us-east-1:111111111111:⟨~app:aws_macie2_classification_export_configuration.x.source_arn⟩ kms=customer key k"}, "always with a key"},
		{"model invocation log", []block{there("aws_bedrock_model_invocation_logging_configuration.x", obj{"logging_config": []obj{{"s3_config": []obj{{"bucket_name": "logs", "key_prefix": "ai"}}}}})},
			[]string{"bedrock.amazonaws.com: PutObject logs/ai/AWSLogs/111111111111/BedrockModelInvocationLogs/* from arn:aws:bedrock:us-east-1:111111111111:* kms=customer"}, "a folder of its own"},
		{"cost report", []block{there("aws_cur_report_definition.x", obj{"report_name": "r", "s3_bucket": "cur", "s3_prefix": "p"})},
			[]string{"billingreports.amazonaws.com: GetBucketAcl cur, GetBucketPolicy cur, PutObject cur/p/* from arn:aws:cur:us-east-1:111111111111:definition/r"}, "it checks ACL and policy"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: tt.blocks})
			var got []string
			for _, w := range g.Wirings {
				got = append(got, told(w))
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("%s\ngot\n%s\nwant\n%s", tt.why, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestEveryServiceHasACase keeps the table above as complete as the files.
func TestEveryServiceHasACase(t *testing.T) {
	cases, err := os.ReadFile("aws_service_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, typ := range typesIn(t, "aws_service_*.go") {
		// Read as their resources are; an access control only has an id.
		if strings.HasPrefix(typ, "data.") || typ == "aws_cloudfront_origin_access_control" {
			continue
		}
		if !strings.Contains(string(cases), `there("`+typ+".") {
			t.Errorf("no case of %s", typ)
		}
	}
}

// logDeliveryBlocks are the three resources of a new log delivery.
func logDeliveryBlocks(from, to string, options obj) []block {
	delivery := obj{"delivery_source_name": "src", "delivery_destination_arn": "arn:aws:logs:us-east-1:111111111111:delivery-destination:dst"}
	if options != nil {
		delivery["s3_delivery_configuration"] = []obj{options}
	}
	made := there("aws_cloudwatch_log_delivery.x", nil)
	made.action, made.before, made.after = "create", nil, delivery
	return []block{
		there("aws_cloudwatch_log_delivery_source.x", obj{"name": "src", "arn": "arn:aws:logs:us-east-1:111111111111:delivery-source:src", "resource_arn": from}),
		there("aws_cloudwatch_log_delivery_destination.x", obj{"name": "dst", "arn": "arn:aws:logs:us-east-1:111111111111:delivery-destination:dst", "delivery_destination_configuration": []obj{{"destination_resource_arn": to}}}),
		made,
	}
}

// workgroup is one with results in a bucket, and its other settings.
func workgroup(settings obj) []block {
	if settings["result_configuration"] == nil {
		settings["result_configuration"] = []obj{{"output_location": "s3://lake/out"}}
	}
	return []block{there("aws_athena_workgroup.x", obj{"name": "w", "arn": "arn:aws:athena:us-east-1:111111111111:workgroup/w", "configuration": []obj{settings}})}
}

// policies are a role and its inline policy of one statement.
func policies(statement string) []block {
	return []block{
		there("aws_iam_role.x", obj{"name": "app", "arn": roleARN, "assume_role_policy": `{"Statement":[]}`}),
		there("aws_iam_role_policy.x", obj{"role": "app", "name": "p", "policy": `{"Version":"2012-10-17","Statement":[` + statement + `]}`}),
	}
}

const callerARN = "arn:aws:iam::111111111111:role/caller"

// accessGrant is an instance, a location of a scope and a grant there; what the
// grant does not say is the usual.
func accessGrant(scope string, grant obj) []block {
	usual := obj{"access_grants_location_id": "l1", "grantee": []obj{{"grantee_type": "IAM", "grantee_identifier": callerARN}}}
	for k, v := range grant {
		usual[k] = v
	}
	return []block{
		there("aws_s3control_access_grants_instance.x", obj{}),
		there("aws_s3control_access_grants_location.x", obj{"access_grants_location_id": "l1", "location_scope": scope, "iam_role_arn": roleARN}),
		there("aws_s3control_access_grant.x", usual),
	}
}

// A resource policy of the instance may let its own account in.
func TestGrantsInstanceWithAPolicy(t *testing.T) {
	blocks := append(accessGrant("s3://lake", obj{"permission": "READ"}), there("aws_s3control_access_grants_instance_resource_policy.x", obj{"policy": `{"Statement":[]}`}))
	g := graphOf(t, input{label: "app", blocks: blocks})
	for _, w := range g.Wirings {
		if asks := w.Kind == "access_grant_request"; asks != (len(w.Uncertain) > 0) {
			t.Errorf("%s: uncertain %q", w.Kind, w.Uncertain)
		}
	}
}
