package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// IAM Identity Center: permission sets, their policies, and the accounts that
// they are assigned to. join_permission_set.go makes the roles of them.
//
// https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html (2026-11)

const permissionSetARNs = "aws_ssoadmin_permission_set.arn or data.aws_ssoadmin_permission_set.arn"

var awsSSOPermissionSet = Adapter{
	Type: "aws_ssoadmin_permission_set",
	Predict: map[string]string{
		"arn": "arn:{partition}:sso:::permissionSet/{base instance_arn}/ps-{fresh:arn} or arn:{partition}:sso:::permissionSet/{fresh:arn}",
	},
	Adapt: adaptPermissionSet,
}

// A permission set read as a data source has a name; its policies are somebody
// else's to tell.
var awsSSOPermissionSetData = Adapter{
	Type:  "data.aws_ssoadmin_permission_set",
	Adapt: adaptPermissionSet,
}

func adaptPermissionSet(b *Builder, r *plan.Resource) {
	b.Fragment.PermissionSets = append(b.Fragment.PermissionSets, PermissionSetRec{
		Origin: b.Origin(r), ARN: b.Text(r, "arn"), Name: b.Text(r, "name"), Partition: b.Partition(r), Region: b.Region(r),
		Created: b.Created(r), Reference: r.Data,
	})
}

var awsSSOAccountAssignment = Adapter{
	Type: "aws_ssoadmin_account_assignment",
	Refs: map[string]string{"permission_set_arn": permissionSetARNs, "target_id": "aws_organizations_account.id"},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.Assignments = append(b.Fragment.Assignments, AssignmentRec{
			Origin: b.Origin(r), Set: b.Text(r, "permission_set_arn"), Account: b.Text(r, "target_id"),
		})
	},
}

// setPolicy starts the record of a policy of a permission set.
func (b *Builder) setPolicy(r *plan.Resource) PermissionSetPolicyRec {
	return PermissionSetPolicyRec{Origin: b.Origin(r), Set: b.Text(r, "permission_set_arn"), Deleted: b.Deleted()}
}

func (b *Builder) addSetPolicy(rec PermissionSetPolicyRec) {
	b.Fragment.PermissionSetPolicies = append(b.Fragment.PermissionSetPolicies, rec)
}

// A permission set has one inline policy.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PutInlinePolicyToPermissionSet.html (2026-11)
var awsSSOInlinePolicy = Adapter{
	Type:    "aws_ssoadmin_permission_set_inline_policy",
	Refs:    map[string]string{"permission_set_arn": permissionSetARNs},
	Adapt:   adaptSetInlinePolicy,
	Deleted: adaptSetInlinePolicy,
}

func adaptSetInlinePolicy(b *Builder, r *plan.Resource) {
	rec, doc := b.setPolicy(r), b.Doc(r, "inline_policy")
	rec.Inline = &doc
	b.addSetPolicy(rec)
}

var awsSSOManagedPolicyAttachment = Adapter{
	Type:    "aws_ssoadmin_managed_policy_attachment",
	Refs:    map[string]string{"permission_set_arn": permissionSetARNs},
	Adapt:   adaptSetManagedPolicy,
	Deleted: adaptSetManagedPolicy,
}

func adaptSetManagedPolicy(b *Builder, r *plan.Resource) {
	rec := b.setPolicy(r)
	rec.Policy = b.Text(r, "managed_policy_arn")
	b.addSetPolicy(rec)
}

// managedReference is a customer managed policy as a permission set names it.
const managedReference = "customer_managed_policy_reference"

var awsSSOCustomerPolicyAttachment = Adapter{
	Type:    "aws_ssoadmin_customer_managed_policy_attachment",
	Refs:    map[string]string{"permission_set_arn": permissionSetARNs, managedReference + ".name": "aws_iam_policy.name"},
	Blocks:  []string{managedReference},
	Adapt:   adaptSetCustomerPolicies,
	Deleted: adaptSetCustomerPolicies,
}

var awsSSOCustomerPolicyAttachments = Adapter{
	Type:    "aws_ssoadmin_customer_managed_policy_attachments_exclusive",
	Refs:    map[string]string{"permission_set_arn": permissionSetARNs, managedReference + ".name": "aws_iam_policy.name"},
	Blocks:  []string{managedReference},
	Adapt:   adaptSetCustomerPolicies,
	Deleted: adaptSetCustomerPolicies,
}

func adaptSetCustomerPolicies(b *Builder, r *plan.Resource) {
	blocks, complete := b.Blocks(r, managedReference)
	for _, block := range blocks {
		rec := b.setPolicy(r)
		rec.named(block)
		b.addSetPolicy(rec)
	}
	if !complete {
		rec := b.setPolicy(r)
		rec.Open = true
		b.addSetPolicy(rec)
	}
}

// named makes the record one of a customer managed policy, which a permission
// set names by path and name: it is the target account's policy of that name.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/howtocmp.html (2026-11)
func (rec *PermissionSetPolicyRec) named(reference Nested) {
	rec.Name, rec.Path = reference.Text("name"), reference.Text("path")
	if rec.Path.IsUnset() {
		rec.Path = "/"
	}
}

var awsSSOBoundaryAttachment = Adapter{
	Type:    "aws_ssoadmin_permissions_boundary_attachment",
	Refs:    map[string]string{"permission_set_arn": permissionSetARNs},
	Blocks:  []string{"permissions_boundary"},
	Adapt:   adaptSetBoundary,
	Deleted: adaptSetBoundary,
}

func adaptSetBoundary(b *Builder, r *plan.Resource) {
	rec := b.setPolicy(r)
	rec.Boundary = true
	block, there := b.Block(r, "permissions_boundary")
	rec.Policy = known(block.Text("managed_policy_arn"))
	if reference, ok := block.Block(managedReference); there == policy.Yes && ok == policy.Yes {
		rec.Policy = ""
		rec.named(reference)
	}
	rec.Open = rec.Policy.IsUnset() && rec.Name.IsUnset()
	b.addSetPolicy(rec)
}

// Roles that somebody looks up by pattern: those of permission sets, mostly.
var awsIAMRolesData = Adapter{
	Type: "data.aws_iam_roles",
	Adapt: func(b *Builder, r *plan.Resource) {
		arns, _ := b.Texts(r, "arns")
		for _, arn := range arns {
			parts, ok := parseARN(arn)
			if !ok || arn.IsOpaque() {
				continue
			}
			_, path, name := iamName(parts.resource)
			b.Fragment.Identities = append(b.Fragment.Identities, IdentityRec{
				Origin: b.Origin(r), Kind: Role, Name: name, Path: path, ARN: arn, Account: parts.account,
				BoundaryState: Unknown, Reference: true,
			})
		}
	},
}
