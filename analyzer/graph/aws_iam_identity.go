package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// The identity that the plan was made with. The ARN of a provider that assumes
// no role is told by this data source alone.
var awsCallerIdentity = Adapter{
	Type:    "data.aws_caller_identity",
	Predict: map[string]string{"account_id": "{account}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		p := b.Provider(r)
		if p == nil || p.RoleARN != "" || !b.Configured(r, "arn") {
			return
		}
		b.Fragment.Administrators = append(b.Fragment.Administrators, AdministratorRec{
			Origin: Origin{Input: b.Fragment.Label, Address: providerAddress(p.Key)},
			ARN:    b.Text(r, "arn"), Account: b.Account(r),
		})
	},
}

// ACLs call an account by its canonical user id, which this data source tells
// of the provider's own account.
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html (2026-11)
var awsCanonicalUserID = Adapter{
	Type:  "data.aws_canonical_user_id",
	Adapt: func(b *Builder, r *plan.Resource) { b.canonical(r, b.Text(r, "id")) },
}

// canonical says by which canonical user id ACLs call the resource's account.
func (b *Builder) canonical(r *plan.Resource, id policy.Text) {
	if !id.IsUnset() && !id.IsOpaque() {
		b.Fragment.Accounts = append(b.Fragment.Accounts, AccountRec{Origin: b.Origin(r), ID: b.Account(r), Canonical: id})
	}
}

var awsPartition = Adapter{
	Type: "data.aws_partition",
	Predict: map[string]string{
		"id": "{partition}", "partition": "{partition}", "dns_suffix": "{suffix}",
	},
}

var awsRegion = Adapter{
	Type:    "data.aws_region",
	Predict: map[string]string{"id": "{name}", "name": "{region}", "region": "{region}"},
}

var awsSAMLProvider = Adapter{
	Type: "aws_iam_saml_provider",
	Predict: map[string]string{
		"arn": "arn:{partition}:iam::{account}:saml-provider/{name}",
		"id":  "arn:{partition}:iam::{account}:saml-provider/{name}",
	},
}
