package facts

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestAsks(t *testing.T) {
	tests := []struct {
		name, why string
		condition string // of one statement
		want      string
	}{
		{"one value", "the usual case", `"StringEquals":{"aws:PrincipalTag/team":"data"}`, `aws:PrincipalTag/team is "data"`},
		{"several values", "any of them will do, so all are named", `"StringEquals":{"aws:SourceVpce":["vpce-1","vpce-2"]}`, `aws:SourceVpce is "vpce-1" or "vpce-2"`},
		{"many values", "a sentence is no table", `"StringLike":{"s3:prefix":["a","b","c","d","e"]}`, `s3:prefix is like "a", "b", "c" or 2 more`},
		{"one value more than is shown", "the value is no longer than the words that stand for it", `"StringLike":{"s3:prefix":["a","b","c","d"]}`, `s3:prefix is like "a", "b", "c" or "d"`},
		{"the key has to be absent", "Null true is no value", `"Null":{"kms:GrantIsForAWSResource":"true"}`, `kms:GrantIsForAWSResource is absent`},
		{"the key has to be there", "Null false", `"Null":{"s3:x-amz-server-side-encryption":"false"}`, `s3:x-amz-server-side-encryption is present`},
		{"a wildcard that is none", "StringEquals compares characters", `"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/app-*"}`, `aws:PrincipalArn is "arn:aws:iam::111111111111:role/app-*" (StringEquals takes * and ? as written; StringLike has wildcards)`},
		{"a wildcard that is one", "ArnEquals knows wildcards as ArnLike does", `"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111111111111:role/app-*"}`, `aws:PrincipalArn is "arn:aws:iam::111111111111:role/app-*"`},
		{"a negated operator", "a Deny says what is not refused", `"StringNotEqualsIfExists":{"aws:SourceVpce":"vpce-1"}`, `aws:SourceVpce is not "vpce-1"`},
		{"a set operator", "the key has several values", `"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-a/*"}`, `some value of aws:PrincipalOrgPaths is like "o-a/*"`},
		{"an address", "ranges have no is", `"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}`, `aws:SourceIp is in "10.0.0.0/8"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := policy.Parse(policy.Text(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{` + tt.condition + `}}]}`))
			if err != nil {
				t.Fatal(err)
			}
			if got := Asks(&d.Statements[0].Conditions[0]); got != tt.want {
				t.Errorf("got  %s\nwant %s\n(%s)", got, tt.want, tt.why)
			}
		})
	}
}
