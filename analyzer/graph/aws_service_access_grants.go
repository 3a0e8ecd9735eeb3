package graph

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// S3 Access Grants: whoever holds a grant asks the instance for credentials
// (s3:GetDataAccess), which are those of the location's role, narrowed to the
// grant. The service assumes that role, so that its trust policy has to admit
// the service and its own policies all that is granted.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants.html (2026-11)

const accessGrants policy.Text = "access-grants.s3.amazonaws.com"

var awsS3AccessGrantsInstance = Adapter{
	Type: "aws_s3control_access_grants_instance",
	Predict: map[string]string{
		"access_grants_instance_arn": "arn:{partition}:s3:{region}:{account}:access-grants/default",
		"id":                         "{account}",
	},
}

// grantsInstance is the ARN of the one instance that an account has in a region.
func (b *Builder) grantsInstance(r *plan.Resource) policy.Text {
	account := b.Account(r)
	if id := b.Text(r, "account_id"); !id.IsUnset() && id.IsWhollyKnown() {
		account = id
	}
	return policy.Text("arn:"+b.Partition(r)+":s3:") + b.Region(r) + ":" + account + ":access-grants/default"
}

// The instance is the source of the service's sessions. Those for directory
// identities have a context set as well, which only some locations are for.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-location-register.html (2026-11)
var awsS3AccessGrantsLocation = Adapter{
	Type:    "aws_s3control_access_grants_location",
	Refs:    map[string]string{"iam_role_arn": roleARNs},
	Predict: map[string]string{"access_grants_location_id": "{fresh}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		role := known(b.Text(r, "iam_role_arn"))
		if role.IsUnset() {
			return
		}
		instance := b.grantsInstance(r)
		b.Fragment.GrantsLocations = append(b.Fragment.GrantsLocations, GrantsLocationRec{
			Origin: b.Origin(r), Instance: instance, ID: known(b.Text(r, "access_grants_location_id")), Scope: b.Text(r, "location_scope"), Role: role,
		})
		w := WiringRec{}
		w.Kind, w.Service, w.KMS, w.SourceARN, w.SourceAccount = "access_grants_location", accessGrants, kmsAny, instance, b.Account(r)
		w.Actions = wired(role, []string{"sts:AssumeRole"})
		b.append(r, w)
	},
}

// A grant's actions are those of its level that need no particular request.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-grant.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-credentials.html (2026-11)
var awsS3AccessGrant = Adapter{
	Type: "aws_s3control_access_grant",
	Refs: map[string]string{
		"access_grants_location_id":  "aws_s3control_access_grants_location.access_grants_location_id",
		"grantee.grantee_identifier": "aws_iam_role.arn or aws_iam_user.arn or data.aws_iam_role.arn or data.aws_iam_user.arn",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		instance := b.grantsInstance(r)
		within, _ := b.Block(r, "access_grants_location_configuration")
		keys := known(within.Text("s3_sub_prefix"))
		if b.Text(r, "s3_prefix_type") != "Object" && !strings.HasSuffix(string(keys), "*") {
			keys += "*"
		}
		var actions []string
		if level := string(b.Text(r, "permission")); strings.HasPrefix(level, "READ") {
			actions = append(actions, "s3:GetObject")
		}
		if strings.HasSuffix(string(b.Text(r, "permission")), "WRITE") {
			actions = append(actions, "s3:PutObject")
		}
		w := WiringRec{Location: known(b.Text(r, "access_grants_location_id"))}
		w.Kind, w.KMS, w.Vended, w.SourceARN, w.Actions = "access_grant", kmsAny, true, instance, wired(keys, actions)
		if !w.Location.IsUnset() && len(actions) > 0 {
			b.append(r, w)
		}
		grantee, _ := b.Block(r, "grantee")
		if who := known(grantee.Text("grantee_identifier")); grantee.Text("grantee_type") == "IAM" && !who.IsUnset() {
			ask := WiringRec{}
			ask.Kind, ask.Role, ask.KMS, ask.Vended, ask.SourceARN = "access_grant_request", who, kmsAny, true, instance
			ask.Actions = wired(instance, []string{"s3:GetDataAccess"})
			b.append(r, ask)
		}
	},
}

// The instance's policy lets other accounts in; whether it makes up for an
// identity policy of its own account, no page tells.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-cross-accounts.html (2026-11)
var awsS3AccessGrantsPolicy = Adapter{
	Type: "aws_s3control_access_grants_instance_resource_policy",
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.GrantsPolicies = append(b.Fragment.GrantsPolicies, GrantsPolicyRec{Origin: b.Origin(r), Instance: b.grantsInstance(r)})
	},
}
