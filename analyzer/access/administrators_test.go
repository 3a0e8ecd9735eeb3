package access

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestKeyAdministrators: what is asked of the identity that manages a key.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html (2026-11)
func TestKeyAdministrators(t *testing.T) {
	const (
		manager  = "arn:aws:iam::222222222222:role/terraform"
		root     = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"kms:*","Resource":"*"}`
		security = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/security"},"Action":"kms:*","Resource":"*"}`
		deny     = `,{"Effect":"Deny","Principal":"*","Action":"kms:PutKeyPolicy","Resource":"*"}`
		all      = `{"Effect":"Allow","Action":"*","Resource":"*"}`
		s3       = `{"Effect":"Allow","Action":"s3:*","Resource":"*"}`
	)
	tests := []struct {
		name, key, identity string // identity unset: in no input
		change              string
		custom              bool // the key's material is not made by KMS
		want                []string
		why                 string
	}{
		{name: "the policy leaves the key to the account", key: root, change: "create", why: "identity policies decide"},
		{name: "the policy names another role alone", key: security, change: "create",
			want: []string{"kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags", "kms:PutKeyPolicy"}, why: "nobody else has any access, the root user included"},
		{name: "nothing changes", key: security, change: "no-op",
			want: []string{"kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags"}, why: "a refresh reads, it does not write"},
		{name: "imported material", key: security, change: "no-op", custom: true,
			want: []string{"kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListResourceTags"}, why: "rotation is read of keys that KMS made"},
		{name: "a Deny, and the identity is in no input", key: root + deny, change: "update", want: []string{"kms:PutKeyPolicy"}, why: "a Deny holds whatever identity policies say"},
		{name: "a Deny, and an administrator whose policies are known", key: root + deny, identity: all, change: "update", want: []string{"kms:PutKeyPolicy"}, why: "a Deny holds for administrators too"},
		{name: "a Deny, and an identity that never could", key: root + deny, identity: s3, change: "update", why: "what it lacks by itself is another matter"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &graph.Fragment{
				Label:          "t",
				Accounts:       []graph.AccountRec{{ID: "222222222222"}},
				Administrators: []graph.AdministratorRec{{Account: "222222222222", ARN: manager, Origin: graph.Origin{Input: "t", Address: "provider.aws"}}},
				Keys: []graph.KeyRec{{
					Origin: graph.Origin{Input: "t", Address: "aws_kms_key.k", Change: tt.change}, ARN: "arn:aws:kms:us-east-1:222222222222:key/k", ID: "k",
					Account: "222222222222", Region: "us-east-1", Enabled: policy.Yes, Deleting: policy.No, Symmetric: policy.Yes, Rotates: policy.Of(!tt.custom), Described: true,
				}},
				KeyPolicies: []graph.KeyPolicyRec{{
					Origin: graph.Origin{Input: "t", Address: "aws_kms_key.k", Change: tt.change}, Key: "arn:aws:kms:us-east-1:222222222222:key/k", Inline: true, Doc: *present(tt.key),
				}},
			}
			if tt.identity != "" {
				f.Identities = []graph.IdentityRec{{
					Origin: graph.Origin{Input: "t", Address: "aws_iam_role.t", Change: "create"}, Kind: graph.Role, Name: "terraform", Path: "/",
					ARN: manager, Account: "222222222222", Complete: policy.Yes, BoundaryState: graph.Absent,
				}}
				f.InlinePolicies = []graph.InlinePolicyRec{{
					Origin: graph.Origin{Input: "t", Address: "aws_iam_role_policy.t"},
					On:     graph.Who{Kind: graph.Role, Name: "terraform", Account: "222222222222"}, Doc: *present(tt.identity),
				}}
			}
			var got []string
			for _, a := range Find(graph.Join([]*graph.Fragment{f}), Options{}) {
				if a.Key != nil {
					got = append(got, a.Actions...)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("asked for %v, want %v: %s", got, tt.want, tt.why)
			}
		})
	}
}

// TestBucketAdministrators: what is asked of the identity that manages a bucket.
func TestBucketAdministrators(t *testing.T) {
	const manager = "arn:aws:iam::222222222222:role/terraform"
	deny := func(action string) string {
		return `{"Effect":"Deny","Principal":"*","Action":"` + action + `","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}`
	}
	tests := []struct {
		name, policy string
		want         []string
		why          string
	}{
		{"no Deny", allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*"), nil, "its own account's identity policies decide"},
		{"a Deny of everything", deny("s3:*"), []string{"s3:GetBucketPolicy", "s3:PutBucketPolicy"}, "it may be locked out"},
		{"a Deny of writing the policy", deny("s3:PutBucketPolicy"), []string{"s3:PutBucketPolicy"}, "it may still read it"},
		{"a Deny of uploads", deny("s3:PutObject"), nil, "that locks nobody out of the policy"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			at := graph.Origin{Input: "t", Address: "aws_s3_bucket.b", Change: "create"}
			f := &graph.Fragment{
				Label:          "t",
				Accounts:       []graph.AccountRec{{ID: "222222222222"}},
				Administrators: []graph.AdministratorRec{{Account: "222222222222", ARN: manager, Origin: graph.Origin{Input: "t", Address: "provider.aws"}}},
				Buckets:        []graph.BucketRec{{Origin: at, Name: "b", ARN: "arn:aws:s3:::b", Account: "222222222222", Region: "us-east-1", Described: true, Created: true}},
				Settings:       []graph.BucketSetting{{Origin: at, Bucket: "b", Account: "222222222222", Policy: present(tt.policy)}},
			}
			var got []string
			for _, a := range Find(graph.Join([]*graph.Fragment{f}), Options{}) {
				if a.Principal.ARN == manager {
					got = append(got, a.Actions...)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("asked for %v, want %v: %s", got, tt.want, tt.why)
			}
		})
	}
}
