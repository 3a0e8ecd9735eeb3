package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// world is one role of account 111111111111 and one bucket of 222222222222.
type world struct {
	identity, bucket string // statements, as JSON
	ownership        graph.Ownership
	more             func(f *graph.Fragment)
}

func present(statements string) *graph.Doc {
	return &graph.Doc{Presence: graph.Present, Text: policy.Text(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)}
}

func (w world) join() *graph.Graph {
	f := &graph.Fragment{
		Label: "t",
		Identities: []graph.IdentityRec{{
			Origin: graph.Origin{Input: "t", Address: "aws_iam_role.r", Change: "create"}, Kind: graph.Role, Name: "r", Path: "/",
			ARN: "arn:aws:iam::111111111111:role/r", Account: "111111111111", Complete: policy.Yes, BoundaryState: graph.Absent,
		}},
		Buckets: []graph.BucketRec{{
			Origin: graph.Origin{Input: "t", Address: "aws_s3_bucket.b", Change: "create"}, Name: "b", ARN: "arn:aws:s3:::b",
			Account: "222222222222", Region: "us-east-1", Described: true, Created: true,
		}},
	}
	if w.identity != "" {
		f.InlinePolicies = []graph.InlinePolicyRec{{
			Origin: graph.Origin{Input: "t", Address: "aws_iam_role_policy.r"},
			On:     graph.Who{Kind: graph.Role, Name: "r", Account: "111111111111"}, Doc: *present(w.identity),
		}}
	}
	if w.bucket != "" {
		f.Settings = append(f.Settings, graph.BucketSetting{Origin: graph.Origin{Input: "t", Address: "aws_s3_bucket_policy.b"}, Bucket: "b", Account: "222222222222", Policy: present(w.bucket)})
	}
	if w.ownership != "" {
		f.Settings = append(f.Settings, graph.BucketSetting{Origin: graph.Origin{Input: "t", Address: "aws_s3_bucket_ownership_controls.b"}, Bucket: "b", Account: "222222222222", Ownership: &w.ownership})
	}
	if w.more != nil {
		w.more(f)
	}
	return graph.Join([]*graph.Fragment{f})
}

func allowJSON(action, resource string) string {
	return fmt.Sprintf(`{"Effect":"Allow","Action":%s,"Resource":%s}`, list(action), list(resource))
}

func allowTo(who, action, resource string) string {
	return strings.Replace(allowJSON(action, resource), `"Action"`, `"Principal":{"AWS":`+list(who)+`},"Action"`, 1)
}

func list(words string) string {
	return `["` + strings.ReplaceAll(words, " ", `","`) + `"]`
}

// show is an access in one line.
func show(a *Access) string {
	weight := "one side"
	switch {
	case a.Both:
		weight = "both"
	case a.Partial:
		weight = "partial"
	}
	if a.Guessed {
		weight += ", guessed"
	}
	return fmt.Sprintf("%s %s %s: %s", strings.TrimPrefix(string(a.Principal.ARN), "arn:aws:iam::"), strings.Join(a.Actions, "+"), strings.TrimPrefix(string(a.Resource), "arn:aws:"), weight)
}

const directoryARN = "arn:aws:s3express:us-east-1:222222222222:bucket/b"

// directory makes the bucket a directory bucket.
func directory(f *graph.Fragment) { f.Buckets[0].ARN = directoryARN }

const me = "arn:aws:iam::111111111111:role/r"

func TestFind(t *testing.T) {
	tests := []struct {
		name, why string
		world     world
		want      []string
	}{
		{"both sides name each other", "each asks for the same",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b/*"), bucket: allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: both"}},
		{"only the bucket policy names the role", "an Allow that names the other side is evidence by itself",
			world{bucket: allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: one side"}},
		{"only the identity policy names the bucket", "an Allow that names the other side is evidence by itself",
			world{identity: allowJSON("s3:GetObject s3:ListBucket", "arn:aws:s3:::b arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:ListBucket s3:::b: one side", "111111111111:role/r s3:GetObject s3:::b/*: one side"}},
		{"the bucket offers more than the role asks for", "partial evidence is a warning",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b/*"), bucket: allowTo(me, "s3:GetObject s3:PutObject", "arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: both", "111111111111:role/r s3:PutObject s3:::b/*: partial"}},
		{"a role that may only list was meant to read", "nobody lists and does nothing else",
			world{identity: allowJSON("s3:ListBucket", "arn:aws:s3:::b"), bucket: allowTo(me, "s3:GetObject s3:ListBucket", "arn:aws:s3:::b arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:ListBucket s3:::b: both", "111111111111:role/r s3:GetObject s3:::b/*: one side"}},
		{"a pattern means no more than the other side spells out", "s3:* on one side is no wish to delete",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b/*"), bucket: allowTo(me, "s3:*", "arn:aws:s3:::b arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: both"}},
		{"the same action on keys that do not meet", "both ask, so that the denial is an error",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b/pricing/*"), bucket: allowTo(me, "s3:GetObject", "arn:aws:s3:::b/prices/*")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/prices/*: both", "111111111111:role/r s3:GetObject s3:::b/pricing/*: both"}},
		{"the same action in another case", "IAM compares actions without regard to case",
			world{identity: allowJSON("S3:getobjectversion", "arn:aws:s3:::b/*"), bucket: allowTo(me, "s3:GetObjectVersion", "arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:GetObjectVersion s3:::b/*: both"}},
		{"the same keys with a wildcard twice", "** stands for what * stands for",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b/**"), bucket: allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: both"}},
		{"every action of every service, by name", "*:* is *",
			world{identity: allowJSON("*:*", "arn:aws:s3:::b/*"), bucket: allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: both"}},
		{"every resource", "Resource * is no evidence for a bucket",
			world{identity: allowJSON("s3:*", "*")}, nil},
		{"a whole account", "an account principal is no evidence for a role",
			world{bucket: allowTo("arn:aws:iam::111111111111:root", "s3:GetObject", "arn:aws:s3:::b/*")}, nil},
		{"a whole account, singled out by aws:PrincipalArn", "the condition names the role",
			world{bucket: strings.Replace(allowTo("arn:aws:iam::111111111111:root", "s3:GetObject", "arn:aws:s3:::b/*"), `"Effect"`, `"Condition":{"ArnEquals":{"aws:PrincipalArn":"`+me+`"}},"Effect"`, 1)},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: one side"}},
		{"an object action on the bucket's ARN", "it was meant for the objects, and never matches",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: one side"}},
		{"an object action on an access point, without /object/", "it was meant for the objects behind it, and never matches",
			world{more: func(f *graph.Fragment) {
				f.AccessPoints = []graph.AccessPointRec{{
					Origin: graph.Origin{Input: "t", Address: "aws_s3_access_point.p", Change: "create"}, Name: "p", Bucket: "b",
					ARN: "arn:aws:s3:us-east-1:222222222222:accesspoint/p", Account: "222222222222",
					Policy: present(allowTo(me, "s3:GetObject", "arn:aws:s3:us-east-1:222222222222:accesspoint/p/in/*")),
				}}
			}},
			[]string{"111111111111:role/r s3:GetObject s3:us-east-1:222222222222:accesspoint/p/object/*: one side"}},
		{"an object action whose name does not say so, beside the bucket and its objects", "s3:InitiateReplication works on objects, like the actions of every replication",
			world{identity: allowJSON("s3:InitiateReplication", "arn:aws:s3:::b arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:InitiateReplication s3:::b/*: one side"}},
		{"actions of jobs, grants and access points in a statement about a bucket", "they work on neither buckets nor objects, so that no bucket policy has to grant them",
			world{identity: allowJSON("s3:ListBucket s3:DescribeJob s3:GetDataAccess s3:GetAccessPoint s3:GetAccessPointPolicy", "arn:aws:s3:::b arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:ListBucket s3:::b: one side"}},
		{"a directory bucket, named on both sides", "objects of a directory bucket are used in sessions, for which there is one action",
			world{identity: allowJSON("s3express:*", directoryARN), bucket: allowTo(me, "s3express:CreateSession", directoryARN), more: directory},
			[]string{"111111111111:role/r s3express:CreateSession s3express:us-east-1:222222222222:bucket/b: both"}},
		{"object actions of S3 on a directory bucket", "they mean nothing there; who lists them meant to use the objects",
			world{identity: allowJSON("s3:GetObject s3:PutObject", directoryARN+"/* arn:aws:s3:::b/*"), more: directory},
			[]string{"111111111111:role/r s3express:CreateSession s3express:us-east-1:222222222222:bucket/b: one side"}},
		{"a Deny that names the role", "a Deny is no wish",
			world{bucket: strings.Replace(allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*"), "Allow", "Deny", 1)}, nil},
		{"a bucket name with a wildcard", "it names no bucket in particular",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b*/*")}, nil},
		{"a bucket's ARN and an end that is lost", "whoever refers to the bucket beside an object action means its objects",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b⟨~t:x.resources#0⟩")},
			[]string{"111111111111:role/r s3:GetObject s3:::b/*: one side"}},
		{"a bucket's name between two ends that are lost", "an index hid which attribute of the bucket it was",
			world{identity: allowJSON("s3:GetObject s3:ListBucket", "⟨~t:x.resources#0.before⟩b⟨~t:x.resources#0⟩")},
			[]string{"111111111111:role/r s3:ListBucket s3:::b: one side", "111111111111:role/r s3:GetObject s3:::b/*: one side"}},
		{"a pattern of actions beside a lost end", "whether it was meant for the bucket or for its objects is lost with it",
			world{identity: allowJSON("s3:Get*", "arn:aws:s3:::b⟨~t:x.resources#0⟩")}, nil},
		{"a lost end that may make another bucket's name", "b-logs may be meant as well as b: a guess",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b⟨~t:x.resources#0⟩"), more: func(f *graph.Fragment) {
				f.Buckets = append(f.Buckets, graph.BucketRec{Name: "b-logs", ARN: "arn:aws:s3:::b-logs", Account: "222222222222", Described: true})
			}}, []string{"111111111111:role/r s3:GetObject s3:::b/*: one side, guessed"}},
		{"a lost beginning that may make another bucket's name", "logs-b may be meant as well as b: a guess",
			world{identity: allowJSON("s3:GetObject", "⟨~t:x.resources#0.before⟩b⟨~t:x.resources#0⟩"), more: func(f *graph.Fragment) {
				f.Buckets = append(f.Buckets, graph.BucketRec{Name: "logs-b", ARN: "arn:aws:s3:::logs-b", Account: "222222222222", Described: true})
			}}, []string{"111111111111:role/r s3:GetObject s3:::b/*: one side, guessed"}},
		{"a role's ARN and an end that is lost", "a reference to a role beside sts:AssumeRole means that role",
			world{identity: allowJSON("sts:AssumeRole", "arn:aws:iam::222222222222:role/q⟨~t:x.resources#0⟩"), more: func(f *graph.Fragment) {
				f.Identities = append(f.Identities, graph.IdentityRec{Kind: graph.Role, Name: "q", ARN: "arn:aws:iam::222222222222:role/q", Account: "222222222222", Complete: policy.Yes, BoundaryState: graph.Absent})
			}},
			[]string{"111111111111:role/r sts:AssumeRole iam::222222222222:role/q: one side"}},
		{"nothing but a lost text", "it names no bucket",
			world{identity: allowJSON("s3:GetObject", "⟨~t:x.resources[0]⟩")}, nil},
		{"the bucket policy names a role that may come by way of Athena only", "the grant is for Athena's requests, which are accesses of their own",
			world{identity: strings.Replace(allowJSON("s3:GetObject", "arn:aws:s3:::b/*"), `"Effect"`, `"Condition":{"ForAnyValue:StringEquals":{"aws:CalledVia":"athena.amazonaws.com"}},"Effect"`, 1),
				bucket: allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*")}, nil},
		{"the bucket policy offers more than what comes by way of Athena", "of the rest the role's own policies say nothing",
			world{identity: strings.Replace(allowJSON("s3:GetObject", "arn:aws:s3:::b/*"), `"Effect"`, `"Condition":{"ForAnyValue:StringEquals":{"aws:CalledVia":"athena.amazonaws.com"}},"Effect"`, 1),
				bucket: allowTo(me, "s3:GetObject s3:PutObject", "arn:aws:s3:::b/*")},
			[]string{"111111111111:role/r s3:PutObject s3:::b/*: one side"}},
		{"a role of S3 Access Grants that is narrowed to the instance", "it sends no requests of its own",
			world{identity: strings.Replace(allowJSON("s3:GetObject", "arn:aws:s3:::b/*"), `"Effect"`, `"Condition":{"ArnEquals":{"s3:AccessGrantsInstanceArn":"arn:aws:s3:us-east-1:222222222222:access-grants/default"}},"Effect"`, 1)}, nil},
		{"a location of S3 Access Grants, and a grantee", "the service assumes the role, and the grantee asks the instance",
			world{more: func(f *graph.Fragment) {
				const instance = "arn:aws:s3:us-east-1:222222222222:access-grants/default"
				f.Wirings = []graph.WiringRec{
					{Wiring: graph.Wiring{Kind: "access_grants_location", Service: "access-grants.s3.amazonaws.com", SourceARN: instance, Actions: []graph.WiredAction{{Action: "sts:AssumeRole", Resource: me}}}},
					{Wiring: graph.Wiring{Kind: "access_grant_request", Role: me, SourceARN: instance, Vended: true, Actions: []graph.WiredAction{{Action: "s3:GetDataAccess", Resource: instance}}}},
				}
			}},
			[]string{"access-grants.s3.amazonaws.com sts:AssumeRole iam::111111111111:role/r: both", "111111111111:role/r s3:GetDataAccess s3:us-east-1:222222222222:access-grants/default: both"}},
		{"the bucket is deleted", "nobody can mean a bucket that is gone",
			world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b/*"), more: func(f *graph.Fragment) { f.Buckets[0].Deleted = true }}, nil},
		{"the role is deleted", "nobody can mean a role that is gone",
			world{bucket: allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*"), more: func(f *graph.Fragment) { f.Identities[0].Deleted = true }}, nil},
		{"the whole bucket is read, and another account writes below a prefix", "only there is it certain who owns the objects",
			world{bucket: allowTo(me, "s3:PutObject", "arn:aws:s3:::b/in/*") + "," + allowTo("arn:aws:iam::222222222222:role/q", "s3:GetObject", "arn:aws:s3:::b/*"), ownership: graph.ObjectWriter},
			[]string{"111111111111:role/r s3:PutObject s3:::b/in/*: one side", "222222222222:role/q s3:GetObject s3:::b/*: one side", "222222222222:role/q s3:GetObject s3:::b/in/*: one side"}},
	}
	names := map[string]bool{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.why == "" || names[tt.name] {
				t.Fatal("a case needs a name of its own and a why")
			}
			names[tt.name] = true
			var got []string
			for _, a := range Find(tt.world.join(), Options{}) {
				got = append(got, show(a))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n  %s\nwant\n  %s\n(%s)", strings.Join(got, "\n  "), strings.Join(tt.want, "\n  "), tt.why)
			}
		})
	}
}

// TestWorkedBefore: what worked and is still asked for on one side stays meant;
// what nobody asks for any more was ended on purpose.
func TestWorkedBefore(t *testing.T) {
	before := Find(world{identity: allowJSON("s3:PutObject s3:GetObject", "arn:aws:s3:::b/*"), bucket: allowTo(me, "s3:PutObject s3:GetObject", "arn:aws:s3:::b/*")}.join(), Options{})
	narrowed := world{identity: allowJSON("s3:PutObject s3:GetObject", "arn:aws:s3:::b/*"), bucket: allowTo(me, "s3:GetObject", "arn:aws:s3:::b/*")}.join()
	var got []string
	for _, a := range Find(narrowed, Options{Before: before}) {
		got = append(got, show(a))
	}
	want := []string{"111111111111:role/r s3:GetObject s3:::b/*: both", "111111111111:role/r s3:PutObject s3:::b/*: one side"}
	if !slices.Equal(got, want) {
		t.Errorf("narrowed: got %q, want %q", got, want)
	}
	if ended := Find(world{}.join(), Options{Before: before}); len(ended) > 0 {
		t.Errorf("ended on both sides: %s", show(ended[0]))
	}
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		g := world{identity: allowJSON("s3:GetObject", "arn:aws:s3:::b/*"), more: func(f *graph.Fragment) {
			for i := range n {
				name := policy.Text(fmt.Sprintf("r%d", i))
				id, bucket, inline := f.Identities[0], f.Buckets[0], f.InlinePolicies[0]
				id.Name, id.ARN = name, "arn:aws:iam::111111111111:role/"+name
				bucket.Name, bucket.ARN = name, "arn:aws:s3:::"+name
				inline.On.Name, inline.Doc = name, *present(allowJSON("s3:GetObject s3:ListBucket", "arn:aws:s3:::"+string(name)+" arn:aws:s3:::"+string(name)+"/*"))
				f.Identities, f.Buckets, f.InlinePolicies = append(f.Identities, id), append(f.Buckets, bucket), append(f.InlinePolicies, inline)
			}
		}}.join()
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Find(g, Options{})
			}
		})
	}
}
