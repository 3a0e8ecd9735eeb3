package eval

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// sessionTags says which tags a role's sessions may bring beside the role's
// own: none unless its trust policy allows sts:TagSession.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required (2026-11)
type sessionTags struct {
	keys   []string // lower case
	any    bool     // the trust policy names no keys
	hidden bool     // the trust policy is not known
}

// podTags are what EKS Pod Identity tags sessions with, and all that it does.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html (2026-11): session tags added by EKS Pod Identity
var podTags = []string{
	"eks-cluster-arn", "eks-cluster-name", "kubernetes-namespace", "kubernetes-service-account",
	"kubernetes-pod-name", "kubernetes-pod-uid",
}

var tagSession = policy.CompileAction("sts:TagSession")

func sessionTagsOf(p *graph.Principal) sessionTags {
	var tags sessionTags
	if p.Kind != graph.Role || p.Trust == nil {
		return tags
	}
	if p.Trust.Presence != graph.Present || p.Trust.Document == nil {
		tags.hidden = true
		return tags
	}
	for _, s := range p.Trust.Document.Statements {
		if s.Effect != policy.Allow || s.Covers(tagSession) == policy.No {
			continue
		}
		switch keys, limited := tagKeys(s); {
		case limited:
			tags.keys = append(tags.keys, keys...)
		case ofPods(s):
			tags.keys = append(tags.keys, podTags...)
		default:
			tags.any = true
		}
	}
	return tags
}

// tagKeys are the keys that a statement confines session tags to.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tagkeys (2026-11)
func tagKeys(s *policy.Statement) (keys []string, limited bool) {
	for _, c := range s.Conditions {
		if !strings.EqualFold(c.Key, "aws:TagKeys") || !strings.EqualFold(c.Operator, "ForAllValues:StringEquals") {
			continue
		}
		for _, v := range c.Values {
			if !v.IsWhollyKnown() {
				return nil, false
			}
			keys = append(keys, strings.ToLower(string(v)))
		}
		return keys, true
	}
	return nil, false
}

// ofPods reports whether a statement is for EKS Pod Identity alone.
func ofPods(s *policy.Statement) bool {
	return len(s.Principals) > 0 && !slices.ContainsFunc(s.Principals, func(p policy.PrincipalPattern) bool {
		return p.Kind != policy.PrincipalService || p.Text != "pods.eks.amazonaws.com"
	})
}

// value answers for a tag that the role itself does not have.
func (t sessionTags) value(tag string) policy.Value {
	switch {
	case t.any || slices.Contains(t.keys, tag):
		return fromRequest
	case t.hidden:
		return fromInput
	}
	return absent
}
