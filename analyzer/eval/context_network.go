package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// networkValue answers for the keys of the network path.
//
// Through an endpoint aws:SourceIp is absent and aws:SourceVpc, aws:SourceVpce
// and aws:VpcSourceIp are there; otherwise it is the other way round.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-network-properties (2026-11)
func (c *requestContext) networkValue(name string) (policy.Value, bool) {
	switch name {
	case "sourceip":
		return c.sourceIP(), true
	case "sourcevpc", "sourcevpce", "vpcsourceip", "sourcevpcarn", "vpceaccount", "vpceorgid", "vpceorgpaths":
	default:
		return policy.Value{}, false
	}
	switch {
	case isService(c.caller) || c.path == Public || c.path == Internal:
		return absent, true
	case c.path != ThroughEndpoint || c.via == nil:
		return fromRequest, true
	}
	switch name {
	case "sourcevpc":
		return textValue(c.via.VPC), true
	case "sourcevpce":
		return textValue(c.via.ID), true
	case "sourcevpcarn":
		return c.vpcARN(), true
	case "vpceaccount":
		return accountID(c.via.Account), true
	case "vpceorgid":
		return organizationID(c.via.Account), true
	case "vpceorgpaths":
		return organizationPaths(c.via.Account), true
	}
	return policy.Value{State: policy.Unknown, Source: policy.FromRequest}, true // aws:VpcSourceIp
}

func (c *requestContext) sourceIP() policy.Value {
	switch {
	case isService(c.caller) || c.path == ThroughEndpoint:
		return absent
	case c.path == Public:
		return policy.Value{State: policy.Unknown, Source: policy.FromRequest}
	case c.request.Wiring != nil && !c.request.Wiring.Forwards.IsUnset():
		// Not the caller's: the service's own private one, or none.
		// https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html (2026-11)
		return fromInput
	}
	return fromRequest
}

func (c *requestContext) vpcARN() policy.Value {
	v := c.via
	if v.VPC.IsUnset() || v.Account == nil || v.Region.IsUnset() {
		return policy.UnknownFrom(policy.FromDocument)
	}
	partition := v.Account.Partition
	if partition == "" {
		partition = "aws"
	}
	return policy.Single(policy.Text("arn:"+partition+":ec2:") + v.Region + ":" + v.Account.ID + ":vpc/" + v.VPC)
}

func textValue(t policy.Text) policy.Value {
	if t.IsUnset() {
		return policy.UnknownFrom(policy.FromDocument)
	}
	return policy.Single(t)
}

// sourceValue answers for the keys by which a service says on whose behalf it
// calls. Only service principals have them, and only where the service has a
// source resource.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcearn (2026-11)
func (c *requestContext) sourceValue(name string) (policy.Value, bool) {
	switch name {
	case "sourcearn", "sourceaccount", "sourceorgid", "sourceorgpaths", "sourceowner":
	default:
		return policy.Value{}, false
	}
	if c.caller.principal.Kind != graph.Service {
		return absent, true
	}
	w := c.request.Wiring
	if w == nil {
		return fromRequest, true
	}
	switch name {
	case "sourcearn":
		return optionalText(w.SourceARN), true
	case "sourceaccount":
		return optionalText(w.SourceAccount), true
	case "sourceorgid":
		return organizationID(c.engine.account(w.SourceAccount)), true
	case "sourceorgpaths":
		return organizationPaths(c.engine.account(w.SourceAccount)), true
	}
	return fromInput, true
}

// optionalText is a known text, or a key of which the wiring does not tell
// whether the service sends it.
func optionalText(t policy.Text) policy.Value {
	if t.IsUnset() {
		return fromInput
	}
	return policy.Single(t)
}
