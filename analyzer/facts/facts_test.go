package facts

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// fixed is a world in which every request has the same layers.
func fixed(layers ...eval.Layer) World {
	verdict := eval.Allowed
	for _, l := range layers {
		if l.Verdict == eval.Denied || verdict == eval.Allowed {
			verdict = l.Verdict
		}
	}
	return World{Graph: graph.Join(nil), Evaluate: func(r eval.Request) eval.Trace {
		return eval.Trace{Request: r, Verdict: verdict, Layers: layers}
	}}
}

func subject() *access.Access {
	b := &graph.Bucket{Name: "b", ARN: "arn:aws:s3:::b", Region: "us-east-1", Managed: true}
	return &access.Access{
		Principal: &graph.Principal{ARN: "arn:aws:iam::111111111111:role/r", Kind: graph.Role, Origin: graph.Origin{Address: "aws_iam_role.r"}},
		Actions:   []string{"s3:GetObject", "s3:PutObject"}, Resource: "arn:aws:s3:::b/*", Bucket: b, Wanted: policy.Yes,
	}
}

func build(w World, prior *World, a *access.Access) *Document {
	return Build(w, prior, Judge(w, []*access.Access{a}))
}

// TestGuessedAccess: where another bucket may be meant, a layer that surely
// denies may stand in nobody's way, and what is allowed is no proof that it was
// meant before.
func TestGuessedAccess(t *testing.T) {
	a := subject()
	a.Guessed = true
	d := build(fixed(eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Alone: true}), nil, a)
	denials := *d.Denials.of(eval.BucketPolicy)
	if len(denials) != 1 || denials[0].Certainty != "unresolved" {
		t.Errorf("got %+v, want one denial that is unresolved", denials)
	}
	w := fixed(eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Allowed})
	if worked := Working(Judge(w, []*access.Access{a})); len(worked) > 0 {
		t.Errorf("%d guesses count as accesses that worked", len(worked))
	}
}

func TestCertainty(t *testing.T) {
	denied := eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Alone: true}
	tests := []struct {
		name, why string
		layers    []eval.Layer
		want      []string
	}{
		{"nothing denies", "no denial", []eval.Layer{{Kind: eval.BucketPolicy, Verdict: eval.Allowed}}, nil},
		{"a layer denies by itself", "whatever is unknown", []eval.Layer{denied}, []string{"bucket_policy definite"}},
		{"the other side makes up for a missing Allow", "in one account one side suffices",
			[]eval.Layer{{Kind: eval.IdentityPolicy, Verdict: eval.Denied}, denied}, []string{"bucket_policy definite"}},
		{"neither side allows", "each alone could, so both are named",
			[]eval.Layer{{Kind: eval.IdentityPolicy, Verdict: eval.Denied}}, []string{"identity_policy definite"}},
		{"a layer that depends on the request", "the caller decides",
			[]eval.Layer{{Kind: eval.RequesterPays, Verdict: eval.Conditional}}, []string{"requester_pays conditional"}},
		{"a document that no input holds", "nothing is known", []eval.Layer{{Kind: eval.KMSKeyPolicy, Verdict: eval.Unresolved}}, []string{"kms_key_policy unresolved"}},
		{"a disabled key", "KMS answers 400, and nobody gets the object",
			[]eval.Layer{{Kind: eval.KMSKeyPolicy, Verdict: eval.Allowed, Reason: eval.KeyDisabled}}, []string{"kms_key_policy definite"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := build(fixed(tt.layers...), nil, subject())
			var got []string
			for _, k := range eval.LayerKinds() {
				for _, x := range *d.Denials.of(k) {
					got = append(got, x.Layer+" "+x.Certainty)
					if !slices.Equal(x.Actions, []string{"s3:GetObject", "s3:PutObject"}) {
						t.Errorf("actions %q are not put together", x.Actions)
					}
					if d.Denial(x.ID) == nil || d.Denial(x.ID).Layer != x.Layer || d.Ref(x.ID).Layer != k {
						t.Errorf("denial %d is not found by its id", x.ID)
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}

func TestChange(t *testing.T) {
	denied := fixed(eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Alone: true})
	allowed := fixed(eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Allowed})
	made := subject()
	made.Bucket.Created = true
	tests := []struct {
		name, why string
		prior     *World
		access    *access.Access
		want      string
	}{
		{"worked before", "the plan breaks it", &allowed, subject(), "introduced"},
		{"denied before", "the plan has no part in it", &denied, subject(), "existing"},
		{"the plan makes the bucket", "there was nothing to deny", &denied, made, "introduced"},
		{"a state has no before", "nothing changes", nil, subject(), "existing"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := build(denied, tt.prior, tt.access).Denials.BucketPolicy[0].Change; got != tt.want {
				t.Errorf("got %s, want %s (%s)", got, tt.want, tt.why)
			}
		})
	}
}

func TestPathsAreJudgedOneByOne(t *testing.T) {
	a := subject()
	app, other := &graph.Endpoint{ID: "vpce-1"}, &graph.Endpoint{ID: "vpce-2"}
	a.Principal.Paths = []graph.Path{
		{S3: app, Proved: policy.Yes, Region: "us-east-1"},
		{S3: app, Proved: policy.Yes, Region: "us-east-1"},
		{S3: other, Proved: policy.Yes, Region: "eu-west-1"}, // serves no bucket of another region
		{S3: other, Proved: policy.Maybe, Region: "us-east-1"},
	}
	var got []string
	for _, r := range paths(a) {
		s := r.Path.String()
		if r.Via != nil {
			s += " " + string(r.Via.ID)
		}
		got = append(got, s)
	}
	if want := []string{"endpoint vpce-1", "public", "unknown"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestViolation(t *testing.T) {
	a := subject()
	a.Wanted, a.Expect = policy.No, "guard"
	d := build(fixed(eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Allowed}), nil, a)
	if len(d.Violations) != 1 || d.Violations[0].Certainty != "definite" || d.Violation(d.Violations[0].ID) == nil {
		t.Errorf("violations: %+v", d.Violations)
	}
	if d := build(fixed(eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Alone: true}), nil, a); len(d.Violations) > 0 || len(d.Denials.BucketPolicy) > 0 {
		t.Error("a guard that holds is no finding")
	}
}

// TestDocumentHasNoNull: rules and scripts iterate over lists.
func TestDocumentHasNoNull(t *testing.T) {
	out, err := json.Marshal(build(fixed(eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Alone: true}), nil, subject()))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(out), "null") || !strings.Contains(string(out), `"schema":"`+Version+`"`) {
		t.Errorf("%s", out)
	}
}

func TestFamilies(t *testing.T) {
	for key, want := range map[string]string{
		"aws:SourceVpce": "network", "aws:PrincipalTag/team": "principal_tag", "kms:ViaService": "kms",
		"s3:x-amz-server-side-encryption-aws-kms-key-id": "encryption", "accounts.google.com:aud": "trust", "acme:x": "other",
	} {
		if got := family(key); got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
	for _, f := range byKey {
		if !slices.Contains(families, f) {
			t.Errorf("family %s is not in the schema", f)
		}
	}
}

// TestPrimary: a denial of a bucket and its objects, or of an access point and
// the objects behind it, is reported under the objects.
func TestPrimary(t *testing.T) {
	const point = "arn:aws:s3:us-east-1:222222222222:accesspoint/p"
	for _, all := range [][]policy.Text{
		{"arn:aws:s3:::b", "arn:aws:s3:::b/*"},
		{point, point + "/object/*"},
	} {
		if got := primary(all); got != all[1] {
			t.Errorf("of %q: %s, want the objects", all, got)
		}
	}
}
