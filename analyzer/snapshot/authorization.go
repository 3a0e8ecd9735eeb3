package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// The shapes of `aws iam get-account-authorization-details`. The CLI prints
// policy documents decoded, the API and other SDKs URL-encoded.
//
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html (2026-11)
type authPage struct {
	IsTruncated     bool
	Marker          string
	UserDetailList  []authUser
	GroupDetailList []authGroup
	RoleDetailList  []authRole
	Policies        []authManaged
}

type authUser struct {
	Path, UserName, UserID, Arn string
	UserPolicyList              []authInline
	GroupList                   []string
	AttachedManagedPolicies     []authAttached
	PermissionsBoundary         *authBoundary
	Tags                        []authTag
}

type authGroup struct {
	Path, GroupName, GroupID, Arn string
	GroupPolicyList               []authInline
	AttachedManagedPolicies       []authAttached
}

type authRole struct {
	Path, RoleName, RoleID, Arn string
	AssumeRolePolicyDocument    authDocument
	InstanceProfileList         []authProfile
	RolePolicyList              []authInline
	AttachedManagedPolicies     []authAttached
	PermissionsBoundary         *authBoundary
	Tags                        []authTag
}

type authProfile struct {
	InstanceProfileName, Arn string
}

type authInline struct {
	PolicyName     string
	PolicyDocument authDocument
}

type authAttached struct{ PolicyName, PolicyArn string }

type authBoundary struct{ PermissionsBoundaryType, PermissionsBoundaryArn string }

type authTag struct{ Key, Value string }

type authManaged struct {
	PolicyName, Arn, DefaultVersionID string
	PolicyVersionList                 []authVersion
}

type authVersion struct {
	Document         authDocument
	VersionID        string
	IsDefaultVersion bool
}

// authDocument is a policy document as an object, as JSON text, or URL-encoded.
type authDocument string

// UnmarshalJSON takes all three.
func (d *authDocument) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '"' {
		if !bytes.Equal(data, []byte("null")) {
			*d = authDocument(data)
		}
		return nil
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	if strings.HasPrefix(strings.TrimSpace(text), "%7B") || strings.HasPrefix(strings.TrimSpace(text), "%7b") {
		decoded, err := url.PathUnescape(text)
		if err != nil {
			return fmt.Errorf("policy document is not URL-encoded: %w", err)
		}
		text = decoded
	}
	*d = authDocument(text)
	return nil
}

// doc is the document as a record has it.
func (d authDocument) doc() graph.Doc {
	if d == "" {
		return graph.Doc{Presence: graph.Absent}
	}
	return graph.Doc{Presence: graph.Present, Text: policy.Literal(string(d)), How: graph.HowKnown}
}

// ErrMorePages says that the last page of authorization details tells of more:
// the account cannot be taken as closed.
var ErrMorePages = errors.New("authorization details are not complete")

// ReadAuthorizationDetails reads one or many pages, one after another or in a
// list, into a fragment. The account is then closed: an identity that is not
// in it does not exist. With a page missing it is not, and the error is an
// ErrMorePages beside the fragment.
func ReadAuthorizationDetails(label string, data []byte) (*graph.Fragment, error) {
	pages, err := authPages(data)
	if err != nil {
		return nil, fmt.Errorf("authorization details: %w", err)
	}
	a := &authReader{f: &graph.Fragment{Label: label}, accounts: map[policy.Text]bool{}}
	for i := range pages {
		a.page(&pages[i])
	}
	complete := len(pages) > 0 && !pages[len(pages)-1].IsTruncated
	a.close(complete)
	if len(a.accounts) == 0 {
		return nil, errors.New("authorization details: no identity in it")
	}
	if !complete {
		return a.f, ErrMorePages
	}
	return a.f, nil
}

func authPages(data []byte) ([]authPage, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	d := json.NewDecoder(bytes.NewReader(data))
	var pages []authPage
	for {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			if errors.Is(err, io.EOF) {
				return pages, nil
			}
			return nil, jsonError(data, err)
		}
		if len(raw) > 0 && raw[0] == '[' {
			var list []authPage
			if err := json.Unmarshal(raw, &list); err != nil {
				return nil, jsonError(raw, err)
			}
			pages = append(pages, list...)
			continue
		}
		var page authPage
		if err := json.Unmarshal(raw, &page); err != nil {
			return nil, jsonError(raw, err)
		}
		pages = append(pages, page)
	}
}

type authReader struct {
	f        *graph.Fragment
	accounts map[policy.Text]bool
}

func (a *authReader) origin(kind, name string) graph.Origin {
	return graph.Origin{Input: a.f.Label, Address: fmt.Sprintf("%s %q", kind, name)}
}

// account is the account of an ARN, which AWS itself does not have.
func (a *authReader) account(arn string) policy.Text {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[4] == "aws" {
		return ""
	}
	account := policy.Literal(parts[4])
	if account != "" {
		a.accounts[account] = true
	}
	return account
}

func (a *authReader) page(p *authPage) {
	for i := range p.GroupDetailList {
		g := &p.GroupDetailList[i]
		account := a.account(g.Arn)
		a.identity(graph.IdentityRec{
			Origin: a.origin("group", g.GroupName), Kind: "group", Name: policy.Literal(g.GroupName),
			Path: policy.Literal(g.Path), ARN: policy.Literal(g.Arn), Account: account, UniqueID: policy.Literal(g.GroupID),
		}, nil, nil, g.GroupPolicyList, g.AttachedManagedPolicies)
	}
	for i := range p.UserDetailList {
		u := &p.UserDetailList[i]
		account := a.account(u.Arn)
		rec := graph.IdentityRec{
			Origin: a.origin("user", u.UserName), Kind: graph.User, Name: policy.Literal(u.UserName),
			Path: policy.Literal(u.Path), ARN: policy.Literal(u.Arn), Account: account, UniqueID: policy.Literal(u.UserID),
		}
		a.identity(rec, u.PermissionsBoundary, u.Tags, u.UserPolicyList, u.AttachedManagedPolicies)
		for _, g := range u.GroupList {
			a.f.Memberships = append(a.f.Memberships, graph.MembershipRec{
				Origin: rec.Origin, User: rec.Name, Group: policy.Literal(g), Account: account,
			})
		}
	}
	for i := range p.RoleDetailList {
		a.role(&p.RoleDetailList[i])
	}
	for i := range p.Policies {
		a.managed(&p.Policies[i])
	}
}

func (a *authReader) role(r *authRole) {
	account := a.account(r.Arn)
	kind := graph.Role
	if strings.HasPrefix(r.Path, "/aws-service-role/") {
		kind = graph.ServiceLinked
	}
	trust := r.AssumeRolePolicyDocument.doc()
	rec := graph.IdentityRec{
		Origin: a.origin("role", r.RoleName), Kind: kind, Name: policy.Literal(r.RoleName),
		Path: policy.Literal(r.Path), ARN: policy.Literal(r.Arn), Account: account, UniqueID: policy.Literal(r.RoleID), Trust: &trust,
	}
	a.identity(rec, r.PermissionsBoundary, r.Tags, r.RolePolicyList, r.AttachedManagedPolicies)
	for _, p := range r.InstanceProfileList {
		a.f.Profiles = append(a.f.Profiles, graph.ProfileRec{
			Origin: rec.Origin, Name: policy.Literal(p.InstanceProfileName), ARN: policy.Literal(p.Arn), Role: rec.Name, Account: account,
		})
	}
}

// identity adds a user, role or group with what hangs on it: all that it has.
func (a *authReader) identity(rec graph.IdentityRec, boundary *authBoundary, tags []authTag, inline []authInline, attached []authAttached) {
	rec.BoundaryState, rec.Complete, rec.TagsComplete = graph.Absent, policy.Yes, policy.Yes
	if boundary != nil && boundary.PermissionsBoundaryArn != "" {
		rec.BoundaryState, rec.Boundary = graph.Present, policy.Literal(boundary.PermissionsBoundaryArn)
	}
	for _, t := range tags {
		if rec.Tags == nil {
			rec.Tags = map[string]policy.Text{}
		}
		rec.Tags[t.Key] = policy.Literal(t.Value)
	}
	a.f.Identities = append(a.f.Identities, rec)
	kind := rec.Kind
	if kind == graph.ServiceLinked {
		kind = graph.Role
	}
	who := graph.Who{Kind: kind, Name: rec.Name, Account: rec.Account}
	for _, p := range inline {
		a.f.InlinePolicies = append(a.f.InlinePolicies, graph.InlinePolicyRec{
			Origin: rec.Origin, On: who, Name: policy.Literal(p.PolicyName), Doc: p.PolicyDocument.doc(),
		})
	}
	for _, p := range attached {
		a.f.Attachments = append(a.f.Attachments, graph.AttachmentRec{Origin: rec.Origin, On: who, Policy: policy.Literal(p.PolicyArn)})
	}
}

// managed adds a policy in its default version, the one that is in force.
func (a *authReader) managed(p *authManaged) {
	for _, v := range p.PolicyVersionList {
		if v.IsDefaultVersion || v.VersionID == p.DefaultVersionID {
			a.f.Managed = append(a.f.Managed, graph.ManagedPolicyRec{
				Origin: a.origin("policy", p.PolicyName), ARN: policy.Literal(p.Arn), Name: policy.Literal(p.PolicyName), Doc: v.Document.doc(),
			})
			return
		}
	}
}

// close says of each account whether all its identities are here.
func (a *authReader) close(complete bool) {
	ids := make([]policy.Text, 0, len(a.accounts))
	for id := range a.accounts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		a.f.Accounts = append(a.f.Accounts, graph.AccountRec{
			Origin: graph.Origin{Input: a.f.Label}, ID: id, Closed: complete,
		})
	}
	if !complete {
		a.f.Incomplete = "the authorization details have further pages"
		for i := range a.f.Identities {
			// Policies stand on later pages: an attached one may be among them.
			a.f.Identities[i].Incomplete = append(a.f.Identities[i].Incomplete, a.f.Incomplete)
		}
	}
}
