package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Helpers of the aws_service_<name>.go adapters: services that read or write a
// bucket on their own behalf.

// Which encryption of the bucket a service can work with.
const (
	kmsAny      = "any"      // whatever the bucket has
	kmsCustomer = "customer" // SSE-S3, or a customer managed key that names the service
	kmsNone     = "none"     // SSE-S3 only
)

// What attributes of services hold (see Adapter.Refs). One that may have a key
// prefix behind a bucket's ARN is no reference: without HCL the prefix is lost.
const (
	bucketNames = "aws_s3_bucket.id or data.aws_s3_bucket.id"
	bucketARNs  = "aws_s3_bucket.arn or data.aws_s3_bucket.arn"
	keyARNs     = "aws_kms_key.arn or data.aws_kms_key.arn or aws_kms_alias.target_key_arn"
)

// ownerControl is the canned ACL by which services hand their objects over.
const ownerControl policy.Text = "bucket-owner-full-control"

// Service principals that several features share.
const (
	logDelivery policy.Text = "delivery.logs.amazonaws.com"
	s3Service   policy.Text = "s3.amazonaws.com"
)

// wire appends a wiring, unless neither the bucket nor what tells it is known.
func (b *Builder) wire(r *plan.Resource, w WiringRec) {
	if w.Destination.IsUnset() && (w.Bucket.IsUnset() || w.Bucket.IsOpaque()) {
		return
	}
	if w.Service.IsUnset() && w.CallersOf.IsUnset() && (w.Role.IsUnset() || w.Role.IsOpaque()) {
		return
	}
	b.append(r, w)
}

// append appends a wiring of which the join tells the rest, or that is to
// something else than a bucket.
func (b *Builder) append(r *plan.Resource, w WiringRec) {
	w.Origin, w.AccountID, w.Region = b.Origin(r), b.Account(r), b.Region(r)
	if !w.Role.IsUnset() && w.Assumer.IsUnset() {
		w.Assumer = b.assumer(r)
	}
	b.Fragment.Wirings = append(b.Fragment.Wirings, w)
}

// bucketARN is the ARN of a bucket by name, in the resource's partition.
func (b *Builder) bucketARN(r *plan.Resource, name policy.Text) policy.Text {
	return policy.Text("arn:"+b.Partition(r)+":s3:::") + name
}

// onBucket and onKeys are actions on a bucket and on keys below a prefix.
func (b *Builder) onBucket(r *plan.Resource, bucket policy.Text, actions ...string) []WiredAction {
	return wired(b.bucketARN(r, bucket), actions)
}

func (b *Builder) onKeys(r *plan.Resource, bucket, prefix policy.Text, actions ...string) []WiredAction {
	return wired(b.bucketARN(r, bucket)+"/"+prefix+"*", actions)
}

// sometimes marks actions that the service can do without, or that it needs
// for some objects only.
func sometimes(actions []WiredAction) []WiredAction {
	for i := range actions {
		actions[i].Sometimes = true
	}
	return actions
}

func wired(resource policy.Text, actions []string) []WiredAction {
	out := make([]WiredAction, len(actions))
	for i, a := range actions {
		out[i] = WiredAction{Action: a, Resource: resource}
	}
	return out
}

// splitBucket takes a bucket ARN or an s3:// URI, with or without a key prefix,
// apart; ok is false if it is none.
func splitBucket(ref policy.Text) (bucket, prefix policy.Text, ok bool) {
	ref, rest := openEnd(ref)
	s := string(ref)
	if rest, isURI := strings.CutPrefix(s, "s3://"); isURI {
		s = rest
	} else if a, isARN := parseARN(ref); isARN && a.service == "s3" {
		s = string(a.resource)
	} else {
		return "", "", false
	}
	if i := outside(s, '/'); i >= 0 {
		return policy.Text(s[:i]), policy.Text(s[i+1:]) + rest, s[:i] != ""
	}
	return policy.Text(s), rest, s != ""
}

// openEnd takes off the opaque symbols around a reference of which no HCL tells
// what stands before and after it: before an ARN nothing can, after it a prefix.
func openEnd(ref policy.Text) (inner, rest policy.Text) {
	inner = identifier(ref)
	if i := strings.LastIndex(string(ref), "⟨~"); inner != ref && i > 0 && strings.HasSuffix(string(ref), "⟩") {
		rest = ref[i:]
	}
	return inner, rest
}

// folder ends a prefix that a service takes as a folder's name with a slash;
// unset stays unset.
func folder(prefix policy.Text) policy.Text {
	if prefix.IsUnset() || strings.HasSuffix(string(prefix), "/") {
		return prefix
	}
	return prefix + "/"
}

// logsARN is aws:SourceArn of vended log delivery.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html#AWS-logs-infrastructure-S3 (2026-11)
func logsARN(partition string, region, account policy.Text) policy.Text {
	return policy.Text("arn:"+partition+":logs:") + region + ":" + account + ":*"
}

// deliverLogs wires vended logs: delivery.logs.amazonaws.com looks at the
// bucket's ACL and writes below AWSLogs/ACCOUNT/.
//
// Whoever sets the delivery up gets the statement added to the bucket's policy
// by AWS, if that identity may write it, hence SelfService. SSE-KMS needs a
// customer managed key whose policy names the service.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html#AWS-logs-infrastructure-S3 (2026-11)
func (b *Builder) deliverLogs(r *plan.Resource, kind string, bucket, prefix policy.Text) WiringRec {
	account := b.Account(r)
	w := WiringRec{SelfService: true}
	w.Kind, w.Service, w.Bucket, w.ACL, w.KMS = kind, logDelivery, bucket, ownerControl, kmsCustomer
	w.SourceAccount = account
	w.SourceARN = logsARN(b.Partition(r), b.Region(r), account)
	w.Actions = append(b.onBucket(r, bucket, "s3:GetBucketAcl"),
		b.onKeys(r, bucket, folder(prefix)+"AWSLogs/"+account+"/", "s3:PutObject")...)
	return w
}
