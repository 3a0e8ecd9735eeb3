package graph

import (
	"slices"

	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

var awsS3BucketReplication = Adapter{
	Type:    "aws_s3_bucket_replication_configuration",
	Assumer: s3Service,
	Blocks:  []string{"rule"},
	Refs: map[string]string{
		"bucket":                  "aws_s3_bucket.id or data.aws_s3_bucket.id or aws_s3_bucket_versioning.id",
		"role":                    roleARNs,
		"rule.destination.bucket": bucketARNs,
		"rule.destination.encryption_configuration.replica_kms_key_id": keyARNs,
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		rules, complete := b.Blocks(r, "rule")
		b.replication(r, b.Text(r, "bucket"), b.Text(r, "role"), rules, complete)
	},
}

// replication wires a replication configuration: its role reads the source and
// writes each destination; also for the block of aws_s3_bucket in version 3 of
// the provider.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html (2026-11)
func (b *Builder) replication(r *plan.Resource, source, role policy.Text, rules []Nested, complete bool) {
	read := WiringRec{}
	read.Kind, read.Role, read.Bucket, read.Source, read.KMS = "replication", role, source, source, kmsAny
	var writes []WiringRec
	for _, rule := range rules {
		if rule.Text("status") == "Disabled" {
			continue
		}
		w, ok := b.replicationRule(r, source, role, rule)
		if !ok {
			continue
		}
		prefix := rulePrefix(rule)
		for _, a := range b.onKeys(r, source, prefix, "s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging") {
			if !slices.Contains(read.Actions, a) {
				read.Actions = append(read.Actions, a)
			}
		}
		read.ReplicatesKMS = read.ReplicatesKMS || w.ReplicatesKMS
		writes = append(writes, w)
	}
	if len(writes) == 0 {
		return
	}
	read.Actions = append(b.onBucket(r, source, "s3:GetReplicationConfiguration", "s3:ListBucket"), read.Actions...)
	if !complete {
		read.Uncertain = append(read.Uncertain, "not all rules are known")
	}
	b.wire(r, read)
	for _, w := range writes {
		b.wire(r, w)
	}
}

// replicationRule is what the role does at one rule's destination.
func (b *Builder) replicationRule(r *plan.Resource, source, role policy.Text, rule Nested) (WiringRec, bool) {
	destination, there := rule.Block("destination")
	bucket, _, ok := splitBucket(destination.Text("bucket"))
	if there != policy.Yes || !ok {
		return WiringRec{}, false
	}
	w := WiringRec{}
	w.Kind, w.Role, w.Bucket, w.Source, w.KMS = "replication", role, bucket, source, kmsAny
	w.Actions = b.onKeys(r, bucket, rulePrefix(rule), "s3:ReplicateObject")
	keys := w.Actions[0].Resource
	if replicatesDeletes(rule) != policy.No {
		w.Actions = append(w.Actions, WiredAction{Action: "s3:ReplicateDelete", Resource: keys, Sometimes: replicatesDeletes(rule) == policy.Maybe})
	}
	w.Actions = append(w.Actions, WiredAction{Action: "s3:ReplicateTags", Resource: keys, Sometimes: true})
	if translation, there := destination.Block("access_control_translation"); there != policy.No && translation.Text("owner") == "Destination" {
		w.OwnerOverride = true
		w.Actions = append(w.Actions, WiredAction{Action: "s3:ObjectOwnerOverrideToBucketOwner", Resource: keys, Sometimes: true})
	}
	criteria, _ := rule.Block("source_selection_criteria")
	sse, _ := criteria.Block("sse_kms_encrypted_objects")
	w.ReplicatesKMS = sse.Text("status") == "Enabled" || sse.Tri("enabled", policy.No) == policy.Yes
	encryption, _ := destination.Block("encryption_configuration")
	w.KeyID = encryption.Text("replica_kms_key_id")
	if w.KeyID.IsUnset() {
		w.KeyID = destination.Text("replica_kms_key_id") // block of aws_s3_bucket
	}
	if !w.ReplicatesKMS {
		w.KeyID = ""
	}
	return w, true
}

// rulePrefix is the key prefix of a rule: its own in version 1 of the
// configuration, else its filter's.
func rulePrefix(rule Nested) policy.Text {
	filter, _ := rule.Block("filter")
	and, _ := filter.Block("and")
	for _, p := range []policy.Text{rule.Text("prefix"), filter.Text("prefix"), and.Text("prefix")} {
		if !p.IsUnset() && !p.IsOpaque() {
			return p
		}
	}
	return ""
}

// replicatesDeletes reports whether delete markers are replicated: as the rule
// says, and in version 1 of the configuration (no filter) always.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-marker-replication.html (2026-11)
func replicatesDeletes(rule Nested) policy.Tri {
	marker, there := rule.Block("delete_marker_replication")
	switch {
	case there == policy.Maybe || marker.Text("status").IsOpaque():
		return policy.Maybe
	case there == policy.Yes:
		return policy.Of(marker.Text("status") == "Enabled")
	case rule.Text("delete_marker_replication_status") == "Enabled": // block of aws_s3_bucket
		return policy.Yes
	}
	_, filter := rule.Block("filter")
	return filter.Not()
}
