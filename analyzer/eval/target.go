package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// targetKind is what a request's resource ARN is the ARN of.
type targetKind int8

const (
	otherTarget           targetKind = iota // no resource that a policy is attached to: "*", another service
	bucketTarget                            // a bucket, directory buckets included, or its objects
	accessPointTarget                       // a bucket through an access point
	multiRegionTarget                       // buckets through a Multi-Region Access Point
	objectLambdaTarget                      // an Object Lambda Access Point
	keyTarget                               // a KMS key, asked directly
	roleTarget                              // a role that is to be assumed
	accountSettingsTarget                   // a service's own list: s3:ListAllMyBuckets on *
)

// target is the resource of a request, resolved in the graph.
type target struct {
	kind    targetKind
	arn     policy.Text // as policies see it
	bucket  *graph.Bucket
	objects bool // the ARN is of objects, not of the bucket or access point itself
	key     policy.Text
	// bucketARN is what the bucket's own policy sees: for an access point, the
	// underlying bucket or object.
	bucketARN policy.Text
	point     *graph.AccessPoint
	kms       *graph.Key
	role      *graph.Principal
	account   *graph.Account // of the resource's owner; nil where no input tells
	region    policy.Text
	replica   int  // which bucket of a multi-Region access point
	directory bool // a directory bucket (S3 Express One Zone)
}

// resolve finds what a request's resource is.
func (e *Engine) resolve(resource policy.Text, action string, replica int) target {
	t := target{arn: resource, replica: replica}
	a, ok := parseARN(resource)
	if !ok {
		return t
	}
	switch a.service {
	case "s3", "s3-object-lambda":
		if a.account == "" && a.region == "" {
			e.resolveBucket(&t, a)
		} else if name, found := strings.CutPrefix(a.resource, "accesspoint/"); found {
			e.resolveAccessPoint(&t, a, name)
		}
	case "s3express":
		if name, found := strings.CutPrefix(a.resource, "bucket/"); found {
			e.resolveDirectoryBucket(&t, a, name)
		}
	case "kms":
		if strings.HasPrefix(a.resource, "key/") {
			t.kind, t.region = keyTarget, policy.Text(a.region)
			t.kms = e.key(resource, policy.Text(a.account), policy.Text(a.region))
			t.account = e.account(policy.Text(a.account))
			if t.kms != nil && t.kms.Account != nil {
				t.account = t.kms.Account
			}
		}
	case "iam":
		if strings.HasPrefix(a.resource, "role/") && isSTS(action) {
			t.kind = roleTarget
			t.role = e.principal(resource)
			t.account = t.role.Account
			if t.account == nil {
				t.account = e.account(policy.Text(a.account))
			}
		}
	}
	return t
}

func (e *Engine) resolveBucket(t *target, a arn) {
	name, key, objects := cutOutside(a.resource, '/')
	if point := e.aliases[policy.Text(name)]; point != nil {
		// An access point's alias stands for it: policies see its ARN.
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html#access-points-alias (2026-11)
		t.arn = point.ARN
		if objects {
			t.arn += policy.Text("/object/" + key)
		}
		if p, ok := parseARN(t.arn); ok {
			e.resolveAccessPoint(t, p, strings.TrimPrefix(p.resource, "accesspoint/"))
		}
		return
	}
	t.kind, t.objects, t.key, t.bucketARN = bucketTarget, objects, policy.Text(key), t.arn
	e.setBucket(t, policy.Text(name))
}

// resolveAccessPoint splits NAME, NAME/object/KEY and ALIAS.mrap/object/KEY.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html (2026-11)
func (e *Engine) resolveAccessPoint(t *target, a arn, rest string) {
	name, tail, _ := cutOutside(rest, '/')
	object, objects := strings.CutPrefix(tail, "object/")
	t.objects, t.key = objects, policy.Text(object)
	own := policy.Text("arn:" + a.partition + ":" + a.service + ":" + a.region + ":" + a.account + ":accesspoint/" + name)
	t.point = e.accessPoint(own, t.replica)
	t.account, t.region = e.account(policy.Text(a.account)), policy.Text(a.region)
	switch {
	case a.service == "s3-object-lambda":
		// Policies see the access point itself, whatever the object.
		// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3objectlambda.html (2026-11)
		t.kind, t.arn = objectLambdaTarget, own
		return
	case strings.HasSuffix(name, ".mrap") || a.region == "":
		t.kind = multiRegionTarget
	default:
		t.kind = accessPointTarget
	}
	if t.point == nil {
		// An access point that no input holds: its bucket is not known either.
		t.point = &graph.AccessPoint{ARN: own, Name: policy.Text(name), Account: t.account,
			Policy: &graph.Policy{Presence: graph.Unknown}, MultiRegion: t.kind == multiRegionTarget}
	}
	if t.point.Bucket.IsUnset() {
		t.bucket = &graph.Bucket{Policy: &graph.Policy{Presence: graph.Unknown}, Partition: a.partition}
		return
	}
	pointAccount := t.account
	e.setBucket(t, t.point.Bucket)
	t.bucketARN = t.bucket.ARN
	if objects {
		t.bucketARN += policy.Text("/" + object)
	}
	if t.account == nil {
		t.account = e.account(t.point.BucketAccount)
	}
	if t.account == nil && t.point.BucketAccount.IsUnset() {
		t.account = pointAccount
	}
}

// resolveDirectoryBucket takes S3 Express ARNs, of buckets and of what looks
// like objects in them: object operations are authorized on the bucket.
func (e *Engine) resolveDirectoryBucket(t *target, a arn, rest string) {
	name, key, objects := cutOutside(rest, '/')
	t.kind, t.directory, t.objects, t.key = bucketTarget, true, objects, policy.Text(key)
	t.bucketARN = t.arn
	e.setBucket(t, policy.Text(name))
	if t.account == nil {
		t.account = e.account(policy.Text(a.account))
	}
	if t.region.IsUnset() {
		t.region = policy.Text(a.region)
	}
}

func (e *Engine) setBucket(t *target, name policy.Text) {
	t.bucket = e.bucketNamed(name)
	t.account, t.region = t.bucket.Account, t.bucket.Region
}

func isSTS(action string) bool { return hasPrefixFold(action, "sts:") }

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
