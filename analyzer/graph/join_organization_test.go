package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Shorthand for records of an organization with root r-abcd.

func fromPlan(change string) Origin {
	return Origin{Input: "org", Address: "aws_x." + change, Change: change}
}

func organizationOf(o ...func(*OrgRec)) OrgRec {
	r := OrgRec{
		Origin: Origin{Input: "org", Address: "aws_organizations_organization.this"}, ID: "o-exampleorgid", Root: "r-abcd",
		Management: "999999999999", SCPs: policy.Yes, RCPs: policy.Yes, Managed: true,
	}
	for _, f := range o {
		f(&r)
	}
	return r
}

func unit(id, parent policy.Text) UnitRec {
	return UnitRec{ID: id, Name: strings.TrimPrefix(string(id), "ou-"), Parent: parent}
}

func denial(id policy.Text) OrgPolicyRec {
	return OrgPolicyRec{
		Origin: Origin{Input: "org", Address: "aws_organizations_policy." + string(id)}, ID: id, Name: string(id), Type: scpType,
		Doc: Doc{Presence: Present, Text: `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}`},
	}
}

func attached(id, target policy.Text) OrgTargetRec { return OrgTargetRec{Policy: id, Target: target} }

// levelsOf is what an account's levels hold: "root[FullAWSAccess p-1] ou[…]".
func levelsOf(a *Account, which func(Level) []*Policy) string {
	var out []string
	for _, l := range a.Levels {
		var names []string
		for _, p := range which(l) {
			names = append(names, p.Name)
		}
		slices.Sort(names)
		out = append(out, l.Name+"["+strings.Join(names, " ")+"]")
	}
	return strings.Join(out, " ")
}

func scpsOf(l Level) []*Policy { return l.SCPs }

func TestLevels(t *testing.T) {
	member := AccountRec{ID: "111111111111", Parent: "ou-apps"}
	base := Fragment{
		Label:         "org",
		Organizations: []OrgRec{organizationOf()},
		Units:         []UnitRec{unit("ou-work", "r-abcd"), unit("ou-apps", "ou-work")},
		Accounts:      []AccountRec{member},
		OrgPolicies:   []OrgPolicyRec{denial("p-1"), denial("p-2")},
	}
	tests := []struct {
		name  string
		add   Fragment
		other *Fragment
		want  string
		why   string
	}{
		{
			name: "nothing attached", want: "root[FullAWSAccess] work[FullAWSAccess] apps[FullAWSAccess] 111111111111[FullAWSAccess]",
			why: "AWS attaches FullAWSAccess to every root, unit and account when it is made",
		},
		{
			name: "attached to root, unit and account",
			add:  Fragment{OrgTargets: []OrgTargetRec{attached("p-1", "r-abcd"), attached("p-2", "ou-apps"), attached("p-1", "111111111111")}},
			want: "root[FullAWSAccess p-1] work[FullAWSAccess] apps[FullAWSAccess p-2] 111111111111[FullAWSAccess p-1]",
			why:  "each level has what is attached to it; inheritance is that every level has to allow",
		},
		{
			name: "attached to another unit",
			add:  Fragment{Units: []UnitRec{unit("ou-other", "r-abcd")}, OrgTargets: []OrgTargetRec{attached("p-1", "ou-other")}},
			want: "root[FullAWSAccess] work[FullAWSAccess] apps[FullAWSAccess] 111111111111[FullAWSAccess]",
			why:  "siblings do not inherit",
		},
		{
			name: "the plan detaches FullAWSAccess",
			add:  Fragment{OrgTargets: []OrgTargetRec{attached("p-1", "ou-work"), {Origin: fromPlan("delete"), Policy: fullAccessID, Target: "ou-work", Deleted: true}}},
			want: "root[FullAWSAccess] work[p-1] apps[FullAWSAccess] 111111111111[FullAWSAccess]",
			why:  "without FullAWSAccess a level allows only what its other policies allow",
		},
		{
			name:  "the plan detaches what the state still has",
			add:   Fragment{OrgTargets: []OrgTargetRec{{Origin: fromPlan("delete"), Policy: fullAccessID, Target: "ou-work", Deleted: true}}},
			other: &Fragment{Label: "state", OrgTargets: []OrgTargetRec{attached(fullAccessID, "ou-work")}},
			want:  "root[FullAWSAccess] work[] apps[FullAWSAccess] 111111111111[FullAWSAccess]",
			why:   "the view of a plan holds over that of a state",
		},
		{
			name: "the attachment moves to another address",
			add: Fragment{OrgTargets: []OrgTargetRec{
				{Origin: fromPlan("delete"), Policy: "p-1", Target: "ou-work", Deleted: true}, {Origin: fromPlan("create"), Policy: "p-1", Target: "ou-work"},
			}},
			want: "root[FullAWSAccess] work[FullAWSAccess p-1] apps[FullAWSAccess] 111111111111[FullAWSAccess]",
			why:  "deleted here and created there, it is attached in the end",
		},
		{
			name: "the configuration says that FullAWSAccess is detached",
			add:  Fragment{OrgTargets: []OrgTargetRec{{Policy: fullAccessID, Target: rootName, Deleted: true}}},
			want: "root[] work[FullAWSAccess] apps[FullAWSAccess] 111111111111[FullAWSAccess]",
			why:  "root is how a configuration calls r-abcd",
		},
		{
			name: "a complete list without FullAWSAccess",
			add:  Fragment{OrgLists: []OrgListRec{{Target: "ou-apps", Type: scpType, Policies: []policy.Text{"p-2"}}}},
			want: "root[FullAWSAccess] work[FullAWSAccess] apps[p-2] 111111111111[FullAWSAccess]",
			why:  "data.aws_organizations_policies_for_target lists all: what is not there is detached",
		},
		{
			name: "a tag policy",
			add:  Fragment{OrgPolicies: []OrgPolicyRec{{ID: "p-tags", Type: "TAG_POLICY"}}, OrgTargets: []OrgTargetRec{attached("p-tags", "r-abcd")}},
			want: "root[FullAWSAccess] work[FullAWSAccess] apps[FullAWSAccess] 111111111111[FullAWSAccess]",
			why:  "only service and resource control policies bear on access",
		},
		{
			name:  "the plan moves the account",
			add:   Fragment{Accounts: []AccountRec{{Origin: fromPlan("update"), ID: "111111111111", Parent: "ou-work"}}},
			other: &Fragment{Label: "state", Accounts: []AccountRec{member}},
			want:  "root[FullAWSAccess] work[FullAWSAccess] 111111111111[FullAWSAccess]",
			why:   "the plan says where the account is afterwards",
		},
		{
			name:  "the configuration names a unit that Terraform manages",
			add:   Fragment{},
			other: &Fragment{Label: ".tfaccess.hcl", Units: []UnitRec{{ID: "ou:apps", Name: "apps", Parent: "ou:work"}}, OrgPolicies: []OrgPolicyRec{denial("scp:x")}, OrgTargets: []OrgTargetRec{attached("scp:x", "ou:apps")}},
			want:  "root[FullAWSAccess] work[FullAWSAccess] apps[FullAWSAccess scp:x] 111111111111[FullAWSAccess]",
			why:   "one unit has that name: it is the one",
		},
		{
			name: "two units of one name",
			add:  Fragment{Units: []UnitRec{{ID: "ou-apps2", Name: "apps", Parent: "r-abcd"}}},
			other: &Fragment{Label: ".tfaccess.hcl", Units: []UnitRec{{ID: "ou:apps", Name: "apps", Parent: "ou:work"}, {ID: "ou:work", Name: "work", Parent: "root"}},
				OrgPolicies: []OrgPolicyRec{denial("scp:x")}, OrgTargets: []OrgTargetRec{attached("scp:x", "ou:apps")}},
			want: "root[FullAWSAccess] work[FullAWSAccess] apps[FullAWSAccess scp:x] 111111111111[FullAWSAccess]",
			why:  "the parent tells which is meant",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := base
			f.Units = slices.Concat(f.Units, tt.add.Units)
			f.Accounts = slices.Concat(f.Accounts, tt.add.Accounts)
			f.OrgPolicies = slices.Concat(f.OrgPolicies, tt.add.OrgPolicies)
			f.OrgTargets, f.OrgLists = tt.add.OrgTargets, tt.add.OrgLists
			fragments := []*Fragment{&f}
			if tt.other != nil {
				fragments = append(fragments, tt.other)
			}
			for range 2 {
				if got := levelsOf(Join(fragments).Account("111111111111"), scpsOf); got != tt.want {
					t.Errorf("got  %s\nwant %s\n%s", got, tt.want, tt.why)
				}
				slices.Reverse(fragments) // the order of inputs does not matter
			}
		})
	}
}

func TestWhatDetachedFullAccessIsKept(t *testing.T) {
	f := &Fragment{Organizations: []OrgRec{organizationOf()}, Units: []UnitRec{unit("ou-work", "r-abcd")},
		Accounts:   []AccountRec{{ID: "111111111111", Parent: "ou-work"}},
		OrgTargets: []OrgTargetRec{{Origin: Origin{Input: "org", Address: "aws_organizations_policy_attachment.full", Change: "delete"}, Policy: fullAccessID, Target: "ou-work", Deleted: true}},
	}
	levels := Join([]*Fragment{f}).Account("111111111111").Levels
	if levels[1].Detached == nil || levels[1].Detached.Address != "aws_organizations_policy_attachment.full" || levels[0].Detached != nil {
		t.Errorf("levels: %+v", levels)
	}
}

func TestMembership(t *testing.T) {
	listed := func(r *OrgRec) { r.Accounts = []policy.Text{"111111111111", "999999999999"} }
	complete := func(r *OrgRec) { r.Complete = true }
	billing := func(r *OrgRec) { r.SCPs, r.RCPs = policy.No, policy.No }
	tests := []struct {
		name       string
		org        []OrgRec
		accounts   []AccountRec
		targets    []OrgTargetRec
		account    policy.Text
		member     policy.Tri
		management bool
		levels     string
		path       policy.Text
		why        string
	}{
		{name: "no organization", account: "111111111111", member: policy.Maybe, why: "nobody tells"},
		{name: "listed, its unit not known", org: []OrgRec{organizationOf(listed)}, account: "111111111111", member: policy.Yes,
			levels: "root[FullAWSAccess] unit not known[FullAWSAccess] 111111111111[FullAWSAccess]", why: "what is attached to the root holds for every member"},
		{name: "not listed", org: []OrgRec{organizationOf(listed)}, account: "222222222222", member: policy.Maybe, why: "the list may not be complete"},
		{name: "not listed by a complete tree", org: []OrgRec{organizationOf(listed, complete)}, account: "222222222222", member: policy.No, why: "accounts that are not listed are outside"},
		{name: "mentioned without a place, in a complete tree", org: []OrgRec{organizationOf(listed, complete)}, accounts: []AccountRec{{ID: "222222222222", Name: "partner"}}, account: "222222222222", member: policy.Maybe, why: "the configuration names partners' accounts as well as members"},
		{name: "a number that is not known", org: []OrgRec{organizationOf(listed, complete)}, account: policy.Word("x:provider.aws.account"), member: policy.Maybe, why: "it may be any of the listed ones"},
		{name: "the management account", org: []OrgRec{organizationOf(listed)}, account: "999999999999", member: policy.Yes, management: true,
			levels: "root[FullAWSAccess] unit not known[FullAWSAccess] 999999999999[FullAWSAccess]", why: "it is a member that policies do not limit"},
		{name: "in the root", org: []OrgRec{organizationOf()}, accounts: []AccountRec{{ID: "111111111111", Parent: rootName}}, account: "111111111111", member: policy.Yes,
			levels: "root[FullAWSAccess] 111111111111[FullAWSAccess]", path: "o-exampleorgid/r-abcd/", why: "aws:PrincipalOrgPaths of an account in the root"},
		{name: "policies of the type are off", org: []OrgRec{organizationOf(billing)}, accounts: []AccountRec{{ID: "111111111111", Parent: "r-abcd"}}, account: "111111111111", member: policy.Yes,
			levels: "root[FullAWSAccess] 111111111111[FullAWSAccess]", path: "o-exampleorgid/r-abcd/", why: "no policy of a type that is not enabled is attached"},
		{name: "a data source read the type as off before the plan attaches to it", org: []OrgRec{organizationOf(listed, billing, func(r *OrgRec) { r.Managed = false })}, targets: []OrgTargetRec{attached("p-1", "111111111111")}, account: "111111111111", member: policy.Yes,
			levels: "root[FullAWSAccess] unit not known[FullAWSAccess] 111111111111[FullAWSAccess p-1]", why: "AttachPolicy needs the type enabled"},
		{name: "in a unit that nobody describes", org: []OrgRec{organizationOf()}, accounts: []AccountRec{{ID: "111111111111", Parent: "ou-abcd-12345678"}}, account: "111111111111", member: policy.Yes,
			levels: "root[FullAWSAccess] unit not known[FullAWSAccess] 111111111111[FullAWSAccess]", why: "it has a parent: it is a member, wherever"},
		{name: "a policy is attached to it, and no organization is described", targets: []OrgTargetRec{attached("p-1", "111111111111"), attached("p-1", "r-abcd")}, account: "111111111111", member: policy.Yes,
			levels: "root[FullAWSAccess p-1] unit not known[FullAWSAccess] 111111111111[FullAWSAccess p-1]", why: "policies are attached to members, and what is attached to the root holds for them"},
		{name: "no policy is attached to it", targets: []OrgTargetRec{attached("p-1", "111111111111")}, account: "222222222222", member: policy.Maybe, why: "it may be in the organization"},
		{name: "of one of two organizations", org: []OrgRec{organizationOf(listed), {ID: "o-second"}}, account: "222222222222", member: policy.Maybe, why: "it may be in either"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := Join([]*Fragment{{Label: "org", Organizations: tt.org, Accounts: tt.accounts, OrgPolicies: []OrgPolicyRec{denial("p-1")}, OrgTargets: tt.targets}}).Account(tt.account)
			if a.Membership != tt.member || a.Management != tt.management || a.OrgPath != tt.path {
				t.Errorf("member %v, management %v, path %q; want %v, %v, %q: %s", a.Membership, a.Management, a.OrgPath, tt.member, tt.management, tt.path, tt.why)
			}
			if got := levelsOf(a, scpsOf); got != tt.levels {
				t.Errorf("levels %s, want %s", got, tt.levels)
			}
		})
	}
}

func TestUnitsInACircleHaveNoPlace(t *testing.T) {
	f := &Fragment{Organizations: []OrgRec{organizationOf()}, Units: []UnitRec{unit("ou-a", "ou-b"), unit("ou-b", "ou-a")},
		Accounts: []AccountRec{{ID: "111111111111", Parent: "ou-a"}}}
	if got := levelsOf(Join([]*Fragment{f}).Account("111111111111"), scpsOf); !strings.Contains(got, "unit not known") {
		t.Errorf("levels %s", got)
	}
}

func TestAttachmentOfAnUnknownPolicyLeavesTheLevelOpen(t *testing.T) {
	f := &Fragment{Organizations: []OrgRec{organizationOf()}, Accounts: []AccountRec{{ID: "111111111111", Parent: "r-abcd"}},
		OrgTargets: []OrgTargetRec{attached("p-elsewhere", "111111111111")}}
	levels := Join([]*Fragment{f}).Account("111111111111").Levels
	if levels[0].SCPsComplete != policy.Yes || levels[1].SCPsComplete != policy.Maybe {
		t.Errorf("root complete %v, account complete %v", levels[0].SCPsComplete, levels[1].SCPsComplete)
	}
}

func TestResourceControlPolicies(t *testing.T) {
	rcp := denial("p-rcp")
	rcp.Type = rcpType
	f := &Fragment{Organizations: []OrgRec{organizationOf()}, Accounts: []AccountRec{{ID: "111111111111", Parent: "r-abcd"}},
		OrgPolicies: []OrgPolicyRec{rcp}, OrgTargets: []OrgTargetRec{attached("p-rcp", "r-abcd"), {Policy: rcpFullAccessID, Target: "r-abcd", Deleted: true}}}
	g := Join([]*Fragment{f})
	got := levelsOf(g.Account("111111111111"), func(l Level) []*Policy { return l.RCPs })
	// RCPFullAWSAccess cannot be detached.
	if want := "root[RCPFullAWSAccess p-rcp] 111111111111[RCPFullAWSAccess]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !g.RCPsKnown || g.SCPsKnown {
		t.Errorf("RCPs known %v, SCPs known %v", g.RCPsKnown, g.SCPsKnown)
	}
}

// wide is an organization of n accounts in 20 units of three depths with 60
// policies, half from Terraform and half from a configuration.
func wide(n int) []*Fragment {
	org := &Fragment{Label: "org", Organizations: []OrgRec{organizationOf()}}
	config := &Fragment{Label: ".tfaccess.hcl"}
	for u := range 20 {
		parent := policy.Text("r-abcd")
		if u >= 5 {
			parent = policy.Text(fmt.Sprintf("ou-%02d", u%5))
		}
		if u >= 15 {
			parent = policy.Text(fmt.Sprintf("ou-%02d", u-10))
		}
		org.Units = append(org.Units, unit(policy.Text(fmt.Sprintf("ou-%02d", u)), parent))
	}
	for a := range n {
		org.Accounts = append(org.Accounts, AccountRec{ID: policy.Text(fmt.Sprintf("%012d", a)), Parent: policy.Text(fmt.Sprintf("ou-%02d", a%20))})
	}
	for p := range 60 {
		id := policy.Text(fmt.Sprintf("p-%02d", p))
		f, target := org, policy.Text(fmt.Sprintf("ou-%02d", p%20))
		if p%2 == 1 {
			f, id, target = config, "scp:"+id, "ou:"+policy.Text(fmt.Sprintf("%02d", p%20))
		}
		f.OrgPolicies = append(f.OrgPolicies, denial(id))
		f.OrgTargets = append(f.OrgTargets, attached(id, target))
	}
	org.OrgTargets = append(org.OrgTargets, OrgTargetRec{Policy: fullAccessID, Target: "ou-03", Deleted: true})
	return []*Fragment{org, config}
}

// Computed by hand from wide: account 17 is in ou-17 below ou-07 below ou-02;
// account 3 in ou-03; account 36 in ou-16 below ou-06 below ou-01.
func TestLevelsOfAWideOrganization(t *testing.T) {
	g := Join(wide(200))
	tests := map[policy.Text]string{
		"000000000017": "root[FullAWSAccess] 02[FullAWSAccess p-02 p-22 p-42] 07[FullAWSAccess scp:p-07 scp:p-27 scp:p-47] 17[FullAWSAccess scp:p-17 scp:p-37 scp:p-57] 000000000017[FullAWSAccess]",
		"000000000003": "root[FullAWSAccess] 03[scp:p-03 scp:p-23 scp:p-43] 000000000003[FullAWSAccess]",
		"000000000036": "root[FullAWSAccess] 01[FullAWSAccess scp:p-01 scp:p-21 scp:p-41] 06[FullAWSAccess p-06 p-26 p-46] 16[FullAWSAccess p-16 p-36 p-56] 000000000036[FullAWSAccess]",
		"000000000128": "root[FullAWSAccess] 03[scp:p-03 scp:p-23 scp:p-43] 08[FullAWSAccess p-08 p-28 p-48] 000000000128[FullAWSAccess]",
	}
	for id, want := range tests {
		if got := levelsOf(g.Account(id), scpsOf); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", id, got, want)
		}
	}
	if got, want := g.Account("000000000017").OrgPath, policy.Text("o-exampleorgid/r-abcd/ou-02/ou-07/ou-17/"); got != want {
		t.Errorf("path %s, want %s", got, want)
	}
	if len(g.Organizations[0].Accounts) != 201 { // and the management account
		t.Errorf("%d accounts in the organization", len(g.Organizations[0].Accounts))
	}
}

func BenchmarkOrganization(b *testing.B) {
	for _, n := range []int{20, 200, 2000} {
		fragments := wide(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Join(fragments)
			}
		})
	}
}
