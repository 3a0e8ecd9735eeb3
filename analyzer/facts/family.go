package facts

import "strings"

// Families of condition keys: what a request has to be like to meet them.
var families = []string{
	"access_point", "acl", "encryption", "kms", "network", "object_key", "organization", "other", "prefix",
	"principal", "principal_tag", "region", "requester_pays", "resource_account", "resource_tag", "source", "time", "transport", "trust",
}

// byKey are the families of keys, in lower case, by whole key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (2026-11)
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys (2026-11)
var byKey = map[string]string{
	"aws:sourceip": "network", "aws:vpcsourceip": "network", "aws:sourcevpc": "network", "aws:sourcevpce": "network",
	"aws:sourcevpcarn": "network", "aws:vpceaccount": "network", "aws:vpceorgid": "network", "aws:vpceorgpaths": "network",
	"aws:principalorgid": "organization", "aws:principalorgpaths": "organization", "aws:resourceorgid": "organization",
	"aws:resourceorgpaths": "organization", "aws:sourceorgid": "organization", "aws:sourceorgpaths": "organization",
	"aws:principalarn": "principal", "aws:principalaccount": "principal", "aws:userid": "principal",
	"aws:username": "principal", "aws:principaltype": "principal", "aws:principalisawsservice": "principal",
	"aws:resourceaccount": "resource_account", "s3:resourceaccount": "resource_account",
	"s3:x-amz-acl": "acl", "s3:objectownership": "acl",
	"aws:sourcearn": "source", "aws:sourceaccount": "source",
	"aws:securetransport": "transport", "s3:tlsversion": "transport", "s3:signatureversion": "transport",
	"s3:authtype": "transport", "s3:signatureage": "transport",
	"aws:requestedregion": "region", "s3:locationconstraint": "region",
	"s3:prefix": "prefix", "s3:delimiter": "prefix", "s3:max-keys": "prefix",
	"sts:externalid": "trust", "sts:rolesessionname": "trust", "aws:multifactorauthpresent": "trust",
	"aws:multifactorauthage": "trust", "sts:sourceidentity": "trust",
	"aws:currenttime": "time", "aws:epochtime": "time",
	"x-amz-request-payer": "requester_pays",
	"object key":          "object_key", "key": "object_key",
}

// byPrefix are the families of keys that go on after a prefix.
var byPrefix = []struct{ prefix, family string }{
	{"s3:x-amz-server-side-encryption", "encryption"},
	{"s3:x-amz-grant-", "acl"},
	{"aws:principaltag/", "principal_tag"},
	{"aws:requesttag/", "resource_tag"},
	{"aws:resourcetag/", "resource_tag"},
	{"s3:existingobjecttag/", "resource_tag"},
	{"s3:requestobjecttag", "resource_tag"},
	{"s3:buckettag/", "resource_tag"},
	{"s3:dataaccesspoint", "access_point"},
	{"s3:accesspoint", "access_point"},
	{"kms:", "kms"},
}

// family is the family of a condition key.
func family(key string) string {
	k := strings.ToLower(key)
	if f := byKey[k]; f != "" {
		return f
	}
	for _, p := range byPrefix {
		if strings.HasPrefix(k, p.prefix) {
			return p.family
		}
	}
	if strings.HasSuffix(k, ":aud") || strings.HasSuffix(k, ":sub") {
		return "trust"
	}
	return "other"
}
