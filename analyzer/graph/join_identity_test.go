package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

const (
	getAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}`
	putAll = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}]}`
	trust  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
)

const etlARN = "arn:aws:iam::111111111111:role/etl"

// newRole is a role as a plan that creates it shows it.
func newRole(more obj) block {
	after := obj{"name": "etl", "assume_role_policy": trust, "path": "/"}
	for k, v := range more {
		after[k] = v
	}
	b := block{address: "aws_iam_role.etl", after: after, unknown: []string{"arn", "id", "unique_id"}}
	for _, computed := range []string{"managed_policy_arns", "inline_policy"} {
		if after[computed] == nil {
			b.unknown = append(b.unknown, computed)
		}
	}
	return b
}

// oldRole is one that exists, with the lists that the provider reads back.
func oldRole(attached []string, inline []obj) block {
	return block{address: "aws_iam_role.etl", action: "no-op", before: obj{
		"name": "etl", "id": "etl", "path": "/", "arn": etlARN, "unique_id": "AROAEXAMPLE", "assume_role_policy": trust,
		"managed_policy_arns": attached, "inline_policy": inline,
	}}
}

func rolePolicy(action, text string) block {
	attrs := obj{"name": "p", "role": "etl", "policy": text, "id": "etl:p"}
	b := block{address: "aws_iam_role_policy.p", action: action}
	if action == "create" {
		b.after = attrs
	} else {
		b.before = attrs
	}
	return b
}

func attachment(arn string) block {
	return block{address: "aws_iam_role_policy_attachment.a", after: obj{"role": "etl", "policy_arn": arn}, unknown: []string{"id"}}
}

func TestRolePolicies(t *testing.T) {
	for _, tt := range []struct {
		name     string
		inputs   []input
		want     []string // documents; "?" for one that is not known
		complete policy.Tri
		because  string // part of Incomplete
		why      string
	}{
		{
			name:     "a new role without policies",
			inputs:   []input{{label: "app", blocks: []block{newRole(nil)}}},
			complete: policy.Yes,
			why:      "nothing can hang on a role that does not exist yet but what the plan gives it",
		},
		{
			name: "an inline policy, its role known after apply",
			inputs: []input{{label: "app", blocks: []block{newRole(nil), {
				address: "aws_iam_role_policy.p", after: obj{"name": "p", "policy": getAll}, unknown: []string{"role", "id"},
				refs: map[string][]string{"role": {"aws_iam_role.etl.id", "aws_iam_role.etl"}},
			}}}},
			want: []string{getAll}, complete: policy.Yes,
			why: "a role's id is its name",
		},
		{
			name: "a customer managed policy, its ARN known after apply",
			inputs: []input{{label: "app", blocks: []block{
				newRole(nil),
				{address: "aws_iam_policy.p", after: obj{"name": "read", "policy": getAll}, unknown: []string{"arn", "id"}},
				{
					address: "aws_iam_role_policy_attachment.a", after: obj{"role": "etl"}, unknown: []string{"policy_arn", "id"},
					refs: map[string][]string{"policy_arn": {"aws_iam_policy.p.arn", "aws_iam_policy.p"}},
				},
			}}},
			want: []string{getAll}, complete: policy.Yes,
			why: "its ARN is made of account, path and name",
		},
		{
			name: "an AWS managed policy that the table has",
			inputs: []input{{label: "app", blocks: []block{
				newRole(nil), attachment("arn:aws:iam::aws:policy/AdministratorAccess"),
			}}},
			want:     []string{`{"Version":"2012-10-17","Statement":[{"Action":["*"],"Effect":"Allow","Resource":"*"}]}`},
			complete: policy.Yes, why: "its document is built in",
		},
		{
			name: "an AWS managed policy that the table has not",
			inputs: []input{{label: "app", blocks: []block{
				newRole(nil), attachment("arn:aws:iam::aws:policy/NewerThanTheTable"),
			}}},
			want: []string{"?"}, complete: policy.Yes,
			why: "it is attached, and what it says is not known: never \"no allow\"",
		},
		{
			name: "an AWS managed policy that the plan reads as a data source",
			inputs: []input{{label: "app", blocks: []block{
				newRole(nil), attachment("arn:aws:iam::aws:policy/AdministratorAccess"),
				{address: "data.aws_iam_policy.p", action: "no-op", before: obj{"arn": "arn:aws:iam::aws:policy/AdministratorAccess", "name": "AdministratorAccess", "policy": putAll}},
			}}},
			want: []string{putAll}, complete: policy.Yes,
			why: "what AWS had at plan time is newer than any table",
		},
		{
			name: "a customer managed policy of no input",
			inputs: []input{{label: "app", blocks: []block{
				newRole(nil), attachment("arn:aws:iam::111111111111:policy/shared"),
			}}},
			want: []string{"?"}, complete: policy.Yes,
			why: "another workspace makes it",
		},
		{
			name: "managed_policy_arns and inline_policy of the role itself",
			inputs: []input{{label: "app", blocks: []block{newRole(obj{
				"managed_policy_arns": []string{"arn:aws:iam::aws:policy/NewerThanTheTable"},
				"inline_policy":       []obj{{"name": "in", "policy": getAll}},
			})}}},
			want: []string{getAll, "?"}, complete: policy.Yes,
			why: "both are ways to give a role policies",
		},
		{
			name: "an existing role whose policy this input manages",
			inputs: []input{{label: "app", blocks: []block{
				oldRole(nil, nil), rolePolicy("no-op", getAll),
			}}},
			want: []string{getAll}, complete: policy.Yes,
			why: "who manages the role and its policies manages all of them",
		},
		{
			name:     "an existing role without any policy in sight",
			inputs:   []input{{label: "app", blocks: []block{oldRole([]string{}, []obj{})}}},
			complete: policy.Maybe, because: "no input has a policy of it",
			why: "its policies are likely managed elsewhere; empty lists may be stale",
		},
		{
			name: "policies that somebody else put on an existing role",
			inputs: []input{{label: "app", blocks: []block{
				oldRole([]string{"arn:aws:iam::111111111111:policy/shared"}, []obj{{"name": "by-hand", "policy": putAll}}),
				rolePolicy("no-op", getAll),
			}}},
			want: []string{putAll, getAll, "?"}, complete: policy.Yes,
			why: "the provider reads all of them back with the role",
		},
		{
			name: "the plan deletes an inline policy that the role was seen to have",
			inputs: []input{{label: "app", blocks: []block{
				oldRole(nil, []obj{{"name": "p", "policy": getAll}}), rolePolicy("delete", getAll),
			}}},
			complete: policy.Yes,
			why:      "what the role shows is from before the plan",
		},
		{
			name: "the plan deletes what a state still has",
			inputs: []input{
				{label: "state", state: true, blocks: []block{oldRole(nil, nil), rolePolicy("", getAll)}},
				{label: "plan", blocks: []block{oldRole(nil, nil), rolePolicy("delete", getAll)}},
			},
			complete: policy.Yes,
			why:      "the plan's view holds for what the plan contains",
		},
		{
			name: "role here, its policy in another workspace",
			inputs: []input{
				{label: "roles", blocks: []block{oldRole(nil, nil)}},
				{label: "grants", blocks: []block{rolePolicy("create", getAll)}},
			},
			want: []string{getAll}, complete: policy.Yes,
			why: "name and account are equal",
		},
		{
			name: "a role of the same name in another account",
			inputs: []input{
				{label: "roles", blocks: []block{newRole(nil)}},
				{label: "grants", blocks: []block{func() block { b := rolePolicy("create", getAll); b.provider = "aws.data"; return b }()}},
			},
			complete: policy.Yes,
			why:      "names are unique in one account only",
		},
		{
			name: "a policy for a role whose name is not known",
			inputs: []input{{label: "app", blocks: []block{newRole(nil), {
				address: "aws_iam_role_policy.p", after: obj{"name": "p", "policy": getAll}, unknown: []string{"role", "id"},
				refs: map[string][]string{"role": {"local.role"}},
			}}}},
			complete: policy.Maybe, because: "whose name is not known",
			why: "it may be this role's",
		},
		{
			name: "a policy for an unknown role of another account",
			inputs: []input{{label: "app", blocks: []block{newRole(nil), {
				address: "aws_iam_role_policy.p", after: obj{"name": "p", "policy": getAll}, unknown: []string{"role", "id"},
				refs: map[string][]string{"role": {"local.role"}}, provider: "aws.data",
			}}}},
			complete: policy.Yes,
			why:      "a provider puts policies in its own account",
		},
		{
			name: "a policy for an unknown user",
			inputs: []input{{label: "app", blocks: []block{newRole(nil), {
				address: "aws_iam_user_policy.p", after: obj{"name": "p", "policy": getAll}, unknown: []string{"user", "id"},
				refs: map[string][]string{"user": {"local.user"}},
			}}}},
			complete: policy.Yes,
			why:      "a user's policy is no role's",
		},
		{
			name: "a policy with unknown text",
			inputs: []input{{label: "app", blocks: []block{newRole(nil), {
				address: "aws_iam_role_policy.p", after: obj{"name": "p", "role": "etl"}, unknown: []string{"policy", "id"},
				refs: map[string][]string{"policy": {"local.policy"}},
			}}}},
			want: []string{"?"}, complete: policy.Yes,
			why: "there is a policy; what it says is open",
		},
		{
			name: "aws_iam_policy_attachment with a list that is not known",
			inputs: []input{{label: "app", blocks: []block{newRole(nil), {
				address: "aws_iam_policy_attachment.a", after: obj{"name": "a", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"},
				unknown: []string{"roles", "id"}, refs: map[string][]string{"roles": {"local.roles"}},
			}}}},
			complete: policy.Maybe, because: "whose name is not known",
			why: "the list may hold this role",
		},
		{
			name: "a policy attached here, and exclusively to others elsewhere",
			inputs: []input{{label: "app", blocks: []block{newRole(nil), attachment("arn:aws:iam::aws:policy/AdministratorAccess"), {
				address: "aws_iam_policy_attachment.a", after: obj{"name": "a", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess", "roles": []string{"admin"}},
			}}}},
			want: []string{"?"}, complete: policy.Yes,
			why: "aws_iam_policy_attachment detaches it from every role that it does not name",
		},
		{
			name: "exclusive lists of a role without other policies",
			inputs: []input{{label: "app", blocks: []block{
				oldRole([]string{"arn:aws:iam::111111111111:policy/by-hand"}, []obj{{"name": "by-hand", "policy": putAll}}),
				{address: "aws_iam_role_policies_exclusive.x", after: obj{"role_name": "etl", "policy_names": []string{}}},
				{address: "aws_iam_role_policy_attachments_exclusive.x", after: obj{"role_name": "etl", "policy_arns": []string{}}},
			}}},
			complete: policy.Yes,
			why:      "the exclusive resources remove what they do not name",
		},
		{
			name: "a role that is only read",
			inputs: []input{{label: "app", blocks: []block{{
				address: "data.aws_iam_role.etl", action: "no-op", before: obj{"name": "etl", "arn": etlARN, "path": "/", "assume_role_policy": trust},
			}}}},
			complete: policy.Maybe, because: "no input describes its policies",
			why: "a data source tells no policies",
		},
		{
			name: "a role that is read, with a policy from here",
			inputs: []input{{label: "app", blocks: []block{
				{address: "data.aws_iam_role.etl", action: "no-op", before: obj{"name": "etl", "arn": etlARN, "path": "/"}},
				rolePolicy("create", getAll),
			}}},
			want: []string{getAll}, complete: policy.Maybe, because: "no input describes its policies",
			why: "whoever makes the role may have given it more",
		},
		{
			name:     "a plan made with -target",
			inputs:   []input{{label: "app", targeted: true, blocks: []block{newRole(nil)}}},
			complete: policy.Maybe, because: "incomplete plan",
			why: "what is not in it may exist all the same",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, tt.inputs...)
			p := g.Principal(etlARN)
			if got := sources(p.Policies); !slices.Equal(got, tt.want) {
				t.Errorf("policies %q, want %q: %s", got, tt.want, tt.why)
			}
			if p.Complete != tt.complete || !strings.Contains(strings.Join(p.Incomplete, "; "), tt.because) {
				t.Errorf("complete %v (%q), want %v (%q): %s", p.Complete, p.Incomplete, tt.complete, tt.because, tt.why)
			}
		})
	}
}

func TestUserPoliciesByGroup(t *testing.T) {
	user := block{address: "aws_iam_user.jane", after: obj{"name": "jane"}, unknown: []string{"arn", "id", "unique_id"}}
	group := block{address: "aws_iam_group.g", after: obj{"name": "analysts"}, unknown: []string{"arn", "id"}}
	grant := block{address: "aws_iam_group_policy.p", after: obj{"name": "p", "group": "analysts", "policy": getAll}}
	for _, tt := range []struct {
		name     string
		blocks   []block
		want     []string
		complete policy.Tri
		why      string
	}{
		{
			"aws_iam_group_membership", []block{user, group, grant, {
				address: "aws_iam_group_membership.m", after: obj{"name": "m", "group": "analysts", "users": []string{"jane"}},
			}},
			[]string{getAll}, policy.Yes, "a group's policies are its members'",
		},
		{
			"aws_iam_user_group_membership", []block{user, group, grant, {
				address: "aws_iam_user_group_membership.m", after: obj{"user": "jane", "groups": []string{"analysts"}},
			}},
			[]string{getAll}, policy.Yes, "the same from the user's side",
		},
		{
			"a group that no input has", []block{user, {
				address: "aws_iam_user_group_membership.m", after: obj{"user": "jane", "groups": []string{"elsewhere"}},
			}},
			nil, policy.Maybe, "its policies are not known",
		},
		{
			"members that are not known", []block{user, group, grant, {
				address: "aws_iam_group_membership.m", after: obj{"name": "m", "group": "analysts"},
				unknown: []string{"users"}, refs: map[string][]string{"users": {"local.users"}},
			}},
			nil, policy.Maybe, "she may be one of them",
		},
		{
			"another user's membership", []block{user, group, grant, {
				address: "aws_iam_group_membership.m", after: obj{"name": "m", "group": "analysts", "users": []string{"joe"}},
			}},
			nil, policy.Yes, "she is in no group",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: tt.blocks})
			p := mustLookup[*Principal](t, g, "aws_iam_user.jane")
			if got := sources(p.Policies); !slices.Equal(got, tt.want) || p.Complete != tt.complete {
				t.Errorf("policies %q, complete %v (%q); want %q, %v: %s", got, p.Complete, p.Incomplete, tt.want, tt.complete, tt.why)
			}
			for _, pol := range p.Policies {
				if pol.Via == nil || pol.Via.Address != "aws_iam_group.g" {
					t.Errorf("the policy is not said to come by the group: %+v", pol.Via)
				}
			}
		})
	}
}

func TestBoundary(t *testing.T) {
	for _, tt := range []struct {
		name string
		role block
		want Presence
		why  string
	}{
		{"no boundary", newRole(nil), Absent, "nobody set one"},
		{
			"an AWS managed policy", newRole(obj{"permissions_boundary": "arn:aws:iam::aws:policy/AdministratorAccess"}),
			Present, "the table has it",
		},
		{
			"a policy of no input", newRole(obj{"permissions_boundary": "arn:aws:iam::111111111111:policy/boundary"}),
			Opaque, "there is a boundary whose content no input tells",
		},
		{
			"a value that is not known", func() block {
				r := newRole(nil)
				r.unknown = append(r.unknown, "permissions_boundary")
				r.refs = map[string][]string{"permissions_boundary": {"local.boundary"}}
				return r
			}(),
			Opaque, "a boundary is configured, which one is open",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := graphOf(t, input{label: "app", blocks: []block{tt.role}}).Principal(etlARN)
			if p.Boundary == nil || p.Boundary.Presence != tt.want {
				t.Errorf("boundary %+v, want %v: %s", p.Boundary, tt.want, tt.why)
			}
		})
	}
}

func TestPrincipal(t *testing.T) {
	role := newRole(obj{"path": "/service/"})
	g := graphOf(t, input{label: "app", blocks: []block{role, {
		address: "aws_iam_role_policy.p", after: obj{"name": "p", "role": "by-name", "policy": getAll},
	}}})
	const service = "arn:aws:iam::111111111111:role/service/etl"
	for _, tt := range []struct {
		name, ref string
		kind      Kind
		arn       policy.Text
		complete  policy.Tri
		policies  int
		why       string
	}{
		{"a role's ARN", service, Role, service, policy.Yes, 0, "the plan creates it"},
		{
			"a session's ARN", "arn:aws:sts::111111111111:assumed-role/etl/session-1", Role, service, policy.Yes, 0,
			"a session's ARN has the role's name without its path",
		},
		{
			"the role's name under another path", "arn:aws:iam::111111111111:role/etl", Role,
			"arn:aws:iam::111111111111:role/etl", policy.Maybe, 0, "that is the ARN of no role: the path is part of it",
		},
		{
			"a role known by its name alone", "arn:aws:iam::111111111111:role/team/by-name", Role,
			"arn:aws:iam::111111111111:role/by-name", policy.Maybe, 1, "one account has one role of a name, whatever its path",
		},
		{"the account's root", "arn:aws:iam::111111111111:root", Root, "arn:aws:iam::111111111111:root", policy.Yes, 0, "it has no policies"},
		{"an account number", "222222222222", Root, "arn:aws:iam::222222222222:root", policy.Yes, 0, "it means the root"},
		{"a service", "cloudtrail.amazonaws.com", Service, "cloudtrail.amazonaws.com", policy.Yes, 0, "it has no policies"},
		{"nobody", "anonymous", Anonymous, "anonymous", policy.Yes, 0, "an unsigned request"},
		{
			"a user of no input", "arn:aws:iam::444444444444:user/joe", User, "arn:aws:iam::444444444444:user/joe", policy.Maybe, 0,
			"its policies are not known, which is not to say that it has none",
		},
		{
			"a service-linked role", "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
			ServiceLinked, "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX", policy.Maybe, 0,
			"the service keeps its policies",
		},
		{
			"an origin access identity", "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1", OriginAccess,
			"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1", policy.Yes, 0, "it is in no account of ours",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := g.Principal(policy.Text(tt.ref))
			if p.Kind != tt.kind || p.ARN != tt.arn || p.Complete != tt.complete || len(p.Policies) != tt.policies {
				t.Errorf("got %s %s, complete %v, %d policies: %s", p.Kind, p.ARN, p.Complete, len(p.Policies), tt.why)
			}
			if again := g.Principal(policy.Text(tt.ref)); again != p {
				t.Error("a second look-up gives another node")
			}
		})
	}
}

func TestReplacedRoles(t *testing.T) {
	old := obj{"name": "etl", "id": "etl", "path": "/", "arn": etlARN, "assume_role_policy": trust}
	replaced := func(name string) block {
		return block{
			address: "aws_iam_role.etl", action: "replace", before: old,
			after: obj{"name": name, "path": "/", "assume_role_policy": trust}, unknown: []string{"arn", "id", "unique_id", "managed_policy_arns", "inline_policy"},
		}
	}
	same := graphOf(t, input{label: "app", blocks: []block{replaced("etl")}}).Principal(etlARN)
	if !same.Replaced || same.Deleted {
		t.Errorf("same name: replaced %v, deleted %v; policies that name the ARN go on naming the old role", same.Replaced, same.Deleted)
	}
	g := graphOf(t, input{label: "app", blocks: []block{replaced("etl-v2")}})
	if p := g.Principal(etlARN); !p.Deleted {
		t.Error("other name: the old role is not said to be deleted")
	}
	if p := g.Principal(etlARN + "-v2"); p.Deleted || p.Replaced || p.Complete != policy.Yes {
		t.Errorf("other name: new role deleted %v, replaced %v, complete %v", p.Deleted, p.Replaced, p.Complete)
	}
}

func TestLookup(t *testing.T) {
	g := graphOf(t,
		input{label: "a", blocks: []block{newRole(nil)}},
		input{label: "b", blocks: []block{newRole(obj{"name": "other"}), newBucket("acme")}},
	)
	if _, err := g.Lookup("aws_iam_role.etl"); err == nil || !strings.Contains(err.Error(), "a:aws_iam_role.etl, b:aws_iam_role.etl") {
		t.Errorf("an address of two inputs: %v", err)
	}
	if p := mustLookup[*Principal](t, g, "b:aws_iam_role.etl"); p.Name != "other" {
		t.Errorf("b:aws_iam_role.etl is %s", p.Name)
	}
	if _, err := g.Lookup("aws_iam_role.none"); err == nil {
		t.Error("an address of no input: no error")
	}
	if b := mustLookup[*Bucket](t, g, "aws_s3_bucket.b"); b.Name != "acme" {
		t.Errorf("aws_s3_bucket.b is %s", b.Name)
	}
}
