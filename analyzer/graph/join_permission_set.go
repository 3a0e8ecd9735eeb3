package graph

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Where IAM Identity Center puts the roles that it provisions.
const (
	reservedPath = "/aws-reserved/sso.amazonaws.com/"
	reservedName = "AWSReservedSSO_"
)

// setPolicyName is what Identity Center calls the inline policy in the account.
const setPolicyName = "AwsSSOInlinePolicy"

// permissionSets makes the roles that IAM Identity Center provisions, one for
// each permission set and account that it is assigned to, as if a further
// input held them: an assignment creates the role, the set's policies are its
// identity policies. Nobody but Identity Center can edit the role, so that its
// trust policy matters to nobody.
//
// https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html (2026-11)
func (j *joiner) permissionSets() {
	s := setJoin{sets: map[policy.Text]*PermissionSetRec{}, policies: map[policy.Text][]*PermissionSetPolicyRec{}, roles: map[reservedRole]*IdentityRec{}}
	for _, f := range j.fragments {
		s.read(f)
	}
	if len(s.sets) == 0 {
		return
	}
	all := slices.Clone(j.fragments)
	for _, f := range j.fragments {
		made := &Fragment{Label: f.Label, Incomplete: f.Incomplete}
		for i := range f.Assignments {
			s.provision(made, &f.Assignments[i])
		}
		if len(made.Identities) > 0 {
			all = append(all, made)
		}
	}
	j.fragments = all
}

// reservedRole is the role of a permission set in an account.
type reservedRole struct{ account, set policy.Text }

type setJoin struct {
	sets     map[policy.Text]*PermissionSetRec         // by ARN
	policies map[policy.Text][]*PermissionSetPolicyRec // by the set's ARN
	roles    map[reservedRole]*IdentityRec             // that an input was seen to have
	open     []string                                  // why any set may have policies that no record gives it
}

func (s *setJoin) read(f *Fragment) {
	for i := range f.PermissionSets {
		r := &f.PermissionSets[i]
		if r.ARN.IsUnset() || r.ARN.IsOpaque() || r.Name.IsUnset() || r.Name.IsOpaque() {
			continue
		}
		old := s.sets[r.ARN]
		if old == nil || old.Reference && !r.Reference || old.Reference == r.Reference && supersedes(r.Origin, old.Origin) {
			s.sets[r.ARN] = r
		}
	}
	for i := range f.PermissionSetPolicies {
		r := &f.PermissionSetPolicies[i]
		if r.Set.IsOpaque() {
			s.open = appendNew(s.open, "the permission set of "+where(r.Origin)+" is not known")
			continue
		}
		s.policies[r.Set] = append(s.policies[r.Set], r)
	}
	for i := range f.Identities {
		r := &f.Identities[i]
		if set := permissionSet(r.Path, r.Name); !set.IsUnset() && r.Kind == Role && !r.Deleted {
			setIfNew(s.roles, reservedRole{r.Account, set}, r)
		}
	}
}

// permissionSet is the name of the permission set that a role comes from;
// unset for any other role.
func permissionSet(path, name policy.Text) policy.Text {
	rest, named := strings.CutPrefix(string(name), reservedName)
	end := lastOutside(rest, '_')
	if !named || end <= 0 || !strings.HasPrefix(string(path), reservedPath) {
		return ""
	}
	return policy.Text(rest[:end])
}

// provision appends the role of an assignment, with the policies of its set.
func (s *setJoin) provision(to *Fragment, a *AssignmentRec) {
	set := s.sets[a.Set]
	if set == nil || a.Account.IsUnset() || a.Account.IsOpaque() {
		return
	}
	rec := s.role(set, a)
	on := Who{Kind: Role, Name: rec.Name, Account: a.Account}
	for _, p := range s.policies[a.Set] {
		arn := p.Policy
		if !p.Name.IsUnset() {
			arn = "arn:" + policy.Text(set.Partition) + ":iam::" + a.Account + ":policy" + p.Path + p.Name
		}
		switch {
		case p.Deleted && p.Boundary:
		case p.Boundary && p.Open:
			rec.BoundaryState = Unknown
		case p.Boundary:
			rec.Boundary, rec.BoundaryState = arn, Present
		case p.Open:
			rec.Created, rec.Incomplete = false, appendNew(rec.Incomplete, "not all policies that "+where(p.Origin)+" attaches are known")
		case p.Inline != nil:
			to.InlinePolicies = append(to.InlinePolicies, InlinePolicyRec{Origin: p.Origin, On: on, Name: setPolicyName, Doc: *p.Inline, Deleted: p.Deleted})
		default:
			to.Attachments = append(to.Attachments, AttachmentRec{Origin: p.Origin, On: on, Policy: arn, Deleted: p.Deleted})
		}
	}
	if len(s.open) > 0 {
		rec.Created, rec.Incomplete = false, append(rec.Incomplete, s.open...)
	}
	to.Identities = append(to.Identities, rec)
}

// role is the record of an assignment's role. Its name ends in 16 characters
// of AWS's choice, which only an input of the account itself can tell; its path
// has the region of the Identity Center instance, but for us-east-1.
//
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html (2026-11)
func (s *setJoin) role(set *PermissionSetRec, a *AssignmentRec) IdentityRec {
	rec := IdentityRec{
		Origin: a.Origin, Kind: Role, Account: a.Account, BoundaryState: Absent,
		Created: set.Created, Reference: set.Reference,
	}
	if set.Reference {
		rec.BoundaryState = Unknown
	}
	if seen := s.roles[reservedRole{a.Account, set.Name}]; seen != nil && !set.Created {
		rec.Name, rec.Path, rec.ARN, rec.UniqueID = seen.Name, seen.Path, seen.ARN, seen.UniqueID
		rec.Tags, rec.Trust = seen.Tags, seen.Trust
		return rec
	}
	suffix := policy.Word(where(set.Origin) + ".role_suffix_" + string(a.Account))
	if set.Created {
		suffix = policy.Fresh(where(set.Origin) + ".role_suffix_" + string(a.Account))
	}
	rec.Name, rec.Path = reservedName+set.Name+"_"+suffix, reservedPath
	switch {
	case set.Region.IsUnset() || !set.Region.IsWhollyKnown():
		rec.Path += policy.Opaque(where(set.Origin) + ".role_path")
	case set.Region != "us-east-1":
		rec.Path += set.Region + "/"
	}
	rec.ARN = "arn:" + policy.Text(set.Partition) + ":iam::" + a.Account + ":role" + rec.Path + rec.Name
	return rec
}
