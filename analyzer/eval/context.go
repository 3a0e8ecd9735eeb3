package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Answers that many keys share.
var (
	absent      = policy.AbsentValue
	fromRequest = policy.Value{State: policy.Unknown, Source: policy.FromRequest, Optional: true}
	fromInput   = policy.Value{State: policy.Unknown, Source: policy.FromDocument, Optional: true}
	yesValue    = policy.Single("true")
	noValue     = policy.Single("false")
)

// hop says which request of an access a context is of.
type hop int8

const (
	direct hop = iota // the caller's own request
	viaS3             // S3's request to KMS with the caller's identity
)

// requestContext answers for the condition keys of one request, one key at a
// time, so that a request costs only the keys that its statements ask for.
// What an action cannot have although its service has it, policy.Request knows.
//
// Which keys a request has: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (2026-11)
type requestContext struct {
	context policy.Context
	engine  *Engine
	caller  *caller
	target  *target
	request *Request
	action  string // lower case
	hop     hop
	path    PathKind
	via     *graph.Endpoint
	given   map[string]policy.Value // what the asker said, by lower-case key

	// For S3's request to KMS.
	key        *graph.Key
	keyAccount *graph.Account
	keyRef     policy.Text
	keyContext policy.Text // kms:EncryptionContext:aws:s3:arn
	// keyWiring is the service setup that names the key; nil if the bucket does.
	keyWiring *graph.Wiring
}

// init makes the context usable; the receiver must not move afterwards.
func (c *requestContext) init() *policy.Context {
	c.context = policy.Context{Missing: c.value}
	return &c.context
}

// value answers for one key in lower case.
func (c *requestContext) value(key string) policy.Value {
	if v, ok := c.given[key]; ok && (c.hop == direct || followsCaller(key)) {
		return v
	}
	if c.hop == viaS3 {
		if v, ok := c.viaS3Value(key); ok {
			return v
		}
	}
	if v, ok := c.caller.keys[key]; ok {
		return v
	}
	service, name, _ := strings.Cut(key, ":")
	switch service {
	case "aws":
		return c.globalValue(name)
	case "s3", "s3express", "s3-object-lambda":
		return c.s3Value(key, name)
	case "kms":
		return c.kmsValue(name)
	case "sts", "iam":
		return c.stsValue(key, name)
	case "ec2", "lambda", "glue", "ssm":
		if c.caller.principal.Kind != graph.Role {
			return absent
		}
		return fromRequest // set by the workload that runs as the role
	}
	return c.claim(key)
}

// followsCaller reports whether a key that was given for the caller's request
// also holds for S3's request to KMS: what describes the caller does, what
// describes the network and the S3 operation does not.
func followsCaller(key string) bool {
	switch key {
	case "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:sourceidentity", "aws:tokenissuetime",
		"aws:currenttime", "aws:epochtime", "aws:federatedprovider", "aws:sourceaccount", "aws:sourcearn",
		"aws:sourceorgid", "aws:sourceorgpaths", "aws:userid", "aws:useragent":
		return true
	}
	return strings.HasPrefix(key, "aws:principal") || strings.HasPrefix(key, "kms:")
}

// globalValue answers for "aws:" keys that do not follow from the caller alone.
func (c *requestContext) globalValue(name string) policy.Value {
	if tag, ok := strings.CutPrefix(name, "principaltag/"); ok {
		return c.principalTag(tag)
	}
	if v, ok := c.networkValue(name); ok {
		return v
	}
	if v, ok := c.sourceValue(name); ok {
		return v
	}
	service := isService(c.caller)
	switch name {
	case "resourceaccount":
		return accountID(c.target.account)
	case "resourceorgid":
		return organizationID(c.target.account)
	case "resourceorgpaths":
		return organizationPaths(c.target.account)
	case "requestedregion":
		return c.requestedRegion()
	case "viaawsservice", "calledvia", "calledviafirst", "calledvialast":
		return c.viaValue(name)
	case "securetransport":
		if service {
			return absent // redacted for service to service requests
		}
		return yesValue
	case "currenttime", "epochtime":
		return c.time()
	case "useragent", "referer":
		return fromRequest
	case "multifactorauthpresent", "multifactorauthage":
		if service || c.caller.principal.Kind == graph.Anonymous {
			return absent
		}
		return fromRequest
	case "tokenissuetime", "sourceidentity", "federatedprovider",
		"ec2instancesourcevpc", "ec2instancesourceprivateipv4", "assumedroot":
		if !takesIdentityPolicies(c.caller.principal.Kind) {
			return absent
		}
		return fromRequest
	}
	if tag, ok := strings.CutPrefix(name, "resourcetag/"); ok {
		return c.resourceTag("aws:resourcetag/"+tag, tag)
	}
	return fromRequest
}

// viaValue answers for the keys by which a service says that it sends a
// caller's request on. A policy that asks for a service by name is about such
// requests: where nobody says how this one comes, that is the caller's choice.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia (2026-11)
func (c *requestContext) viaValue(name string) policy.Value {
	w := c.request.Wiring
	if w != nil && !w.Forwards.IsUnset() {
		switch name {
		case "viaawsservice":
			return yesValue
		case "calledvia":
			return policy.Multi(w.Forwards)
		}
		return policy.Single(w.Forwards)
	}
	switch {
	case name == "viaawsservice":
		return noValue
	case w != nil, c.request.Forwarded == policy.No, !takesIdentityPolicies(c.caller.principal.Kind):
		return absent
	}
	return fromRequest
}

// time is when the request is made, which every request has: after the plans
// were made, for it is one of the world that they lead to.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime (2026-11)
func (c *requestContext) time() policy.Value {
	return policy.Value{State: policy.Unknown, Source: policy.FromRequest, Since: c.engine.graph.Since}
}

// requestedRegion is the region of the endpoint that serves the request: a
// bucket's or key's own. Global services may be called in several.
func (c *requestContext) requestedRegion() policy.Value {
	if c.target.kind == roleTarget || c.target.kind == otherTarget || c.target.kind == multiRegionTarget {
		return fromRequest
	}
	if c.target.region.IsUnset() {
		return policy.UnknownFrom(policy.FromDocument)
	}
	return policy.Single(c.target.region)
}

// principalTag is a tag of the user or role, or one that a session brings; that
// a session replaces a tag of the role is not assumed where nobody says so.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag (2026-11)
func (c *requestContext) principalTag(tag string) policy.Value {
	if v, ok := c.caller.tags[tag]; ok {
		return v
	}
	p := c.caller.principal
	if !takesIdentityPolicies(p.Kind) {
		return absent
	}
	if p.TagsComplete != policy.Yes {
		return fromInput
	}
	return c.caller.session.value(tag)
}

// resourceTag is a tag of the bucket, for which attribute-based access control
// has to be switched on, of the role or of the key.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging-enable-abac.html (2026-11)
func (c *requestContext) resourceTag(key, tag string) policy.Value {
	switch c.target.kind {
	case bucketTarget, accessPointTarget, multiRegionTarget:
		b := c.target.bucket
		if b == nil || b.ABAC == policy.Maybe {
			return fromInput
		}
		if b.ABAC == policy.No {
			return absent
		}
		return tagValue(b.Tags, policy.Of(b.Managed), tag)
	case roleTarget:
		return tagValue(c.target.role.Tags, c.target.role.TagsComplete, tag)
	}
	return fromInput
}

func tagValue(tags map[string]policy.Text, complete policy.Tri, tag string) policy.Value {
	for k, v := range tags {
		if strings.EqualFold(k, tag) {
			return policy.Single(v)
		}
	}
	if complete == policy.Yes {
		return absent
	}
	return fromInput
}

func isService(c *caller) bool { return c.principal.Kind == graph.Service }

func accountID(a *graph.Account) policy.Value {
	if a == nil || a.ID.IsUnset() {
		return policy.UnknownFrom(policy.FromDocument)
	}
	return policy.Single(a.ID)
}

func organizationID(a *graph.Account) policy.Value {
	switch {
	case a == nil || a.Membership == policy.Maybe:
		return fromInput
	case a.Membership == policy.No:
		return absent
	case a.Organization == nil || a.Organization.ID.IsUnset():
		return policy.UnknownFrom(policy.FromDocument)
	}
	return policy.Single(a.Organization.ID)
}

func organizationPaths(a *graph.Account) policy.Value {
	switch {
	case a == nil || a.Membership == policy.Maybe:
		return fromInput
	case a.Membership == policy.No:
		return absent
	case a.OrgPath.IsUnset():
		return policy.UnknownFrom(policy.FromDocument)
	}
	return policy.Multi(a.OrgPath)
}
