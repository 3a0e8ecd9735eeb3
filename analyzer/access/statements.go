package access

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// allows calls f for every Allow statement of a policy that is known, but for
// those that are meant for what a service sends on, not for requests of one's own.
func allows(p *graph.Policy, f func(*policy.Statement)) {
	if p == nil || p.Presence != graph.Present || p.Document == nil {
		return
	}
	for _, s := range p.Document.Statements {
		if s.Effect == policy.Allow && !s.NotAction && !sentOn(s) {
			f(s)
		}
	}
}

// sentOn reports whether a statement is for requests that come by way of a
// service: Athena's, S3 Object Lambda's to the supporting access point, or those
// with credentials that S3 Access Grants hands out.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-location-register.html (2026-11)
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia (2026-11)
func sentOn(s *policy.Statement) bool {
	for _, c := range s.Conditions {
		key := strings.ToLower(c.Key)
		if (strings.HasPrefix(key, "aws:calledvia") || key == "s3:accessgrantsinstancearn") && selects(c.Operator) && !strings.HasSuffix(strings.ToLower(c.Operator), "ifexists") {
			return true
		}
	}
	return false
}

// sendsOn reports whether the principal's policies allow an action of a draft by
// way of a service, so that a grant on the other side is meant for that.
func sendsOn(d *draft, action string) bool {
	of := policy.CompileResource(d.Resource)
	return slices.ContainsFunc(d.Principal.Policies, func(p *graph.Policy) bool {
		return p.Presence == graph.Present && slices.ContainsFunc(p.Document.Statements, func(s *policy.Statement) bool {
			return s.Effect == policy.Allow && !s.NotAction && !s.NotResource && sentOn(s) && allowsAction(s, action) &&
				slices.ContainsFunc(s.Resources, func(r policy.Pattern) bool { return r.Match(of) != policy.No })
		})
	})
}

// actions are the texts of a statement's actions, as AWS writes them where we
// know it: IAM compares them without regard to case, and "*:*" is "*".
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html (2026-11)
func actions(s *policy.Statement) []string {
	out := make([]string, len(s.Actions))
	for i, a := range s.Actions {
		if f := a.Facts(); f != nil {
			out[i] = f.FullName()
		} else if out[i] = string(policy.Text(a.Text).Squeezed()); out[i] == "*:*" {
			out[i] = "*"
		}
	}
	return out
}

// resources are the texts of a statement's resources, those that cover the
// same written alike; none for NotResource, which names what is not meant.
func resources(s *policy.Statement) []policy.Text {
	if s.NotResource {
		return nil
	}
	out := make([]policy.Text, len(s.Resources))
	for i, r := range s.Resources {
		out[i] = r.Text.Squeezed()
	}
	return out
}

// named are the ARNs and unique ids of the users and roles that a resource
// policy's statement singles out: elements of Principal, or, where Principal
// is an account or everybody, the values without wildcards of a condition that
// aws:PrincipalArn equals.
func named(s *policy.Statement) []policy.Text {
	if s.NotPrincipal {
		return nil
	}
	var out []policy.Text
	wide := false
	for _, p := range s.Principals {
		switch p.Kind {
		case policy.PrincipalAWS:
			out = append(out, p.Text)
		case policy.PrincipalAny, policy.PrincipalAccount:
			wide = true
		}
	}
	if !wide {
		return out
	}
	for _, c := range s.Conditions {
		if !strings.EqualFold(c.Key, "aws:PrincipalArn") || !selects(c.Operator) {
			continue
		}
		for _, v := range c.Values {
			if specific(string(v)) {
				out = append(out, v)
			}
		}
	}
	return out
}

// selects reports whether a condition operator holds for the values listed, so
// that they are what is meant.
func selects(operator string) bool {
	_, op, qualified := strings.Cut(operator, ":")
	if !qualified {
		op = operator
	}
	switch strings.ToLower(strings.TrimSuffix(strings.ToLower(op), "ifexists")) {
	case "stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike":
		return true
	}
	return false
}

// role turns the ARN of an assumed-role session into that of its role as far
// as the ARN tells: the session's ARN has no path.
func role(t policy.Text) (policy.Text, bool) {
	p, ok := parse(t)
	if !ok || p.service != "sts" {
		return "", false
	}
	rest, found := strings.CutPrefix(p.resource, "assumed-role/")
	if !found {
		return "", false
	}
	name := rest
	if i := outside(rest, '/'); i >= 0 {
		name = rest[:i]
	}
	return policy.Text("arn:" + p.partition + ":iam::" + p.account + ":role/" + name), specific(name)
}
