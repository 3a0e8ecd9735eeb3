package graph

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Types of organization policy that bear on access.
const (
	scpType = "SERVICE_CONTROL_POLICY"
	rcpType = "RESOURCE_CONTROL_POLICY"
)

// Ids of the two policies that AWS itself attaches.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html (2026-11)
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html (2026-11)
const (
	fullAccessID    policy.Text = "p-FullAWSAccess"
	rcpFullAccessID policy.Text = "p-RCPFullAWSAccess"
)

const (
	fullAccessDocument    policy.Text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	rcpFullAccessDocument policy.Text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`
)

// rootName is how configuration files call the root of the organization.
const rootName policy.Text = "root"

// orgJoin builds the organization's tree out of all fragments.
type orgJoin struct {
	*joiner

	orgs     []*Organization
	managed  map[*Organization]bool
	listed   map[policy.Text]*Organization // account id to the organization that lists it
	units    map[policy.Text]*UnitRec
	byName   map[string][]policy.Text    // unit names to ids
	alias    map[policy.Text]policy.Text // "ou:NAME" to the id it stands for
	records  map[policy.Text]*AccountRec
	lists    map[orgListKey]*OrgListRec
	policies map[policy.Text]*orgPolicy
	attached map[policy.Text][]orgAttachment // by target
	open     map[policy.Text]bool            // targets with attachments of policies in no input
	detached map[orgAttachKey]Origin
	full     *Policy
	rcpFull  *Policy
}

type orgPolicy struct {
	kind   string
	policy *Policy
	from   Origin
}

type orgAttachKey struct{ policy, target policy.Text }

type orgListKey struct {
	target policy.Text
	kind   string
}

type orgAttachment struct {
	policy policy.Text
	origin Origin
}

// organizations fills Graph.Organizations and, in every account that a record
// places, Organization, Membership, Management, Levels and OrgPath. It notes
// the organization against which an account that no record places is judged.
func (all *joiner) organizations() {
	g, fragments := all.g, all.fragments
	j := &orgJoin{
		joiner:   all,
		managed:  map[*Organization]bool{},
		listed:   map[policy.Text]*Organization{},
		units:    map[policy.Text]*UnitRec{},
		byName:   map[string][]policy.Text{},
		alias:    map[policy.Text]policy.Text{},
		records:  map[policy.Text]*AccountRec{},
		lists:    map[orgListKey]*OrgListRec{},
		policies: map[policy.Text]*orgPolicy{},
		attached: map[policy.Text][]orgAttachment{},
		open:     map[policy.Text]bool{},
		detached: map[orgAttachKey]Origin{},
	}
	j.readTree(fragments)
	j.imply(fragments)
	j.readPolicies(fragments)
	g.Organizations = j.orgs
	if len(j.orgs) == 0 {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(j.records)) {
		j.place(j.account(id))
	}
	for _, id := range slices.Sorted(maps.Keys(j.listed)) {
		j.place(j.account(id))
	}
	g.index.stranger, g.index.membership = j.stranger()
	for _, a := range g.Accounts {
		if a.Membership == policy.Maybe && a.Organization == nil {
			g.index.judge(a)
			if rec := j.records[a.ID]; rec != nil && rec.Name != "" { // a complete list does not leave it out, but nobody says where it is
				a.Membership = policy.Maybe
			}
		}
	}
}

// judge says of an account that no record places whether it is in the
// organization: one whose number is not known may be any of those that are.
func (x *graphIndex) judge(a *Account) {
	a.Organization, a.Membership = x.stranger, x.membership
	if !a.ID.IsWhollyKnown() {
		a.Membership = policy.Maybe
	}
}

// stranger is what holds for an account that no record mentions.
func (j *orgJoin) stranger() (*Organization, policy.Tri) {
	if len(j.orgs) != 1 {
		return nil, policy.Maybe
	}
	if j.orgs[0].Complete {
		return j.orgs[0], policy.No
	}
	return j.orgs[0], policy.Maybe
}

func (j *orgJoin) readTree(fragments []*Fragment) {
	byID := map[policy.Text]*OrgRec{}
	var order []policy.Text
	used := typesInUse(fragments)
	for _, f := range fragments {
		for i := range f.Organizations {
			r := f.Organizations[i]
			if !r.Managed { // a data source tells what was enabled before apply
				r.SCPs = enabledIfUsed(r.SCPs, used[scpType])
				r.RCPs = enabledIfUsed(r.RCPs, used[rcpType])
			}
			old := byID[r.ID]
			if old == nil {
				byID[r.ID] = &r
				order = append(order, r.ID)
				continue
			}
			*old = mergeOrgs(*old, r)
		}
	}
	// A configuration that leaves the id out speaks of the only organization.
	if nameless := byID[""]; nameless != nil && len(order) == 2 {
		order = slices.DeleteFunc(order, policy.Text.IsUnset)
		*byID[order[0]] = mergeOrgs(*byID[order[0]], *nameless)
	}
	slices.Sort(order)
	for _, id := range order {
		j.addOrg(byID[id])
	}
	j.readUnits(fragments)
	for _, f := range fragments {
		for i := range f.Accounts {
			r := &f.Accounts[i]
			if r.ID.IsUnset() || r.ID.IsOpaque() {
				continue
			}
			if old := j.records[r.ID]; old == nil {
				c := *r
				j.records[r.ID] = &c
			} else {
				*old = mergeAccounts(*old, *r)
			}
		}
	}
}

// typesInUse are the types of the policies that something is, or may be,
// attached to: where it is not known which policy is attached, those of all
// policies of the input. A policy can be attached only while its type is
// enabled in the root.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html (2026-11)
func typesInUse(fragments []*Fragment) map[string]bool {
	kind, used := map[policy.Text]string{}, map[string]bool{}
	for _, f := range fragments {
		for i := range f.OrgPolicies {
			kind[f.OrgPolicies[i].ID] = f.OrgPolicies[i].Type
		}
	}
	for _, f := range fragments {
		for i := range f.OrgTargets {
			t := &f.OrgTargets[i]
			switch {
			case t.Deleted:
			case t.Policy.IsOpaque():
				for k := range f.OrgPolicies {
					used[f.OrgPolicies[k].Type] = true
				}
			default:
				used[kind[t.Policy]] = true
			}
		}
	}
	return used
}

// enabledIfUsed: what was off before apply cannot stay off where policies of
// the type are attached.
func enabledIfUsed(enabled policy.Tri, used bool) policy.Tri {
	if used && enabled == policy.No {
		return policy.Maybe
	}
	return enabled
}

// imply makes the organization that no record describes but whose policies,
// units or accounts are there, finds its root where all that speaks of a root
// speaks of one, and takes an account that a policy is attached to for a member.
//
// Only members have policies that do something; one attached to the management
// account is told apart where the organization is known.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp (2026-11)
func (j *orgJoin) imply(fragments []*Fragment) {
	if len(j.orgs) == 0 {
		i := slices.IndexFunc(fragments, func(f *Fragment) bool { return len(f.OrgTargets) > 0 || len(f.Units) > 0 })
		if i < 0 {
			return
		}
		j.addOrg(&OrgRec{Origin: Origin{Input: fragments[i].Label}})
	}
	if len(j.orgs) != 1 {
		return
	}
	org := j.orgs[0]
	roots := map[policy.Text]bool{}
	for _, f := range fragments {
		for i := range f.Units {
			roots[f.Units[i].Parent] = true
		}
		for i := range f.OrgTargets {
			target := j.resolve(f.OrgTargets[i].Target)
			roots[target] = true
			if isAccountID(string(target)) {
				j.listed[target] = org
			}
		}
	}
	maps.DeleteFunc(roots, func(id policy.Text, _ bool) bool { return !strings.HasPrefix(string(id), "r-") })
	if org.Root.IsUnset() && len(roots) == 1 {
		for id := range roots {
			org.Root = id
		}
	}
}

// mergeOrgs joins two views of one organization.
func mergeOrgs(a, b OrgRec) OrgRec {
	if supersedes(b.Origin, a.Origin) || b.Managed && !a.Managed && !planned(a.Origin) {
		a, b = b, a
	}
	a.ID = cmp.Or(a.ID, b.ID)
	a.Root = cmp.Or(a.Root, b.Root)
	a.Management = cmp.Or(a.Management, b.Management)
	a.Complete = a.Complete || b.Complete
	a.Managed = a.Managed || b.Managed
	if a.SCPs == policy.Maybe {
		a.SCPs = b.SCPs
	}
	if a.RCPs == policy.Maybe {
		a.RCPs = b.RCPs
	}
	a.Accounts = slices.Concat(a.Accounts, b.Accounts)
	return a
}

// mergeAccounts joins two views of one account.
func mergeAccounts(a, b AccountRec) AccountRec {
	if supersedes(b.Origin, a.Origin) {
		a, b = b, a
	}
	if a.Parent.IsUnset() {
		a.Parent, a.Origin = b.Parent, b.Origin
	}
	a.Name = cmp.Or(a.Name, b.Name)
	a.Management = a.Management || b.Management
	return a
}

func (j *orgJoin) addOrg(r *OrgRec) {
	org := &Organization{
		Origin: r.Origin, ID: r.ID, Root: r.Root, Management: r.Management, Complete: r.Complete,
		SCPsEnabled: r.SCPs, RCPsEnabled: r.RCPs, Accounts: map[policy.Text]*Account{},
	}
	j.orgs = append(j.orgs, org)
	j.managed[org] = r.Managed
	for _, id := range r.Accounts {
		j.listed[id] = org
	}
	if !r.Management.IsUnset() && !r.Management.IsOpaque() {
		j.listed[r.Management] = org
	}
}

// isRoot reports whether a target is the root of an organization.
func (j *orgJoin) isRoot(id policy.Text) bool {
	if id == rootName || strings.HasPrefix(string(id), "r-") {
		return true
	}
	return slices.ContainsFunc(j.orgs, func(o *Organization) bool { return o.Root == id && id != "" })
}

// orgOf finds the organization of a root; the only one for a root by name or
// one that no organization tells.
func (j *orgJoin) orgOf(root policy.Text) *Organization {
	for _, o := range j.orgs {
		if o.Root == root && !root.IsUnset() {
			return o
		}
	}
	if len(j.orgs) == 1 && (root == rootName || j.orgs[0].Root.IsUnset()) {
		return j.orgs[0]
	}
	return nil
}

// chain is the way from the root down to a target, the root first, and the
// organization whose root it is; ok is false if a link is in no input.
func (j *orgJoin) chain(parent policy.Text) (ids []policy.Text, org *Organization, ok bool) {
	for id := j.resolve(parent); ; {
		if slices.Contains(ids, id) || id.IsUnset() {
			return nil, nil, false // a cycle, or a place that nobody tells
		}
		ids = append(ids, id)
		if u := j.units[id]; u != nil {
			if id = j.resolve(u.Parent); id.IsUnset() {
				id = rootName
			}
			continue
		}
		if strings.HasPrefix(string(id), "ou:") { // a unit without a block is under the root
			id = rootName
			continue
		}
		if !j.isRoot(id) {
			return nil, nil, false
		}
		org = j.orgOf(id)
		slices.Reverse(ids)
		return ids, org, org != nil
	}
}

// place fills the organization side of one account.
func (j *orgJoin) place(a *Account) {
	rec := j.records[a.ID]
	if rec == nil {
		rec = &AccountRec{ID: a.ID}
	}
	a.Name = cmp.Or(a.Name, rec.Name)
	var path []policy.Text
	org := j.listed[a.ID]
	if !rec.Parent.IsUnset() {
		if ids, o, ok := j.chain(rec.Parent); ok {
			path, org = ids, o
		} else if org == nil && len(j.orgs) == 1 {
			org = j.orgs[0] // it has a parent: it is in the organization, wherever
		}
	}
	if org == nil {
		return
	}
	a.Organization, a.Membership = org, policy.Yes
	org.Accounts[a.ID] = a
	a.Management = rec.Management || !org.Management.IsUnset() && org.Management == a.ID
	a.Levels = j.levels(org, path, a)
	a.OrgPath = orgPath(org, path)
	if !rec.Parent.IsUnset() {
		a.Placed = rec.Origin
	}
}

// orgPath is the value of aws:PrincipalOrgPaths for an account with that way
// from the root; unset if a part of it is not known.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgpaths (2026-11)
func orgPath(org *Organization, path []policy.Text) policy.Text {
	if org.ID.IsUnset() || org.Root.IsUnset() || len(path) == 0 {
		return ""
	}
	out := string(org.ID) + "/" + string(org.Root) + "/"
	for _, id := range path[1:] {
		if strings.HasPrefix(string(id), "ou:") {
			return "" // a name of the configuration is no id
		}
		out += string(id) + "/"
	}
	return policy.Text(out)
}
