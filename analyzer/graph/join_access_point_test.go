package graph

import "testing"

// TestMultiRegionPolicy: the policy of a multi-Region access point knows it by
// name only; one whose name is not known may be that of any in the account.
func TestMultiRegionPolicy(t *testing.T) {
	point := block{address: "aws_s3control_multi_region_access_point.m", after: obj{"details": []obj{{"name": "m", "region": []obj{{"bucket": "b"}}}}}, unknown: []string{"alias", "arn", "id"}}
	const text = `{"Version":"2012-10-17","Statement":[]}`
	policyOf := func(name, provider string) block {
		b := block{address: "aws_s3control_multi_region_access_point_policy.m", after: obj{"details": []obj{{"name": name, "policy": text}}}, provider: provider}
		if name == "" {
			b.after = obj{"details": []obj{{"policy": text}}}
			b.unknownNested = obj{"details": []obj{{"name": true}}}
			b.nested = obj{"details": []obj{{"name": obj{"references": []string{"var.name"}}, "policy": obj{"constant_value": text}}}}
		}
		return b
	}
	for _, tt := range []struct {
		name, why string
		blocks    []block
		want      Presence
	}{
		{"no policy", "the access point is new", []block{point}, Absent},
		{"a policy of its name", "a name is one access point's in an account", []block{point, policyOf("m", "")}, Present},
		{"a policy of another name", "it is another one's", []block{point, policyOf("n", "")}, Absent},
		{"a policy whose name is not known", "it may be this one's", []block{point, policyOf("", "")}, Opaque},
		{"a policy of another account whose name is not known", "names are each account's own", []block{point, policyOf("", "aws.data")}, Absent},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "app", blocks: tt.blocks})
			if len(g.AccessPoints) != 1 {
				t.Fatalf("%d access points, want one", len(g.AccessPoints))
			}
			if got := g.AccessPoints[0].Policy.Presence; got != tt.want {
				t.Errorf("policy is %v, want %v: %s", got, tt.want, tt.why)
			}
		})
	}
}
