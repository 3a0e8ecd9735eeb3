package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Group is a kind of identity that sends no requests itself: its policies are
// its members'. It is no kind of Principal.
const Group Kind = "group"

var awsIAMUser = Adapter{
	Type: "aws_iam_user",
	Refs: map[string]string{"permissions_boundary": "aws_iam_policy.arn"},
	Predict: map[string]string{
		"id":        "{name}",
		"arn":       "arn:{partition}:iam::{account}:user{path|/}{name}",
		"unique_id": "AIDA{fresh}",
	},
	Adapt:   adaptIAMUser,
	Deleted: adaptIAMUser,
}

func adaptIAMUser(b *Builder, r *plan.Resource) {
	b.Fragment.Identities = append(b.Fragment.Identities, b.identity(r, User))
}

var awsIAMGroup = Adapter{
	Type: "aws_iam_group",
	Predict: map[string]string{
		"id":        "{name}",
		"arn":       "arn:{partition}:iam::{account}:group{path|/}{name}",
		"unique_id": "AGPA{fresh}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec := b.identity(r, Group)
		rec.BoundaryState, rec.Tags = Absent, nil // groups have neither
		b.Fragment.Identities = append(b.Fragment.Identities, rec)
	},
}

// aws_iam_group_membership holds all members of one group that Terraform
// manages; aws_iam_user_group_membership the groups of one user.
var awsIAMGroupMembership = Adapter{
	Type:    "aws_iam_group_membership",
	Refs:    map[string]string{"group": "aws_iam_group.name", "users": "aws_iam_user.name"},
	Predict: map[string]string{"id": "{name}"},
	Adapt:   adaptGroupMembership,
	Deleted: adaptGroupMembership,
}

func adaptGroupMembership(b *Builder, r *plan.Resource) {
	users, complete := b.Texts(r, "users")
	if !complete {
		users = append(users, policy.Opaque(b.symbol(r, "users")))
	}
	for _, user := range users {
		b.member(r, user, b.Text(r, "group"))
	}
}

var awsIAMUserGroupMembership = Adapter{
	Type:    "aws_iam_user_group_membership",
	Refs:    map[string]string{"user": "aws_iam_user.name", "groups": "aws_iam_group.name"},
	Adapt:   adaptUserGroupMembership,
	Deleted: adaptUserGroupMembership,
}

func adaptUserGroupMembership(b *Builder, r *plan.Resource) {
	groups, complete := b.Texts(r, "groups")
	if !complete {
		groups = append(groups, policy.Opaque(b.symbol(r, "groups")))
	}
	for _, group := range groups {
		b.member(r, b.Text(r, "user"), group)
	}
}

func (b *Builder) member(r *plan.Resource, user, group policy.Text) {
	b.Fragment.Memberships = append(b.Fragment.Memberships, MembershipRec{
		Origin: b.Origin(r), User: user, Group: group, Account: b.accountOf(r, User, user), Deleted: b.Deleted(),
	})
}

var awsIAMUserData = Adapter{
	Type:    "data.aws_iam_user",
	FoundBy: map[string]string{"user_name": "name"},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec := b.identity(r, User)
		rec.Name, rec.UniqueID, rec.Reference = b.Text(r, "user_name"), b.Text(r, "user_id"), true
		if rec.ARN.IsOpaque() { // read during apply
			rec.BoundaryState = Unknown
		}
		b.Fragment.Identities = append(b.Fragment.Identities, rec)
	},
}

// A group read as a data source lists its members.
var awsIAMGroupData = Adapter{
	Type: "data.aws_iam_group",
	Adapt: func(b *Builder, r *plan.Resource) {
		name := b.Text(r, "group_name")
		b.Fragment.Identities = append(b.Fragment.Identities, IdentityRec{
			Origin: b.Origin(r), Kind: Group, Name: name, Path: b.Text(r, "path"), ARN: b.Text(r, "arn"),
			Account: b.Account(r), BoundaryState: Absent, Reference: true,
		})
		users, _ := b.Blocks(r, "users")
		for _, u := range users {
			b.member(r, u.Text("user_name"), name)
		}
	},
}
