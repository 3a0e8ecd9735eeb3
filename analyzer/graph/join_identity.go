package graph

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph/managedpolicy"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// identity is a user, role or group while its records are collected.
type identity struct {
	rec       *IdentityRec
	principal *Principal // nil for a group
	account   *Account

	inline   map[policy.Text]*choice[InlinePolicyRec] // by policy name
	attached map[policy.Text]*choice[AttachmentRec]   // by policy ARN
	groups   map[policy.Text]*choice[MembershipRec]   // by group name, users only
	order    identityOrder

	// manages: an input manages policies of it, kept or removed.
	manages bool
	// exclusive: the resource that holds all its inline policies, or attachments.
	exclusive map[string]*ExclusiveRec
	// open says why there may be policies that no record tells.
	open []string
}

// identityOrder is the order in which records came, for output that does not
// depend on maps.
type identityOrder struct{ inline, attached, groups []policy.Text }

// identities joins users, roles and groups with their policies.
//
// Whether the policies found are all that an identity has decides between "no
// policy allows it" and "cannot tell". They are all (Complete is Yes) if
//
//   - a plan creates the identity: nothing else can hang on it yet;
//   - an input lists everything (an account's authorization details);
//   - exclusive resources hold both its inline and its attached policies;
//   - the inputs manage the identity and policies of it. For a role, the lists
//     of policies that the provider read back from AWS count beside them: what
//     somebody else attached is in these, and no other input need tell it.
//
// They may be fewer (Maybe) for an identity that is only read or mentioned,
// that no input gives any policy (they are then likely managed elsewhere; an
// empty list is also what a role's state holds from its creation until the
// next refresh), that is in an incomplete plan, or that a record with unknown
// name or policy may mean.
func (j *joiner) identities() {
	j.people, j.byARN = map[identityKey]*identity{}, map[policy.Text]*identity{}
	j.collectIdentities()
	j.collectManaged()
	j.collectPolicies()
	for _, f := range j.fragments {
		for i := range f.Identities {
			id := j.byARN[f.Identities[i].ARN]
			if id == nil {
				id = j.people[keyFor(f.Identities[i].Kind, f.Identities[i].Account, f.Identities[i].Name)]
			}
			if id != nil && id.principal != nil {
				j.g.index.locate(f.Identities[i].Origin, id.principal)
			}
		}
	}
	for _, id := range j.sortedIdentities() {
		if id.principal != nil {
			j.assemble(id)
		}
	}
}

// better reports whether record a tells more of an identity than b.
func better(a, b *IdentityRec) bool {
	switch {
	case a.Reference != b.Reference:
		return b.Reference
	case a.Deleted != b.Deleted:
		return b.Deleted
	}
	return supersedes(a.Origin, b.Origin)
}

func (j *joiner) collectIdentities() {
	for _, f := range j.fragments {
		for i := range f.Identities {
			rec := &f.Identities[i]
			key := keyFor(rec.Kind, rec.Account, rec.Name)
			id := j.people[key]
			if old := j.byARN[rec.ARN]; old != nil {
				id = old
			}
			switch {
			case id == nil:
				id = newIdentity(rec)
				j.people[key] = id
				if rec.ARN != "" && !rec.ARN.IsOpaque() {
					j.byARN[rec.ARN] = id
				}
			case better(rec, id.rec):
				rec = mergeIdentity(rec, id.rec)
				id.rec = rec
			default:
				id.rec = mergeIdentity(id.rec, rec)
			}
			if f.Incomplete != "" {
				id.open = appendNew(id.open, f.Label+" is an incomplete plan: "+f.Incomplete)
			}
		}
	}
	for _, id := range j.people {
		if id.rec.ARN != "" {
			j.byARN[id.rec.ARN] = id
		}
	}
	for _, id := range j.sortedIdentities() {
		id.account = j.placed(id.rec.Account)
		if id.rec.Kind != Group {
			id.principal = j.newPrincipal(id)
		}
	}
}

func newIdentity(rec *IdentityRec) *identity {
	return &identity{
		rec:       rec,
		inline:    map[policy.Text]*choice[InlinePolicyRec]{},
		attached:  map[policy.Text]*choice[AttachmentRec]{},
		groups:    map[policy.Text]*choice[MembershipRec]{},
		exclusive: map[string]*ExclusiveRec{},
	}
}

// mergeIdentity fills in what the better record does not tell.
func mergeIdentity(a, b *IdentityRec) *IdentityRec {
	if a.Reference {
		return a
	}
	out := *a
	if b.Complete == policy.Yes && !b.Created {
		out.Complete = policy.Yes
	}
	out.Listed = a.Listed || b.Listed && !planned(a.Origin)
	if out.UniqueID == "" || !out.UniqueID.IsWhollyKnown() && !a.Created {
		out.UniqueID = cmp.Or(b.UniqueID, out.UniqueID)
	}
	return &out
}

func (j *joiner) sortedIdentities() []*identity {
	all := make([]*identity, 0, len(j.people))
	for _, id := range j.people {
		all = append(all, id)
	}
	slices.SortFunc(all, func(a, b *identity) int {
		return cmp.Or(cmp.Compare(a.rec.Kind, b.rec.Kind), cmp.Compare(a.rec.ARN, b.rec.ARN),
			cmp.Compare(a.rec.Account, b.rec.Account), cmp.Compare(a.rec.Name, b.rec.Name))
	})
	return all
}

func (j *joiner) newPrincipal(id *identity) *Principal {
	rec := id.rec
	p := &Principal{
		Origin: rec.Origin, Kind: rec.Kind, ARN: rec.ARN, Name: rec.Name, Path: rec.Path,
		Account: id.account, UniqueID: rec.UniqueID,
		Tags: rec.Tags, TagsComplete: rec.TagsComplete,
		Replaced: rec.Replaced, Deleted: rec.Deleted,
	}
	if p.PermissionSet = permissionSet(rec.Path, rec.Name); p.PermissionSet != "" {
		// Attributes of the person come as session tags.
		// https://docs.aws.amazon.com/singlesignon/latest/userguide/attributesforaccesscontrol.html (2026-11)
		p.TagsComplete = policy.Maybe
	}
	if rec.Kind == Role || rec.Kind == ServiceLinked {
		p.Trust = j.policy(rec.Origin, rec.Trust)
	}
	j.g.Principals = append(j.g.Principals, p)
	j.g.index.addPrincipal(p)
	return p
}

// assemble fills in a principal's policies, boundary and completeness.
func (j *joiner) assemble(id *identity) {
	p := id.principal
	p.Boundary = j.boundary(id.rec)
	open := slices.Clone(id.open)
	open = append(open, j.addOwn(p, id, nil)...)
	for _, name := range id.order.groups {
		membership, won, _ := id.groups[name].pick(func(a, b *MembershipRec) bool { return true })
		if won.deleted {
			continue
		}
		open = append(open, j.addGroup(p, name, membership)...)
	}
	if why := j.incomplete(id); why != "" {
		open = append(open, why)
	}
	p.Complete, p.Incomplete = policy.Yes, nil
	if len(open) > 0 {
		p.Complete, p.Incomplete = policy.Maybe, open
	}
}

// addOwn adds the policies of an identity itself; via is the group through
// which the principal has them.
func (j *joiner) addOwn(p *Principal, id *identity, via *Origin) (open []string) {
	for _, name := range id.order.inline {
		rec, won, against := id.inline[name].pick(sameInline)
		if won.deleted || won.observed && id.hides(exclusiveInline, name) {
			continue
		}
		pol := j.policy(rec.Origin, &rec.Doc)
		pol.Name, pol.Via = string(name), via
		if len(against) > 0 {
			pol.Presence, pol.Document = Opaque, nil
			pol.Missing = j.contradiction("inline policy "+string(name)+" of "+string(p.ARN), won.origin, against)
		}
		p.Policies = append(p.Policies, pol)
	}
	for _, arn := range id.order.attached {
		rec, won, _ := id.attached[arn].pick(func(a, b *AttachmentRec) bool { return true })
		if won.deleted || won.observed && id.hides(exclusiveAttached, arn) {
			continue
		}
		from := via
		if from == nil {
			from = &rec.Origin
		}
		pol := j.managedPolicy(arn, from)
		if sole, ok := j.sole[attachedPolicy{id.rec.Account, arn}]; ok && !rec.Exclusive {
			// One attaches the policy, the other detaches it from whom it does not
			// name: which of them came last is not known.
			// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy_attachment (2026-11)
			pol.Presence, pol.Document = Opaque, nil
			pol.Missing = j.contradiction("the attachment of "+string(arn)+" to "+string(id.rec.Name), rec.Origin, []Origin{sole})
		}
		p.Policies = append(p.Policies, pol)
	}
	return open
}

// hides reports whether an exclusive resource removes a policy that AWS was seen to have.
func (id *identity) hides(what string, name policy.Text) bool {
	e := id.exclusive[what]
	return e != nil && !e.Open && !slices.Contains(e.Names, name)
}

// managedPolicy is a managed policy by its ARN: from an input, else from the
// table of AWS managed policies. One in neither is there, with unknown content.
func (j *joiner) managedPolicy(arn policy.Text, via *Origin) *Policy {
	rec := j.managed[arn]
	if rec != nil && rec.Doc.Presence == Present {
		pol := j.policy(rec.Origin, &rec.Doc)
		pol.ARN, pol.Name, pol.Via = arn, string(rec.Name), via
		return pol
	}
	if known, ok := managedpolicy.Lookup(string(arn)); ok {
		pol := j.policy(Origin{}, &Doc{Presence: Present, Text: policy.Text(known.Document), How: HowKnown})
		pol.ARN, pol.Via = arn, via
		pol.Name = known.ARN[strings.LastIndexByte(known.ARN, '/')+1:]
		return pol
	}
	if rec != nil {
		pol := j.policy(rec.Origin, &rec.Doc)
		pol.ARN, pol.Name, pol.Via = arn, string(rec.Name), via
		return pol
	}
	return &Policy{ARN: arn, Presence: Opaque, How: HowOpaque, Via: via, Missing: []string{"policy " + string(arn) + " is in no input"}}
}

func (j *joiner) boundary(rec *IdentityRec) *Policy {
	switch rec.BoundaryState {
	case Present:
		return j.managedPolicy(rec.Boundary, &rec.Origin)
	case Unknown:
		if rec.Boundary != "" {
			return &Policy{ARN: rec.Boundary, Presence: Opaque, How: HowOpaque, Via: &rec.Origin, Missing: []string{string(rec.Boundary)}}
		}
	}
	return &Policy{Origin: rec.Origin, Presence: rec.BoundaryState}
}

// addGroup adds the policies of a group to a member.
func (j *joiner) addGroup(p *Principal, name policy.Text, membership *MembershipRec) (open []string) {
	group := j.named(Who{Group, name, membership.Account}, membership.Origin)
	if group == nil {
		return []string{"a group whose name is not known: " + string(name)}
	}
	via := group.rec.Origin
	if via.Address == "" {
		via = membership.Origin
	}
	open = j.addOwn(p, group, &via)
	for _, why := range group.open {
		open = append(open, "group "+string(name)+": "+why)
	}
	if why := j.incomplete(group); why != "" {
		open = append(open, "group "+string(name)+": "+why)
	}
	return open
}

// incomplete says why an identity may have policies that no record tells;
// empty if it has none (see identities).
func (j *joiner) incomplete(id *identity) string {
	rec := id.rec
	both := id.exclusive[exclusiveInline] != nil && id.exclusive[exclusiveAttached] != nil
	if e := id.exclusive; both && (e[exclusiveInline].Open || e[exclusiveAttached].Open) {
		return "the names of its policies are not all known"
	}
	switch {
	case rec.Created, rec.Complete == policy.Yes, both, rec.Deleted:
		return ""
	case len(rec.Incomplete) > 0:
		return strings.Join(rec.Incomplete, "; ")
	case rec.Reference:
		return "no input describes its policies"
	case rec.Origin.Change == "forget":
		return "Terraform stops managing it"
	case id.manages, id.seen():
		return ""
	}
	return "no input has a policy of it"
}

// seen reports whether the provider read back policies of it from AWS.
func (id *identity) seen() bool {
	return id.rec.Listed && len(id.inline)+len(id.attached) > 0
}

func sameInline(a, b *InlinePolicyRec) bool {
	return a.Deleted == b.Deleted && sameDoc(&a.Doc, &b.Doc)
}

// sameDoc reports whether two records have the same document. Text is compared
// as it stands: two states that print one policy differently are rare, and the
// provider writes both in one form.
func sameDoc(a, b *Doc) bool { return a.Presence == b.Presence && a.Text == b.Text }

// roleByRef finds a role by ARN, or by name in an account; nil if nobody
// mentions it.
func (j *joiner) roleByRef(ref, account policy.Text) *Principal {
	if id := j.byARN[ref]; id != nil {
		return id.principal
	}
	if parts, ok := parseARN(ref); ok {
		return j.g.byName(parts)
	}
	if id := j.people[keyFor(Role, account, ref)]; id != nil {
		return id.principal
	}
	return nil
}

func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}
