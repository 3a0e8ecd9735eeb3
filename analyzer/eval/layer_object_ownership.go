package eval

import (
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// judgeOwnership decides whether the bucket's owner may give access to the
// objects. With ACLs enabled an object belongs to the account that writes it;
// the bucket policy's Allow then says nothing about it, and a reader of the
// bucket's account needs the writer's ACL. It returns whether the objects
// certainly, or possibly, belong to the caller's own account.
//
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-auth-workflow-object-operation.html (2026-11)
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html (2026-11): the default since April 2023
func (q *question) judgeOwnership() policy.Tri {
	if !q.target.objects || !onExistingObject(q.action) {
		q.pass(ObjectOwnership, NotBound)
		return policy.No
	}
	b := q.target.bucket
	layer := Layer{Kind: ObjectOwnership, Verdict: Allowed, Subject: b.OwnershipOrigin}
	if layer.Subject.Address == "" {
		layer.Subject = b.Origin
	}
	switch b.Ownership {
	case graph.BucketOwnerEnforced:
		layer.Reason = OwnerEnforced
		q.add(layer)
		return policy.No
	case graph.OwnershipUnknown:
		// No input sets it. Buckets have ACLs disabled since April 2023, and a
		// bucket policy that lets others upload is no sign of an older one.
		q.pass(ObjectOwnership, OwnershipUnknown)
		return policy.No
	}
	writing := q.writing()
	owned := q.decideOwnership(writing, &layer)
	q.settle(layer)
	return owned
}

// onExistingObject reports whether an action reads or changes an object that
// is there. Deleting is the bucket owner's to allow, whoever owns the object.
func onExistingObject(action string) bool {
	switch action {
	case "s3:getobject", "s3:getobjectversion", "s3:getobjectattributes", "s3:getobjectversionattributes",
		"s3:getobjectacl", "s3:getobjectversionacl", "s3:putobjectacl", "s3:putobjectversionacl",
		"s3:getobjecttagging", "s3:getobjectversiontagging", "s3:putobjecttagging", "s3:putobjectversiontagging",
		"s3:deleteobjecttagging", "s3:deleteobjectversiontagging", "s3:restoreobject", "s3:getobjectversionforreplication":
		return true
	}
	return false
}

// writing is what the graph tells about who writes the objects of a request.
type writing struct {
	own     bool // the bucket's account
	foreign []foreignWriter
	open    bool // others may, of whom no input tells
}

// foreignWriter is somebody of another account who writes there.
type foreignWriter struct {
	account *graph.Account
	// plain: without an ACL that gives the bucket's owner control. full: with it.
	plain, full policy.Tri
	some        bool // it writes only some of the objects asked for
}

// decideOwnership fills in the layer from who writes.
func (q *question) decideOwnership(w writing, layer *Layer) policy.Tri {
	var denied, readable, owned, undecided int
	reader := q.caller.principal.Account
	for _, f := range w.foreign {
		switch answer := q.readsFrom(f, reader); {
		case sameAccount(reader, f.account):
			owned++
		case answer == policy.Yes:
			readable++
		case answer == policy.No && !f.some:
			denied++
		default:
			undecided++
		}
	}
	if w.own {
		readable++
	}
	switch {
	case denied > 0 && readable+owned+undecided == 0 && !w.open:
		layer.Verdict, layer.Alone, layer.Reason = Denied, true, ForeignObjects
	case denied+undecided > 0:
		layer.Verdict, layer.Reason = Conditional, ACLDecides
		layer.Needs = []Need{{Kind: NeedRequest, What: "who wrote the object, and with which ACL", Origin: layer.Subject}}
	case w.open && readable+owned == 0:
		layer.Verdict, layer.Reason = Unresolved, OwnershipUnknown
		layer.Needs = []Need{{Kind: NeedDocument, What: "who writes into bucket " + string(q.target.bucket.Name), Origin: q.target.bucket.Origin}}
	default:
		layer.Reason = OwnObjects
	}
	switch {
	case owned == 0:
		return policy.No
	case denied+readable+undecided == 0:
		return policy.Yes
	}
	return policy.Maybe
}

func sameAccount(a, b *graph.Account) bool { return a != nil && b != nil && a.ID == b.ID }

// readsFrom says whether a reader may be let in to what one foreign writer
// wrote. With BucketOwnerPreferred an upload that gives the bucket's owner full
// control becomes the owner's; with ObjectWriter it stays the writer's, and
// only the owner's account has access.
func (q *question) readsFrom(f foreignWriter, reader *graph.Account) policy.Tri {
	helped := q.target.bucket.Ownership != graph.ObjectWriter || sameAccount(reader, q.target.account)
	switch {
	case !helped, f.full == policy.No:
		return policy.No
	case f.plain == policy.No:
		return policy.Yes
	}
	return policy.Maybe
}

// writing asks who of the bucket's possible writers may write the objects of
// the request, and with which ACL.
func (q *question) writing() writing {
	facts := q.engine.facts(q.target.bucket)
	if facts == nil {
		return writing{open: true}
	}
	w := writing{open: facts.openWriters}
	for _, c := range facts.writers {
		q.addWriter(&w, c)
	}
	for _, o := range q.target.bucket.Objects {
		q.addObject(&w, o)
	}
	return w
}

// addWriter adds a principal that may write.
func (q *question) addWriter(w *writing, c *caller) {
	plain := q.engine.mayPut(c, "s3:PutObject", q.target.bucketARN)
	withACL := q.engine.mayPut(c, "s3:PutObject", q.target.bucketARN, ownerControl)
	if sameAccount(c.principal.Account, q.target.account) {
		w.own = w.own || plain != policy.No || withACL != policy.No
		return
	}
	full := withACL.And(q.engine.mayPut(c, "s3:PutObjectAcl", q.target.bucketARN, ownerControl))
	if plain == policy.No && full == policy.No {
		return
	}
	w.foreign = append(w.foreign, foreignWriter{
		account: c.principal.Account, plain: plain, full: full,
		some: plain != policy.Yes && full != policy.Yes,
	})
}

const ownerControl policy.Text = "bucket-owner-full-control"

// mayPut asks the engine itself for an upload, or its ACL, with and without
// the header.
func (e *Engine) mayPut(c *caller, action string, objects policy.Text, acl ...policy.Text) policy.Tri {
	r := Request{Principal: c.principal, Action: action, Resource: objects,
		Context: map[string][]policy.Text{"s3:x-amz-acl": acl}}
	q := e.ask(&r, route{kind: PathUnknown}, lowerKeys(&r))
	q.judgeBucketPolicies(policy.No)
	return q.all
}

// addObject adds an object that Terraform writes with another account's
// credentials, or with the bucket's own.
func (q *question) addObject(w *writing, o *graph.Object) {
	key := policy.CompileResource(q.target.bucket.ARN + "/" + o.Key)
	asked := policy.CompileResource(q.target.bucketARN)
	if o.ExistingRead || o.Writer == nil || asked.Match(key) == policy.No {
		return
	}
	if sameAccount(o.Writer, q.target.account) {
		w.own = true
		return
	}
	w.foreign = append(w.foreign, foreignWriter{
		account: o.Writer, plain: policy.Of(o.ACL != ownerControl), full: policy.Of(o.ACL == ownerControl),
		some: key.Match(asked) != policy.Yes,
	})
}
