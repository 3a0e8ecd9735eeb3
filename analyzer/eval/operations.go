package eval

import (
	"maps"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// kmsNeed is what S3 does with the KMS key of an object, as the caller, to
// serve one action.
type kmsNeed struct {
	// Actions that the caller must be allowed, or the request answers 403.
	Actions []string
	// Sometimes are actions that some requests of this kind need as well: a
	// multipart upload decrypts its parts when it is completed. Their absence
	// makes nothing fail for certain.
	Sometimes []string
	// Writes: the key is the bucket's at the time of the request, not the one
	// that an object was written with.
	Writes bool
}

// The KMS permissions of S3 actions.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#require-sse-kms (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html (2026-11): multipart uploads need kms:Decrypt too
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html (2026-11): replication decrypts the source and encrypts the replica
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-express-UsingKMSEncryption.html (2026-11): CreateSession needs both
var kmsNeeds = map[string]kmsNeed{
	"s3:getobject":                            {Actions: []string{"kms:Decrypt"}},
	"s3:getobjectversion":                     {Actions: []string{"kms:Decrypt"}},
	"s3:getobjectattributes":                  {Actions: []string{"kms:Decrypt"}},
	"s3:getobjectversionattributes":           {Actions: []string{"kms:Decrypt"}},
	"s3:getobjectversionforreplication":       {Actions: []string{"kms:Decrypt"}},
	"s3:listmultipartuploadparts":             {Actions: []string{"kms:Decrypt"}},
	"s3:putobject":                            {Actions: []string{"kms:GenerateDataKey"}, Sometimes: []string{"kms:Decrypt"}, Writes: true},
	"s3:replicateobject":                      {Actions: []string{"kms:Encrypt"}, Sometimes: []string{"kms:GenerateDataKey", "kms:Decrypt"}, Writes: true},
	"s3express:createsession":                 {Actions: []string{"kms:GenerateDataKey", "kms:Decrypt"}, Writes: true},
	"s3:updateobjectencryption":               {Actions: []string{"kms:GenerateDataKey", "kms:Decrypt"}, Writes: true},
	"s3:initiatereplication":                  {},
	"s3-object-lambda:writegetobjectresponse": {},
}

// action is an action's pattern and its name in lower case. Those that most
// requests are about are compiled once.
func compileAction(name string) (policy.ActionPattern, string) {
	if known, ok := commonActions[name]; ok {
		return known.pattern, known.lower
	}
	return policy.CompileAction(policy.Text(name)), strings.ToLower(name)
}

type compiledAction struct {
	pattern policy.ActionPattern
	lower   string
}

var commonActions = func() map[string]compiledAction {
	compiled := map[string]compiledAction{}
	for _, name := range []string{
		"s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject", "s3:ListBucket", "s3:GetBucketLocation",
		"s3:PutObjectAcl", "s3:GetObjectAcl", "s3:GetObjectTagging", "s3:PutObjectTagging", "s3:AbortMultipartUpload",
		"s3:ListMultipartUploadParts", "s3:ListBucketMultipartUploads", "s3:ReplicateObject", "s3:GetBucketPolicy",
		"s3express:CreateSession", "sts:AssumeRole", "kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt",
	} {
		compiled[name] = compiledAction{policy.CompileAction(policy.Text(name)), strings.ToLower(name)}
	}
	return compiled
}()

// judgeSecondary decides the further permissions that an upload's headers ask
// for: an ACL, tags, a retention period, a legal hold. A service's deliveries
// set an ACL with s3:PutObject alone, as the policies that AWS documents show.
//
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html (2026-11): Permissions
func (q *question) judgeSecondary() {
	if q.action != "s3:putobject" || q.delivers() || len(q.given) == 0 {
		return
	}
	var actions []string
	add := func(action string) {
		for _, have := range actions {
			if have == action {
				return
			}
		}
		actions = append(actions, action)
	}
	for _, key := range sortedKeys(q.given) {
		if q.given[key].State != policy.Known {
			continue
		}
		switch {
		case key == "s3:x-amz-acl", strings.HasPrefix(key, "s3:x-amz-grant-"):
			add("s3:PutObjectAcl")
		case strings.HasPrefix(key, "s3:requestobjecttag"):
			add("s3:PutObjectTagging")
		case key == "s3:object-lock-mode", key == "s3:object-lock-retain-until-date":
			add("s3:PutObjectRetention")
		case key == "s3:object-lock-legal-hold":
			add("s3:PutObjectLegalHold")
		}
	}
	for _, action := range actions {
		q.judgeFurther(action)
	}
}

// judgeFurther decides one more action on the request's resource.
func (q *question) judgeFurther(action string) {
	request := *q.request
	request.Action = action
	further := q.engine.ask(&request, q.route, q.given)
	further.explain = q.explain
	further.judgeBucketPolicies(policy.No)
	q.gate(further.all)
	for _, l := range further.layers {
		if l.Verdict != NotApplicable {
			q.add(l)
		}
	}
}

func sortedKeys(m map[string]policy.Value) []string { return slices.Sorted(maps.Keys(m)) }
