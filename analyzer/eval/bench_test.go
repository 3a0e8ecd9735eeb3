package eval

import (
	"fmt"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// crossAccount is n roles of A, each with two policies of five statements, n
// buckets of B with policies of five statements, one SCP and one RCP of five
// statements, and one request for each role.
func crossAccount(b *testing.B, n int) (*Engine, []Request) {
	w := newWorld(b)
	filler := func(i int) string {
		return allowDoc("dynamodb:GetItem,sqs:SendMessage", fmt.Sprintf("arn:aws:dynamodb:us-east-1:111111111111:table/t%d", i))
	}
	denies := func(principal string) []string {
		var list []string
		for i := range 5 {
			list = append(list, statement("Deny", principal, "s3:DeleteBucket,s3:PutBucketPolicy", "arn:aws:s3:::guarded-*", fmt.Sprintf(`{"StringNotEquals":{"aws:PrincipalTag/team":"t%d"}}`, i)))
		}
		return list
	}
	w.scp(accountA, 1, denies("")...)
	w.rcp(accountB, 1, append(denies(`"*"`)[:4], denyTo(`"*"`, "s3:*", "*", `{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-1"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}`))...)
	var requests []Request
	for i := range n {
		bucket := fmt.Sprintf("bucket-%d", i)
		role := w.role(accountA, fmt.Sprintf("role-%d", i), filler(i), filler(i+1), filler(i+2), filler(i+3),
			allowDoc("s3:GetObject,s3:ListBucket", "arn:aws:s3:::"+bucket+",arn:aws:s3:::"+bucket+"/*"))
		role.Policies = append(role.Policies, w.policy("more", filler(1), filler(2), filler(3), filler(4), filler(5)))
		principal := fmt.Sprintf(`{"AWS":"%s"}`, role.ARN)
		w.bucket(accountB, policy.Text(bucket)).Policy = w.resourcePolicy("bp",
			allowTo(principal, "s3:GetObject", "arn:aws:s3:::"+bucket+"/*"), allowTo(principal, "s3:ListBucket", "arn:aws:s3:::"+bucket),
			allowTo(rootB, "s3:*", "arn:aws:s3:::"+bucket+"/*"), allowTo(rootB, "s3:ListBucket", "arn:aws:s3:::"+bucket),
			denyTo(anyone, "s3:*", "arn:aws:s3:::"+bucket+"/*", `{"Bool":{"aws:SecureTransport":"false"}}`))
		requests = append(requests, Request{Principal: role, Action: "s3:GetObject", Resource: policy.Text("arn:aws:s3:::" + bucket + "/data/2026/part-0.parquet"), Path: Public})
	}
	return w.engine(), requests
}

func BenchmarkVerdict(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e, requests := crossAccount(b, n)
			if got := e.Verdict(requests[0]); got != Allowed {
				b.Fatal(got)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e.Verdict(requests[i%len(requests)])
			}
		})
	}
}

func BenchmarkEvaluate(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e, requests := crossAccount(b, n)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				e.Evaluate(requests[i%len(requests)])
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			e, _ := crossAccount(b, n)
			g := e.Graph()
			b.ReportAllocs()
			for b.Loop() {
				New(g)
			}
		})
	}
}
