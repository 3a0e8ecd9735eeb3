package graph

import (
	"github.com/tfaccess/tfaccess/analyzer/plan"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

var objectRef = map[string]string{"bucket": "aws_s3_bucket.id or data.aws_s3_bucket.id", "kms_key_id": keyRefs}

// object reads what the resources that write an object have in common. The
// writer is the identity of the provider configuration.
func (b *Builder) object(r *plan.Resource) ObjectRec {
	rec := ObjectRec{
		Origin: b.Origin(r), Bucket: b.Text(r, "bucket"), Key: b.Text(r, "key"), Account: b.Account(r),
	}
	if p := b.Provider(r); p != nil {
		rec.WriterARN, rec.Account, rec.Session = p.RoleARN, p.Account, b.session(r.Provider)
	}
	for _, set := range []struct {
		attr string
		to   *policy.Text
	}{{"acl", &rec.ACL}, {"kms_key_id", &rec.KMSKeyID}, {"server_side_encryption", &rec.Encryption}} {
		if b.Configured(r, set.attr) {
			*set.to = b.Text(r, set.attr)
		}
	}
	tags, complete := b.Tags(r)
	switch {
	case len(tags) > 0:
		rec.Tagged = policy.Yes
	case complete == policy.Yes:
		rec.Tagged = policy.No
	}
	return rec
}

func adaptObject(b *Builder, r *plan.Resource) {
	b.Fragment.Objects = append(b.Fragment.Objects, b.object(r))
}

var awsS3Object = Adapter{
	Type: "aws_s3_object",
	Refs: objectRef,
	Predict: map[string]string{
		"id":  "{bucket}/{key}",
		"arn": "arn:{partition}:s3:::{bucket}/{key}",
	},
	Adapt: adaptObject,
}

var awsS3BucketObject = Adapter{
	Type: "aws_s3_bucket_object",
	Refs: objectRef,
	Predict: map[string]string{
		"id": "{key}",
	},
	Adapt: adaptObject,
}

// A copy reads its source with the same credentials that write the target.
var awsS3ObjectCopy = Adapter{
	Type: "aws_s3_object_copy",
	Refs: objectRef,
	Predict: map[string]string{
		"id":  "{bucket}/{key}",
		"arn": "arn:{partition}:s3:::{bucket}/{key}",
	},
	Adapt: func(b *Builder, r *plan.Resource) {
		rec := b.object(r)
		rec.CopySource = b.Text(r, "source")
		b.Fragment.Objects = append(b.Fragment.Objects, rec)
	},
}

var awsS3ObjectData = Adapter{
	Type:  "data.aws_s3_object",
	Refs:  objectRef,
	Adapt: readObject("key", ""),
}

var awsS3BucketObjectData = Adapter{
	Type:  "data.aws_s3_bucket_object",
	Refs:  objectRef,
	Adapt: readObject("key", ""),
}

var awsS3ObjectsData = Adapter{
	Type:  "data.aws_s3_objects",
	Refs:  objectRef,
	Adapt: readObject("prefix", "*"),
}

// readObject notes that the provider's identity reads an object, or lists those
// under a prefix.
func readObject(attr, suffix policy.Text) func(*Builder, *plan.Resource) {
	return func(b *Builder, r *plan.Resource) {
		rec := ObjectRec{
			Origin: b.Origin(r), Bucket: b.Text(r, "bucket"), Key: b.Text(r, string(attr)) + suffix,
			Account: b.Account(r), Read: true,
		}
		if p := b.Provider(r); p != nil {
			rec.WriterARN, rec.Session = p.RoleARN, b.session(r.Provider)
		}
		b.Fragment.Objects = append(b.Fragment.Objects, rec)
	}
}
