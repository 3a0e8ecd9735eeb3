package eval

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// TestPaths: a principal is judged on each network path that the graph shows.
func TestPaths(t *testing.T) {
	path := func(v *graph.Endpoint, proved policy.Tri) graph.Path {
		return graph.Path{S3: v, Proved: proved, Region: "us-east-1", VPC: "vpc-1"}
	}
	tests := []struct {
		name, why string
		paths     func(narrow, open *graph.Endpoint) []graph.Path
		want      Verdict
	}{
		{"no path is known", "whether an endpoint is passed is not known: its policy is not asked",
			func(_, _ *graph.Endpoint) []graph.Path { return nil }, Allowed},
		{"the only path is proved and its endpoint refuses", "every request passes it",
			func(narrow, _ *graph.Endpoint) []graph.Path { return []graph.Path{path(narrow, policy.Yes)} }, Denied},
		{"the path is not proved", "the request may come another way",
			func(narrow, _ *graph.Endpoint) []graph.Path { return []graph.Path{path(narrow, policy.Maybe)} }, Conditional},
		{"two paths, one endpoint refuses", "it depends on which workload asks",
			func(narrow, open *graph.Endpoint) []graph.Path {
				return []graph.Path{path(narrow, policy.Yes), path(open, policy.Yes)}
			}, Conditional},
		{"two paths through one endpoint", "both are refused",
			func(narrow, _ *graph.Endpoint) []graph.Path {
				return []graph.Path{path(narrow, policy.Yes), path(narrow, policy.Yes)}
			}, Denied},
		{"through no endpoint", "none judges", func(_, _ *graph.Endpoint) []graph.Path { return []graph.Path{path(nil, policy.Yes)} }, Allowed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			narrow := w.endpoint("vpce-narrow", "Gateway", allowTo(anyone, "s3:*", "arn:aws:s3:::other/*"))
			open := w.endpoint("vpce-open", "Gateway")
			w.get("rA").Paths = tt.paths(narrow, open)
			e := w.engine()
			r := Request{Principal: w.get("rA"), Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"}
			trace := e.Evaluate(r)
			if trace.Verdict != tt.want {
				t.Errorf("%s, want %s (%s)\n%s", trace.Verdict, tt.want, tt.why, layersText(trace))
			}
			if v := e.Verdict(r); v != trace.Verdict {
				t.Errorf("Verdict says %s, Evaluate %s", v, trace.Verdict)
			}
		})
	}
}

// TestFarEndpoint: a VPC may have an interface endpoint for S3 of another
// region; whether requests to buckets there pass it no page tells.
func TestFarEndpoint(t *testing.T) {
	for _, tt := range []struct {
		name, service string
		want          Verdict
		why           string
	}{
		{"none", "", Denied, "no endpoint of the VPC's own region takes the request"},
		{"of the bucket's region", "com.amazonaws.us-east-1.s3", Conditional, "it may take it"},
		{"of a third region", "com.amazonaws.eu-south-1.s3", Denied, "it takes no request to this bucket"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			far := w.endpoint("vpce-far", "Interface")
			far.Service, far.Region, far.PrivateDNS = policy.Text(tt.service), "eu-west-1", policy.Yes
			p := graph.Path{Proved: policy.Yes, Region: "eu-west-1", VPC: "vpc-1"}
			if tt.service != "" {
				p.Far = []*graph.Endpoint{far}
			}
			w.get("rA").Paths = []graph.Path{p}
			b := w.theBucket("b")
			b.Policy = w.resourcePolicy("bp", allowTo(roleA, "s3:GetObject", "arn:aws:s3:::b/*"),
				denyTo(anyone, "s3:*", "arn:aws:s3:::b/*", `{"StringNotEquals":{"aws:SourceVpce":"vpce-far"}}`))
			got := w.engine().Evaluate(Request{Principal: w.get("rA"), Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"})
			if got.Verdict != tt.want {
				t.Errorf("%s, want %s (%s)\n%s", got.Verdict, tt.want, tt.why, layersText(got))
			}
		})
	}
}

// TestMultiRegion: a multi-Region access point sends requests to any of its
// buckets, and each of them has to permit them.
func TestMultiRegion(t *testing.T) {
	const arn = "arn:aws:s3::222222222222:accesspoint/m.mrap"
	build := func(second string) (*Engine, Request) {
		w := baseWorld(t)
		w.bucket(accountB, "b2").Region = "eu-west-1"
		delegate := func(b string) string {
			return allowToIf(anyone, "s3:*", "arn:aws:s3:::"+b+"/*", `{"StringEquals":{"s3:DataAccessPointAccount":"222222222222"}}`)
		}
		w.theBucket("b").Policy = w.resourcePolicy("bp.b", delegate("b"))
		w.theBucket("b2").Policy = w.resourcePolicy("bp.b2", delegate(second))
		for _, b := range []policy.Text{"b", "b2"} {
			w.g.AccessPoints = append(w.g.AccessPoints, &graph.AccessPoint{ARN: arn, Account: w.account(accountB), Bucket: b, BucketAccount: accountB, MultiRegion: true,
				PublicAccessBlock: publicAccess(policy.Yes), Policy: w.resourcePolicy("mrap", allowTo(roleA, "s3:GetObject", arn+"/object/*"))})
		}
		idp("rA", allowDoc("s3:GetObject", arn+"/object/*"))(w)
		return w.engine(), Request{Principal: w.get("rA"), Action: "s3:GetObject", Resource: arn + "/object/k", Path: Public}
	}
	if e, r := build("b2"); e.Evaluate(r).Verdict != Allowed {
		t.Errorf("both buckets delegate: %s\n%s", e.Evaluate(r).Verdict, layersText(e.Evaluate(r)))
	}
	e, r := build("elsewhere")
	trace := e.Evaluate(r)
	needs := func(l Layer) bool {
		return l.Kind == BucketPolicy && l.Verdict == Conditional && slices.ContainsFunc(l.Needs, func(n Need) bool { return n.What == "region that serves the request" })
	}
	if trace.Verdict != Conditional || !slices.ContainsFunc(trace.Layers, needs) {
		t.Errorf("one bucket does not delegate: %s\n%s", trace.Verdict, layersText(trace))
	}
}

// TestSubjects: what a finding has to blame.
func TestSubjects(t *testing.T) {
	tests := []struct {
		name, why string
		golden
		subject string
	}{
		{"an inline policy that lacks the action", "the role's own policy is where it belongs", golden{change: idp("rA", allowDoc("s3:ListBucket", "arn:aws:s3:::b"))}, "idp.rA"},
		{"a role without policies", "there is only the role", golden{change: idp("rA")}, "role.rA"},
		{"an AWS managed policy about something else", "it is not the place: the role is", golden{change: func(w *world) {
			p := w.awsPolicy("AWSLambdaBasicExecutionRole", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}`)
			p.Via = &graph.Origin{Address: "attachment"}
			w.get("rA").Policies = []*graph.Policy{p}
		}}, "role.rA"},
		{"an AWS managed policy for S3 that lacks the action", "another one has to be attached", golden{action: "s3:DeleteObject", change: func(w *world) {
			p := w.awsPolicy("AmazonS3ReadOnlyAccess", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}]}`)
			p.Via = &graph.Origin{Address: "attachment"}
			w.get("rA").Policies = []*graph.Policy{p}
		}}, "attachment"},
		{"no bucket policy", "the bucket is where one has to be added", golden{change: func(w *world) { w.theBucket("b").Policy = &graph.Policy{Presence: graph.Absent} }}, "bucket.b"},
		{"a bucket policy that lacks the caller", "the policy is to change", golden{change: bp(allowTo(roleB, "s3:GetObject", objects))}, "bp.b"},
		{"a key without a policy of its own", "the key is where one has to be set", golden{change: withKey()}, "key.kB"},
		{"aws/s3 across accounts", "the bucket needs another key", golden{change: func(w *world) { w.managedKey(w.theBucket("b")) }}, "sse.b"},
		{"an SCP that denies", "the policy with the Deny", golden{change: func(w *world) { w.scp(accountA, 1, denyDoc("s3:*", "*", "")) }}, "scp.111111111111"},
		{"FullAWSAccess detached", "what took it away", golden{change: func(w *world) {
			w.account(accountA).Levels[1].SCPs = nil
			w.account(accountA).Levels[1].Detached = &graph.Origin{Address: "detachment"}
		}}, "detachment"},
		{"an endpoint's policy", "the policy of the endpoint", golden{change: gateway(allowTo(anyone, "s3:*", "arn:aws:s3:::other/*")), via: "vpce-1"}, "vpce.vpce-1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			tt.change(w)
			trace := tt.ask(w)
			i := slices.IndexFunc(trace.Layers, func(l Layer) bool { return l.Alone })
			if trace.Verdict != Denied || i < 0 || trace.Layers[i].Subject.Address != tt.subject {
				t.Errorf("want %s (%s)\n%s", tt.subject, tt.why, layersText(trace))
			}
		})
	}
}

// TestNearMisses: a statement that somebody probably meant for the request is
// told, with the element by which it misses.
func TestNearMisses(t *testing.T) {
	account := func(arn string) string { return `{"AWS":"` + arn + `"}` }
	tests := []struct {
		name   string
		change func(w *world)
		layer  LayerKind
		action string
		why    Reason
	}{
		{"the role with another path", bp(allowTo(account("arn:aws:iam::111111111111:role/team/rA"), "s3:GetObject", objects)), BucketPolicy, "", OtherPath},
		{"the role in another account", bp(allowTo(account("arn:aws:iam::333333333333:role/rA"), "s3:GetObject", objects)), BucketPolicy, "", OtherAccount},
		{"the role in lower case", bp(allowTo(account("arn:aws:iam::111111111111:role/ra"), "s3:GetObject", objects)), BucketPolicy, "", OtherCase},
		{"the condition on the role with another path", bp(allowToIf(rootA, "s3:GetObject", objects, `{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/team/rA"}}`)), BucketPolicy, "", OtherPath},
		{"the bucket's ARN for an object action", idp("rA", allowDoc("s3:GetObject", "arn:aws:s3:::b")), IdentityPolicy, "", BucketForm},
		{"another key prefix's case", idp("rA", allowDoc("s3:GetObject", "arn:aws:s3:::b/K")), IdentityPolicy, "", OtherCase},
		{"the key by its alias", all(withKey(allowTo(roleA, "kms:Decrypt", "*")), idp("rA", allowDoc("s3:GetObject", objects), allowDoc("kms:Decrypt", "arn:aws:kms:us-east-1:222222222222:alias/kB"))), KMSIdentityPolicy, "", AliasForm},
		{"the key in another region", all(withKey(allowTo(roleA, "kms:Decrypt", "*")), idp("rA", allowDoc("s3:GetObject", objects), allowDoc("kms:Decrypt", "arn:aws:kms:eu-west-1:222222222222:key/kB"))), KMSIdentityPolicy, "", OtherRegion},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			tt.change(w)
			g := golden{action: tt.action}
			trace := g.ask(w)
			found := slices.ContainsFunc(trace.Layers, func(l Layer) bool {
				return l.Kind == tt.layer && l.Verdict == Denied && slices.ContainsFunc(l.Near, func(n NearMiss) bool { return n.Why == tt.why })
			})
			if !found {
				t.Errorf("no near miss %s in %s\n%s", tt.why, tt.layer, layersText(trace))
			}
		})
	}
}
