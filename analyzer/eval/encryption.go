package eval

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// keyUse is one way in which KMS may come into a request: with which key, or
// with none.
type keyUse struct {
	none    bool
	unknown bool // which key, if any, is not known
	managed policy.Tri
	// managedIn is the account whose aws/s3 it is; nil if not known.
	managedIn *graph.Account
	key       *graph.Key
	ref       policy.Text // as written
	bucketKey policy.Tri
	wiring    *graph.Wiring // the service setup that names the key; nil if the bucket does
	origin    graph.Origin
	need      Need // what is not known, if unknown
}

// keyUses are the ways in which KMS may come into the request. Several are
// possible for a read, where the plan changes the bucket's default: an object
// keeps the key that it was written with.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption-update-bucket-policy.html (2026-11): which key a cross-account upload gets
func (q *question) keyUses(need kmsNeed) []keyUse {
	b := q.target.bucket
	if need.Writes {
		if use, ok := q.headerKey(); ok {
			return []keyUse{use}
		}
		if use, ok := q.wiredKey(); ok {
			return []keyUse{use}
		}
		return []keyUse{q.defaultKey(b.Encryption, true)}
	}
	if o := q.writtenObject(); o != nil && (o.Encryption != "" || o.KMSKeyID != "") {
		return []keyUse{q.objectKeyUse(o)}
	}
	if uses := q.deliveredKeys(); len(uses) > 0 {
		return uses
	}
	uses := []keyUse{q.defaultKey(b.Encryption, false)}
	if b.Encryption != nil && b.Encryption.Previous != nil {
		uses = append(uses, q.defaultKey(b.Encryption.Previous, false))
	}
	return uses
}

// headerKey is the key that the request's own headers ask for.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html#API_PutObject_RequestSyntax (2026-11)
func (q *question) headerKey() (keyUse, bool) {
	algorithm, ok := q.given["s3:x-amz-server-side-encryption"]
	if id, given := q.given["s3:x-amz-server-side-encryption-aws-kms-key-id"]; given && id.State == policy.Known {
		return q.useOf(id.Texts[0], q.target.bucket.Encryption, q.caller.principal.Account), true
	}
	if !ok || algorithm.State != policy.Known {
		return keyUse{}, false
	}
	if algorithm.Texts[0] == "AES256" {
		return keyUse{none: true}, true
	}
	// aws:kms without a key: aws/s3 of whoever sends the request.
	return keyUse{managed: policy.Yes, managedIn: q.caller.principal.Account, origin: q.target.bucket.Origin}, true
}

// wiredKey is the key that a service was told to write under, whatever the
// bucket's default. A replication's is for what is under KMS in the source; a
// trail's is asked for with the trail in the encryption context.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html (2026-11)
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html (2026-11)
func (q *question) wiredKey() (keyUse, bool) {
	w := q.request.Wiring
	switch {
	case w == nil || w.KeyID.IsUnset():
		return keyUse{}, false
	case w.Kind == "replication":
		source := q.engine.bucketNamed(w.Source)
		if source == nil || source.Encryption == nil || source.Encryption.Presence != graph.Present || !strings.HasPrefix(string(source.Encryption.Algorithm), "aws:kms") {
			return keyUse{}, false
		}
	}
	return q.keyOf(w), true
}

// defaultKey is the key of a bucket's default encryption. An upload from
// another account under "aws:kms" without a key gets the uploader's aws/s3;
// what is read was written, as far as anybody knows, by the bucket's account.
func (q *question) defaultKey(enc *graph.Encryption, writes bool) keyUse {
	b := q.target.bucket
	if enc == nil {
		if b.Managed {
			return keyUse{none: true}
		}
		return keyUse{unknown: true, origin: b.Origin, need: Need{Kind: NeedDocument, What: "default encryption of bucket " + string(b.Name), Origin: b.Origin}}
	}
	switch enc.Presence {
	case graph.Absent:
		return keyUse{none: true}
	case graph.Present:
	default:
		kind := NeedDocument
		if enc.Presence == graph.Opaque {
			kind = NeedApply
		}
		return keyUse{unknown: true, origin: enc.Origin, need: Need{Kind: kind, What: "default encryption of bucket " + string(b.Name), Origin: enc.Origin}}
	}
	switch {
	case !enc.Algorithm.IsWhollyKnown():
		return keyUse{unknown: true, origin: enc.Origin, need: Need{Kind: NeedApply, What: string(enc.Algorithm), Origin: enc.Origin}}
	case !strings.HasPrefix(string(enc.Algorithm), "aws:kms"):
		return keyUse{none: true}
	}
	if enc.Key != nil && enc.Managed != policy.Yes {
		return keyUse{managed: policy.No, key: q.engine.current(enc.Key), ref: enc.KeyID, bucketKey: enc.BucketKey, origin: enc.Origin}
	}
	owner := q.target.account
	if writes && !strings.HasPrefix(string(enc.KeyID), "arn:") {
		owner = q.caller.principal.Account
	}
	if enc.Managed == policy.Yes || enc.KeyID.IsUnset() && enc.Managed != policy.No {
		use := keyUse{managed: policy.Yes, managedIn: owner, bucketKey: enc.BucketKey, origin: enc.Origin}
		if enc.Managed == policy.Maybe && !enc.KeyID.IsUnset() {
			use.managed = policy.Maybe
		}
		return use
	}
	return q.useOf(enc.KeyID, enc, q.target.account)
}

// useOf is a key by what is written: an id, an ARN, an alias or its ARN.
func (q *question) useOf(ref policy.Text, enc *graph.Encryption, home *graph.Account) keyUse {
	use := keyUse{managed: policy.No, ref: ref, origin: q.target.bucket.Origin}
	if enc != nil {
		use.bucketKey, use.origin = enc.BucketKey, enc.Origin
	}
	if a, ok := parseARN(ref); ok {
		if account := q.engine.account(policy.Text(a.account)); account != nil {
			home = account
		}
	}
	if strings.HasSuffix(string(ref), "alias/aws/s3") {
		use.managed, use.managedIn = policy.Yes, home
		return use
	}
	var id policy.Text
	if home != nil {
		id = home.ID
	}
	if use.key = q.engine.key(ref, id, q.target.region); use.key != nil {
		return use
	}
	use.key = &graph.Key{ARN: keyARN(ref, id, q.target.region), Account: home, Region: q.target.region,
		Policy: &graph.Policy{Presence: graph.Unknown}, Enabled: policy.Yes, Deleting: policy.No}
	return use
}

// keyARN is the ARN of a key that no input holds, as far as what is written
// tells.
func keyARN(ref, account, region policy.Text) policy.Text {
	if strings.Contains(string(ref), ":key/") {
		return ref
	}
	if region.IsUnset() {
		region = policy.Word("region of " + string(ref))
	}
	if account.IsUnset() {
		account = policy.Word("account of " + string(ref))
	}
	id := ref
	if strings.Contains(string(ref), "alias/") || !ref.IsWhollyKnown() && ref.IsOpaque() {
		id = policy.Word("key of " + strings.NewReplacer("⟨", "", "⟩", "").Replace(string(ref)))
	}
	return "arn:aws:kms:" + region + ":" + account + ":key/" + id
}

// writtenObject is the object that Terraform writes under just the key that is
// read.
func (q *question) writtenObject() *graph.Object {
	i := slices.IndexFunc(q.target.bucket.Objects, func(o *graph.Object) bool {
		return !o.ExistingRead && o.Key == q.target.key && !hasWildcard(o.Key)
	})
	if i < 0 {
		return nil
	}
	return q.target.bucket.Objects[i]
}

func (q *question) objectKeyUse(o *graph.Object) keyUse {
	writer := o.Writer
	switch {
	case !o.KMSKeyID.IsUnset():
		use := q.useOf(o.KMSKeyID, q.target.bucket.Encryption, writer)
		use.origin = o.Origin
		return use
	case strings.HasPrefix(string(o.Encryption), "aws:kms"):
		return keyUse{managed: policy.Yes, managedIn: writer, origin: o.Origin}
	}
	return keyUse{none: true}
}
