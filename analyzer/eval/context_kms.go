package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// viaS3Value answers for S3's request to KMS with the caller's identity, where
// it differs from the caller's own request: the network keys are gone, and S3
// is named as the service that asks.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html (2026-11)
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context (2026-11)
func (c *requestContext) viaS3Value(key string) (policy.Value, bool) {
	switch key {
	case "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip", "aws:sourcevpcarn",
		"aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths":
		return absent, true
	case "aws:sourceip":
		return fromRequest, true // the caller's, or redacted
	case "aws:securetransport":
		return fromInput, true // redacted, no page says when
	case "aws:viaawsservice":
		if isService(c.caller) {
			return noValue, true
		}
		return yesValue, true
	case "aws:calledvia", "aws:calledviafirst", "aws:calledvialast":
		return fromInput, true // the page of supporting services does not list S3
	case "aws:resourceaccount":
		return accountID(c.keyAccount), true
	case "aws:resourceorgid":
		return organizationID(c.keyAccount), true
	case "aws:resourceorgpaths":
		return organizationPaths(c.keyAccount), true
	case "kms:viaservice":
		return c.viaService(), true
	case "kms:encryptioncontext:aws:s3:arn":
		return policy.Single(c.keyContext), true
	case "kms:encryptioncontextkeys":
		if c.ofTrail() {
			return fromInput, true
		}
		return policy.Multi("aws:s3:arn"), true
	case "kms:encryptioncontext:aws:cloudtrail:arn":
		if c.ofTrail() {
			return optionalText(c.keyWiring.SourceARN), true
		}
	}
	switch {
	case strings.HasPrefix(key, "aws:resourcetag/"):
		return fromInput, true // keys' tags are not in the graph
	case strings.HasPrefix(key, "kms:encryptioncontext:"):
		return fromRequest, true // a caller may add pairs of its own
	case strings.HasPrefix(key, "s3:"):
		return absent, true
	}
	return policy.Value{}, false
}

// ofTrail reports whether the key is a trail's own: the trail is then in the
// encryption context of what it writes, and of what others read of it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-kms-works-with-cloudtrail.html (2026-11)
func (c *requestContext) ofTrail() bool {
	return c.keyWiring != nil && c.keyWiring.Kind == "cloudtrail"
}

// viaService is s3.REGION.amazonaws.com. What a service principal's deliveries
// have there is not documented.
func (c *requestContext) viaService() policy.Value {
	if isService(c.caller) {
		return fromInput
	}
	if c.target.region.IsUnset() {
		return policy.UnknownFrom(policy.FromDocument)
	}
	suffix := policy.Text(".amazonaws.com")
	if b := c.target.bucket; b != nil && b.Partition == "aws-cn" {
		suffix = ".amazonaws.com.cn"
	}
	service := policy.Text("s3.")
	if c.target.directory {
		service = "s3express."
	}
	return policy.Single(service + c.target.region + suffix)
}

// kmsValue answers for keys of KMS, in a request to it.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html (2026-11)
func (c *requestContext) kmsValue(name string) policy.Value {
	if !strings.HasPrefix(c.action, "kms:") {
		return absent
	}
	key := c.key
	if c.hop == direct {
		key = c.target.kms
	}
	switch {
	case name == "calleraccount":
		if c.caller.principal.Account == nil {
			return fromInput
		}
		return accountID(c.caller.principal.Account)
	case name == "viaservice" || name == "grantisforawsresource":
		return absent
	case name == "resourcealiases":
		return aliases(key)
	case name == "requestalias":
		return c.requestAlias()
	case name == "multiregion" && key != nil && key.MultiRegion != policy.Maybe:
		if key.MultiRegion == policy.Yes {
			return yesValue
		}
		return noValue
	case strings.HasPrefix(name, "encryptioncontext"):
		return fromRequest
	}
	return fromInput
}

// aliases are the key's; where no input has one, another workspace may.
func aliases(k *graph.Key) policy.Value {
	if k == nil || len(k.Aliases) == 0 {
		return fromInput
	}
	return policy.Multi(k.Aliases...)
}

// requestAlias is there if the key was asked for by an alias.
func (c *requestContext) requestAlias() policy.Value {
	ref := string(c.keyRef)
	switch {
	case c.hop == direct || strings.Contains(ref, ":key/"):
		return absent
	case strings.HasPrefix(ref, "alias/"):
		return policy.Single(c.keyRef)
	}
	return fromInput
}

// stsValue answers for keys of requests to STS.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html#awssecuritytokenservice-policy-keys (2026-11)
func (c *requestContext) stsValue(key, name string) policy.Value {
	if c.target.kind != roleTarget {
		return absent
	}
	if tag, ok := strings.CutPrefix(name, "resourcetag/"); ok {
		return tagValue(c.target.role.Tags, c.target.role.TagsComplete, tag)
	}
	return fromRequest
}
