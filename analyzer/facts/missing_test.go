package facts

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
)

func TestMissingObjects(t *testing.T) {
	page := &graph.Wiring{Kind: "cloudfront_oac", On404: "custom_error_response"}
	denied := eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Denied, Alone: true}
	open := eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Conditional}
	tests := []struct {
		name, why string
		wiring    *graph.Wiring
		reads     eval.Verdict
		lists     eval.Layer
		want      []string
	}{
		{"a page for 404, and no list", "S3 answers 403", page, eval.Allowed, denied, []string{"bucket_policy conditional missing_object"}},
		{"the list is allowed", "S3 answers 404", page, eval.Allowed, eval.Layer{Kind: eval.BucketPolicy, Verdict: eval.Allowed}, nil},
		{"the list is allowed for a prefix", "no page tells what S3 holds the condition against", page, eval.Allowed, open, nil},
		{"nothing waits for 404", "nobody notices", &graph.Wiring{Kind: "cloudfront_oac"}, eval.Allowed, denied, nil},
		{"objects are refused as well", "that is another finding", page, eval.Conditional, denied, []string{"bucket_policy conditional "}},
		{"a wiring that is not known in full", "it may not send the request", &graph.Wiring{On404: "origin_group", Uncertain: []string{"x"}}, eval.Allowed, denied, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := subject()
			a.Actions, a.Wiring = []string{"s3:GetObject"}, tt.wiring
			d := build(World{Graph: graph.Join(nil), Evaluate: func(r eval.Request) eval.Trace {
				l := eval.Layer{Kind: eval.BucketPolicy, Verdict: tt.reads}
				if r.Action == "s3:ListBucket" {
					if r.Resource != a.Bucket.ARN {
						t.Errorf("the list of %s is asked for", r.Resource)
					}
					l = tt.lists
				}
				return eval.Trace{Request: r, Verdict: l.Verdict, Layers: []eval.Layer{l}}
			}}, nil, a)
			var got []string
			for _, x := range d.Denials.BucketPolicy {
				got = append(got, x.Layer+" "+x.Certainty+" "+x.Reason)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q (%s)", got, tt.want, tt.why)
			}
		})
	}
}
