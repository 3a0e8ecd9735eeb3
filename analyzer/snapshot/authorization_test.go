package snapshot_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/snapshot"
)

const readReports = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme-reports/*"}]}`

// page is one page in the manner of the CLI (documents decoded) or of the API
// (documents URL-encoded).
func page(encoded, truncated bool, users, roles, policies string) string {
	doc := readReports
	if encoded {
		doc = `"` + url.QueryEscape(readReports) + `"`
		doc = strings.ReplaceAll(doc, "+", "%20")
	}
	fill := func(s string) string { return strings.ReplaceAll(s, "DOC", doc) }
	return fmt.Sprintf(`{"UserDetailList":[%s],"GroupDetailList":[{"Path":"/","GroupName":"analysts","GroupId":"AGPA1","Arn":"arn:aws:iam::222222222222:group/analysts","GroupPolicyList":[{"PolicyName":"g","PolicyDocument":%s}],"AttachedManagedPolicies":[]}],"RoleDetailList":[%s],"Policies":[%s],"IsTruncated":%v}`,
		fill(users), doc, fill(roles), fill(policies), truncated)
}

const (
	jane = `{"Path":"/people/","UserName":"Jane","UserId":"AIDA1","Arn":"arn:aws:iam::222222222222:user/people/Jane","UserPolicyList":[{"PolicyName":"own","PolicyDocument":DOC}],"GroupList":["analysts"],"AttachedManagedPolicies":[{"PolicyName":"Own","PolicyArn":"arn:aws:iam::222222222222:policy/Own"}],"PermissionsBoundary":{"PermissionsBoundaryType":"PermissionsBoundaryPolicy","PermissionsBoundaryArn":"arn:aws:iam::222222222222:policy/Own"},"Tags":[{"Key":"team","Value":"data"}]}`
	sso  = `{"Path":"/aws-reserved/sso.amazonaws.com/","RoleName":"AWSReservedSSO_Admin_0123456789abcdef","RoleId":"AROA1","Arn":"arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef","AssumeRolePolicyDocument":DOC,"InstanceProfileList":[],"RolePolicyList":[],"AttachedManagedPolicies":[{"PolicyName":"AdministratorAccess","PolicyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}]}`
	app  = `{"Path":"/","RoleName":"app","RoleId":"AROA2","Arn":"arn:aws:iam::222222222222:role/app","AssumeRolePolicyDocument":DOC,"InstanceProfileList":[{"InstanceProfileName":"app","Arn":"arn:aws:iam::222222222222:instance-profile/app"}],"RolePolicyList":[{"PolicyName":"p","PolicyDocument":DOC}],"AttachedManagedPolicies":[]}`
	own  = `{"PolicyName":"Own","Arn":"arn:aws:iam::222222222222:policy/Own","DefaultVersionId":"v2","PolicyVersionList":[{"Document":{"Version":"2012-10-17","Statement":[]},"VersionId":"v1","IsDefaultVersion":false},{"Document":DOC,"VersionId":"v2","IsDefaultVersion":true}]}`
)

func TestAuthorizationDetails(t *testing.T) {
	tests := []struct{ name, data, why string }{
		{"from the CLI", page(false, false, jane, sso+","+app, own), "the CLI prints documents decoded"},
		{"from the API", page(true, false, jane, sso+","+app, own), "the API URL-encodes them"},
		{"in two pages, one after another", page(false, true, jane, sso, "") + "\n" + page(true, false, "", app, own), "the output of two calls, concatenated"},
		{"in a list of pages", "[" + page(false, true, jane, "", own) + "," + page(false, false, "", sso+","+app, "") + "]", "the output of two calls, by jq -s"},
		{"with a byte order mark", "\ufeff" + page(false, false, jane, sso+","+app, own), "PowerShell writes one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := snapshot.ReadAuthorizationDetails("data", []byte(tt.data))
			if err != nil {
				t.Fatalf("%v: %s", err, tt.why)
			}
			g := graph.Join([]*graph.Fragment{f})
			a := g.Account("222222222222")
			if !a.Closed {
				t.Error("an account all of whose identities are listed is closed")
			}
			p := g.Principal("arn:aws:iam::222222222222:user/people/Jane")
			if p.Complete != policy.Yes || p.UniqueID != "AIDA1" || p.Tags["team"] != "data" {
				t.Errorf("Jane: complete %v, id %s, tags %v", p.Complete, p.UniqueID, p.Tags)
			}
			// Her own, an attached one in its default version, and her group's.
			if len(p.Policies) < 3 {
				t.Errorf("Jane has %d policies, want 3", len(p.Policies))
			}
			for _, own := range p.Policies {
				if own.Document == nil || len(own.Document.Statements) != 1 {
					t.Errorf("policy %s is not read: %v", own.Name, own.Missing)
				}
			}
			if p.Boundary == nil || p.Boundary.Document == nil || len(p.Boundary.Document.Statements) != 1 {
				t.Errorf("boundary: %+v", p.Boundary)
			}
			reserved := g.Principal("arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef")
			if reserved.Path != "/aws-reserved/sso.amazonaws.com/" || reserved.Trust == nil || reserved.Trust.Document == nil {
				t.Errorf("SSO role: %+v", reserved)
			}
		})
	}
}

func TestAuthorizationDetailsWithAPageMissing(t *testing.T) {
	f, err := snapshot.ReadAuthorizationDetails("data", []byte(page(false, true, jane, "", "")))
	if !errors.Is(err, snapshot.ErrMorePages) || f == nil {
		t.Fatalf("fragment %v, error %v", f != nil, err)
	}
	if f.Accounts[0].Closed || f.Incomplete == "" {
		t.Error("what is on further pages may exist")
	}
}

func TestAuthorizationDetailsThatAreNone(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "cut off": `{"UserDetailList":[`, "nobody": `{"UserDetailList":[],"IsTruncated":false}`,
		"another shape": `{"UserDetailList":"x"}`, "a document that is no URL encoding": strings.ReplaceAll(page(false, false, jane, "", ""), readReports, `"%7B%zz"`),
	} {
		if f, err := snapshot.ReadAuthorizationDetails("x", []byte(data)); err == nil {
			t.Errorf("%s: read as %+v", name, f)
		}
	}
}

// The account's listing and what a plan manages of it are one identity.
func TestAuthorizationDetailsJoinAPlan(t *testing.T) {
	listing, err := snapshot.ReadAuthorizationDetails("data", []byte(page(false, false, jane, app, own)))
	if err != nil {
		t.Fatal(err)
	}
	planned := &graph.Fragment{Label: "app", InlinePolicies: []graph.InlinePolicyRec{{
		Origin: graph.Origin{Input: "app", Address: "aws_iam_role_policy.more", Change: "create"}, Name: "more",
		On: graph.Who{Kind: graph.Role, Name: "app", Account: "222222222222"}, Doc: graph.Doc{Presence: graph.Present, Text: readReports},
	}}}
	g := graph.Join([]*graph.Fragment{listing, planned})
	if p := g.Principal("arn:aws:iam::222222222222:role/app"); len(p.Policies) != 2 {
		t.Errorf("%d policies, want the listed one and the planned one", len(p.Policies))
	}
}

func FuzzReadAuthorizationDetails(f *testing.F) {
	f.Add([]byte(page(false, false, jane, sso+","+app, own)))
	f.Add([]byte(page(true, true, jane, "", "")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := snapshot.ReadAuthorizationDetails("x", data); err != nil && !errors.Is(err, snapshot.ErrMorePages) && got != nil {
			t.Errorf("a fragment beside the error %v", err)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"schema":"tfaccess.snapshot/v1","fragments":[{"label":"a","keys":[{"enabled":"yes"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, _, err := snapshot.Read(data); err != nil && got != nil {
			t.Errorf("fragments beside the error %v", err)
		} else if err == nil {
			graph.Join(got)
		}
	})
}
