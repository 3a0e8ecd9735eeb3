package graph

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// targetIDs are what policies are attached to and units stand under.
const targetIDs = "aws_organizations_organizational_unit.id or aws_organizations_account.id or data.aws_organizations_organizational_unit.id"

var awsOrganization = Adapter{
	Type:    "aws_organizations_organization",
	Predict: map[string]string{"id": "{fresh}", "master_account_id": "{account}"},
	Adapt:   adaptOrganization,
}

var awsOrganizationData = Adapter{
	Type:  "data.aws_organizations_organization",
	Adapt: adaptOrganization,
}

func adaptOrganization(b *Builder, r *plan.Resource) {
	rec := OrgRec{Origin: b.Origin(r), ID: b.Text(r, "id"), Managed: !r.Data}
	if rec.ID.IsUnset() || rec.ID.IsOpaque() {
		return
	}
	if b.Configured(r, "master_account_id") || !r.Data {
		rec.Management = known(b.Text(r, "master_account_id"))
	}
	roots, _ := b.Blocks(r, "roots")
	for _, root := range roots {
		rec.Root = known(root.Text("id"))
	}
	rec.SCPs, rec.RCPs = policyTypes(b, r, roots)
	rec.Accounts, rec.Complete = accountsOf(b, r)
	b.Fragment.Organizations = append(b.Fragment.Organizations, rec)
}

// policyTypes tells whether service and resource control policies are in
// force. Both need all features, and each has to be enabled on the root.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_enable-disable.html (2026-11)
func policyTypes(b *Builder, r *plan.Resource, roots []Nested) (scps, rcps policy.Tri) {
	switch features := b.Text(r, "feature_set"); {
	case features == "CONSOLIDATED_BILLING":
		return policy.No, policy.No
	case features.IsOpaque():
		return policy.Maybe, policy.Maybe
	}
	var enabled []policy.Text
	complete := false
	if b.Configured(r, "enabled_policy_types") || !r.Data && b.State(r, "enabled_policy_types") == plan.Null {
		enabled, complete = b.Texts(r, "enabled_policy_types")
	} else if r.Data && len(roots) > 0 {
		complete = true
		for _, root := range roots {
			types, all := root.Blocks("policy_types")
			complete = complete && all
			for _, t := range types {
				if t.Text("status") == "ENABLED" {
					enabled = append(enabled, t.Text("type"))
				}
			}
		}
	}
	has := func(kind policy.Text) policy.Tri {
		switch {
		case slices.Contains(enabled, kind):
			return policy.Yes
		case complete && !slices.ContainsFunc(enabled, policy.Text.IsOpaque):
			return policy.No
		}
		return policy.Maybe
	}
	return has(scpType), has(rcpType)
}

// accountsOf lists the organization's accounts. AWS tells them all to the
// management account and to delegated administrators, and none to others.
func accountsOf(b *Builder, r *plan.Resource) (ids []policy.Text, complete bool) {
	if !b.Configured(r, "accounts") {
		return nil, false
	}
	accounts, complete := b.Blocks(r, "accounts")
	for _, a := range accounts {
		id := a.Text("id")
		if id.IsUnset() || id.IsOpaque() {
			complete = false
			continue
		}
		ids = append(ids, id)
		b.Fragment.Accounts = append(b.Fragment.Accounts, AccountRec{
			Origin: b.Origin(r), ID: id, Name: string(known(a.Text("name"))),
		})
	}
	return ids, complete && len(ids) > 0
}

// known is a text unless it is an opaque symbol.
func known(t policy.Text) policy.Text {
	if t.IsOpaque() {
		return ""
	}
	return t
}

var awsOrganizationAccount = Adapter{
	Type:    "aws_organizations_account",
	Refs:    map[string]string{"parent_id": targetIDs},
	Predict: map[string]string{"id": "{fresh}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		parent := rootName // a new account is made in the root
		if b.Configured(r, "parent_id") {
			parent = b.Text(r, "parent_id")
		} else if !b.Created(r) && !b.Configured(r, "parent_id") {
			parent = policy.Opaque(b.symbol(r, "parent_id"))
		}
		b.Fragment.Accounts = append(b.Fragment.Accounts, AccountRec{
			Origin: b.Origin(r), ID: b.Text(r, "id"), Name: string(known(b.Text(r, "name"))), Parent: parent,
		})
	},
}

var awsOrganizationalUnit = Adapter{
	Type:    "aws_organizations_organizational_unit",
	Refs:    map[string]string{"parent_id": targetIDs},
	Predict: map[string]string{"id": "{fresh}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.Units = append(b.Fragment.Units, UnitRec{
			Origin: b.Origin(r), ID: b.Text(r, "id"), Name: string(known(b.Text(r, "name"))), Parent: b.Text(r, "parent_id"),
		})
	},
}

var awsOrganizationalUnitData = Adapter{
	Type: "data.aws_organizations_organizational_unit",
	Refs: map[string]string{"parent_id": targetIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		id := b.Text(r, "id")
		if id.IsUnset() || id.IsOpaque() {
			return
		}
		b.Fragment.Units = append(b.Fragment.Units, UnitRec{
			Origin: b.Origin(r), ID: id, Name: string(known(b.Text(r, "name"))), Parent: b.Text(r, "parent_id"),
		})
	},
}

// A list of a unit's children tells where each stands.
var awsOrganizationalUnitsData = Adapter{
	Type: "data.aws_organizations_organizational_units",
	Refs: map[string]string{"parent_id": targetIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		children, _ := b.Blocks(r, "children")
		for _, c := range children {
			if id := known(c.Text("id")); !id.IsUnset() {
				b.Fragment.Units = append(b.Fragment.Units, UnitRec{
					Origin: b.Origin(r), ID: id, Name: string(known(c.Text("name"))), Parent: b.Text(r, "parent_id"),
				})
			}
		}
	},
}

var awsOrganizationalUnitAccountsData = Adapter{
	Type: "data.aws_organizations_organizational_unit_child_accounts",
	Refs: map[string]string{"parent_id": targetIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		accounts, _ := b.Blocks(r, "accounts")
		for _, a := range accounts {
			if id := known(a.Text("id")); !id.IsUnset() {
				b.Fragment.Accounts = append(b.Fragment.Accounts, AccountRec{
					Origin: b.Origin(r), ID: id, Name: string(known(a.Text("name"))), Parent: b.Text(r, "parent_id"),
				})
			}
		}
	},
}

var awsOrganizationPolicy = Adapter{
	Type:    "aws_organizations_policy",
	Predict: map[string]string{"id": "{fresh}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		kind := scpType // the argument's default
		if b.Configured(r, "type") {
			kind = string(b.Text(r, "type"))
		}
		rec := OrgPolicyRec{Origin: b.Origin(r), ID: b.Text(r, "id"), Name: string(known(b.Text(r, "name"))), Type: kind}
		if kind == scpType || kind == rcpType { // other types are no IAM policies
			rec.Doc = b.Doc(r, "content")
		}
		b.Fragment.OrgPolicies = append(b.Fragment.OrgPolicies, rec)
	},
}

var awsOrganizationPolicyData = Adapter{
	Type: "data.aws_organizations_policy",
	Adapt: func(b *Builder, r *plan.Resource) {
		id := known(b.Text(r, "policy_id"))
		kind := known(b.Text(r, "type"))
		if id.IsUnset() || kind.IsUnset() || id == fullAccessID || id == rcpFullAccessID {
			return
		}
		rec := OrgPolicyRec{Origin: b.Origin(r), ID: id, Name: string(known(b.Text(r, "name"))), Type: string(kind)}
		if string(kind) == scpType || string(kind) == rcpType {
			rec.Doc = b.Doc(r, "content")
		}
		b.Fragment.OrgPolicies = append(b.Fragment.OrgPolicies, rec)
	},
}

var awsOrganizationPolicyAttachment = Adapter{
	Type: "aws_organizations_policy_attachment",
	Refs: map[string]string{
		"policy_id": "aws_organizations_policy.id", "target_id": targetIDs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.orgTarget(r, b.Text(r, "policy_id"), b.Text(r, "target_id"), false)
		if b.Replaced(r) { // both arguments force a new attachment
			b.orgTarget(r, b.before(r, "policy_id"), b.before(r, "target_id"), true)
		}
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		// With skip_destroy the policy stays attached.
		if b.Tri(r, "skip_destroy", policy.No) != policy.Yes {
			b.orgTarget(r, b.Text(r, "policy_id"), b.Text(r, "target_id"), true)
		}
	},
}

func (b *Builder) orgTarget(r *plan.Resource, id, target policy.Text, deleted bool) {
	if id.IsUnset() || target.IsUnset() {
		return
	}
	b.Fragment.OrgTargets = append(b.Fragment.OrgTargets, OrgTargetRec{
		Origin: b.Origin(r), Policy: id, Target: target, Deleted: deleted,
	})
}

// A list of a target's policies is complete: FullAWSAccess is in it, or detached.
var awsOrganizationPoliciesForTargetData = Adapter{
	Type: "data.aws_organizations_policies_for_target",
	Refs: map[string]string{"target_id": targetIDs},
	Adapt: func(b *Builder, r *plan.Resource) {
		ids, complete := b.Texts(r, "ids")
		kind := b.Text(r, "filter")
		if !complete || slices.ContainsFunc(ids, policy.Text.IsOpaque) || kind.IsOpaque() || !b.Configured(r, "ids") {
			return
		}
		b.Fragment.OrgLists = append(b.Fragment.OrgLists, OrgListRec{
			Origin: b.Origin(r), Target: b.Text(r, "target_id"), Type: string(kind), Policies: ids,
		})
	},
}

// A delegated administrator is a member account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html (2026-11)
var awsOrganizationDelegatedAdministrator = Adapter{
	Type: "aws_organizations_delegated_administrator",
	Refs: map[string]string{"account_id": "aws_organizations_account.id"},
	Adapt: func(b *Builder, r *plan.Resource) {
		id := known(b.Text(r, "account_id"))
		arn, ok := parseARN(known(b.Text(r, "arn")))
		if id.IsUnset() || !ok {
			return
		}
		// arn:aws:organizations::999999999999:account/o-exampleorgid/111111111111
		if parts := strings.Split(string(arn.resource), "/"); len(parts) == 3 && strings.HasPrefix(parts[1], "o-") {
			b.Fragment.Organizations = append(b.Fragment.Organizations, OrgRec{
				Origin: b.Origin(r), ID: policy.Text(parts[1]), Management: arn.account, Accounts: []policy.Text{id},
			})
		}
	},
}
