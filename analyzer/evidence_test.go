package analyzer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/rules"
)

// The two sides of TestEvidence: a role of account 111111111111 and a bucket
// of account 222222222222, so that both have to allow a request.
const (
	evidenceRole = "arn:aws:iam::111111111111:role/reader"
	evidenceRoot = "arn:aws:iam::111111111111:root"
)

// grants makes an Allow statement: "GetObject PutObject" on buckets or keys; a
// resource policy's has a principal.
func grants(principal, actions, resources string) string {
	list := func(prefix, words string) string {
		return `["` + prefix + strings.ReplaceAll(words, " ", `","`+prefix) + `"]`
	}
	service := "s3:"
	if strings.Contains(actions, ":") {
		service = ""
	}
	s := `{"Effect":"Allow","Action":` + list(service, actions) + `,"Resource":` + list("", resources)
	if principal != "" {
		s += `,"Principal":{"AWS":"` + principal + `"}`
	}
	return s + "}"
}

func document(statements string) *graph.Doc {
	return &graph.Doc{Presence: graph.Present, Text: policy.Text(`{"Version":"2012-10-17","Statement":[` + statements + `]}`)}
}

// pair is what a case says of the two sides; an empty policy is none.
type pair struct {
	identity, bucket string
	targeted         bool   // the plan is of a part only: the role may have further policies
	key              string // the policy of the bucket's KMS key; empty: SSE-S3
	more             func(*graph.Fragment)
}

func (p pair) findings(t *testing.T) []string {
	t.Helper()
	at := func(address string) graph.Origin { return graph.Origin{Input: "t", Address: address, Change: "create"} }
	f := &graph.Fragment{
		Label: "t",
		Identities: []graph.IdentityRec{{
			Origin: at("aws_iam_role.reader"), Kind: graph.Role, Name: "reader", Path: "/", ARN: evidenceRole,
			Account: "111111111111", Complete: policy.Yes, BoundaryState: graph.Absent,
		}},
		Buckets: []graph.BucketRec{{
			Origin: at("aws_s3_bucket.data"), Name: "acme-data", ARN: "arn:aws:s3:::acme-data", Account: "222222222222",
			Region: "us-east-1", Described: true, Created: true,
		}},
	}
	if p.identity != "" {
		f.InlinePolicies = []graph.InlinePolicyRec{{
			Origin: at("aws_iam_role_policy.reader"), On: graph.Who{Kind: graph.Role, Name: "reader", Account: "111111111111"}, Doc: *document(p.identity),
		}}
	}
	setting := func(s graph.BucketSetting) {
		s.Bucket, s.Account = "acme-data", "222222222222"
		f.Settings = append(f.Settings, s)
	}
	if p.bucket != "" {
		setting(graph.BucketSetting{Origin: at("aws_s3_bucket_policy.data"), Policy: document(p.bucket)})
	}
	if p.key != "" {
		key := policy.Text("arn:aws:kms:us-east-1:222222222222:key/k")
		f.Keys = []graph.KeyRec{{Origin: at("aws_kms_key.data"), ARN: key, ID: "k", Account: "222222222222", Region: "us-east-1", Enabled: policy.Yes, Deleting: policy.No, Symmetric: policy.Yes, MultiRegion: policy.No, Described: true, Created: true}}
		f.KeyPolicies = []graph.KeyPolicyRec{{Origin: at("aws_kms_key.data"), Key: key, Inline: true, Doc: *document(p.key)}}
		setting(graph.BucketSetting{Origin: at("aws_s3_bucket_server_side_encryption_configuration.data"), Encryption: &graph.EncryptionRec{Presence: graph.Present, Algorithm: "aws:kms", KeyID: key, KeyIDKnown: true}})
	}
	if p.targeted {
		f.Incomplete = "the plan was targeted"
	}
	if p.more != nil {
		p.more(f)
	}
	w, _ := world([]*graph.Fragment{f})
	set, err := rules.Load()
	if err != nil {
		t.Fatal(err)
	}
	doc := facts.Build(w, nil, facts.Judge(w, access.Find(w.Graph, access.Options{})))
	results, err := set.Run(context.Background(), doc, rules.Options{World: &w})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range results {
		f := r.Finding
		out = append(out, fmt.Sprintf("%s %s %s %s", f.Severity, f.Rule, f.Certainty, strings.ReplaceAll(strings.Join(f.Actions, " "), "s3:", "")))
	}
	slices.Sort(out)
	return slices.Compact(out) // one line for an access of which several layers are open
}

// TestEvidence is what makes an access one that somebody means to work, and
// how much: which evidence bears an error, which a warning, and which none.
func TestEvidence(t *testing.T) {
	const bucket, objects = "arn:aws:s3:::acme-data", "arn:aws:s3:::acme-data/*"
	const keyOwner = `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"kms:*","Resource":"*"}`
	tests := []struct {
		name, why string
		given     pair
		want      []string
	}{
		// The bucket policy names the role.
		{"the bucket names the role, and the role asks for just that", "both sides allow it",
			pair{bucket: grants(evidenceRole, "GetObject", objects), identity: grants("", "GetObject", objects)}, nil},
		{"the bucket names the role, which has no policy", "the bucket's owner wrote down who is to read",
			pair{bucket: grants(evidenceRole, "GetObject", objects)},
			[]string{"error TFA001 definite GetObject"}},
		{"the bucket names the role for reading and writing, the role asks to read it", "partial evidence: nobody says that the role is going to write",
			pair{bucket: grants(evidenceRole, "GetObject PutObject", objects), identity: grants("", "GetObject", objects)},
			[]string{"warning TFA001 definite PutObject"}},
		{"the bucket names the role for reading and writing, the role asks to read buckets of that name", "the same, though the role's policy names no single bucket",
			pair{bucket: grants(evidenceRole, "GetObject PutObject", objects), identity: grants("", "GetObject", "arn:aws:s3:::acme-*")},
			[]string{"warning TFA001 definite PutObject"}},
		{"the bucket names the role for reading and writing, the role asks to read every bucket", "the same: a role that reads everything has no wish to write",
			pair{bucket: grants(evidenceRole, "GetObject PutObject", objects), identity: grants("", "Get* List*", "*")},
			[]string{"warning TFA001 definite PutObject"}},
		{"the bucket names the role for reading and writing, the role asks to read other buckets", "what a role does elsewhere tells nothing of this bucket",
			pair{bucket: grants(evidenceRole, "GetObject PutObject", objects), identity: grants("", "GetObject", "arn:aws:s3:::other-*")},
			[]string{"error TFA001 definite GetObject PutObject"}},
		{"the bucket lets the role do everything, the role asks to read every bucket", "a pattern means no more than the other side spells out",
			pair{bucket: grants(evidenceRole, "*", bucket+" "+objects), identity: grants("", "GetObject ListBucket", "*")}, nil},
		{"the bucket names the role for reading, the role may only list buckets", "nobody lists buckets and does nothing else",
			pair{bucket: grants(evidenceRole, "GetObject", objects), identity: grants("", "ListAllMyBuckets ListBucket", "*")},
			[]string{"error TFA001 definite GetObject"}},
		{"the bucket names the role, which may do everything", "the identity side allows it, so that both do",
			pair{bucket: grants(evidenceRole, "GetObject", objects), identity: grants("", "*", "*")}, nil},
		{"the bucket names a role with a policy for something else", "what a role does with queues tells nothing of buckets",
			pair{bucket: grants(evidenceRole, "GetObject", objects), identity: grants("", "sqs:SendMessage", "*")},
			[]string{"error TFA001 definite GetObject"}},

		// How much of the role is known.
		{"the bucket names a role that may have policies elsewhere", "they may allow it, and without them nothing is certain: quiet",
			pair{bucket: grants(evidenceRole, "GetObject", objects), identity: grants("", "sqs:SendMessage", "*"), targeted: true},
			[]string{"note TFA045 unresolved GetObject"}},
		{"the bucket names a role that no input has", "a principal that nobody describes has unknown policies: not even a note",
			pair{bucket: grants("arn:aws:iam::111111111111:role/other", "GetObject", objects)}, nil},
		{"a role that a data source looks up", "its ARN is known and its policies are not",
			pair{bucket: grants(evidenceRole, "GetObject", objects), more: func(f *graph.Fragment) {
				f.Identities[0].Origin = graph.Origin{Input: "t", Address: "data.aws_iam_role.reader", Change: "read"}
				f.Identities[0].BoundaryState, f.Identities[0].Complete = graph.Unknown, policy.Maybe
			}},
			[]string{"note TFA045 unresolved GetObject"}},

		// The identity policy names the bucket.
		{"the role names the bucket, which has no policy", "between accounts the bucket has to let the role in",
			pair{identity: grants("", "GetObject", objects)},
			[]string{"error TFA002 definite GetObject"}},
		{"the role names the bucket, whose policy is about somebody else", "the same",
			pair{identity: grants("", "GetObject", objects), bucket: grants("arn:aws:iam::333333333333:role/other", "GetObject", objects)},
			[]string{"error TFA002 definite GetObject"}},
		{"the role asks to read and write, the bucket lets it read", "partial evidence: the bucket's owner thought of the role and gave it less",
			pair{identity: grants("", "GetObject PutObject", objects), bucket: grants(evidenceRole, "GetObject", objects)},
			[]string{"warning TFA002 definite PutObject"}},
		{"a role that may have policies elsewhere asks to read and write, the bucket lets it read", "its writing fails whatever else the role may have; its reading cannot be told",
			pair{identity: grants("", "GetObject PutObject", objects), bucket: grants(evidenceRole, "GetObject", objects), targeted: true},
			[]string{"note TFA045 unresolved GetObject", "warning TFA002 definite PutObject"}},
		{"the role asks for the tags of what it reads", "a companion of what an application does is worth a note",
			pair{identity: grants("", "GetObject GetObjectTagging", objects), bucket: grants(evidenceRole, "GetObject", objects)},
			[]string{"note TFA002 definite GetObjectTagging"}},

		// The bucket lets in the whole account, and its policies are the evidence.
		{"the bucket lets the account in, and a role names the bucket", "both sides allow it",
			pair{bucket: grants(evidenceRoot, "GetObject", objects), identity: grants("", "GetObject", objects)}, nil},
		{"the bucket lets the account in, and the role names no bucket", "a whole account is no evidence for one of its roles",
			pair{bucket: grants(evidenceRoot, "GetObject", objects)}, nil},
		{"the bucket lets the account read, and a role asks to write", "the role names the bucket; the account's grant says nothing about this role",
			pair{bucket: grants(evidenceRoot, "GetObject", objects), identity: grants("", "GetObject PutObject", objects)},
			[]string{"error TFA002 definite PutObject"}},

		// Neither side names the other.
		{"a role that may do everything everywhere", "Resource * is no evidence for a bucket",
			pair{identity: grants("", "*", "*")}, nil},
		{"a role that reads buckets by a pattern of names", "nor is a pattern that this bucket happens to fit",
			pair{identity: grants("", "GetObject", "arn:aws:s3:::acme-*")}, nil},
		{"a Deny that names the role", "a Deny is no wish",
			pair{bucket: strings.Replace(grants(evidenceRole, "GetObject", objects), "Allow", "Deny", 1), identity: grants("", "*", "*")}, nil},
		{"the bucket's key admits a role that nothing else mentions", "a key serves many buckets: which of them the role is to read, it does not say",
			pair{key: keyOwner + "," + grants(evidenceRole, "kms:Decrypt", "*")}, nil},
		{"an endpoint's policy names the bucket", "it says what may pass, not who is to read",
			pair{more: func(f *graph.Fragment) {
				f.Endpoints = []graph.EndpointRec{{Origin: graph.Origin{Input: "t", Address: "aws_vpc_endpoint.s3"}, ID: "vpce-1", Service: "com.amazonaws.us-east-1.s3", Type: "Gateway", VPC: "vpc-1", Account: "111111111111", Region: "us-east-1", Policy: document(grants("*", "GetObject", objects))}}
			}}, nil},

		// The key of a bucket that both sides mean.
		{"both sides allow reading, and the key knows only its own account", "the read is meant, and so is what it needs",
			pair{bucket: grants(evidenceRole, "GetObject", objects), identity: grants("", "GetObject", objects) + "," + grants("", "kms:Decrypt", "*"), key: keyOwner},
			[]string{"error TFA004 definite GetObject"}},
		{"the key admits the role, whose policies do not allow it", "between accounts both sides have to allow the key as well",
			pair{bucket: grants(evidenceRole, "GetObject", objects), identity: grants("", "GetObject", objects), key: keyOwner + "," + grants(evidenceRole, "kms:Decrypt", "*")},
			[]string{"error TFA009 definite GetObject"}},

		// What the caller chooses.
		{"the bucket lets the role upload with an ACL only", "the caller may send it or not",
			pair{bucket: strings.Replace(grants(evidenceRole, "PutObject", objects), `"Effect"`, `"Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}},"Effect"`, 1), identity: grants("", "PutObject PutObjectAcl", objects)},
			[]string{"note TFA002 definite PutObjectAcl", "note TFA014 conditional PutObject"}},
	}
	names := map[string]bool{}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.why == "" || names[tt.name] {
				t.Fatal("a case needs a name of its own and a why")
			}
			names[tt.name] = true
			if got := tt.given.findings(t); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q\n(%s)", got, tt.want, tt.why)
			}
		})
	}
}

// TestFactsSayWhatFindingsSay: a denial on the path of one of a role's
// workloads, while another reaches the bucket, is conditional in the document
// that custom rules read as it is in the finding.
func TestFactsSayWhatFindingsSay(t *testing.T) {
	a := load(t, "../fixtures/scenarios/endpoint-policy-by-workload/plan.json", false)
	j, err := a.judge()
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Load()
	if err != nil {
		t.Fatal(err)
	}
	results, err := set.Run(context.Background(), j.doc, rules.Options{World: &a.planned})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := 0
	for _, d := range j.doc.Denials.VPCEndpointPolicy {
		if !d.Elsewhere {
			continue
		}
		elsewhere++
		if d.Certainty != "conditional" || len(d.Workloads) == 0 {
			t.Errorf("%s is %s for %d workloads; want conditional, for those on the path", d.Principal.ARN, d.Certainty, len(d.Workloads))
		}
	}
	said := 0
	for _, r := range results {
		if strings.Contains(r.Finding.Message, "another of its workloads") {
			said++
			if r.Finding.Certainty != "conditional" {
				t.Errorf("%s is %s", r.Finding.Message, r.Finding.Certainty)
			}
		}
	}
	if elsewhere == 0 || said == 0 {
		t.Errorf("%d denials and %d findings; the scenario has workloads on two paths", elsewhere, said)
	}
}

// TestDeniedOnOnePath: what is denied to one of a role's workloads is no
// certain 403 while another's path may be open, be it that nobody knows.
func TestDeniedOnOnePath(t *testing.T) {
	tests := []struct {
		name, why string
		complete  policy.Tri
	}{
		{"the other path is open", "the other workload may be the one that is meant", policy.Yes},
		{"the other path cannot be told", "the role may have a policy that lets the other workload in", policy.Maybe},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := load(t, "../fixtures/scenarios/endpoint-policy-by-workload/plan.json", false)
			a.rejoin(t, func(f *graph.Fragment) {
				for i := range f.Identities {
					if rec := &f.Identities[i]; rec.Name == "dual" && tt.complete != policy.Yes {
						rec.Complete, rec.Created, rec.Incomplete = tt.complete, false, []string{"its policies are managed elsewhere too"}
					}
				}
			})
			r, err := a.Check(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			seen := false
			for _, f := range r.Findings {
				if f.Principal.Address != "aws_iam_role.dual" || f.Layer != "vpc_endpoint_policy" {
					continue
				}
				seen = true
				if f.Certainty == finding.Definite {
					t.Errorf("%s (%s)", f.Message, tt.why)
				}
			}
			if !seen {
				t.Error("nothing is said of the path that is closed")
			}
		})
	}
}
