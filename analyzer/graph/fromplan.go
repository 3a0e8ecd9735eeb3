package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/source"
	"github.com/zclconf/go-cty/cty"
)

// FromPlan makes the fragment of one plan in one world, calling the adapter of
// every resource that exists in it. In the planned world, what the plan removes
// is told as removed, and so is the old one of what it replaces.
func FromPlan(r *source.Resolver, p *plan.Plan, w plan.World) *Fragment {
	f := &Fragment{Label: p.Label, Incomplete: p.Incomplete, Time: p.Time}
	b := &Builder{Fragment: f, World: w, resolver: r, plan: p, values: w, adapters: byType, siblings: new(siblings)}
	b.providers()
	var gone []*plan.Resource
	for _, res := range p.Resources {
		a := byType.of(res)
		if a == nil {
			continue
		}
		if res.Exists(w) && a.Adapt != nil {
			a.Adapt(b, res)
		}
		if w == plan.Planned && (res.Change == "delete" || res.Change == "replace") && a.Deleted != nil {
			gone = append(gone, res)
		}
	}
	if len(gone) > 0 {
		b.gone(gone)
	}
	return f
}

// gone tells what the plan does away with, by the values from before.
func (b *Builder) gone(resources []*plan.Resource) {
	before := *b
	before.values, before.deleted = plan.Prior, true
	before.resolver = source.NewResolver(b.plan, plan.Prior, nil, Predictor)
	for _, res := range resources {
		b.adapters.of(res).Deleted(&before, res)
	}
}

// providers tells which accounts the plan's provider configurations work in,
// and as whom.
func (b *Builder) providers() {
	for _, p := range b.plan.Providers {
		origin := Origin{Input: b.Fragment.Label, Address: providerAddress(p.Key)}
		if p.Account != "" {
			b.Fragment.Accounts = append(b.Fragment.Accounts, AccountRec{
				Origin: origin, ID: p.Account, Partition: string(cmpKnown(p.Partition, "aws")),
			})
		}
		if p.RoleARN != "" {
			b.Fragment.Administrators = append(b.Fragment.Administrators, AdministratorRec{
				Origin: origin, ARN: p.RoleARN, Account: p.Account, Session: b.session(p),
			})
		}
	}
}

// session is what a provider passes when it assumes its role; nil if nothing.
func (b *Builder) session(p *plan.Provider) *SessionRec {
	s := b.resolver.Refined(p).Session
	if s == nil {
		return nil
	}
	rec := &SessionRec{
		Origin: Origin{Input: b.Fragment.Label, Address: providerAddress(p.Key), Location: b.resolver.ProviderLocation(p)},
		ARNs:   s.ARNs, Open: s.Open,
	}
	if !s.Policy.IsUnset() {
		doc := docOf(cty.StringVal(string(s.Policy)), HowKnown, nil, false, rec.Origin.Address+".assume_role.policy")
		rec.Doc = &doc
	}
	return rec
}

// providerAddress turns a provider_config_key, "module.x:aws.data", into an
// address in the manner of resources: "module.x.provider.aws.data".
func providerAddress(key string) string {
	if i := strings.LastIndex(key, ":"); i >= 0 {
		return key[:i] + ".provider." + key[i+1:]
	}
	return "provider." + key
}

func cmpKnown(t, def policy.Text) policy.Text {
	if t == "" || !t.IsWhollyKnown() {
		return def
	}
	return t
}

// Origins calls f for the origin of every record, so that a driver can mark
// what came by --with.
func (f *Fragment) Origins(do func(*Origin)) {
	each(f.Accounts, func(r *AccountRec) { do(&r.Origin) })
	each(f.Organizations, func(r *OrgRec) { do(&r.Origin) })
	each(f.Units, func(r *UnitRec) { do(&r.Origin) })
	each(f.OrgPolicies, func(r *OrgPolicyRec) { do(&r.Origin) })
	each(f.OrgTargets, func(r *OrgTargetRec) { do(&r.Origin) })
	each(f.OrgLists, func(r *OrgListRec) { do(&r.Origin) })
	each(f.Identities, func(r *IdentityRec) { do(&r.Origin) })
	each(f.InlinePolicies, func(r *InlinePolicyRec) { do(&r.Origin) })
	each(f.Managed, func(r *ManagedPolicyRec) { do(&r.Origin) })
	each(f.Attachments, func(r *AttachmentRec) { do(&r.Origin) })
	each(f.Memberships, func(r *MembershipRec) { do(&r.Origin) })
	each(f.Exclusives, func(r *ExclusiveRec) { do(&r.Origin) })
	each(f.Profiles, func(r *ProfileRec) { do(&r.Origin) })
	each(f.Administrators, func(r *AdministratorRec) { do(&r.Origin); r.Session.origin(do) })
	each(f.PermissionSets, func(r *PermissionSetRec) { do(&r.Origin) })
	each(f.PermissionSetPolicies, func(r *PermissionSetPolicyRec) { do(&r.Origin) })
	each(f.Assignments, func(r *AssignmentRec) { do(&r.Origin) })
	each(f.Buckets, func(r *BucketRec) { do(&r.Origin) })
	each(f.Settings, func(r *BucketSetting) { do(&r.Origin) })
	each(f.AccessPoints, func(r *AccessPointRec) { do(&r.Origin) })
	each(f.Objects, func(r *ObjectRec) { do(&r.Origin); r.Session.origin(do) })
	each(f.Functions, func(r *FunctionRec) { do(&r.Origin) })
	each(f.FunctionPermissions, func(r *FunctionPermissionRec) { do(&r.Origin) })
	each(f.Keys, func(r *KeyRec) { do(&r.Origin) })
	each(f.KeyPolicies, func(r *KeyPolicyRec) { do(&r.Origin) })
	each(f.Aliases, func(r *AliasRec) { do(&r.Origin) })
	each(f.Grants, func(r *GrantRec) { do(&r.Grant.Origin) })
	each(f.Endpoints, func(r *EndpointRec) { do(&r.Origin) })
	each(f.EndpointPolicies, func(r *EndpointPolicyRec) { do(&r.Origin) })
	each(f.EndpointTables, func(r *EndpointTableRec) { do(&r.Origin) })
	each(f.EndpointDNS, func(r *EndpointDNSRec) { do(&r.Origin) })
	each(f.EndpointSubnets, func(r *EndpointSubnetRec) { do(&r.Origin) })
	each(f.VPCs, func(r *VPCRec) { do(&r.Origin) })
	each(f.Subnets, func(r *SubnetRec) { do(&r.Origin) })
	each(f.RouteTables, func(r *RouteTableRec) { do(&r.Origin) })
	each(f.TableAssocs, func(r *TableAssocRec) { do(&r.Origin) })
	each(f.Workloads, func(r *WorkloadRec) { do(&r.Origin); r.Session.origin(do) })
	each(f.Clusters, func(r *ClusterRec) { do(&r.Origin) })
	each(f.OIDCProviders, func(r *OIDCProviderRec) { do(&r.Origin) })
	each(f.ServiceAccounts, func(r *ServiceAccountRec) { do(&r.Origin) })
	each(f.Wirings, func(r *WiringRec) { do(&r.Origin) })
	each(f.OriginIdentities, func(r *OriginIdentityRec) { do(&r.Origin) })
	each(f.GrantsLocations, func(r *GrantsLocationRec) { do(&r.Origin) })
	each(f.GrantsPolicies, func(r *GrantsPolicyRec) { do(&r.Origin) })
	each(f.LogEnds, func(r *LogEndRec) { do(&r.Origin) })
	each(f.Diagnostics, func(r *Diagnostic) { do(&r.Origin) })
}

func each[T any](records []T, do func(*T)) {
	for i := range records {
		do(&records[i])
	}
}

// MarkContext says of every record that it came by --with.
func (f *Fragment) MarkContext() {
	f.Origins(func(o *Origin) { o.Context = true })
}
