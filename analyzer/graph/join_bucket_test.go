package graph

import (
	"slices"
	"testing"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// bucketAttrs is a bucket of the data account as a plan that creates it shows it.
func newBucket(name string) block {
	return block{
		address: "aws_s3_bucket.b", provider: "aws.data", after: obj{"bucket": name},
		unknown: []string{"id", "arn", "policy", "acl", "grant", "server_side_encryption_configuration", "versioning", "request_payer", "region"},
	}
}

// oldBucket is one that exists, as the provider reads it back.
func oldBucket(name, policyText string) block {
	return block{
		address: "aws_s3_bucket.b", action: "no-op", provider: "aws.data",
		before: obj{
			"bucket": name, "id": name, "arn": "arn:aws:s3:::" + name, "region": "us-east-1", "policy": policyText,
			"request_payer": "BucketOwner", "versioning": []obj{{"enabled": false}},
			"server_side_encryption_configuration": []obj{{"rule": []obj{{
				"apply_server_side_encryption_by_default": []obj{{"sse_algorithm": "AES256", "kms_master_key_id": ""}},
			}}}},
		},
	}
}

const bucketAllow = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"}]}`
const bucketAllowOther = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::333333333333:root"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/*"}]}`

func bucketPolicy(address, text string) block {
	return block{
		address: address, provider: "aws.data", after: obj{"policy": text}, unknown: []string{"bucket", "id"},
		refs: map[string][]string{"bucket": {"aws_s3_bucket.b.id", "aws_s3_bucket.b"}},
	}
}

func TestBucketPolicy(t *testing.T) {
	for _, tt := range []struct {
		name   string
		inputs []input
		want   Presence
		text   string
		from   string // address of the policy's origin
		diag   string
		why    string
	}{
		{
			name:   "a bucket that the plan creates, policy computed and set by nobody",
			inputs: []input{{label: "data", blocks: []block{newBucket("acme")}}},
			want:   Absent, from: "aws_s3_bucket.b",
			why: "after_unknown is true of an attribute that nobody set; a new bucket has no policy",
		},
		{
			name: "a policy whose bucket is known after apply",
			inputs: []input{{label: "data", blocks: []block{
				newBucket("acme"), bucketPolicy("aws_s3_bucket_policy.p", bucketAllow),
			}}},
			want: Present, text: bucketAllow, from: "aws_s3_bucket_policy.p",
			why: "the configuration refers to the bucket, whose id is its name",
		},
		{
			name: "a policy in another workspace than the bucket",
			inputs: []input{
				{label: "data", blocks: []block{oldBucket("acme", "")}},
				{label: "sharing", blocks: []block{{
					address: "aws_s3_bucket_policy.p", provider: "aws.data", after: obj{"bucket": "acme", "policy": bucketAllow},
				}}},
			},
			want: Present, text: bucketAllow, from: "aws_s3_bucket_policy.p",
			why: "bucket names are unique: equal names are one bucket",
		},
		{
			name: "two policies for one bucket that say different things",
			inputs: []input{{label: "data", blocks: []block{
				newBucket("acme"), bucketPolicy("aws_s3_bucket_policy.p", bucketAllow), bucketPolicy("aws_s3_bucket_policy.q", bucketAllowOther),
			}}},
			want: Opaque, from: "aws_s3_bucket_policy.p", diag: "Two writers of one setting",
			why: "each apply overwrites one with the other: which one is left is not known",
		},
		{
			name:   "a policy that AWS has and no input manages",
			inputs: []input{{label: "data", blocks: []block{oldBucket("acme", bucketAllow)}}},
			want:   Present, text: bucketAllow, from: "aws_s3_bucket.b",
			why: "the provider reads the policy back whoever wrote it",
		},
		{
			name: "the plan deletes the policy that the bucket was seen to have",
			inputs: []input{{label: "data", blocks: []block{
				oldBucket("acme", bucketAllow),
				{
					address: "aws_s3_bucket_policy.p", action: "delete", provider: "aws.data",
					before: obj{"bucket": "acme", "id": "acme", "policy": bucketAllow},
				},
			}}},
			want: Absent, from: "aws_s3_bucket_policy.p",
			why: "what the bucket shows is from before the plan",
		},
		{
			name: "the policy's resource is renamed: one is deleted, another made",
			inputs: []input{{label: "data", blocks: []block{
				oldBucket("acme", bucketAllow),
				{
					address: "aws_s3_bucket_policy.old", action: "delete", provider: "aws.data",
					before: obj{"bucket": "acme", "id": "acme", "policy": bucketAllow},
				},
				{address: "aws_s3_bucket_policy.new", provider: "aws.data", after: obj{"bucket": "acme", "policy": bucketAllowOther}},
			}}},
			want: Present, text: bucketAllowOther, from: "aws_s3_bucket_policy.new",
			why: "what the plan makes stands; no diagnostic, since nobody contradicts it",
		},
		{
			name: "a state and the plan made from it",
			inputs: []input{
				{label: "state", state: true, blocks: []block{
					oldBucket("acme", bucketAllow),
					{address: "aws_s3_bucket_policy.p", provider: "aws.data", before: obj{"bucket": "acme", "id": "acme", "policy": bucketAllow}},
				}},
				{label: "plan", blocks: []block{{
					address: "aws_s3_bucket_policy.p", provider: "aws.data", action: "update",
					before: obj{"bucket": "acme", "id": "acme", "policy": bucketAllow},
					after:  obj{"bucket": "acme", "id": "acme", "policy": bucketAllowOther},
				}}},
			},
			want: Present, text: bucketAllowOther, from: "aws_s3_bucket_policy.p",
			why: "one node at two times: the plan's view holds for what the plan contains",
		},
		{
			name: "a policy of provider 3, an argument of the bucket",
			inputs: []input{{label: "data", blocks: []block{{
				address: "aws_s3_bucket.b", provider: "aws.data", unknown: []string{"id", "arn"},
				after: obj{"bucket": "acme", "policy": bucketAllow, "acl": "private"},
			}}}},
			want: Present, text: bucketAllow, from: "aws_s3_bucket.b",
			why: "up to version 3 all settings are arguments",
		},
		{
			name: "a policy that is no JSON",
			inputs: []input{{label: "data", blocks: []block{
				newBucket("acme"), bucketPolicy("aws_s3_bucket_policy.p", `{"Statement": [`),
			}}},
			want: Invalid, from: "aws_s3_bucket_policy.p", diag: "Not a policy document",
			why: "apply fails with MalformedPolicy; what the bucket has then is not known",
		},
		{
			name: "a policy for a bucket whose name is not known",
			inputs: []input{{label: "data", blocks: []block{
				oldBucket("acme", ""),
				{
					address: "aws_s3_bucket_policy.p", provider: "aws.data", after: obj{"policy": bucketAllow},
					unknown: []string{"bucket", "id"}, refs: map[string][]string{"bucket": {"local.bucket"}},
				},
			}}},
			want: Absent, from: "aws_s3_bucket.b",
			why: "AWS was seen to have none before; whether this one is for it is told by the next case",
		},
		{
			name: "a new bucket, and a policy for a bucket whose name is not known",
			inputs: []input{{label: "data", blocks: []block{
				newBucket("acme"),
				{
					address: "aws_s3_bucket_policy.p", provider: "aws.data", after: obj{"policy": bucketAllow},
					unknown: []string{"bucket", "id"}, refs: map[string][]string{"bucket": {"local.bucket"}},
				},
			}}},
			want: Unknown, from: "aws_s3_bucket.b",
			why: "it may be this bucket's: absence is not known",
		},
		{
			name: "a new bucket, and a policy for an unknown bucket of another account",
			inputs: []input{{label: "data", blocks: []block{
				newBucket("acme"),
				{
					address: "aws_s3_bucket_policy.p", provider: "aws", after: obj{"policy": bucketAllow},
					unknown: []string{"bucket", "id"}, refs: map[string][]string{"bucket": {"local.bucket"}},
				},
			}}},
			want: Absent, from: "aws_s3_bucket.b",
			why: "nobody but the owner can put a bucket policy",
		},
		{
			name:   "a plan made with -target",
			inputs: []input{{label: "data", targeted: true, blocks: []block{newBucket("acme")}}},
			want:   Unknown, from: "aws_s3_bucket.b",
			why: "what is not in it may exist all the same",
		},
		{
			name: "a bucket that is only read",
			inputs: []input{{label: "app", blocks: []block{{
				address: "data.aws_s3_bucket.b", action: "no-op", before: obj{"bucket": "acme", "id": "acme", "arn": "arn:aws:s3:::acme"},
			}}}},
			want: Unknown, from: "data.aws_s3_bucket.b",
			why: "a data source tells nothing of the policy",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, tt.inputs...)
			b := g.Bucket("acme")
			if b == nil {
				t.Fatal("no bucket acme")
			}
			text := ""
			if b.Policy.Document != nil {
				text = string(b.Policy.Document.Source)
			}
			if b.Policy.Presence != tt.want || text != tt.text || b.Policy.Origin.Address != tt.from {
				t.Errorf("policy: presence %v from %s, %q; want %v from %s, %q: %s",
					b.Policy.Presence, b.Policy.Origin.Address, text, tt.want, tt.from, tt.text, tt.why)
			}
			if got := len(g.Diagnostics) > 0; got != (tt.diag != "") || tt.diag != "" && !hasDiagnostic(g, tt.diag) {
				t.Errorf("diagnostics %v, want %q", g.Diagnostics, tt.diag)
			}
		})
	}
}

func TestBucketSettings(t *testing.T) {
	on := func(b *PublicAccessBlock) string {
		switch {
		case b == nil:
			return "unknown"
		case samePublicAccessBlock(b, allBlocks(Origin{}, policy.Yes)):
			return "all on"
		case samePublicAccessBlock(b, allBlocks(Origin{}, policy.No)):
			return "all off"
		}
		return "mixed"
	}
	satellite := func(typ, action string, attrs obj) block {
		b := block{address: typ + ".s", action: action, provider: "aws.data"}
		attrs["bucket"] = "acme"
		if action == "create" {
			b.after = attrs
		} else {
			b.before = attrs
		}
		return b
	}
	for _, tt := range []struct {
		name   string
		blocks []block
		get    func(b *Bucket) any
		want   any
		why    string
	}{
		{
			"a new bucket without ownership controls", []block{newBucket("acme")},
			func(b *Bucket) any { return b.Ownership }, BucketOwnerEnforced,
			"the default since April 2023",
		},
		{
			"an old bucket without ownership controls", []block{oldBucket("acme", "")},
			func(b *Bucket) any { return b.Ownership }, OwnershipUnknown,
			"it may be older than the default",
		},
		{
			"ownership controls that the plan destroys",
			[]block{oldBucket("acme", ""), satellite("aws_s3_bucket_ownership_controls", "delete", obj{"rule": []obj{{"object_ownership": "BucketOwnerEnforced"}}})},
			func(b *Bucket) any { return b.Ownership }, ObjectWriter,
			"a bucket without controls is in mode ObjectWriter",
		},
		{
			"a new bucket without public access block", []block{newBucket("acme")},
			func(b *Bucket) any { return on(b.PublicAccessBlock) }, "all on",
			"the default since April 2023",
		},
		{
			"an old bucket without public access block", []block{oldBucket("acme", "")},
			func(b *Bucket) any { return on(b.PublicAccessBlock) }, "unknown",
			"it may be older than the default",
		},
		{
			"a public access block without arguments",
			[]block{newBucket("acme"), satellite("aws_s3_bucket_public_access_block", "create", obj{})},
			func(b *Bucket) any { return on(b.PublicAccessBlock) }, "all off",
			"each argument is false unless set",
		},
		{
			"a public access block that the plan destroys",
			[]block{oldBucket("acme", ""), satellite("aws_s3_bucket_public_access_block", "delete", obj{"block_public_policy": true})},
			func(b *Bucket) any { return on(b.PublicAccessBlock) }, "all off",
			"deleting the configuration turns all four off",
		},
		{
			"a new bucket without encryption rule", []block{newBucket("acme")},
			func(b *Bucket) any { return b.Encryption.Presence }, Absent,
			"SSE-S3 encrypts then; the computed argument is not unknown",
		},
		{
			"aws:kms without a key",
			[]block{newBucket("acme"), satellite("aws_s3_bucket_server_side_encryption_configuration", "create", obj{
				"rule": []obj{{"apply_server_side_encryption_by_default": []obj{{"sse_algorithm": "aws:kms"}}}},
			})},
			func(b *Bucket) any { return b.Encryption.Managed }, policy.Yes,
			"S3 then uses the AWS managed key of the writer's account",
		},
		{
			"aws:kms with a key that no input has",
			[]block{newBucket("acme"), satellite("aws_s3_bucket_server_side_encryption_configuration", "create", obj{
				"rule": []obj{{"apply_server_side_encryption_by_default": []obj{{"sse_algorithm": "aws:kms", "kms_master_key_id": "arn:aws:kms:us-east-1:333333333333:key/k"}}}},
			})},
			func(b *Bucket) any { return b.Encryption.Managed }, policy.No,
			"a customer managed key is no AWS managed one, known or not",
		},
		{
			"rules made by a dynamic block",
			[]block{newBucket("acme"), {
				address: "aws_s3_bucket_server_side_encryption_configuration.s", provider: "aws.data",
				after: obj{"bucket": "acme"}, unknown: []string{"id", "rule"},
			}},
			func(b *Bucket) any { return b.Encryption.Presence }, Opaque,
			"a plan's configuration shows no dynamic blocks, and AWS never makes a rule",
		},
		{
			"encryption put on an existing bucket",
			[]block{oldBucket("acme", ""), satellite("aws_s3_bucket_server_side_encryption_configuration", "create", obj{
				"rule": []obj{{"apply_server_side_encryption_by_default": []obj{{"sse_algorithm": "aws:kms"}}}},
			})},
			func(b *Bucket) any { return b.Encryption.Previous != nil }, true,
			"objects written until now stay under SSE-S3",
		},
		{
			"encryption put on a new bucket",
			[]block{newBucket("acme"), satellite("aws_s3_bucket_server_side_encryption_configuration", "create", obj{
				"rule": []obj{{"apply_server_side_encryption_by_default": []obj{{"sse_algorithm": "aws:kms"}}}},
			})},
			func(b *Bucket) any { return b.Encryption.Previous == nil }, true,
			"no object is older than the rule",
		},
		{
			"requester pays", []block{newBucket("acme"), satellite("aws_s3_bucket_request_payment_configuration", "create", obj{"payer": "Requester"})},
			func(b *Bucket) any { return b.RequesterPays }, policy.Yes, "payer says so",
		},
		{
			"a bucket that says nothing of who pays", []block{oldBucket("acme", "")},
			func(b *Bucket) any { return b.RequesterPays }, policy.No, "the owner pays by default",
		},
		{
			"grants of an access control policy",
			[]block{newBucket("acme"), satellite("aws_s3_bucket_acl", "create", obj{"access_control_policy": []obj{{
				"grant": []obj{{"permission": "READ", "grantee": []obj{{"type": "CanonicalUser", "id": "c1"}}}},
			}}})},
			func(b *Bucket) any {
				return slices.Equal(b.ACL.Grants, []Grant{{Grantee: "c1", Type: "CanonicalUser", Permission: "READ"}})
			}, true, "each grant block is one grant",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := graphOf(t, input{label: "data", blocks: tt.blocks})
			if got := tt.get(g.Bucket("acme")); got != tt.want {
				t.Errorf("got %v, want %v: %s", got, tt.want, tt.why)
			}
		})
	}
}

func TestBucketAccountAndRegion(t *testing.T) {
	g := graphOf(t, input{label: "data", blocks: []block{newBucket("acme")}})
	b := mustLookup[*Bucket](t, g, "aws_s3_bucket.b")
	if b.Account.ID != "222222222222" || b.Region != "us-east-1" || b.ARN != "arn:aws:s3:::acme" || !b.Created {
		t.Errorf("account %s, region %s, ARN %s, created %v", b.Account.ID, b.Region, b.ARN, b.Created)
	}
	if admins := g.Account("222222222222").Administrators; len(admins) != 1 || admins[0].ARN != "arn:aws:iam::222222222222:role/terraform" {
		t.Errorf("administrators %v", admins)
	}
}

func TestPriorWorldHasWhatThePlanRemoves(t *testing.T) {
	in := input{label: "data", blocks: []block{
		oldBucket("acme", bucketAllow),
		{
			address: "aws_s3_bucket_policy.p", action: "delete", provider: "aws.data",
			before: obj{"bucket": "acme", "id": "acme", "policy": bucketAllow},
		},
		{address: "aws_s3_bucket_policy.other", provider: "aws.data", after: obj{"bucket": "acme-new", "policy": bucketAllowOther}},
	}}
	g := joined(t, plan.Prior, in)
	if b := g.Bucket("acme"); b.Policy.Presence != Present || b.Policy.Origin.Address != "aws_s3_bucket_policy.p" {
		t.Errorf("before the plan: policy %v from %s", b.Policy.Presence, b.Policy.Origin.Address)
	}
	if g.Bucket("acme-new") != nil {
		t.Error("what the plan creates exists before it")
	}
}

func TestBucketOrUnknownIsOneNode(t *testing.T) {
	g := graphOf(t, input{label: "data", blocks: []block{newBucket("acme")}})
	if g.Bucket("elsewhere") != nil {
		t.Fatal("a bucket that no input has")
	}
	a, b := g.BucketOrUnknown("elsewhere"), g.BucketOrUnknown("elsewhere")
	if a != b || a.Policy.Presence != Unknown || a.RequesterPays != policy.Maybe || a.Managed {
		t.Errorf("two nodes, or more known than nothing: %+v", a)
	}
}
