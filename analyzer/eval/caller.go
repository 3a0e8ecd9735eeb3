package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/decision"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// caller is a principal with its policies compiled and the condition keys that
// follow from who it is.
type caller struct {
	principal *graph.Principal
	who       policy.Caller
	identity  *decision.Set
	boundary  *decision.Set
	keys      map[string]policy.Value
	tags      map[string]policy.Value // lower-case tag keys
	session   sessionTags             // what its sessions may bring beside them
}

func (e *Engine) compileCaller(p *graph.Principal) *caller {
	c := &caller{principal: p, who: identify(p)}
	if takesIdentityPolicies(p.Kind) {
		c.identity = decision.Compile(decisionPolicies(p.Policies), p.Complete != policy.Yes)
		c.boundary = capSet(p.Boundary)
	}
	c.keys, c.session = callerKeys(c), sessionTagsOf(p)
	c.tags = make(map[string]policy.Value, len(p.Tags))
	for k, v := range p.Tags {
		c.tags[strings.ToLower(k)] = policy.Single(v)
	}
	return c
}

// identify says how Principal elements may name the principal.
func identify(p *graph.Principal) policy.Caller {
	who := policy.Caller{ARN: p.ARN, UniqueID: p.UniqueID, Bounded: policy.No}
	if p.Account != nil {
		who.Account, who.CanonicalID = p.Account.ID, p.Account.Canonical
	}
	switch p.Kind {
	case graph.User:
		who.Kind = policy.CallerUser
	case graph.Role:
		who.Kind = policy.CallerRole
	case graph.Root:
		who.Kind = policy.CallerRoot
	case graph.Service:
		who.Kind, who.Account = policy.CallerService, ""
	case graph.ServiceLinked:
		who.Kind = policy.CallerServiceLinked
	case graph.Federated:
		who.Kind, who.Account = policy.CallerFederated, ""
	case graph.OriginAccess:
		who.Kind, who.Account = policy.CallerOriginAccess, ""
		who.CanonicalID = p.UniqueID
	default:
		who.Kind, who.ARN, who.Account = policy.CallerAnonymous, "", ""
	}
	nameSession(&who)
	if b := p.Boundary; b != nil {
		switch b.Presence {
		case graph.Absent:
		case graph.Unknown:
			who.Bounded = policy.Maybe
		default:
			who.Bounded = policy.Yes
		}
	} else if takesIdentityPolicies(p.Kind) && p.Complete != policy.Yes {
		who.Bounded = policy.Maybe
	}
	return who
}

// nameSession corrects a caller of which only the session's ARN is known.
func nameSession(who *policy.Caller) {
	a, ok := parseARN(who.ARN)
	if !ok || a.service != "sts" {
		return
	}
	who.ARN, who.Session = "", who.ARN
	if strings.HasPrefix(a.resource, "federated-user/") {
		who.Kind = policy.CallerFederatedUser
	}
}

// sessionARN is the ARN of a role's session: it has no path.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session (2026-11)
func sessionARN(p *graph.Principal, name policy.Text) policy.Text {
	a, ok := parseARN(p.ARN)
	if !ok || name.IsUnset() || p.Kind != graph.Role {
		return ""
	}
	role := p.Name
	if role.IsUnset() {
		role = policy.Text(a.resource[strings.LastIndex(a.resource, "/")+1:])
	}
	return policy.Text("arn:"+a.partition+":sts::"+a.account+":assumed-role/") + role + "/" + name
}

// staleCaller is the caller as resource policies see it that were saved before
// the plan recreates the principal: they hold the old one's unique id, so no
// ARN in them names the new one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles (2026-11)
func staleCaller(who policy.Caller) policy.Caller {
	a, ok := parseARN(who.ARN)
	if !ok {
		return who
	}
	kind, _, _ := strings.Cut(a.resource, "/")
	who.ARN = policy.Text("arn:"+a.partition+":iam::"+a.account+":"+kind+"/") + policy.Fresh("recreated "+string(who.ARN))
	return who
}

// isStale reports whether a policy goes on naming what the principal was
// before the plan recreated it: the plan does not write the policy again.
func isStale(p *graph.Principal, of *graph.Policy) bool {
	if !p.Replaced || of == nil || of.Presence != graph.Present {
		return false
	}
	switch of.Origin.Change {
	case "create", "update", "replace":
		return false
	}
	return true
}
