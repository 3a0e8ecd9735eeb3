package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// callerKeys are the condition keys that follow from who the caller is.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties (2026-11)
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable (2026-11): aws:PrincipalType and aws:userid
func callerKeys(c *caller) map[string]policy.Value {
	p := c.principal
	keys := map[string]policy.Value{
		"aws:principalarn":              policy.Single(p.ARN),
		"aws:principalaccount":          accountID(p.Account),
		"aws:principalorgid":            organizationID(p.Account),
		"aws:principalorgpaths":         organizationPaths(p.Account),
		"aws:principalisawsservice":     noValue,
		"aws:principalservicename":      absent,
		"aws:principalservicenameslist": absent,
		"aws:username":                  absent,
	}
	if c.who.ARN.IsUnset() && p.Kind != graph.Anonymous {
		keys["aws:principalarn"] = policy.UnknownFrom(policy.FromDocument)
	}
	switch p.Kind {
	case graph.User:
		keys["aws:principaltype"] = policy.Single("User")
		keys["aws:userid"] = uniqueID(p)
		if !p.Name.IsUnset() {
			keys["aws:username"] = policy.Single(p.Name)
		} else {
			keys["aws:username"] = policy.UnknownFrom(policy.FromDocument)
		}
	case graph.Role, graph.ServiceLinked:
		keys["aws:principaltype"] = policy.Single("AssumedRole")
		keys["aws:userid"] = sessionUserID(p, "")
	case graph.Root:
		keys["aws:principaltype"] = policy.Single("Account")
		keys["aws:userid"] = accountID(p.Account)
	case graph.Service:
		name := policy.Single(p.ARN)
		keys["aws:principalarn"], keys["aws:principalaccount"] = absent, absent
		keys["aws:principalorgid"], keys["aws:principalorgpaths"] = absent, absent
		keys["aws:principalisawsservice"] = yesValue
		keys["aws:principalservicename"] = name
		keys["aws:principalservicenameslist"] = policy.Multi(p.ARN)
		keys["aws:principaltype"] = policy.UnknownFrom(policy.FromDocument)
		keys["aws:userid"] = policy.UnknownFrom(policy.FromDocument)
	case graph.Federated:
		// What a request has that assumes a role by a token, no page says.
		for _, key := range []string{"aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:principaltype", "aws:userid"} {
			keys[key] = fromInput
		}
	case graph.OriginAccess:
		keys["aws:principalarn"] = fromInput // no page says what it holds
		keys["aws:principalaccount"] = fromInput
		keys["aws:principalorgid"], keys["aws:principalorgpaths"] = absent, absent
		keys["aws:principaltype"], keys["aws:userid"] = fromInput, fromInput
	default: // unsigned
		keys["aws:principalarn"], keys["aws:principalorgid"], keys["aws:principalorgpaths"] = absent, absent, absent
		keys["aws:principalaccount"] = policy.Single("anonymous")
		keys["aws:principaltype"] = policy.Single("Anonymous")
		keys["aws:userid"] = policy.Single("anonymous")
		keys["aws:principalisawsservice"] = fromInput // unverified
	}
	return keys
}

func uniqueID(p *graph.Principal) policy.Value {
	if p.UniqueID.IsUnset() {
		return policy.UnknownFrom(policy.FromDocument)
	}
	return policy.Single(p.UniqueID)
}

// sessionUserID is AROA…:SESSION. The session's name is the caller's choice
// where it is not given.
func sessionUserID(p *graph.Principal, session policy.Text) policy.Value {
	switch {
	case p.UniqueID.IsUnset():
		return policy.UnknownFrom(policy.FromDocument)
	case session.IsUnset():
		return policy.Single(p.UniqueID + ":" + policy.Word(sessionName))
	}
	return policy.Single(p.UniqueID + ":" + session)
}

// Names of symbols for what a caller chooses, not for what apply brings.
const (
	sessionName = "session name"
	objectKey   = "object key"
	ofSource    = " of aws:SourceArn" // a part of it that no page tells
)
