package graph

import (
	"maps"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// WebIdentity is the Kind of the Wiring in an Assumption by a token.
const WebIdentity = "web_identity"

// Token is what a pod shows to assume a role.
type Token struct {
	Issuer   policy.Text // without "https://"; unset if the cluster is not known
	Subject  policy.Text // "system:serviceaccount:NAMESPACE:NAME"
	Audience policy.Text
}

// byWebIdentity is the action of assuming a role by a token.
const byWebIdentity = "sts:AssumeRoleWithWebIdentity"

var assumesByWebIdentity = policy.CompileAction(byWebIdentity)

const oidcProvider = ":oidc-provider/"

// issuers tells which cluster the tokens are from that a role trusts.
type issuers struct {
	byARN    map[policy.Text]policy.Text // issuers of identity providers
	clusters map[policy.Text]*ClusterRec // by issuer
	byID     map[policy.Text]*ClusterRec
}

func (j *joiner) issuers() *issuers {
	x := &issuers{byARN: map[policy.Text]policy.Text{}, clusters: map[policy.Text]*ClusterRec{}, byID: map[policy.Text]*ClusterRec{}}
	for _, f := range j.fragments {
		for i := range f.OIDCProviders {
			x.byARN[f.OIDCProviders[i].ARN] = f.OIDCProviders[i].Issuer
		}
		for i := range f.Clusters {
			r := &f.Clusters[i]
			if old := x.byID[r.ID]; old == nil || supersedes(r.Origin, old.Origin) || old.Issuer.IsUnset() {
				x.byID[r.ID] = r
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(x.byID)) {
		if r := x.byID[id]; !r.Issuer.IsUnset() {
			x.clusters[r.Issuer] = r
		}
	}
	return x
}

// of is the issuer that an identity provider stands for; unset for an element
// that names no provider for tokens.
func (x *issuers) of(provider policy.Text) policy.Text {
	if issuer := x.byARN[provider]; !issuer.IsUnset() {
		return issuer
	}
	if _, issuer, ok := strings.Cut(string(provider), oidcProvider); ok {
		return policy.Text(issuer)
	}
	return ""
}

// pods gives the roles that trust tokens of a cluster the paths of its pods.
// Where the trust policy lets others in as well, the pods are one possibility.
func (w *workloads) pods(x *issuers, roles []*Principal) {
	for _, role := range roles {
		if role.Kind != Role || role.Deleted || role.Trust == nil || role.Trust.Presence != Present {
			continue
		}
		clusters, others := x.trusted(role.Trust.Document)
		for _, c := range clusters {
			r := WorkloadRec{Origin: c.Origin, Role: role.ARN, Account: c.Account, Region: c.Region, Uses: []policy.Text{c.Nodes, c.ID}}
			if others {
				r.doubt("the trust policy of " + string(role.Name) + " lets others in than pods of cluster " + c.Origin.Address)
			}
			w.add(&r)
		}
	}
}

// trusted are the clusters whose tokens a trust policy takes, and whether it
// names anybody else.
func (x *issuers) trusted(d *policy.Document) (clusters []*ClusterRec, others bool) {
	others = len(d.Open) > 0
	for _, s := range d.Statements {
		if s.Effect == policy.Deny {
			continue
		}
		if s.NotPrincipal || s.Effect != policy.Allow {
			others = true
			continue
		}
		for _, p := range s.Principals {
			c := x.clusters[x.of(p.Text)]
			if p.Kind != policy.PrincipalFederated || c == nil {
				others = true
			} else if s.Covers(assumesByWebIdentity) == policy.Yes && !slices.Contains(clusters, c) {
				clusters = append(clusters, c)
			}
		}
	}
	return clusters, others
}

// serviceAccounts records that pods assume the roles which their service
// accounts are given.
func (j *joiner) serviceAccounts(x *issuers) {
	for _, f := range j.fragments {
		for i := range f.ServiceAccounts {
			r := &f.ServiceAccounts[i]
			role := j.roleByRef(r.Role, "")
			if role == nil || role.Deleted || role.Kind != Role || role.Trust == nil || role.Trust.Presence != Present {
				continue
			}
			token := &Token{Subject: r.Subject, Audience: r.Audience}
			if c := x.byID[r.Cluster]; c != nil {
				token.Issuer = c.Issuer
			}
			j.show(role, token, x, r)
		}
	}
}

// show records an assumption by a token. The provider that speaks for its
// issuer is the one that the trust policy names, or the one that the role's
// account has or lacks.
func (j *joiner) show(role *Principal, token *Token, x *issuers, r *ServiceAccountRec) {
	var named []policy.Text
	for _, s := range role.Trust.Document.Statements {
		for _, p := range s.Principals {
			issuer := x.of(p.Text)
			fits := token.Issuer.IsUnset() || issuer == token.Issuer
			if p.Kind == policy.PrincipalFederated && !issuer.IsUnset() && fits && !slices.Contains(named, p.Text) {
				named = append(named, p.Text)
			}
		}
	}
	by := &Wiring{Origin: r.Origin, Kind: WebIdentity, Account: role.Account, Token: token}
	switch {
	case len(named) == 1:
		by.Service, token.Issuer = named[0], x.of(named[0])
	case role.Account == nil:
		return
	default:
		issuer := token.Issuer
		if issuer.IsUnset() {
			issuer = policy.Opaque(r.Origin.Address + ".issuer")
		}
		by.Service = policy.Text("arn:"+role.Account.Partition+":iam::") + role.Account.ID + oidcProvider + issuer
	}
	for _, a := range j.g.Assumptions {
		if a.Role == role && a.By.Service == by.Service && a.By.Token != nil && *a.By.Token == *token {
			a.Workloads = append(a.Workloads, r.Origin)
			return
		}
	}
	j.g.Assumptions = append(j.g.Assumptions, &Assumption{Role: role, By: by, Workloads: []Origin{r.Origin}, Actions: []string{byWebIdentity}})
}
