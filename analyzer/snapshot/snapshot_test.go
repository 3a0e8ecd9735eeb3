package snapshot_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
	"github.com/tfaccess/tfaccess/analyzer/snapshot"
)

// small is a fragment with one record of the kinds that matter most.
func small() *graph.Fragment {
	yes := policy.Yes
	origin := func(address string) graph.Origin {
		return graph.Origin{Input: "data", Address: address, Change: "create"}
	}
	return &graph.Fragment{
		Label:    "data",
		Accounts: []graph.AccountRec{{Origin: origin("provider.aws"), ID: "222222222222"}},
		Identities: []graph.IdentityRec{{
			Origin: origin("aws_iam_role.etl"), Kind: graph.Role, Name: "etl", ARN: "arn:aws:iam::222222222222:role/etl", Account: "222222222222",
			BoundaryState: graph.Absent, Complete: policy.Yes, TagsComplete: policy.Yes,
			Tags:  map[string]policy.Text{"team": "data", "cost-center": "4711"},
			Trust: &graph.Doc{Presence: graph.Present, How: graph.HowKnown, Text: `{ "Version": "2012-10-17", "Statement": [] }`},
		}},
		InlinePolicies: []graph.InlinePolicyRec{{
			Origin: origin("aws_iam_role_policy.etl"), On: graph.Who{Kind: graph.Role, Name: "etl", Account: "222222222222"}, Name: "etl",
			Doc: graph.Doc{Presence: graph.Present, How: graph.HowRecovered, Text: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/Team":"data"}}}]}`},
		}},
		Buckets: []graph.BucketRec{{Origin: origin("aws_s3_bucket.reports"), Name: "acme-reports", ARN: "arn:aws:s3:::acme-reports", Account: "222222222222", Region: "eu-west-1", Described: true,
			Tags: map[string]policy.Text{"owner": "jane"}}},
		Settings: []graph.BucketSetting{
			{Origin: origin("aws_s3_bucket_request_payment_configuration.reports"), Bucket: "acme-reports", RequesterPays: &yes},
			{Origin: origin("aws_s3_bucket_policy.reports"), Bucket: "acme-reports", Policy: &graph.Doc{Presence: graph.Opaque, How: graph.HowOpaque, Missing: []string{"local.readers: configuration not found"}}},
		},
		Keys:        []graph.KeyRec{{Origin: origin("aws_kms_key.reports"), ARN: policy.Text("arn:aws:kms:eu-west-1:222222222222:key/") + policy.Fresh("data:aws_kms_key.reports.key_id"), ID: policy.Fresh("data:aws_kms_key.reports.key_id"), Symmetric: policy.Yes}},
		Diagnostics: []graph.Diagnostic{{Summary: "Something odd", Detail: "said to the one who ran it"}},
	}
}

func write(t *testing.T, o snapshot.Options, fragments ...*graph.Fragment) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := snapshot.Write(&out, fragments, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadGivesWhatWasWritten(t *testing.T) {
	want := small()
	taken := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
	got, meta, err := snapshot.Read(write(t, snapshot.Options{Meta: snapshot.Meta{Version: "1.2.3", Taken: taken}, Tags: []string{"cost-center"}}, want))
	if err != nil {
		t.Fatal(err)
	}
	if meta.Version != "1.2.3" || !meta.Taken.Equal(taken) {
		t.Errorf("meta: %+v", meta)
	}
	want.Diagnostics = nil
	want.Buckets[0].Tags = nil
	want.Identities[0].Trust.Text = `{"Version":"2012-10-17","Statement":[]}`
	if len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		a, _ := json.MarshalIndent(got[0], "", " ")
		b, _ := json.MarshalIndent(want, "", " ")
		t.Errorf("got\n%s\nwant\n%s", a, b)
	}
}

func TestTagsThatNoConditionAsksForStayAtHome(t *testing.T) {
	f := small()
	got, _, err := snapshot.Read(write(t, snapshot.Options{}, f))
	if err != nil {
		t.Fatal(err)
	}
	id := got[0].Identities[0]
	if len(id.Tags) != 1 || id.Tags["team"] != "data" || id.TagsComplete != policy.Maybe {
		t.Errorf("tags %v, complete %v; want team alone, and not complete", id.Tags, id.TagsComplete)
	}
	if len(f.Identities[0].Tags) != 2 {
		t.Error("the fragment itself was changed")
	}
}

func TestTagsOfABucketThatUsesThemAreAccessSettings(t *testing.T) {
	f, yes := small(), policy.Yes
	f.Settings = append(f.Settings, graph.BucketSetting{Bucket: "acme-reports", ABAC: &yes})
	got, _, err := snapshot.Read(write(t, snapshot.Options{}, f))
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Buckets[0].Tags["owner"] != "jane" {
		t.Error("a bucket with attribute-based access control lost its tags")
	}
}

func TestSameFragmentsSameBytes(t *testing.T) {
	first := write(t, snapshot.Options{}, small())
	for range 20 {
		if !bytes.Equal(first, write(t, snapshot.Options{}, small())) {
			t.Fatal("two writes differ")
		}
	}
}

// TestVersion1StaysReadable: the file was written when version 1 was new and
// never changes.
func TestVersion1StaysReadable(t *testing.T) {
	const file = "testdata/v1.json"
	if _, err := os.Stat(file); err != nil && *update { // only ever made once
		data := write(t, snapshot.Options{Meta: snapshot.Meta{Version: "0.1.0", Taken: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)}}, small())
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, meta, err := snapshot.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	g := graph.Join(got)
	if meta.Version != "0.1.0" || len(g.Principals) != 1 || len(g.Principals[0].Policies) != 1 || g.Bucket("acme-reports") == nil ||
		g.Bucket("acme-reports").RequesterPays != policy.Yes || g.Bucket("acme-reports").Policy.Presence != graph.Opaque {
		t.Errorf("version 1 reads otherwise now: %+v", meta)
	}
}

func TestRead(t *testing.T) {
	tests := []struct{ name, data, want, why string }{
		{"of a newer version", `{"schema":"tfaccess.snapshot/v2","fragments":[]}`, "newer tfaccess", "fields may mean something else there"},
		{"of another tool", `{"schema":"acme/v1"}`, "none of tfaccess", "only our own schema is read"},
		{"cut off", `{"schema":"tfaccess.snapshot/v1","fragments":[{"label":"a"`, "line 1", "says where"},
		{"with a wrong type", `{"schema":"tfaccess.snapshot/v1","fragments":[{"label":7}]}`, "label", "says which field"},
		{"with an unknown word", `{"schema":"tfaccess.snapshot/v1","fragments":[{"label":"a","keys":[{"enabled":"perhaps"}]}]}`, "not yes, no or maybe", "text decoding rejects what it does not know"},
		{"with a field from a later release", `{"schema":"tfaccess.snapshot/v1","new":1,"fragments":[{"label":"a","more":[]}]}`, "", "within a version fields are only added"},
		{"with a null fragment", `{"schema":"tfaccess.snapshot/v1","fragments":[null]}`, "", "hostile input must not crash"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := snapshot.Read([]byte(tt.data))
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("%v; want none: %s", err, tt.why)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error %v; want %q: %s", err, tt.want, tt.why)
			}
		})
	}
}

func TestParseAge(t *testing.T) {
	for text, want := range map[string]time.Duration{"30d": 720 * time.Hour, "12h": 12 * time.Hour, "": 0, "0d": 0, "d": 0, "1w": 0, "-1d": 0} {
		got, err := snapshot.ParseAge(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

// workspace is a fragment of n resources: roles with policies, buckets, keys.
func workspace(i, n int) *graph.Fragment {
	label := fmt.Sprintf("ws%d", i)
	account := policy.Text(fmt.Sprintf("%012d", i%200))
	f := &graph.Fragment{Label: label}
	for k := range n / 5 {
		origin := func(typ string) graph.Origin {
			return graph.Origin{Input: label, Address: fmt.Sprintf("%s.r%d", typ, k), Change: "no-op"}
		}
		name := policy.Text(fmt.Sprintf("role-%d-%d", i, k))
		bucket := policy.Text(fmt.Sprintf("bucket-%d-%d", i, k))
		doc := graph.Doc{Presence: graph.Present, How: graph.HowKnown, Text: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::` + bucket + `","arn:aws:s3:::` + bucket + `/*"]}]}`}
		bucketDoc := graph.Doc{Presence: graph.Present, How: graph.HowKnown, Text: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::` + account + `:role/` + name + `"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::` + bucket + `/*"}]}`}
		key := policy.Text(fmt.Sprintf("arn:aws:kms:us-east-1:%s:key/%08d-%d", account, i, k))
		f.Identities = append(f.Identities, graph.IdentityRec{Origin: origin("aws_iam_role"), Kind: graph.Role, Name: name, ARN: "arn:aws:iam::" + account + ":role/" + name, Account: account, BoundaryState: graph.Absent, Complete: policy.Yes})
		f.InlinePolicies = append(f.InlinePolicies, graph.InlinePolicyRec{Origin: origin("aws_iam_role_policy"), On: graph.Who{Kind: graph.Role, Name: name, Account: account}, Doc: doc})
		f.Buckets = append(f.Buckets, graph.BucketRec{Origin: origin("aws_s3_bucket"), Name: bucket, ARN: "arn:aws:s3:::" + bucket, Account: account, Described: true})
		f.Settings = append(f.Settings, graph.BucketSetting{Origin: origin("aws_s3_bucket_policy"), Bucket: bucket, Policy: &bucketDoc})
		f.Keys = append(f.Keys, graph.KeyRec{Origin: origin("aws_kms_key"), ARN: key, ID: key, Account: account, Symmetric: policy.Yes, Enabled: policy.Yes})
	}
	return f
}

// snapshots are n files of 200 resources each.
func snapshots(b *testing.B, n int) [][]byte {
	b.Helper()
	files := make([][]byte, n)
	for i := range files {
		var out bytes.Buffer
		if err := snapshot.Write(&out, []*graph.Fragment{workspace(i, 200)}, snapshot.Options{}); err != nil {
			b.Fatal(err)
		}
		files[i] = out.Bytes()
	}
	return files
}

func readAll(b *testing.B, files [][]byte) []*graph.Fragment {
	b.Helper()
	var all []*graph.Fragment
	for _, data := range files {
		f, _, err := snapshot.Read(data)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, f...)
	}
	return all
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		files := snapshots(b, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				readAll(b, files)
			}
		})
	}
}

func BenchmarkJoin(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		all := readAll(b, snapshots(b, n))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if g := graph.Join(all); len(g.Buckets) != n*40 {
					b.Fatalf("%d buckets", len(g.Buckets))
				}
			}
		})
	}
}
