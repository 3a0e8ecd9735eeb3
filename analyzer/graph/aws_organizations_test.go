package graph

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

const denyS3 = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`

// orgBlocks are an organization with one unit and one account in it, as they
// are before a plan.
func orgBlocks(more ...block) []block {
	return append([]block{
		{address: "aws_organizations_organization.this", action: "no-op", before: obj{
			"id": "o-exampleorgid", "arn": "arn:aws:organizations::999999999999:organization/o-exampleorgid", "feature_set": "ALL",
			"master_account_id": "999999999999", "enabled_policy_types": []string{"SERVICE_CONTROL_POLICY"},
			"roots":    []obj{{"id": "r-abcd", "policy_types": []obj{{"type": "SERVICE_CONTROL_POLICY", "status": "ENABLED"}}}},
			"accounts": []obj{{"id": "111111111111", "name": "app"}, {"id": "999999999999", "name": "management"}},
		}},
		{address: "aws_organizations_organizational_unit.work", action: "no-op", before: obj{"id": "ou-abcd-work", "name": "work", "parent_id": "r-abcd"}},
		{address: "aws_organizations_account.app", action: "no-op", before: obj{"id": "111111111111", "name": "app", "parent_id": "ou-abcd-work"}},
	}, more...)
}

func TestOrganizationResources(t *testing.T) {
	scp := block{address: "aws_organizations_policy.deny", action: "no-op", before: obj{"id": "p-deny", "name": "deny", "type": "SERVICE_CONTROL_POLICY", "content": denyS3}}
	newSCP := block{address: "aws_organizations_policy.deny", after: obj{"name": "deny", "content": denyS3}, unknown: []string{"id", "arn", "type"}}
	attach := func(action string, before, after obj) block {
		return block{address: "aws_organizations_policy_attachment.deny", action: action, before: before, after: after}
	}
	onWork := obj{"policy_id": "p-deny", "target_id": "ou-abcd-work"}
	const plain = "root[FullAWSAccess] work[FullAWSAccess] app[FullAWSAccess]"
	tests := []struct {
		name, want string
		world      plan.World
		blocks     []block
		why        string
	}{
		{name: "an attachment that is there", blocks: orgBlocks(scp, attach("no-op", onWork, nil)), want: "root[FullAWSAccess] work[FullAWSAccess deny] app[FullAWSAccess]", why: "target_id is the unit"},
		{name: "a new policy is linked by reference", blocks: orgBlocks(newSCP, block{
			address: "aws_organizations_policy_attachment.deny", after: obj{"target_id": "r-abcd"}, unknown: []string{"policy_id", "id"},
			refs: map[string][]string{"policy_id": {"aws_organizations_policy.deny.id", "aws_organizations_policy.deny"}},
		}), want: "root[FullAWSAccess deny] work[FullAWSAccess] app[FullAWSAccess]", why: "the policy's id is known after apply, the reference now; its type is the argument's default"},
		{name: "an attachment of one of several policies", blocks: orgBlocks(newSCP, block{
			address: "aws_organizations_policy_attachment.deny", after: obj{"target_id": "r-abcd"}, unknown: []string{"policy_id", "id"},
			refs: map[string][]string{"policy_id": {"each.value"}},
		}), want: "root[FullAWSAccess a policy that aws_organizations_policy_attachment.deny attaches] work[FullAWSAccess] app[FullAWSAccess]", why: "some policy is attached, and which is not known: it may deny"},
		{name: "an attachment that the plan removes", blocks: orgBlocks(scp, attach("delete", onWork, nil)), want: plain, why: "afterwards it is not attached"},
		{name: "the same before", world: plan.Prior, blocks: orgBlocks(scp, attach("delete", onWork, nil)), want: "root[FullAWSAccess] work[FullAWSAccess deny] app[FullAWSAccess]", why: "the prior world still has it"},
		{name: "an attachment that moves to another target", blocks: orgBlocks(scp, attach("replace", onWork, obj{"policy_id": "p-deny", "target_id": "r-abcd"})),
			want: "root[FullAWSAccess deny] work[FullAWSAccess] app[FullAWSAccess]", why: "both arguments force a new attachment: the old one goes"},
		{name: "FullAWSAccess taken away", blocks: orgBlocks(scp, attach("no-op", onWork, nil), block{
			address: "aws_organizations_policy_attachment.full", action: "delete", before: obj{"policy_id": "p-FullAWSAccess", "target_id": "ou-abcd-work"},
		}), want: "root[FullAWSAccess] work[deny] app[FullAWSAccess]", why: "the imported attachment is removed"},
		{name: "FullAWSAccess moved from unit to root", blocks: orgBlocks(block{
			address: "aws_organizations_policy_attachment.full", action: "replace",
			before: obj{"policy_id": "p-FullAWSAccess", "target_id": "ou-abcd-work"}, after: obj{"policy_id": "p-FullAWSAccess", "target_id": "r-abcd"},
		}), want: "root[FullAWSAccess] work[] app[FullAWSAccess]", why: "the unit loses it"},
		{name: "the resource is forgotten but the policy stays", blocks: orgBlocks(scp, attach("delete", obj{"policy_id": "p-FullAWSAccess", "target_id": "ou-abcd-work", "skip_destroy": true}, nil)),
			want: plain, why: "with skip_destroy Terraform leaves it attached"},
		{name: "a list of a target's policies", blocks: orgBlocks(scp, block{
			address: "data.aws_organizations_policies_for_target.work", action: "no-op", before: obj{"target_id": "ou-abcd-work", "filter": "SERVICE_CONTROL_POLICY", "ids": []string{"p-deny"}},
		}), want: "root[FullAWSAccess] work[deny] app[FullAWSAccess]", why: "the list is complete: FullAWSAccess is not in it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			g := joined(t, tt.world, input{label: "org", blocks: tt.blocks})
			if got := levelsOf(g.Account("111111111111"), scpsOf); got != tt.want {
				t.Errorf("got  %s\nwant %s\n%s", got, tt.want, tt.why)
			}
		})
	}
}

// A data source that is read before apply tells nothing of a type that an
// attachment may need.
func TestUnknownPolicyAttachedWhereNoTypeWasEnabled(t *testing.T) {
	g := graphOf(t, input{label: "org", blocks: []block{
		{address: "data.aws_organizations_organization.this", action: "no-op", before: obj{
			"id": "o-exampleorgid", "master_account_id": "999999999999", "feature_set": "ALL",
			"roots": []obj{{"id": "r-abcd", "policy_types": []obj{}}}, "accounts": []obj{{"id": "111111111111", "name": "app"}},
		}},
		{address: "aws_organizations_policy.a", after: obj{"name": "a", "type": "RESOURCE_CONTROL_POLICY", "content": denyS3}, unknown: []string{"id", "arn"}},
		{address: "aws_organizations_policy.b", after: obj{"name": "b", "type": "RESOURCE_CONTROL_POLICY", "content": denyS3}, unknown: []string{"id", "arn"}},
		{address: "aws_organizations_policy_attachment.x", after: obj{"target_id": "111111111111"}, unknown: []string{"policy_id", "id"},
			refs: map[string][]string{"policy_id": {"each.value"}}},
	}})
	levels := g.Account("111111111111").Levels
	last := levels[len(levels)-1]
	if !slices.ContainsFunc(last.RCPs, func(p *Policy) bool { return p.Presence == Unknown }) {
		t.Errorf("RCPs of the account are %v: one of a and b is among them", last.RCPs)
	}
	if len(last.SCPs) != 1 {
		t.Errorf("%d SCPs: no policy of the input is one", len(last.SCPs))
	}
}

func TestPolicyTypesOfAnOrganization(t *testing.T) {
	tests := []struct {
		name       string
		attributes obj
		data       bool
		scps, rcps policy.Tri
		why        string
	}{
		{"both enabled", obj{"feature_set": "ALL", "enabled_policy_types": []string{"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"}}, false, policy.Yes, policy.Yes, "the argument lists the types"},
		{"none enabled", obj{"feature_set": "ALL", "enabled_policy_types": []string{}}, false, policy.No, policy.No, "an empty list is none"},
		{"the argument is left out", obj{"feature_set": "ALL", "enabled_policy_types": nil}, false, policy.No, policy.No, "null is none"},
		{"billing features only", obj{"feature_set": "CONSOLIDATED_BILLING", "enabled_policy_types": []string{"SERVICE_CONTROL_POLICY"}}, false, policy.No, policy.No, "policies need all features"},
		{"as a data source", obj{"feature_set": "ALL", "roots": []obj{{"id": "r-abcd", "policy_types": []obj{{"type": "SERVICE_CONTROL_POLICY", "status": "ENABLED"}, {"type": "RESOURCE_CONTROL_POLICY", "status": "PENDING_DISABLE"}}}}}, true, policy.Yes, policy.No, "the root tells which are enabled"},
		{"read by a member", obj{"feature_set": "ALL", "roots": []obj{}}, true, policy.Maybe, policy.Maybe, "a member account sees neither roots nor accounts"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.attributes["id"] = "o-exampleorgid"
			b := block{address: "aws_organizations_organization.this", action: "no-op", before: tt.attributes}
			if tt.data {
				b.address = "data." + b.address
			}
			g := graphOf(t, input{label: "org", blocks: []block{b}})
			if len(g.Organizations) != 1 {
				t.Fatal("no organization")
			}
			if o := g.Organizations[0]; o.SCPsEnabled != tt.scps || o.RCPsEnabled != tt.rcps {
				t.Errorf("SCPs %v, RCPs %v; want %v, %v: %s", o.SCPsEnabled, o.RCPsEnabled, tt.scps, tt.rcps, tt.why)
			}
		})
	}
}

// A list of accounts is complete only for who may see it.
func TestAccountsOfAnOrganization(t *testing.T) {
	member := block{address: "data.aws_organizations_organization.this", action: "no-op", before: obj{"id": "o-exampleorgid", "master_account_id": "999999999999", "accounts": []obj{}}}
	if g := graphOf(t, input{label: "app", blocks: []block{member}}); g.Organizations[0].Complete || g.Account("111111111111").Membership != policy.Maybe {
		t.Error("an empty list is what a member account sees: it tells nothing")
	}
	if g := graphOf(t, input{label: "org", blocks: orgBlocks()}); !g.Organizations[0].Complete || g.Account("222222222222").Membership != policy.No {
		t.Error("the management account sees all accounts")
	}
}

func TestSharedOrganizations(t *testing.T) {
	tests := []struct {
		scenario string
		world    plan.World
		account  policy.Text
		want     string
		why      string
	}{
		{"o15-scp-deny-s3", plan.Planned, "111111111111", "root[FullAWSAccess no-leave-organization] business[FullAWSAccess s3-freeze] apps[FullAWSAccess] app-prod[FullAWSAccess]", "s3-freeze is on the unit above"},
		{"o16-scp-allow-list-and-regions", plan.Planned, "111111111111", "root[FullAWSAccess protect-archives] workloads[workload-services] app-prod[FullAWSAccess]", "the plan detaches FullAWSAccess from workloads"},
		{"o16-scp-allow-list-and-regions", plan.Prior, "111111111111", "root[FullAWSAccess] workloads[FullAWSAccess] app-prod[FullAWSAccess]", "before it is attached"},
		{"m03-account-moved-to-another-unit", plan.Planned, "111111111111", "root[FullAWSAccess stay] regulated[FullAWSAccess regulated] billing[FullAWSAccess]", "the plan moves the account"},
		{"m03-account-moved-to-another-unit", plan.Prior, "111111111111", "root[FullAWSAccess stay] workloads[FullAWSAccess regions] prod[FullAWSAccess] billing[FullAWSAccess]", "before it is elsewhere"},
	}
	for _, tt := range tests {
		if got := levelsOf(sharedGraph(t, tt.scenario, tt.world).Account(tt.account), scpsOf); got != tt.want {
			t.Errorf("%s\ngot  %s\nwant %s\n%s", tt.scenario, got, tt.want, tt.why)
		}
	}
}
