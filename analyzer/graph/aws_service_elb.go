package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// elbAccounts are the accounts as which Elastic Load Balancing writes logs in
// regions older than August 2022; statements for them go on working beside
// those for the service principal. Every region's was compared with the data
// source that stands for the list.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/elb_service_account (2026-11)
//
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html#attach-bucket-policy (2026-11)
var elbAccounts = map[policy.Text]policy.Text{
	"us-east-1": "127311923021", "us-east-2": "033677994240", "us-west-1": "027434742980", "us-west-2": "797873946194",
	"af-south-1": "098369216593", "ap-east-1": "754344448648", "ap-southeast-3": "589379963580", "ap-south-1": "718504428378",
	"ap-northeast-3": "383597477331", "ap-northeast-2": "600734575887", "ap-southeast-1": "114774131450",
	"ap-southeast-2": "783225319266", "ap-northeast-1": "582318560864", "ca-central-1": "985666609251",
	"eu-central-1": "054676820928", "eu-west-1": "156460612806", "eu-west-2": "652711504416", "eu-south-1": "635631232127",
	"eu-west-3": "009996457667", "eu-north-1": "897822967062", "me-south-1": "076674570225", "sa-east-1": "507241528517",
	"us-gov-west-1": "048591011584", "us-gov-east-1": "190560391635", "cn-north-1": "638102146993", "cn-northwest-1": "037604701340",
}

var awsLB = Adapter{
	Type: "aws_lb",
	Refs: map[string]string{
		"subnets":                  subnetIDs,
		"access_logs.bucket":       bucketNames,
		"connection_logs.bucket":   bucketNames,
		"health_check_logs.bucket": bucketNames,
	},
	Adapt: adaptLoadBalancer,
}

var awsALB = Adapter{
	Type: "aws_alb",
	Refs: map[string]string{
		"subnets":                  subnetIDs,
		"access_logs.bucket":       bucketNames,
		"connection_logs.bucket":   bucketNames,
		"health_check_logs.bucket": bucketNames,
	},
	Adapt: adaptLoadBalancer,
}

func adaptLoadBalancer(b *Builder, r *plan.Resource) {
	network := b.Configured(r, "load_balancer_type") && b.Text(r, "load_balancer_type") == "network"
	for _, block := range []string{"access_logs", "connection_logs", "health_check_logs"} {
		logs, there := b.Block(r, block)
		if there != policy.Yes || logs.Tri("enabled", policy.No) == policy.No {
			continue
		}
		kind := map[string]string{
			"access_logs": "elb_access_log", "connection_logs": "elb_connection_log", "health_check_logs": "elb_health_check_log",
		}[block]
		if network {
			// A Network Load Balancer's logs are vended logs, which nobody adds a statement for.
			// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-access-logs.html#access-logging-bucket-requirements (2026-11)
			w := b.deliverLogs(r, kind, logs.Text("bucket"), logs.Text("prefix"))
			w.SelfService = false
			b.wire(r, w)
			continue
		}
		b.wire(r, b.loadBalancerLogs(r, kind, logs.Text("bucket"), logs.Text("prefix")))
	}
}

// loadBalancerLogs wires the logs of an Application or Classic Load Balancer,
// which writes as a service principal or as its region's account, with SSE-S3 only.
func (b *Builder) loadBalancerLogs(r *plan.Resource, kind string, bucket, prefix policy.Text) WiringRec {
	w := WiringRec{}
	w.Kind, w.Bucket, w.KMS = kind, bucket, kmsNone
	w.Service = "logdelivery.elasticloadbalancing.amazonaws.com"
	w.SourceAccount, w.SourceARN = b.Account(r), b.Text(r, "arn")
	if w.SourceARN.IsUnset() || w.SourceARN.IsOpaque() { // loadbalancer/app/NAME/ID, and AWS makes the id
		w.SourceARN = b.source(r, "elasticloadbalancing", "loadbalancer/"+policy.Opaque(symbolName(r, "arn_suffix")))
	}
	if account, old := elbAccounts[b.Region(r)]; old {
		w.Alternatives = []policy.Text{policy.Text("arn:"+b.Partition(r)+":iam::") + account + ":root"}
	} else if !b.Region(r).IsWhollyKnown() {
		w.Uncertain = append(w.Uncertain, "the region, hence the account that writes the logs, is not known")
	}
	w.Actions = b.onKeys(r, bucket, folder(prefix)+"AWSLogs/"+b.Account(r)+"/", "s3:PutObject")
	return w
}

// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-access-logs.html (2026-11)
var awsELB = Adapter{
	Type: "aws_elb",
	Refs: map[string]string{
		"access_logs.bucket": bucketNames,
	},
	Predict: map[string]string{"arn": "arn:{partition}:elasticloadbalancing:{region}:{account}:loadbalancer/{name}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		logs, there := b.Block(r, "access_logs")
		if there == policy.Yes && logs.Tri("enabled", policy.Yes) != policy.No {
			prefix := policy.Text(strings.TrimSuffix(string(logs.Text("bucket_prefix")), "/"))
			b.wire(r, b.loadBalancerLogs(r, "elb_access_log", logs.Text("bucket"), prefix))
		}
	},
}
