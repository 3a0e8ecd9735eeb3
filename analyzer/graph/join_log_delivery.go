package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// logEnds are the sources and destinations of log deliveries by ARN.
func logEnds(fragments []*Fragment) map[policy.Text]*LogEndRec {
	ends := map[policy.Text]*LogEndRec{}
	for _, f := range fragments {
		collect(ends, f.LogEnds, func(r *LogEndRec) (policy.Text, Origin, bool) { return r.ARN, r.Origin, false })
	}
	return ends
}

// completeDelivery completes a delivery by what its ends tell, the source's may be
// nil: the bucket, and where in it the logs lie. It is false if the logs go to
// no bucket that an input names.
//
// A destination's own prefix takes the place of some or all of the folders that
// AWS puts in front otherwise, and of most services no page tells the folder.
//
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html#send-logs-s3 (2026-11)
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html (2026-11)
func completeDelivery(w *Wiring, destination, source *LogEndRec) bool {
	if destination == nil {
		return false
	}
	bucket, prefix, ok := splitBucket(destination.Resource)
	if !ok {
		return false
	}
	head, _, _ := strings.Cut(string(destination.Resource), ":::")
	arn := policy.Text(head) + ":::" + bucket
	rest := policy.Opaque(destination.Origin.Input + ":" + destination.Origin.Address + ".key_prefix")
	w.Bucket = bucket
	for i := range w.Actions {
		a := &w.Actions[i]
		switch {
		case a.Action != "s3:PutObject":
			a.Resource = arn
		case !prefix.IsUnset():
			a.Resource = arn + "/" + prefix + rest
		case a.Resource.IsOpaque():
			a.Resource = arn + "/" + a.Resource
		case source != nil && strings.Contains(string(source.Resource), ":cloudfront:"):
			a.Resource = arn + "/" + a.Resource + "CloudFront/*"
		default:
			a.Resource = arn + "/" + a.Resource + rest
		}
	}
	return true
}
