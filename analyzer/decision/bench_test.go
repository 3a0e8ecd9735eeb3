package decision

import (
	"fmt"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// typical is a cross-account GetObject as companies have it: two identity
// policies, a bucket policy, an SCP and an RCP, of five statements each, most
// of which are about something else.
func typical() (*Request, *Policies) {
	identity := func(prefix string) string {
		return `{"Version": "2012-10-17", "Statement": [
			{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:*:111111111111:log-group:/aws/lambda/*"},
			{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": "arn:aws:s3:::acme-` + prefix + `"},
			{"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetObjectVersion"], "Resource": ["arn:aws:s3:::acme-` + prefix + `/*", "arn:aws:s3:::acme-shared/*"]},
			{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "arn:aws:kms:us-east-1:222222222222:key/*"},
			{"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:us-east-1:111111111111:jobs"}]}`
	}
	bucket := `{"Version": "2012-10-17", "Statement": [
		{"Sid": "Tls", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::acme-reports", "arn:aws:s3:::acme-reports/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
		{"Sid": "Org", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::acme-reports", "arn:aws:s3:::acme-reports/*"], "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}, "Bool": {"aws:PrincipalIsAWSService": "false"}}},
		{"Sid": "List", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:role/reader"}, "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::acme-reports"},
		{"Sid": "Read", "Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam::444444444444:root", "arn:aws:iam::111111111111:role/reader"]}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-reports/*"},
		{"Sid": "Write", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:role/writer"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::acme-reports/in/*"}]}`
	scp := `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Action": "*", "Resource": "*"},
		{"Effect": "Deny", "Action": ["organizations:*", "account:*"], "Resource": "*"},
		{"Effect": "Deny", "Action": "s3:PutAccountPublicAccessBlock", "Resource": "*"},
		{"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::*:role/break-glass"},
		{"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "organizations:*"], "Resource": "*", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}}}]}`
	rcp := `{"Version": "2012-10-17", "Statement": [
		{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
		{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}},
		{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorgid"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}},
		{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*", "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-exampleorgid"}}},
		{"Effect": "Deny", "Principal": "*", "Action": "kms:*", "Resource": "*", "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}}]}`
	set := func(texts ...string) *Set {
		var ps []Policy
		for i, t := range texts {
			ps = append(ps, Policy{Document: policy.MustParse(policy.Text(t)), Name: fmt.Sprint(i)})
		}
		return Compile(ps, false)
	}
	r := &Request{
		Action:          policy.CompileAction("s3:GetObject"),
		Resource:        policy.CompileResource("arn:aws:s3:::acme-reports/2026/q1.csv"),
		ResourceAccount: "222222222222",
		Caller: policy.Caller{Kind: policy.CallerRole, Account: "111111111111", Bounded: policy.No,
			ARN: "arn:aws:iam::111111111111:role/reader", Session: "arn:aws:sts::111111111111:assumed-role/reader/job"},
		Context: &policy.Context{Values: map[string]policy.Value{
			"aws:principalorgid":        policy.Single("o-exampleorgid"),
			"aws:principalisawsservice": policy.Single("false"),
			"aws:securetransport":       policy.Single("true"),
			"aws:requestedregion":       policy.Single("us-east-1"),
			"s3:tlsversion":             policy.Single("1.3"),
		}},
	}
	p := &Policies{
		Identity: set(identity("reports"), identity("exports")), Resource: set(bucket),
		SCPs: []*Set{set(scp)}, RCPs: []*Set{set(rcp)}, RestrictPublicBuckets: policy.No, Granted: policy.No,
	}
	return r, p
}

func TestTypicalIsAllowedWithoutAllocating(t *testing.T) {
	r, p := typical()
	if res := Decide(r, p); res.Verdict != policy.Yes {
		t.Fatalf("denied: %+v", res)
	}
	if n := testing.AllocsPerRun(100, func() { Decide(r, p) }); n > 0 {
		t.Errorf("a decision allocates %v times", n)
	}
}

func BenchmarkDecide(b *testing.B) {
	r, p := typical()
	b.ReportAllocs()
	for b.Loop() {
		Decide(r, p)
	}
}

func BenchmarkDecideWithSymbols(b *testing.B) {
	r, p := typical()
	r.Resource = policy.CompileResource("arn:aws:s3:::⟨data:aws_s3_bucket.reports.id⟩/*")
	b.ReportAllocs()
	for b.Loop() {
		Decide(r, p)
	}
}

func BenchmarkCompile(b *testing.B) {
	_, p := typical()
	b.ReportAllocs()
	for b.Loop() {
		Compile(p.Resource.Policies(), false)
	}
}
