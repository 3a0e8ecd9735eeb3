package graph

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// An origin access control signs requests as cloudfront.amazonaws.com with the
// distribution as source; an origin access identity is a principal of its own,
// which cannot read what SSE-KMS encrypts. A bucket's website endpoint takes no
// signature at all: there everybody is anonymous.
//
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteAccessPermissionsReqd.html (2026-11)
var awsCloudFrontDistribution = Adapter{
	Type:   "aws_cloudfront_distribution",
	Blocks: []string{"origin", "origin_group", "custom_error_response", "logging_config"},
	Refs: map[string]string{
		"logging_config.bucket":                          "aws_s3_bucket.bucket_domain_name or data.aws_s3_bucket.bucket_domain_name or aws_s3_bucket.bucket_regional_domain_name or data.aws_s3_bucket.bucket_regional_domain_name",
		"origin.domain_name":                             "aws_s3_bucket.bucket_regional_domain_name or data.aws_s3_bucket.bucket_regional_domain_name or aws_s3_bucket_website_configuration.website_endpoint",
		"origin.origin_access_control_id":                "aws_cloudfront_origin_access_control.id",
		"origin.s3_origin_config.origin_access_identity": "aws_cloudfront_origin_access_identity.cloudfront_access_identity_path",
	},
	Predict: map[string]string{
		"id":  "{fresh}",
		"arn": "arn:{partition}:cloudfront::{account}:distribution/{fresh:id}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		if b.Tri(r, "enabled", policy.Yes) == policy.No {
			return
		}
		origins, complete := b.Blocks(r, "origin")
		awaiting, by := b.awaits404(r)
		for _, o := range origins {
			w, ok := b.origin(r, o)
			if !ok {
				continue
			}
			if w.Kind != "s3_website" && by != "" && o.Text("origin_id") == awaiting {
				w.On404 = by
			}
			if !complete {
				w.Uncertain = append(w.Uncertain, "not all origins are known")
			}
			b.wire(r, w)
		}
		b.standardLogs(r)
	},
}

// standardLogs wires the access logs that a distribution's own block asks for.
// An account of CloudFront's writes them, to which the bucket's ACL gives full
// control; of the headers that it sends and of its source no page tells. KMS
// is asked as the service of vended logs.
//
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html#AccessLogsBucketAndFileOwnership (2026-11)
func (b *Builder) standardLogs(r *plan.Resource) {
	logging, there := b.Block(r, "logging_config")
	bucket, website := originBucket(logging.Text("bucket"))
	if there != policy.Yes || website {
		return
	}
	w := WiringRec{}
	w.Kind, w.Service, w.Bucket, w.KMS, w.ByACL = "cloudfront_access_log", logDelivery, bucket, kmsAny, true
	w.ACL = policy.Opaque(symbolName(r, "logging_acl"))
	w.Actions = b.onKeys(r, bucket, known(logging.Text("prefix")), "s3:PutObject")
	b.wire(r, w)
}

func (b *Builder) origin(r *plan.Resource, o Nested) (WiringRec, bool) {
	bucket, website := originBucket(o.Text("domain_name"))
	if bucket.IsUnset() {
		return WiringRec{}, false
	}
	w := WiringRec{}
	w.Bucket = bucket
	path := strings.Trim(string(known(o.Text("origin_path"))), "/")
	w.Actions = b.onKeys(r, bucket, folder(policy.Text(path)), "s3:GetObject")
	control := o.Text("origin_access_control_id")
	s3, there := o.Block("s3_origin_config")
	identity := s3.Text("origin_access_identity")
	switch {
	case website:
		w.Kind, w.Service, w.KMS = "s3_website", "anonymous", kmsNone
	case !control.IsUnset():
		w.Kind, w.Service, w.KMS = "cloudfront_oac", "cloudfront.amazonaws.com", kmsCustomer
		w.SourceARN, w.SourceAccount = b.Text(r, "arn"), b.Account(r)
		if control.IsOpaque() {
			w.Uncertain = append(w.Uncertain, "whether the origin has an access control is not known")
		}
	case there == policy.Yes && !identity.IsUnset() && !identity.IsOpaque():
		w.Kind, w.KMS = "cloudfront_oai", kmsNone
		w.Service = originIdentity(b.Partition(r), identity)
	default:
		// A public origin, or one that a function signs requests for.
		return WiringRec{}, false
	}
	return w, true
}

// awaits404 finds the origin whose 404s the distribution does something with,
// other than with its 403s: by a custom error page, or by asking the next origin
// of a group. A path that no other behavior takes is the default behavior's, so
// that what does not exist is looked for at its origin. A function between
// CloudFront and the origin may turn the one status into the other.
//
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/GeneratingCustomErrorResponses.html (2026-11)
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html (2026-11)
func (b *Builder) awaits404(r *plan.Resource) (origin policy.Text, by string) {
	behavior, there := b.Block(r, "default_cache_behavior")
	target := known(behavior.Text("target_origin_id"))
	functions, complete := behavior.Blocks("lambda_function_association")
	if there != policy.Yes || target.IsUnset() || !complete {
		return "", ""
	}
	for _, f := range functions {
		if !strings.HasPrefix(string(f.Text("event_type")), "viewer-") {
			return "", ""
		}
	}
	groups, complete := b.Blocks(r, "origin_group")
	for _, g := range groups {
		if g.Text("origin_id") == target {
			criteria, _ := g.Block("failover_criteria")
			primary, _ := g.Block("member")
			if codes, complete := criteria.Texts("status_codes"); complete && only404(codes) {
				return known(primary.Text("origin_id")), "origin_group"
			}
			return "", ""
		}
	}
	pages, all := b.Blocks(r, "custom_error_response")
	if !complete || !all {
		return "", ""
	}
	var codes []policy.Text
	for _, p := range pages {
		if p.Text("error_code") != "404" || !p.Text("response_page_path").IsUnset() {
			codes = append(codes, p.Text("error_code"))
		}
	}
	if !only404(codes) {
		return "", ""
	}
	return target, "custom_error_response"
}

// only404 reports whether 404 is among status codes, and 403 certainly is not.
func only404(codes []policy.Text) bool {
	return slices.Contains(codes, "404") && !slices.ContainsFunc(codes, func(c policy.Text) bool { return c == "403" || !c.IsWhollyKnown() })
}

// originIdentity is the principal of "origin-access-identity/cloudfront/ID".
func originIdentity(partition string, path policy.Text) policy.Text {
	id := policy.Text(strings.TrimPrefix(string(path), "origin-access-identity/cloudfront/"))
	return policy.Text("arn:"+partition+":iam::cloudfront:user/CloudFront Origin Access Identity ") + id
}

// originBucket takes the bucket out of an S3 domain name:
// BUCKET.s3.REGION.amazonaws.com, BUCKET.s3-REGION…, BUCKET.s3.dualstack.…,
// BUCKET.s3-website.REGION… .
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html (2026-11)
func originBucket(domain policy.Text) (bucket policy.Text, website bool) {
	if domain.IsOpaque() {
		return "", false
	}
	s := string(domain)
	name, ok := strings.CutSuffix(s, ".amazonaws.com.cn")
	if !ok {
		if name, ok = strings.CutSuffix(s, ".amazonaws.com"); !ok {
			return "", false
		}
	}
	for _, mark := range []string{".s3-website.", ".s3-website-", ".s3.", ".s3-"} {
		if i := strings.LastIndex(name, mark); i > 0 {
			return policy.Text(name[:i]), strings.HasPrefix(mark, ".s3-website")
		}
	}
	if b, ok := strings.CutSuffix(name, ".s3"); ok && b != "" {
		return policy.Text(b), false
	}
	return "", false
}

var awsCloudFrontOriginAccessIdentity = Adapter{
	Type: "aws_cloudfront_origin_access_identity",
	Predict: map[string]string{
		"id":                              "{fresh}",
		"iam_arn":                         "arn:{partition}:iam::cloudfront:user/CloudFront Origin Access Identity {fresh:id}",
		"cloudfront_access_identity_path": "origin-access-identity/cloudfront/{fresh:id}",
		"s3_canonical_user_id":            "{fresh}",
	},
	Adapt: adaptOriginIdentity,
}

var awsCloudFrontOriginAccessIdentityData = Adapter{
	Type:  "data.aws_cloudfront_origin_access_identity",
	Adapt: adaptOriginIdentity,
}

func adaptOriginIdentity(b *Builder, r *plan.Resource) {
	rec := OriginIdentityRec{Origin: b.Origin(r), ID: known(b.Text(r, "id")), Canonical: known(b.Text(r, "s3_canonical_user_id"))}
	if !rec.ID.IsUnset() {
		b.Fragment.OriginIdentities = append(b.Fragment.OriginIdentities, rec)
	}
}

var awsCloudFrontOriginAccessControl = Adapter{
	Type:    "aws_cloudfront_origin_access_control",
	Predict: map[string]string{"id": "{fresh}"},
}
