package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// readPolicies collects organization policies and where they are attached.
func (j *orgJoin) readPolicies(fragments []*Fragment) {
	j.full = j.policy(Origin{}, &Doc{Presence: Present, Text: fullAccessDocument, How: HowKnown})
	j.full.Name, j.full.ARN = "FullAWSAccess", "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"
	j.rcpFull = j.policy(Origin{}, &Doc{Presence: Present, Text: rcpFullAccessDocument, How: HowKnown})
	j.rcpFull.Name, j.rcpFull.ARN = "RCPFullAWSAccess", "arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess"

	for _, f := range fragments {
		for i := range f.OrgPolicies {
			j.addPolicy(&f.OrgPolicies[i])
		}
		for i := range f.OrgLists {
			r := f.OrgLists[i]
			r.Target = j.resolve(r.Target)
			key := orgListKey{r.Target, r.Type}
			if old := j.lists[key]; old == nil || supersedes(r.Origin, old.Origin) {
				j.lists[key] = &r
			}
		}
		j.g.SCPsKnown = j.g.SCPsKnown || slices.ContainsFunc(f.Organizations, func(o OrgRec) bool { return o.SCPs == policy.No })
		j.g.RCPsKnown = j.g.RCPsKnown || slices.ContainsFunc(f.Organizations, func(o OrgRec) bool { return o.RCPs == policy.No })
	}
	targets := map[orgAttachKey]*OrgTargetRec{}
	var order []orgAttachKey
	for _, f := range fragments {
		for i := range f.OrgTargets {
			r := &f.OrgTargets[i]
			key := orgAttachKey{r.Policy, j.resolve(r.Target)}
			old := targets[key]
			if old == nil {
				order = append(order, key)
			}
			// Of two records of the same rank the one that attaches holds: the
			// attachment moved to another address.
			if old == nil || supersedes(r.Origin, old.Origin) || old.Deleted && !r.Deleted && planned(old.Origin) == planned(r.Origin) {
				targets[key] = r
			}
		}
	}
	for _, key := range order {
		j.attach(key, targets[key])
	}
}

func (j *orgJoin) addPolicy(r *OrgPolicyRec) {
	if r.Type != scpType && r.Type != rcpType {
		// Known, so that its attachments are not taken for unknown ones.
		if j.policies[r.ID] == nil {
			j.policies[r.ID] = &orgPolicy{kind: r.Type, from: r.Origin}
		}
		return
	}
	j.g.SCPsKnown = j.g.SCPsKnown || r.Type == scpType
	j.g.RCPsKnown = j.g.RCPsKnown || r.Type == rcpType
	if old := j.policies[r.ID]; old != nil && !supersedes(r.Origin, old.from) {
		return
	}
	p := j.policy(r.Origin, &r.Doc)
	p.Name = cmp.Or(r.Name, string(r.ID))
	j.policies[r.ID] = &orgPolicy{kind: r.Type, policy: p, from: r.Origin}
}

func (j *orgJoin) attach(key orgAttachKey, r *OrgTargetRec) {
	if key.policy == fullAccessID {
		j.g.SCPsKnown = true
	}
	if r.Deleted {
		j.detached[key] = r.Origin
		return
	}
	if j.policies[key.policy] == nil && key.policy != fullAccessID && key.policy != rcpFullAccessID {
		j.open[key.target] = true
	}
	j.attached[key.target] = append(j.attached[key.target], orgAttachment{key.policy, r.Origin})
}

// levels are the nodes from the root to an account with what is attached to
// each. An empty path means that the account's unit is not known.
func (j *orgJoin) levels(org *Organization, path []policy.Text, a *Account) []Level {
	var levels []Level
	if len(path) == 0 {
		levels = append(levels, j.level(org, cmp.Or(org.Root, rootName), "root"))
		levels = append(levels, Level{Name: "unit not known", SCPs: []*Policy{j.full}, RCPs: []*Policy{j.rcpFull}})
	}
	for i, id := range path {
		name := "root"
		if i > 0 {
			name = strings.TrimPrefix(string(id), "ou:")
			if u := j.units[id]; u != nil {
				name = cmp.Or(u.Name, name)
			}
		}
		levels = append(levels, j.level(org, id, name))
	}
	return append(levels, j.level(org, a.ID, cmp.Or(a.Name, string(a.ID))))
}

// level is one node with its policies. FullAWSAccess is attached to every
// root, unit and account when it is made, and stays until somebody detaches
// it; RCPFullAWSAccess cannot be detached.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html (2026-11)
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html (2026-11)
func (j *orgJoin) level(org *Organization, id policy.Text, name string) Level {
	l := Level{Name: name, ID: id}
	ids := []policy.Text{id}
	if j.isRoot(id) {
		ids = []policy.Text{rootName}
		if !org.Root.IsUnset() {
			ids = append(ids, org.Root)
		} else if id != rootName {
			ids = append(ids, id)
		}
		l.ID = cmp.Or(org.Root, id)
	}
	complete := policy.Of(j.managed[org])
	if complete == policy.No {
		complete = policy.Maybe
	}
	l.SCPsComplete, l.RCPsComplete = complete, complete
	full := j.fullAccess(&l, ids)
	for _, target := range ids {
		for _, at := range j.attached[target] {
			j.add(&l, at, full)
		}
		if j.open[target] {
			l.SCPsComplete, l.RCPsComplete = policy.Maybe, policy.Maybe
		}
	}
	if full && !slices.ContainsFunc(l.SCPs, func(p *Policy) bool { return p.ARN == j.full.ARN }) {
		l.SCPs = append([]*Policy{j.full}, l.SCPs...)
	}
	l.RCPs = append([]*Policy{j.rcpFull}, l.RCPs...)
	j.completeFromLists(&l, ids)
	if org.SCPsEnabled == policy.No { // the type is off: nothing of it is attached
		l.SCPs, l.Detached, l.SCPsComplete = []*Policy{j.full}, nil, policy.Yes
	}
	if org.RCPsEnabled == policy.No {
		l.RCPs, l.RCPsComplete = []*Policy{j.rcpFull}, policy.Yes
	}
	return l
}

// fullAccess reports whether FullAWSAccess is attached to the level; where it
// is not, it notes what took it away.
func (j *orgJoin) fullAccess(l *Level, ids []policy.Text) bool {
	for _, target := range ids {
		if slices.ContainsFunc(j.attached[target], func(a orgAttachment) bool { return a.policy == fullAccessID }) {
			return true
		}
	}
	for _, target := range ids {
		if o, ok := j.detached[orgAttachKey{fullAccessID, target}]; ok {
			l.Detached = &o
			return false
		}
		if list := j.lists[orgListKey{target, scpType}]; list != nil && !slices.Contains(list.Policies, fullAccessID) {
			l.Detached = &list.Origin
			return false
		}
	}
	return true
}

// add puts one attached policy among the level's.
func (j *orgJoin) add(l *Level, at orgAttachment, full bool) {
	via := at.origin
	switch {
	case at.policy == fullAccessID && full:
		p := *j.full
		p.Via = &via
		l.SCPs = append(l.SCPs, &p)
	case j.policies[at.policy] == nil && at.policy.IsOpaque():
		j.addUnknown(l, via)
	case j.policies[at.policy] == nil || j.policies[at.policy].policy == nil:
	default:
		known := j.policies[at.policy]
		p := *known.policy
		p.Via = &via
		if known.kind == scpType {
			l.SCPs = append(l.SCPs, &p)
		} else {
			l.RCPs = append(l.RCPs, &p)
		}
	}
}

// addUnknown puts a policy among the level's of which nothing is known but that
// it is attached: which one apply decides, or the configuration that was not
// read. It is of a type of which the input has policies.
func (j *orgJoin) addUnknown(l *Level, via Origin) {
	unknown := func() *Policy {
		return &Policy{Origin: via, Via: &via, Presence: Unknown, How: HowOpaque, Name: "a policy that " + via.Address + " attaches"}
	}
	scp, rcp := false, false
	for _, p := range j.policies {
		if p.from.Input == via.Input {
			scp, rcp = scp || p.kind == scpType, rcp || p.kind == rcpType
		}
	}
	if scp {
		l.SCPs = append(l.SCPs, unknown())
	}
	if rcp {
		l.RCPs = append(l.RCPs, unknown())
	}
}

// completeFromLists adds what a complete list of a level's policies tells.
func (j *orgJoin) completeFromLists(l *Level, ids []policy.Text) {
	for _, target := range ids {
		for _, kind := range []string{scpType, rcpType} {
			list := j.lists[orgListKey{target, kind}]
			if list == nil {
				continue
			}
			complete := policy.Yes
			for _, id := range list.Policies {
				known := j.policies[id]
				switch {
				case id == fullAccessID || id == rcpFullAccessID:
				case known == nil || known.policy == nil:
					complete = policy.Maybe
				case !slices.ContainsFunc(j.attached[target], func(a orgAttachment) bool { return a.policy == id }):
					if _, gone := j.detached[orgAttachKey{id, target}]; !gone {
						j.add(l, orgAttachment{id, list.Origin}, true)
					}
				}
			}
			if kind == scpType {
				l.SCPsComplete = complete
			} else {
				l.RCPsComplete = complete
			}
		}
	}
}
