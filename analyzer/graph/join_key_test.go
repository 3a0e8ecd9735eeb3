package graph

import (
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

const keyAllow = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"kms:*","Resource":"*"}]}`
const keyAllowOther = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"}]}`

const keyARN = "arn:aws:kms:us-east-1:222222222222:key/1234"

func newKey(more obj) block {
	b := block{address: "aws_kms_key.k", provider: "aws.data", after: obj{"description": "k"}, unknown: []string{"arn", "id", "key_id"}}
	for k, v := range more {
		b.after[k] = v
	}
	if more["policy"] == nil {
		b.unknown = append(b.unknown, "policy")
	}
	return b
}

func oldKey(text string) block {
	return block{address: "aws_kms_key.k", action: "no-op", provider: "aws.data", before: obj{
		"arn": keyARN, "id": "1234", "key_id": "1234", "policy": text, "is_enabled": true,
		"key_usage": "ENCRYPT_DECRYPT", "customer_master_key_spec": "SYMMETRIC_DEFAULT", "multi_region": false,
	}}
}

func TestKeyPolicy(t *testing.T) {
	separate := block{
		address: "aws_kms_key_policy.p", provider: "aws.data", after: obj{"policy": keyAllowOther}, unknown: []string{"key_id", "id"},
		refs: map[string][]string{"key_id": {"aws_kms_key.k.id", "aws_kms_key.k"}},
	}
	for _, tt := range []struct {
		name   string
		blocks []block
		want   Presence
		text   string
		why    string
	}{
		{
			"a new key, policy computed and set by nobody", []block{newKey(nil)}, Absent, "",
			"it gets the default policy: unset is not unknown",
		},
		{"a new key with a policy", []block{newKey(obj{"policy": keyAllow})}, Present, keyAllow, "it is an argument"},
		{
			"an aws_kms_key_policy, its key known after apply", []block{newKey(nil), separate}, Present, keyAllowOther,
			"the key's id is the same symbol in both",
		},
		{
			"an argument and an aws_kms_key_policy that differ", []block{newKey(obj{"policy": keyAllow}), separate}, Opaque, "",
			"each apply overwrites one with the other",
		},
		{
			"an aws_kms_key_policy beside what AWS was seen to have",
			[]block{oldKey(keyAllow), {address: "aws_kms_key_policy.p", provider: "aws.data", after: obj{"key_id": keyARN, "policy": keyAllowOther}}},
			Present, keyAllowOther, "the attribute of an existing key is read back, not written",
		},
		{
			"an existing key whose policy nobody manages", []block{oldKey(keyAllow)}, Present, keyAllow,
			"the provider reads it back",
		},
		{
			"an aws_kms_key_policy that the plan destroys",
			[]block{oldKey(keyAllow), {address: "aws_kms_key_policy.p", action: "delete", provider: "aws.data", before: obj{"key_id": "1234", "policy": keyAllow}}},
			Absent, "", "the provider puts the default policy back",
		},
		{
			"a policy for a key that is not known", []block{newKey(nil), {
				address: "aws_kms_key_policy.p", provider: "aws.data", after: obj{"policy": keyAllowOther},
				unknown: []string{"key_id"}, refs: map[string][]string{"key_id": {"local.key"}},
			}}, Unknown, "", "it may be this key's",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "data", blocks: tt.blocks})
			k := mustLookup[*Key](t, g, "aws_kms_key.k")
			text := ""
			if k.Policy.Document != nil {
				text = string(k.Policy.Document.Source)
			}
			if k.Policy.Presence != tt.want || text != tt.text {
				t.Errorf("policy %v %q, want %v %q: %s", k.Policy.Presence, text, tt.want, tt.text, tt.why)
			}
			if (tt.want == Opaque) != hasDiagnostic(g, "Two writers of one setting") {
				t.Errorf("diagnostics %v", g.Diagnostics)
			}
		})
	}
}

func TestKeyReferences(t *testing.T) {
	g := graphOf(t, input{label: "data", blocks: []block{
		oldKey(keyAllow),
		{address: "aws_kms_alias.a", action: "no-op", provider: "aws.data", before: obj{
			"name": "alias/ledger", "arn": "arn:aws:kms:us-east-1:222222222222:alias/ledger", "target_key_id": "1234", "target_key_arn": keyARN,
		}},
	}})
	key := mustLookup[*Key](t, g, "aws_kms_key.k")
	for _, tt := range []struct {
		name, ref, account, region string
		found                      bool
		why                        string
	}{
		{"its ARN", keyARN, "111111111111", "eu-west-1", true, "an ARN says account and region itself"},
		{"its id in its account and region", "1234", "222222222222", "us-east-1", true, "an id is looked up where the request is made"},
		{"its id in another account", "1234", "111111111111", "us-east-1", false, "there it is no key, or another"},
		{"its alias in its account", "alias/ledger", "222222222222", "us-east-1", true, "an alias is the requester's"},
		{"its alias in another account", "alias/ledger", "111111111111", "us-east-1", false, "an alias name is resolved in the requester's account"},
		{"its alias in another region", "alias/ledger", "222222222222", "eu-west-1", false, "aliases are regional"},
		{"its alias's ARN", "arn:aws:kms:us-east-1:222222222222:alias/ledger", "111111111111", "eu-west-1", true, "an ARN says account and region itself"},
		{"nothing", "", "222222222222", "us-east-1", false, "unset means the AWS managed key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := g.Key(policy.Text(tt.ref), policy.Text(tt.account), policy.Text(tt.region))
			if (got == key) != tt.found || got != nil && !tt.found {
				t.Errorf("got %v, want found = %v: %s", got, tt.found, tt.why)
			}
		})
	}
}

func TestEncryptionFindsItsKey(t *testing.T) {
	rule := func(key string) block {
		return block{address: "aws_s3_bucket_server_side_encryption_configuration.s", provider: "aws.data", after: obj{
			"bucket": "acme", "rule": []obj{{"apply_server_side_encryption_by_default": []obj{{"sse_algorithm": "aws:kms", "kms_master_key_id": key}}}},
		}}
	}
	for name, ref := range map[string]string{"ARN": keyARN, "id": "1234", "alias name": "alias/ledger"} {
		t.Run(name, func(t *testing.T) {
			g := graphOf(t, input{label: "data", blocks: []block{
				newBucket("acme"), oldKey(keyAllow), rule(ref),
				{address: "aws_kms_alias.a", action: "no-op", provider: "aws.data", before: obj{
					"name": "alias/ledger", "arn": "arn:aws:kms:us-east-1:222222222222:alias/ledger", "target_key_id": "1234",
				}},
			}})
			e := g.Bucket("acme").Encryption
			if e.Key == nil || e.Key.ARN != keyARN || e.Managed != policy.No {
				t.Errorf("key %v, managed %v", e.Key, e.Managed)
			}
		})
	}
}
