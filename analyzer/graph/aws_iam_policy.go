package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// What an ExclusiveRec is about.
const (
	exclusiveInline   = "inline"
	exclusiveAttached = "attached"
)

var awsIAMPolicy = Adapter{
	Type: "aws_iam_policy",
	Predict: map[string]string{
		"name":      "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"arn":       "arn:{partition}:iam::{account}:policy{path|/}{name}",
		"id":        "arn:{partition}:iam::{account}:policy{path|/}{name}",
		"policy_id": "ANPA{fresh}",
	},
	Adapt: adaptIAMPolicy,
}

// A managed policy read as a data source has the text that AWS had at plan
// time: newer than any table of AWS managed policies.
var awsIAMPolicyData = Adapter{
	Type:    "data.aws_iam_policy",
	Predict: map[string]string{"id": "{arn}"},
	FoundBy: map[string]string{"name": "name"},
	Adapt:   adaptIAMPolicy,
}

func adaptIAMPolicy(b *Builder, r *plan.Resource) {
	doc := b.Doc(r, "policy")
	if doc.Presence == Absent { // a data source that is read during apply
		doc = Doc{Presence: Opaque, How: HowOpaque, Missing: []string{r.Address + ".policy"}}
	}
	b.Fragment.Managed = append(b.Fragment.Managed, ManagedPolicyRec{
		Origin: b.Origin(r), ARN: b.Text(r, "arn"), Name: b.Text(r, "name"), Doc: doc,
	})
}

var awsIAMRolePolicy = Adapter{
	Type: "aws_iam_role_policy",
	Refs: map[string]string{"role": "aws_iam_role.name"},
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"id":   "{role}:{name}",
	},
	Adapt:   adaptInlinePolicy(Role, "role"),
	Deleted: adaptInlinePolicy(Role, "role"),
}

var awsIAMUserPolicy = Adapter{
	Type: "aws_iam_user_policy",
	Refs: map[string]string{"user": "aws_iam_user.name"},
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"id":   "{user}:{name}",
	},
	Adapt:   adaptInlinePolicy(User, "user"),
	Deleted: adaptInlinePolicy(User, "user"),
}

var awsIAMGroupPolicy = Adapter{
	Type: "aws_iam_group_policy",
	Refs: map[string]string{"group": "aws_iam_group.name"},
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"id":   "{group}:{name}",
	},
	Adapt:   adaptInlinePolicy(Group, "group"),
	Deleted: adaptInlinePolicy(Group, "group"),
}

func adaptInlinePolicy(kind Kind, attr string) func(*Builder, *plan.Resource) {
	return func(b *Builder, r *plan.Resource) {
		b.Fragment.InlinePolicies = append(b.Fragment.InlinePolicies, InlinePolicyRec{
			Origin: b.Origin(r), On: b.who(r, kind, attr), Name: b.Text(r, "name"),
			Doc: b.Doc(r, "policy"), Deleted: b.Deleted(),
		})
	}
}

func (b *Builder) who(r *plan.Resource, kind Kind, attr string) Who {
	name := b.Text(r, attr)
	return Who{Kind: kind, Name: name, Account: b.accountOf(r, kind, name)}
}

var awsIAMRolePolicyAttachment = Adapter{
	Type:    "aws_iam_role_policy_attachment",
	Refs:    map[string]string{"role": "aws_iam_role.name", "policy_arn": "aws_iam_policy.arn or data.aws_iam_policy.arn"},
	Adapt:   adaptPolicyAttachment(Role, "role"),
	Deleted: adaptPolicyAttachment(Role, "role"),
}

var awsIAMUserPolicyAttachment = Adapter{
	Type:    "aws_iam_user_policy_attachment",
	Refs:    map[string]string{"user": "aws_iam_user.name", "policy_arn": "aws_iam_policy.arn or data.aws_iam_policy.arn"},
	Adapt:   adaptPolicyAttachment(User, "user"),
	Deleted: adaptPolicyAttachment(User, "user"),
}

var awsIAMGroupPolicyAttachment = Adapter{
	Type:    "aws_iam_group_policy_attachment",
	Refs:    map[string]string{"group": "aws_iam_group.name", "policy_arn": "aws_iam_policy.arn or data.aws_iam_policy.arn"},
	Adapt:   adaptPolicyAttachment(Group, "group"),
	Deleted: adaptPolicyAttachment(Group, "group"),
}

func adaptPolicyAttachment(kind Kind, attr string) func(*Builder, *plan.Resource) {
	return func(b *Builder, r *plan.Resource) {
		b.attach(r, b.who(r, kind, attr), b.Text(r, "policy_arn"), false)
	}
}

func (b *Builder) attach(r *plan.Resource, on Who, arn policy.Text, exclusive bool) {
	b.Fragment.Attachments = append(b.Fragment.Attachments, AttachmentRec{
		Origin: b.Origin(r), On: on, Policy: arn, Deleted: b.Deleted(), Exclusive: exclusive,
	})
}

// aws_iam_policy_attachment attaches one policy to many identities, and
// detaches it from all others of the account.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy_attachment (2026-11)
var awsIAMPolicyAttachment = Adapter{
	Type: "aws_iam_policy_attachment",
	Refs: map[string]string{
		"policy_arn": "aws_iam_policy.arn or data.aws_iam_policy.arn",
		"roles":      "aws_iam_role.name", "users": "aws_iam_user.name", "groups": "aws_iam_group.name",
	},
	Predict: map[string]string{"id": "{name}"},
	Adapt:   adaptManyAttachment,
	Deleted: adaptManyAttachment,
}

func adaptManyAttachment(b *Builder, r *plan.Resource) {
	arn := b.Text(r, "policy_arn")
	for _, many := range []struct {
		kind Kind
		attr string
	}{{Role, "roles"}, {User, "users"}, {Group, "groups"}} {
		names, complete := b.Texts(r, many.attr)
		if !complete {
			names = append(names, policy.Opaque(b.symbol(r, many.attr)))
		}
		for _, name := range names {
			b.attach(r, Who{Kind: many.kind, Name: name, Account: b.accountOf(r, many.kind, name)}, arn, true)
		}
	}
}

// The exclusive resources remove every inline policy, or attachment, that they
// do not name.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policies_exclusive (2026-11)
var awsIAMRolePoliciesExclusive = Adapter{
	Type:  "aws_iam_role_policies_exclusive",
	Refs:  map[string]string{"role_name": "aws_iam_role.name"},
	Adapt: adaptExclusive(Role, "role_name", exclusiveInline, "policy_names"),
}

var awsIAMUserPoliciesExclusive = Adapter{
	Type:  "aws_iam_user_policies_exclusive",
	Refs:  map[string]string{"user_name": "aws_iam_user.name"},
	Adapt: adaptExclusive(User, "user_name", exclusiveInline, "policy_names"),
}

var awsIAMGroupPoliciesExclusive = Adapter{
	Type:  "aws_iam_group_policies_exclusive",
	Refs:  map[string]string{"group_name": "aws_iam_group.name"},
	Adapt: adaptExclusive(Group, "group_name", exclusiveInline, "policy_names"),
}

var awsIAMRolePolicyAttachmentsExclusive = Adapter{
	Type:  "aws_iam_role_policy_attachments_exclusive",
	Refs:  map[string]string{"role_name": "aws_iam_role.name", "policy_arns": "aws_iam_policy.arn"},
	Adapt: adaptExclusive(Role, "role_name", exclusiveAttached, "policy_arns"),
}

var awsIAMUserPolicyAttachmentsExclusive = Adapter{
	Type:  "aws_iam_user_policy_attachments_exclusive",
	Refs:  map[string]string{"user_name": "aws_iam_user.name", "policy_arns": "aws_iam_policy.arn"},
	Adapt: adaptExclusive(User, "user_name", exclusiveAttached, "policy_arns"),
}

var awsIAMGroupPolicyAttachmentsExclusive = Adapter{
	Type:  "aws_iam_group_policy_attachments_exclusive",
	Refs:  map[string]string{"group_name": "aws_iam_group.name", "policy_arns": "aws_iam_policy.arn"},
	Adapt: adaptExclusive(Group, "group_name", exclusiveAttached, "policy_arns"),
}

func adaptExclusive(kind Kind, who, what, names string) func(*Builder, *plan.Resource) {
	return func(b *Builder, r *plan.Resource) {
		list, complete := b.Texts(r, names)
		b.Fragment.Exclusives = append(b.Fragment.Exclusives, ExclusiveRec{
			Origin: b.Origin(r), On: b.who(r, kind, who), What: what, Names: list, Open: !complete,
		})
	}
}
