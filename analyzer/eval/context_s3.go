package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// s3Value answers for keys of S3. A header's key is there only if the header
// is sent: a bucket's default encryption does not set it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html (2026-11)
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys (2026-11)
func (c *requestContext) s3Value(key, name string) policy.Value {
	switch name {
	case "dataaccesspointarn", "dataaccesspointaccount", "accesspointnetworkorigin":
		return c.accessPointValue(name)
	case "resourceaccount":
		return accountID(c.target.account)
	}
	if tag, ok := strings.CutPrefix(name, "buckettag/"); ok {
		return c.resourceTag(key, tag)
	}
	if !strings.HasPrefix(c.action, "s3") {
		return absent
	}
	if w := c.request.Wiring; name == "accessgrantsinstancearn" && w != nil && w.Vended {
		return policy.Single(w.SourceARN)
	}
	if w := c.request.Wiring; w != nil && isService(c.caller) {
		return wiredHeader(w, name)
	}
	if w := c.request.Wiring; w != nil && w.Kind == "codepipeline" && !w.KeyID.IsUnset() {
		if v, ok := artifactHeader(w, name); ok {
			return v
		}
	}
	if c.caller.principal.Kind == graph.Anonymous {
		switch name {
		case "authtype", "signatureversion", "signatureage":
			return absent
		}
	}
	return fromRequest
}

// wiredHeader is what a service sends: its ACL is documented, its encryption
// headers are not everywhere.
func wiredHeader(w *graph.Wiring, name string) policy.Value {
	switch {
	case name == "x-amz-acl" && !w.ACL.IsUnset():
		return policy.Single(w.ACL)
	case name == "x-amz-acl", strings.HasPrefix(name, "x-amz-grant-"):
		return absent
	}
	return fromInput
}

// artifactHeader is what CodePipeline sends with an artifact under a key that
// the pipeline names: the bucket policy that comes with a new pipeline denies
// uploads without the first of them.
//
// https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-cross-account.html (2026-11): DenyUnEncryptedObjectUploads
func artifactHeader(w *graph.Wiring, name string) (policy.Value, bool) {
	switch name {
	case "x-amz-server-side-encryption":
		return policy.Single("aws:kms"), true
	case "x-amz-server-side-encryption-aws-kms-key-id":
		return policy.Single(w.KeyID), true
	}
	return policy.Value{}, false
}

// accessPointValue answers for the keys that only a request through an access
// point has.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html#access-points-condition-keys (2026-11)
func (c *requestContext) accessPointValue(name string) policy.Value {
	t := c.target
	if t.kind != accessPointTarget && t.kind != multiRegionTarget {
		return absent
	}
	switch name {
	case "dataaccesspointarn":
		return policy.Single(t.point.ARN)
	case "dataaccesspointaccount":
		return accountID(t.point.Account)
	}
	if t.kind == multiRegionTarget {
		return fromInput
	}
	if t.point.VPC.IsUnset() {
		return policy.Single("Internet")
	}
	return policy.Single("VPC")
}
