package decision

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

func TestDecideByCases(t *testing.T) {
	identity := func(condition string) *Set {
		return set(`{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": ` + condition + `}`)
	}
	bucket := func(condition string) *Set {
		return set(trustRole + `, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": ` + condition + `}`)
	}
	for _, tt := range []struct {
		name, why        string
		identity, bucket *Set
		want             policy.Tri
		alone            []Layer
	}{
		{"two endpoints that exclude each other", "no endpoint satisfies both",
			identity(`{"StringEquals": {"aws:SourceVpce": "vpce-a"}}`), bucket(`{"StringNotEquals": {"aws:SourceVpce": "vpce-b"}}`), policy.No, []Layer{Identity, Resource}},
		{"the same endpoint on both sides", "it depends on the endpoint",
			identity(`{"StringEquals": {"aws:SourceVpce": "vpce-a"}}`), bucket(`{"StringNotEquals": {"aws:SourceVpce": "vpce-a"}}`), policy.Maybe, nil},
		{"two ranges that exclude each other", "no address is in both",
			identity(`{"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}`), bucket(`{"NotIpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}}`), policy.No, []Layer{Identity, Resource}},
		{"two ranges that overlap", "some addresses are in both",
			identity(`{"IpAddress": {"aws:SourceIp": "203.0.113.128/25"}}`), bucket(`{"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}`), policy.Maybe, nil},
		{"TLS wanted and denied", "no transport satisfies both",
			identity(`{"Bool": {"aws:SecureTransport": "true"}}`), bucket(`{"Bool": {"aws:SecureTransport": "true"}}`), policy.No, []Layer{Identity, Resource}},
		{"one of two statements always holds", "the value is the one or it is not",
			set(`{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceVpce": "a"}}},
			     {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": "a"}}}`), set(trustRole), policy.Yes, nil},
		{"patterns", "values cannot be listed for StringLike",
			identity(`{"StringLike": {"aws:SourceVpce": "vpce-a*"}}`), bucket(`{"StringNotEquals": {"aws:SourceVpce": "vpce-b"}}`), policy.Maybe, nil},
		{"a value that is a symbol", "it may be the same endpoint",
			identity(`{"StringEquals": {"aws:SourceVpce": "⟨in:e.id⟩"}}`), bucket(`{"StringNotEquals": {"aws:SourceVpce": "vpce-b"}}`), policy.Maybe, nil},
		{"a key that is also a variable", "its value changes the resource",
			set(`{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b/${aws:SourceVpce}", "Condition": {"StringEquals": {"aws:SourceVpce": "k"}}}`),
			bucket(`{"StringEquals": {"aws:SourceVpce": "k"}}`), policy.Maybe, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, p := crossing(), policies(tt.identity, tt.bucket)
			r.Context = &policy.Context{Missing: func(string) policy.Value { return policy.UnknownFrom(policy.FromRequest) }}
			if before := Decide(r, p); before.Verdict != policy.Maybe {
				t.Fatalf("without cases it is %v", before.Verdict)
			}
			res := DecideByCases(r, p)
			var alone []Layer
			for l := range NumLayers {
				if res.Layers[l].Alone {
					alone = append(alone, l)
				}
			}
			if res.Verdict != tt.want || !slices.Equal(alone, tt.alone) {
				t.Errorf("%v by %v, want %v by %v: %s", res.Verdict, alone, tt.want, tt.alone, tt.why)
			}
		})
	}
}
