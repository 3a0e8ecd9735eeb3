package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// A role's, user's and group's ARN is made of its account, path and name; only
// its unique id is AWS's choice. The id in Terraform is the name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html (2026-11)
var awsIAMRole = Adapter{
	Type: "aws_iam_role",
	Refs: map[string]string{"permissions_boundary": "aws_iam_policy.arn"},
	Predict: map[string]string{
		"name":      "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"id":        "{name}",
		"arn":       "arn:{partition}:iam::{account}:role{path|/}{name}",
		"unique_id": "AROA{fresh}",
	},
	Adapt:   adaptIAMRole,
	Deleted: adaptIAMRole,
}

func adaptIAMRole(b *Builder, r *plan.Resource) {
	rec := b.identity(r, Role)
	trust := b.Doc(r, "assume_role_policy")
	rec.Trust = &trust
	on := Who{Kind: Role, Name: rec.Name, Account: rec.Account}
	if !b.Deleted() {
		rec.Listed = b.roleManagedPolicies(r, on)
		rec.Listed = b.roleInlinePolicies(r, on) && rec.Listed
	}
	b.Fragment.Identities = append(b.Fragment.Identities, rec)
}

// roleManagedPolicies reads managed_policy_arns. Where the configuration sets
// it, the role has just these; where it does not, the provider fills it with
// what AWS has on the role, whoever attached it: then seen is true.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role#managed_policy_arns-1 (2026-11)
func (b *Builder) roleManagedPolicies(r *plan.Resource, on Who) (seen bool) {
	if !b.Configured(r, "managed_policy_arns") {
		return false
	}
	arns, complete := b.Texts(r, "managed_policy_arns")
	exclusive := b.Argument(r, "managed_policy_arns") == policy.Yes
	for _, arn := range arns {
		b.Fragment.Attachments = append(b.Fragment.Attachments, AttachmentRec{
			Origin: b.Origin(r), On: on, Policy: arn, Observed: !exclusive,
		})
	}
	if exclusive {
		b.Fragment.Exclusives = append(b.Fragment.Exclusives, ExclusiveRec{
			Origin: b.Origin(r), On: on, What: exclusiveAttached, Names: arns, Open: !complete,
		})
	}
	return complete
}

// roleInlinePolicies reads inline_policy, as roleManagedPolicies does. One
// empty block means: none.
func (b *Builder) roleInlinePolicies(r *plan.Resource, on Who) (seen bool) {
	if !b.Configured(r, "inline_policy") {
		return false
	}
	blocks, complete := b.Blocks(r, "inline_policy")
	exclusive := b.Argument(r, "inline_policy") == policy.Yes || b.Created(r)
	var names []policy.Text
	for _, block := range blocks {
		name, doc := block.Text("name"), block.Doc("policy")
		if name == "" && doc.Presence == Absent {
			continue
		}
		names = append(names, name)
		b.Fragment.InlinePolicies = append(b.Fragment.InlinePolicies, InlinePolicyRec{
			Origin: b.Origin(r), On: on, Name: name, Doc: doc, Observed: !exclusive,
		})
	}
	if exclusive {
		b.Fragment.Exclusives = append(b.Fragment.Exclusives, ExclusiveRec{
			Origin: b.Origin(r), On: on, What: exclusiveInline, Names: names, Open: !complete,
		})
	}
	return complete
}

// identity reads what roles, users and groups have in common.
func (b *Builder) identity(r *plan.Resource, kind Kind) IdentityRec {
	rec := IdentityRec{
		Origin:   b.Origin(r),
		Kind:     kind,
		Name:     b.Text(r, "name"),
		Path:     b.Text(r, "path"),
		ARN:      b.Text(r, "arn"),
		Account:  b.Account(r),
		UniqueID: b.Text(r, "unique_id"),
		// With another name or path, policies that name the old ARN name nobody.
		Replaced: b.Replaced(r) && b.before(r, "arn") == b.Text(r, "arn"),
		Deleted:  b.Deleted(),
		Created:  b.Created(r),
	}
	if rec.Path == "" {
		rec.Path = "/"
	}
	rec.Boundary, rec.BoundaryState = b.boundary(r)
	rec.Tags, rec.TagsComplete = b.Tags(r)
	if rec.Created {
		rec.Complete = policy.Yes
	}
	return rec
}

// boundary reads permissions_boundary: a managed policy's ARN, or none.
func (b *Builder) boundary(r *plan.Resource) (policy.Text, Presence) {
	if !b.Configured(r, "permissions_boundary") {
		return "", Absent
	}
	switch arn := b.Text(r, "permissions_boundary"); {
	case arn == "":
		return "", Absent
	case arn.IsOpaque():
		return arn, Unknown
	default:
		return arn, Present
	}
}

var awsIAMInstanceProfile = Adapter{
	Type: "aws_iam_instance_profile",
	Refs: map[string]string{"role": "aws_iam_role.name"},
	Predict: map[string]string{
		"name":      "{name_prefix}{fresh:name} or terraform-{fresh:name}",
		"id":        "{name}",
		"arn":       "arn:{partition}:iam::{account}:instance-profile{path|/}{name}",
		"unique_id": "AIPA{fresh}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.Profiles = append(b.Fragment.Profiles, ProfileRec{
			Origin: b.Origin(r), Name: b.Text(r, "name"), ARN: b.Text(r, "arn"),
			Role: b.Text(r, "role"), Account: b.Account(r),
		})
	},
}

// A service-linked role's name is the service's choice.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html (2026-11)
var awsIAMServiceLinkedRole = Adapter{
	Type: "aws_iam_service_linked_role",
	Predict: map[string]string{
		"name": "{fresh}",
		"path": "/aws-service-role/{aws_service_name}/",
		"arn":  "arn:{partition}:iam::{account}:role/aws-service-role/{aws_service_name}/{fresh:name}",
		"id":   "arn:{partition}:iam::{account}:role/aws-service-role/{aws_service_name}/{fresh:name}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.Identities = append(b.Fragment.Identities, IdentityRec{
			Origin: b.Origin(r), Kind: ServiceLinked, Name: b.Text(r, "name"), Path: b.Text(r, "path"),
			ARN: b.Text(r, "arn"), Account: b.Account(r), BoundaryState: Absent,
			Incomplete: []string{"the policies of a service-linked role are the service's"},
		})
	},
}

// A role read as a data source is somebody else's: its trust policy and
// boundary are known, its permissions are not.
var awsIAMRoleData = Adapter{
	Type:    "data.aws_iam_role",
	Predict: map[string]string{"id": "{name}"},
	FoundBy: map[string]string{"name": "name"},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec := b.identity(r, Role)
		rec.Reference = true
		if b.Configured(r, "assume_role_policy") {
			trust := b.Doc(r, "assume_role_policy")
			rec.Trust = &trust
		}
		if rec.ARN.IsOpaque() { // read during apply
			rec.BoundaryState = Unknown
		}
		b.Fragment.Identities = append(b.Fragment.Identities, rec)
	},
}

var awsIAMInstanceProfileData = Adapter{
	Type: "data.aws_iam_instance_profile",
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.Profiles = append(b.Fragment.Profiles, ProfileRec{
			Origin: b.Origin(r), Name: b.Text(r, "name"), ARN: b.Text(r, "arn"),
			Role: b.Text(r, "role_arn"), Account: b.Account(r),
		})
	},
}
