package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Services whose logs come by vended log delivery (see deliverLogs).

// Hive-compatible prefixes put the account into a folder of their own.
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html (2026-11)
var awsFlowLog = Adapter{
	Type: "aws_flow_log",
	Adapt: func(b *Builder, r *plan.Resource) {
		bucket, prefix, ok := splitBucket(b.Text(r, "log_destination"))
		if !ok {
			return
		}
		w := b.deliverLogs(r, "vpc_flow_log", bucket, prefix)
		options, there := b.Block(r, "destination_options")
		if there == policy.Yes && options.Tri("hive_compatible_partitions", policy.No) != policy.No {
			w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketAcl"),
				b.onKeys(r, bucket, folder(prefix)+"AWSLogs/aws-account-id="+b.Account(r)+"/", "s3:PutObject")...)
			if options.Tri("hive_compatible_partitions", policy.No) == policy.Maybe {
				w.Uncertain = append(w.Uncertain, "whether it uses Hive-compatible prefixes is not known")
			}
		}
		b.wire(r, w)
	},
}

// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-choosing-target-resource.html (2026-11)
var awsRoute53ResolverQueryLogConfig = Adapter{
	Type: "aws_route53_resolver_query_log_config",
	Adapt: func(b *Builder, r *plan.Resource) {
		if bucket, prefix, ok := splitBucket(b.Text(r, "destination_arn")); ok {
			b.wire(r, b.deliverLogs(r, "resolver_query_log", bucket, prefix))
		}
	},
}

// https://docs.aws.amazon.com/network-firewall/latest/developerguide/logging-s3.html (2026-11)
var awsNetworkFirewallLogging = Adapter{
	Type: "aws_networkfirewall_logging_configuration",
	Adapt: func(b *Builder, r *plan.Resource) {
		logging, _ := b.Block(r, "logging_configuration")
		destinations, _ := logging.Blocks("log_destination_config")
		for _, d := range destinations {
			if d.Text("log_destination_type") != "S3" {
				continue
			}
			where, _ := d.Map("log_destination")
			b.wire(r, b.deliverLogs(r, "network_firewall_log", where["bucketName"], where["prefix"]))
		}
	},
}

// https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html (2026-11)
var awsWAFLogging = Adapter{
	Type: "aws_wafv2_web_acl_logging_configuration",
	Adapt: func(b *Builder, r *plan.Resource) {
		destinations, _ := b.Texts(r, "log_destination_configs")
		for _, d := range destinations {
			if bucket, prefix, ok := splitBucket(d); ok {
				b.wire(r, b.deliverLogs(r, "waf_log", bucket, prefix))
			}
		}
	},
}

// Global Accelerator's logs are delivered from a region of its own, which no
// page binds to that of the provider.
// https://docs.aws.amazon.com/global-accelerator/latest/dg/monitoring-global-accelerator.flow-logs.html (2026-11)
var awsGlobalAccelerator = Adapter{
	Type: "aws_globalaccelerator_accelerator",
	Refs: map[string]string{
		"attributes.flow_logs_s3_bucket": bucketNames,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		attributes, there := b.Block(r, "attributes")
		if there != policy.Yes || attributes.Tri("flow_logs_enabled", policy.No) == policy.No {
			return
		}
		w := b.deliverLogs(r, "global_accelerator_flow_log", attributes.Text("flow_logs_s3_bucket"), attributes.Text("flow_logs_s3_prefix"))
		w.SourceARN = logsARN(b.Partition(r), policy.Word(symbolName(r, "flow_logs_region")), b.Account(r))
		b.wire(r, w)
	},
}

// https://docs.aws.amazon.com/vpc-lattice/latest/ug/monitoring-access-logs.html (2026-11)
var awsVPCLatticeAccessLog = Adapter{
	Type: "aws_vpclattice_access_log_subscription",
	Adapt: func(b *Builder, r *plan.Resource) {
		if bucket, prefix, ok := splitBucket(b.Text(r, "destination_arn")); ok {
			b.wire(r, b.deliverLogs(r, "vpc_lattice_access_log", bucket, prefix))
		}
	},
}

// https://docs.aws.amazon.com/msk/latest/developerguide/msk-logging.html (2026-11)
var awsMSKCluster = Adapter{
	Type: "aws_msk_cluster",
	Refs: map[string]string{
		"logging_info.broker_logs.s3.bucket": bucketNames,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		info, _ := b.Block(r, "logging_info")
		brokers, _ := info.Block("broker_logs")
		s3, there := brokers.Block("s3")
		if there == policy.Yes && s3.Tri("enabled", policy.No) != policy.No {
			b.wire(r, b.deliverLogs(r, "msk_broker_log", s3.Text("bucket"), s3.Text("prefix")))
		}
	},
}

// https://docs.aws.amazon.com/verified-access/latest/ug/access-logs-enable.html (2026-11)
var awsVerifiedAccessLogging = Adapter{
	Type: "aws_verifiedaccess_instance_logging_configuration",
	Refs: map[string]string{
		"access_logs.s3.bucket_name": bucketNames,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		logs, _ := b.Block(r, "access_logs")
		s3, there := logs.Block("s3")
		if there == policy.Yes && s3.Tri("enabled", policy.No) != policy.No {
			b.wire(r, b.deliverLogs(r, "verified_access_log", s3.Text("bucket_name"), s3.Text("prefix")))
		}
	},
}
