package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// analystSet is a permission set that is there, with an inline policy, assigned
// to account 111111111111.
func analystSet(more ...*Fragment) []*Fragment {
	at := Origin{Input: "m", Address: "aws_ssoadmin_permission_set.a", Change: "no-op"}
	const arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
	return append([]*Fragment{{
		Label:          "m",
		PermissionSets: []PermissionSetRec{{Origin: at, ARN: arn, Name: "Analyst", Partition: "aws", Region: "eu-west-1"}},
		PermissionSetPolicies: []PermissionSetPolicyRec{{Origin: at, Set: arn, Inline: &Doc{Presence: Present, Text: `{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}`}},
			{Origin: at, Set: arn, Name: "read", Path: "/team/"}},
		Assignments: []AssignmentRec{{Origin: Origin{Input: "m", Address: "aws_ssoadmin_account_assignment.a", Change: "no-op"}, Set: arn, Account: "111111111111"}},
	}}, more...)
}

func TestPermissionSetRoles(t *testing.T) {
	const seen = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Analyst_0123456789abcdef"
	change := func(do func(f *Fragment)) []*Fragment {
		fs := analystSet()
		do(fs[0])
		return fs
	}
	tests := []struct {
		name      string
		fragments []*Fragment
		want      string // ARN, "x" for what only AWS knows; then its policies, "?" if there may be more
		why       string
	}{
		{"in another region than us-east-1", analystSet(), "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Analyst_x AwsSSOInlinePolicy arn:aws:iam::111111111111:policy/team/read", "the path has the region; the customer managed policy is the account's own"},
		{"in us-east-1", change(func(f *Fragment) { f.PermissionSets[0].Region = "us-east-1" }), "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Analyst_x AwsSSOInlinePolicy arn:aws:iam::111111111111:policy/team/read", "the path has no region"},
		{"in no account", change(func(f *Fragment) { f.Assignments = nil }), "", "a role is made where the set is assigned"},
		{"assigned twice", change(func(f *Fragment) {
			twice := f.Assignments[0]
			twice.Origin.Address = "aws_ssoadmin_account_assignment.b"
			f.Assignments = append(f.Assignments, twice)
		}), "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Analyst_x AwsSSOInlinePolicy arn:aws:iam::111111111111:policy/team/read", "two groups share the role"},
		{"with a policy removed", change(func(f *Fragment) { f.PermissionSetPolicies[1].Deleted = true }), "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Analyst_x AwsSSOInlinePolicy", "the plan detaches it"},
		{"with a policy on a set that is not known", change(func(f *Fragment) { f.PermissionSetPolicies[1].Set = policy.Opaque("m:x.permission_set_arn") }), "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Analyst_x AwsSSOInlinePolicy ?", "it may be this set"},
		{"read as a data source", change(func(f *Fragment) { f.PermissionSets[0].Reference, f.PermissionSetPolicies = true, nil }), "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Analyst_x ?", "its policies are not described"},
		{"in an account whose roles are listed", analystSet(&Fragment{Label: "d", Identities: []IdentityRec{{Kind: Role, Name: "AWSReservedSSO_Analyst_0123456789abcdef", Path: "/aws-reserved/sso.amazonaws.com/eu-west-1/", ARN: seen, Account: "111111111111", Complete: policy.Yes}}}), seen + " AwsSSOInlinePolicy arn:aws:iam::111111111111:policy/team/read", "the set's role is the one that is there"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range Join(tt.fragments).Principals {
				arn := string(p.ARN)
				for s := range p.ARN.Symbols() {
					arn = strings.ReplaceAll(arn, string(s.Text()), "x")
				}
				got = append(got, arn)
				for _, pol := range p.Policies {
					got = append(got, pol.Name+string(pol.ARN))
				}
				if p.Complete != policy.Yes {
					got = append(got, "?")
				}
				if p.PermissionSet != "Analyst" || p.TagsComplete != policy.Maybe {
					t.Errorf("set %q, tags complete %v: session tags may come with any person", p.PermissionSet, p.TagsComplete)
				}
			}
			if want := strings.Fields(tt.want); !slices.Equal(got, want) {
				t.Errorf("got  %q\nwant %q: %s", got, want, tt.why)
			}
		})
	}
}

func TestRoleOfPermissionSetIsFoundByItsFutureARN(t *testing.T) {
	g := Join(analystSet())
	const path = "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/"
	if p := g.Principal(path + "eu-west-1/AWSReservedSSO_Analyst_0123456789abcdef"); len(p.Policies) != 2 {
		t.Errorf("got %s, want the set's role: its suffix may be any", p.ARN)
	}
	if p := g.Principal(path + "AWSReservedSSO_Analyst_0123456789abcdef"); len(p.Policies) != 0 {
		t.Errorf("got %s, want a stranger: the path is another", p.ARN)
	}
}
