package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// The id of a multi-Region key begins with "mrk-".
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html (2026-11)
var keyPredict = map[string]string{
	"key_id": "{when multi_region}mrk-{fresh} or {fresh}",
	"id":     "{key_id}",
	"arn":    "arn:{partition}:kms:{region}:{account}:key/{key_id}",
}

var awsKMSKey = Adapter{
	Type:    "aws_kms_key",
	Predict: keyPredict,
	Adapt:   adaptKMSKey("is_enabled"),
	Deleted: deletedKMSKey,
}

var awsKMSExternalKey = Adapter{
	Type:    "aws_kms_external_key",
	Predict: map[string]string{"id": "{when multi_region}mrk-{fresh} or {fresh}", "arn": "arn:{partition}:kms:{region}:{account}:key/{id}"},
	Adapt:   adaptKMSKey("enabled"),
	Deleted: deletedKMSKey,
}

// A replica has its primary's key id, and an ARN and a policy of its own.
// https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html (2026-11)
var replicaPredict = map[string]string{
	"key_id": "{base primary_key_arn}",
	"id":     "{base primary_key_arn}",
	"arn":    "arn:{partition}:kms:{region}:{account}:key/{base primary_key_arn}",
}

var awsKMSReplicaKey = Adapter{
	Type:    "aws_kms_replica_key",
	Refs:    map[string]string{"primary_key_arn": "aws_kms_key.arn"},
	Predict: replicaPredict,
	Adapt:   adaptKMSKey("enabled"),
	Deleted: deletedKMSKey,
}

var awsKMSReplicaExternalKey = Adapter{
	Type:    "aws_kms_replica_external_key",
	Refs:    map[string]string{"primary_key_arn": "aws_kms_external_key.arn"},
	Predict: replicaPredict,
	Adapt:   adaptKMSKey("enabled"),
	Deleted: deletedKMSKey,
}

func (b *Builder) key(r *plan.Resource, enabled string) KeyRec {
	rec := KeyRec{
		Origin: b.Origin(r), ARN: b.Text(r, "arn"), ID: b.Text(r, "key_id"),
		Account: b.Account(r), Region: b.Region(r),
		Enabled:     b.Tri(r, enabled, policy.Yes),
		Deleting:    policy.No,
		MultiRegion: b.Tri(r, "multi_region", policy.No),
		Symmetric:   b.symmetric(r),
		Rotates:     policy.Of(r.Type == "aws_kms_key" && !b.Configured(r, "custom_key_store_id")),
		Created:     b.Created(r),
		Deleted:     b.Deleted(),
	}
	if rec.ID == "" {
		rec.ID = b.Text(r, "id")
	}
	return rec
}

// symmetric says whether the key is a symmetric encryption key, the one sort
// that S3 can use.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (2026-11)
func (b *Builder) symmetric(r *plan.Resource) policy.Tri {
	answer := policy.Yes
	for attr, value := range map[string]string{
		"key_usage": "ENCRYPT_DECRYPT", "customer_master_key_spec": "SYMMETRIC_DEFAULT",
	} {
		if !b.Configured(r, attr) {
			continue // the default
		}
		if is := equals(b.Text(r, attr), value); is != nil {
			answer = answer.And(*is)
		}
	}
	return answer
}

func adaptKMSKey(enabled string) func(*Builder, *plan.Resource) {
	return func(b *Builder, r *plan.Resource) {
		rec := b.key(r, enabled)
		rec.Described = r.Change != "forget"
		b.Fragment.Keys = append(b.Fragment.Keys, rec)
		doc := b.Doc(r, "policy")
		if doc.Presence == Absent {
			return // the default policy, or an aws_kms_key_policy
		}
		written := b.Argument(r, "policy") == policy.Yes || rec.Created
		b.Fragment.KeyPolicies = append(b.Fragment.KeyPolicies, KeyPolicyRec{
			Origin: rec.Origin, Key: rec.ARN, Inline: written, Observed: !written, Doc: doc,
		})
	}
}

// Destroying the resource schedules the key's deletion: from then on it can do
// nothing.
// https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html (2026-11)
func deletedKMSKey(b *Builder, r *plan.Resource) {
	rec := b.key(r, "is_enabled")
	rec.Deleting = policy.Yes
	b.Fragment.Keys = append(b.Fragment.Keys, rec)
}

// Destroying an aws_kms_key_policy puts the default policy in its place.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key_policy (2026-11)
var awsKMSKeyPolicy = Adapter{
	Type:    "aws_kms_key_policy",
	Refs:    map[string]string{"key_id": "aws_kms_key.id or aws_kms_external_key.id or aws_kms_replica_key.id"},
	Predict: map[string]string{"id": "{key_id}"},
	Adapt: func(b *Builder, r *plan.Resource) {
		b.Fragment.KeyPolicies = append(b.Fragment.KeyPolicies, KeyPolicyRec{
			Origin: b.Origin(r), Key: b.keyRef(r, "key_id"), Doc: b.Doc(r, "policy"),
		})
	},
	Deleted: func(b *Builder, r *plan.Resource) {
		b.Fragment.KeyPolicies = append(b.Fragment.KeyPolicies, KeyPolicyRec{
			Origin: b.Origin(r), Key: b.keyRef(r, "key_id"), Doc: Doc{Presence: Absent}, Deleted: true,
		})
	},
}

// keyRef is an attribute that names a key by ARN or id; an id is made an ARN,
// for ids of different regions and accounts may be equal (multi-Region keys).
func (b *Builder) keyRef(r *plan.Resource, attr string) policy.Text {
	t := b.Text(r, attr)
	if _, isARN := parseARN(t); isARN || t == "" || t.IsOpaque() {
		return t
	}
	if key := b.sibling(r, t, "aws_kms_key", "aws_kms_external_key", "aws_kms_replica_key"); key != nil {
		if arn := arnOf(key); arn != "" {
			return arn
		}
	}
	return policy.Text("arn:"+b.Partition(r)+":kms:") + b.Region(r) + ":" + b.Account(r) + ":key/" + t
}

// An alias names a key of its own account and Region, by id or by ARN.
// https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html (2026-11)
var awsKMSAlias = Adapter{
	Type: "aws_kms_alias",
	Refs: map[string]string{"target_key_id": "aws_kms_key.id or aws_kms_external_key.id or aws_kms_replica_key.id"},
	Predict: map[string]string{
		"name": "{name_prefix}{fresh:name} or alias/{fresh:name}",
		"id":   "{name}",
		"arn":  "arn:{partition}:kms:{region}:{account}:{name}",
		"target_key_arn": "arn:{partition}:kms:{region}:{account}:key/{base target_key_id} or " +
			"arn:{partition}:kms:{region}:{account}:key/{target_key_id}",
	},
	Adapt: adaptKMSAlias,
}

func adaptKMSAlias(b *Builder, r *plan.Resource) {
	b.Fragment.Aliases = append(b.Fragment.Aliases, AliasRec{
		Origin: b.Origin(r), Name: b.Text(r, "name"), ARN: b.Text(r, "arn"),
		Target: b.keyRef(r, "target_key_id"), Account: b.Account(r), Region: b.Region(r),
	})
}

// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (2026-11)
var awsKMSGrant = Adapter{
	Type:   "aws_kms_grant",
	Blocks: []string{"constraints"},
	Refs: map[string]string{
		"key_id": "aws_kms_key.id or aws_kms_external_key.id", "grantee_principal": "aws_iam_role.arn or aws_iam_user.arn",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		grant := KeyGrant{Origin: b.Origin(r), Grantee: b.Text(r, "grantee_principal")}
		operations, _ := b.Texts(r, "operations")
		for _, op := range operations {
			grant.Operations = append(grant.Operations, string(op))
		}
		if block, has := b.Block(r, "constraints"); has != policy.No {
			grant.EncryptionContextEquals, _ = block.Map("encryption_context_equals")
			grant.EncryptionContextSubset, _ = block.Map("encryption_context_subset")
		}
		b.Fragment.Grants = append(b.Fragment.Grants, GrantRec{Key: b.keyRef(r, "key_id"), Grant: grant})
	},
}

// A key read as a data source is somebody else's: its policy is not known.
var awsKMSKeyData = Adapter{
	Type: "data.aws_kms_key",
	Adapt: func(b *Builder, r *plan.Resource) {
		arn := b.Text(r, "arn")
		if arn == "" || arn.IsOpaque() { // read during apply
			if arn = b.Text(r, "key_id"); !isKeyARN(arn) {
				return
			}
		}
		parts, _ := parseARN(arn)
		b.Fragment.Keys = append(b.Fragment.Keys, KeyRec{
			Origin: b.Origin(r), ARN: arn, ID: keyID(arn), Account: parts.account, Region: parts.region,
			Enabled: b.Tri(r, "enabled", policy.Maybe), MultiRegion: b.Tri(r, "multi_region", policy.Maybe),
			Symmetric: b.symmetric(r), Reference: true,
		})
	},
}

var awsKMSAliasData = Adapter{
	Type: "data.aws_kms_alias",
	Predict: map[string]string{
		"id":  "arn:{partition}:kms:{region}:{account}:{name}",
		"arn": "arn:{partition}:kms:{region}:{account}:{name}",
	},
	FoundBy: map[string]string{"name": "name"},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec := AliasRec{
			Origin: b.Origin(r), Name: b.Text(r, "name"), ARN: b.Text(r, "arn"),
			Target: b.Text(r, "target_key_arn"), Account: b.Account(r), Region: b.Region(r),
		}
		b.Fragment.Aliases = append(b.Fragment.Aliases, rec)
		if parts, ok := parseARN(rec.Target); ok {
			b.Fragment.Keys = append(b.Fragment.Keys, KeyRec{
				Origin: b.Origin(r), ARN: rec.Target, ID: keyID(rec.Target),
				Account: parts.account, Region: parts.region, Reference: true,
			})
		}
	},
}
