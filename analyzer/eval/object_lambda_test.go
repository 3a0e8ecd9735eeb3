package eval

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-policies.html (2026-11)
const (
	olap       = "arn:aws:s3-object-lambda:us-east-1:222222222222:accesspoint/ol"
	supporting = "arn:aws:s3:us-east-1:222222222222:accesspoint/sup"
	transform  = "arn:aws:lambda:us-east-1:222222222222:function:f"
	viaLambda  = `{"ForAnyValue:StringEquals":{"aws:CalledVia":["s3-object-lambda.amazonaws.com"]}}`
)

// objectLambda makes an access point whose function answers GetObject, on a
// bucket that delegates to its access points.
func objectLambda(w *world) *graph.AccessPoint {
	b := w.account(accountB)
	w.theBucket("b").Policy = w.resourcePolicy("bp", allowToIf(anyone, "s3:*", both, `{"StringEquals":{"s3:DataAccessPointAccount":"222222222222"}}`))
	none := func() *graph.Policy { return &graph.Policy{Presence: graph.Absent} }
	p := &graph.AccessPoint{
		ARN: olap, Account: b, ObjectLambda: true, Policy: none(), Supporting: supporting,
		Functions: []*graph.Function{{ARN: transform, Account: b, Actions: []string{"GetObject"}, Policy: none()}},
	}
	w.g.AccessPoints = append(w.g.AccessPoints, p, &graph.AccessPoint{
		ARN: supporting, Account: b, Bucket: "b", BucketAccount: accountB, Policy: none(), Origin: graph.Origin{Address: "sup"},
	})
	return p
}

func TestObjectLambda(t *testing.T) {
	itself := allowDoc("s3-object-lambda:GetObject", olap)
	object := allowIf("s3:GetObject", supporting+"/object/*", viaLambda)
	function := allowIf("lambda:InvokeFunction", transform+","+transform+":*", viaLambda)
	tests := []struct {
		name       string
		as         string
		change     func(w *world, p *graph.AccessPoint)
		statements []string
		action     string
		want       Verdict
		layer      LayerKind // that denies or is open, for which action and on what
		leg        string
		on         policy.Text
		why        string
	}{
		{name: "all three allowed", statements: []string{itself, object, function}, want: Allowed, why: "as the page's example"},
		{name: "the function is not allowed", statements: []string{itself, object}, want: Denied, layer: IdentityPolicy, leg: "lambda:InvokeFunction", on: transform, why: "without it 403"},
		{name: "the supporting access point is not allowed", statements: []string{itself, function}, want: Denied, layer: IdentityPolicy, leg: "s3:GetObject", on: supporting + "/object/k", why: "S3 reads as the caller"},
		{name: "the access point itself is not allowed", statements: []string{object, function}, want: Denied, layer: IdentityPolicy, leg: "s3-object-lambda:GetObject", why: "the request itself"},
		{name: "the function is allowed by its ARN without a version", statements: []string{itself, object, allowDoc("lambda:InvokeFunction", transform)},
			want: Unresolved, layer: IdentityPolicy, leg: "lambda:InvokeFunction", on: transform, why: "the page asks for the version, and many do without"},
		{name: "the function is allowed as $LATEST alone", statements: []string{itself, object, allowDoc("lambda:InvokeFunction", transform+":$LATEST")},
			want: Unresolved, layer: IdentityPolicy, leg: "lambda:InvokeFunction", on: transform, why: "which of both is asked for no page tells for certain"},
		{name: "no function answers the operation", statements: []string{allowDoc("s3-object-lambda:GetObjectTagging", olap), allowDoc("s3:GetObjectTagging", supporting+"/object/*")},
			action: "s3-object-lambda:GetObjectTagging", want: Allowed, why: "it is passed on, and nothing is called"},
		{name: "a list", statements: []string{allowDoc("s3-object-lambda:ListBucket", olap), allowDoc("s3:ListBucket", supporting)},
			action: "s3-object-lambda:ListBucket", want: Allowed, why: "on the access points themselves"},
		{name: "a function that answers lists", statements: []string{allowDoc("s3-object-lambda:ListBucket", olap), allowDoc("s3:ListBucket", supporting)},
			change: func(_ *world, p *graph.AccessPoint) { p.Functions[0].Actions = []string{"ListObjectsV2"} },
			action: "s3-object-lambda:ListBucket", want: Denied, layer: IdentityPolicy, leg: "lambda:InvokeFunction", on: transform, why: "then it is called"},
		{name: "the function's policy admits the caller", statements: []string{itself, object},
			change: func(w *world, p *graph.AccessPoint) {
				p.Functions[0].Policy = w.resourcePolicy("perm", allowTo(roleB, "lambda:InvokeFunction", transform+","+transform+":*"))
			}, want: Allowed, why: "in one account one side suffices"},
		{name: "no input tells what the function's policy says", statements: []string{itself, object},
			change: func(_ *world, p *graph.AccessPoint) { p.Functions[0].Policy = &graph.Policy{} },
			want:   Unresolved, layer: IdentityPolicy, leg: "lambda:InvokeFunction", on: transform, why: "it may admit the caller"},
		{name: "the bucket does not delegate", statements: []string{itself, object, function},
			change: func(w *world, _ *graph.AccessPoint) {
				w.theBucket("b").Policy = w.resourcePolicy("bp", denyTo(anyone, "s3:*", both, ""))
			}, want: Denied, layer: BucketPolicy, leg: "s3:GetObject", on: supporting + "/object/k", why: "the read passes the bucket's policy too"},
		{name: "objects under a key that the caller may not use", statements: []string{itself, object, function},
			change: func(w *world, _ *graph.AccessPoint) { w.encrypt(w.theBucket("b"), w.key(accountB, "kB"), policy.No) },
			want:   Denied, layer: KMSIdentityPolicy, leg: "kms:Decrypt", why: "the read decrypts as the caller"},
		{name: "from another account, its policy silent", as: "rA", statements: []string{itself, object, function},
			want: Denied, layer: AccessPointPolicy, leg: "s3-object-lambda:GetObject", why: "across accounts both sides have to allow"},
		{name: "from another account, the function's policy silent", as: "rA", statements: []string{itself, object, function},
			change: func(w *world, p *graph.AccessPoint) {
				p.Policy = w.resourcePolicy("olp", allowTo(roleA, "s3-object-lambda:GetObject", olap))
				w.g.AccessPoints[len(w.g.AccessPoints)-1].Policy = w.resourcePolicy("ap", allowTo(roleA, "s3:GetObject", supporting+"/object/*"))
			}, want: Denied, layer: AccessPointPolicy, leg: "lambda:InvokeFunction", on: transform, why: "so has the function's"},
		{name: "which functions there are is not known", statements: []string{itself, object},
			change: func(_ *world, p *graph.AccessPoint) { p.Functions, p.FunctionsOpen = nil, true },
			want:   Unresolved, layer: IdentityPolicy, leg: "lambda:InvokeFunction", why: "one may answer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := baseWorld(t)
			p := objectLambda(w)
			as := "rB"
			if tt.as != "" {
				as = tt.as
			}
			for _, s := range tt.statements {
				who := w.get(as)
				who.Policies = append(who.Policies, w.policy("idp."+as, s))
			}
			if tt.change != nil {
				tt.change(w, p)
			}
			action := tt.action
			if action == "" {
				action = "s3-object-lambda:GetObject"
			}
			resource := policy.Text(olap + "/object/k")
			got := w.engine().Evaluate(Request{Principal: w.get(as), Action: action, Resource: resource, Path: Public})
			if got.Verdict != tt.want {
				t.Errorf("%s, want %s (%s)\n%s", got.Verdict, tt.want, tt.why, brief(got.Layers))
			}
			if tt.layer != 0 && !slices.ContainsFunc(got.Layers, func(l Layer) bool {
				return l.Kind == tt.layer && l.Verdict == tt.want && l.Action == tt.leg && l.On == tt.on
			}) {
				t.Errorf("no %s layer is %s for %s on %q\n%s", tt.layer, tt.want, tt.leg, tt.on, brief(got.Layers))
			}
		})
	}
}

// brief is one line a layer.
func brief(layers []Layer) string {
	var b strings.Builder
	for _, l := range layers {
		fmt.Fprintf(&b, "\t%s %s %s on %q alone=%v %s\n", l.Kind, l.Action, l.Verdict, l.On, l.Alone, l.Reason)
	}
	return b.String()
}
