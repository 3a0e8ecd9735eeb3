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
	q.own(layer)
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
	resource    policy.Text // what it writes, if only a part of what is asked
}

// decideOwnership fills in the layer from who writes.
func (q *question) decideOwnership(w writing, layer *Layer) policy.Tri {
	reader := q.caller.principal.Account
	if len(w.foreign) == 0 {
		layer.Reason = OwnObjects
		if w.open {
			layer.Verdict, layer.Reason = Unresolved, OwnershipUnknown
			layer.Needs = []Need{{Kind: NeedDocument, What: "policy of bucket " + string(q.target.bucket.Name), Origin: q.target.bucket.Origin}}
		}
		return policy.No
	}
	denied, passed, owned, foreign := 0, 0, 0, 0
	for _, f := range w.foreign {
		answer := q.readsFrom(f, reader)
		switch {
		case reader != nil && f.account != nil && reader.ID == f.account.ID:
			owned++
		case answer == policy.No:
			denied++
			if !f.resource.IsUnset() {
				layer.Part = f.resource
			}
		case answer == policy.Yes:
			passed++
		default:
			foreign++
		}
	}
	if w.own {
		passed++
	}
	switch {
	case denied > 0 && passed+owned+foreign == 0 && !w.open && layer.Part.IsUnset():
		layer.Verdict, layer.Alone, layer.Reason = Denied, true, ForeignObjects
	case denied > 0 || foreign > 0:
		layer.Verdict, layer.Reason = Conditional, ACLDecides
		if denied > 0 && foreign == 0 {
			layer.Reason = ForeignObjects
		}
		layer.Needs = []Need{{Kind: NeedRequest, What: "who wrote the object, and with which ACL", Origin: layer.Subject}}
	default:
		layer.Reason = OwnObjects
	}
	if layer.Verdict == Denied {
		layer.Part = ""
	}
	switch {
	case owned > 0 && denied+passed+foreign == 0:
		return policy.Yes
	case owned > 0:
		return policy.Maybe
	}
	return policy.No
}

// readsFrom says whether a reader may be let in to what one foreign writer
// wrote. With BucketOwnerPreferred an upload that gives the bucket's owner full
// control becomes the owner's; with ObjectWriter it stays the writer's, and
// only the owner's account has access.
func (q *question) readsFrom(f foreignWriter, reader *graph.Account) policy.Tri {
	ownReader := reader != nil && q.target.account != nil && reader.ID == q.target.account.ID
	helped := q.target.bucket.Ownership != graph.ObjectWriter || ownReader
	switch {
	case !helped, f.full == policy.No:
		return policy.No
	case f.plain == policy.No:
		return policy.Yes
	}
	return policy.Maybe
}

// findWriters collects, once, who may write objects into a bucket with ACLs:
// those whom its policy lets in, and its own account's principals that name it.
func (e *Engine) findWriters(b *graph.Bucket) *bucketFacts {
	facts := &bucketFacts{}
	if b.Ownership == graph.BucketOwnerEnforced || b.Ownership == graph.OwnershipUnknown || b.Account == nil {
		return facts
	}
	if b.Policy != nil && b.Policy.Presence != graph.Present && b.Policy.Presence != graph.Absent {
		facts.openWriters = true
	}
	put := policy.CompileAction("s3:PutObject")
	objects := policy.CompileResource(b.ARN + "/*")
	for _, p := range e.graph.Principals {
		if p.Deleted || !takesIdentityPolicies(p.Kind) {
			continue
		}
		c := e.callers[p]
		if e.mentionsPut(p, put, objects) || b.Policy != nil && namesForPut(b.Policy, &c.who, put) {
			facts.writers = append(facts.writers, c)
		}
	}
	return facts
}

// mentionsPut reports whether an identity policy may allow uploads to the
// objects.
func (e *Engine) mentionsPut(p *graph.Principal, put policy.ActionPattern, objects policy.Pattern) bool {
	for _, have := range p.Policies {
		if have.Presence != graph.Present {
			continue
		}
		for _, s := range have.Document.Statements {
			if s.Effect == policy.Allow && allowsPut(s, put) && anyResource(s, objects) {
				return true
			}
		}
	}
	return false
}

func allowsPut(s *policy.Statement, put policy.ActionPattern) bool {
	listed := false
	for _, a := range s.Actions {
		listed = listed || a.Match(put) != policy.No
	}
	return listed != s.NotAction
}

func anyResource(s *policy.Statement, objects policy.Pattern) bool {
	if s.NotResource {
		return true
	}
	for i := range s.Resources {
		if s.Resources[i].Match(objects) != policy.No {
			return true
		}
	}
	return false
}

// namesForPut reports whether a bucket policy lets a caller upload by name.
func namesForPut(p *graph.Policy, who *policy.Caller, put policy.ActionPattern) bool {
	if p.Presence != graph.Present {
		return false
	}
	for _, s := range p.Document.Statements {
		if s.Effect != policy.Allow || !allowsPut(s, put) {
			continue
		}
		for i := range s.Principals {
			if s.Principals[i].Names(who).Any() != policy.No {
				return true
			}
		}
	}
	return false
}

func (e *Engine) writersOf(b *graph.Bucket) *bucketFacts {
	if e.over != nil && e.over.facts[b] != nil {
		return e.over.facts[b]
	}
	return e.buckets[b]
}

// writing asks who of the bucket's possible writers may write the objects of
// the request, and with which ACL.
func (q *question) writing() writing {
	facts := q.engine.writersOf(q.target.bucket)
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
	put := func(acl ...policy.Text) policy.Tri {
		return q.engine.mayPut(c, "s3:PutObject", q.target.bucketARN, acl)
	}
	plain := put()
	own := c.principal.Account != nil && q.target.account != nil && c.principal.Account.ID == q.target.account.ID
	if own {
		w.own = w.own || plain != policy.No || put(ownerControl) != policy.No
		return
	}
	full := put(ownerControl).And(q.engine.mayPut(c, "s3:PutObjectAcl", q.target.bucketARN, []policy.Text{ownerControl}))
	if plain == policy.No && full == policy.No {
		return
	}
	f := foreignWriter{account: c.principal.Account, plain: plain, full: full}
	if plain == policy.Maybe || full == policy.Maybe {
		f.resource = q.engine.writtenPart(c, q.target.bucketARN)
	}
	w.foreign = append(w.foreign, f)
}

const ownerControl policy.Text = "bucket-owner-full-control"

// mayPut asks the engine itself for an upload, or its ACL, with and without
// the header; the path of the writer is its own.
func (e *Engine) mayPut(c *caller, action string, objects policy.Text, acl []policy.Text) policy.Tri {
	r := Request{Principal: c.principal, Action: action, Resource: objects, Path: PathUnknown,
		Context: map[string][]policy.Text{"s3:x-amz-acl": acl, payerHeader: {"requester"}}}
	q := e.ask(&r, route{kind: PathUnknown}, lowerKeys(&r))
	q.judgeBucketPolicies(policy.No)
	return q.outcome()
}

// writtenPart is what a writer may write of the objects, where its identity
// policy names just one part.
func (e *Engine) writtenPart(c *caller, objects policy.Text) policy.Text {
	asked := policy.CompileResource(objects)
	put := policy.CompileAction("s3:PutObject")
	var part policy.Text
	for _, have := range c.principal.Policies {
		if have.Presence != graph.Present {
			continue
		}
		for _, s := range have.Document.Statements {
			if s.Effect != policy.Allow || s.NotResource || !allowsPut(s, put) {
				continue
			}
			for i := range s.Resources {
				if s.Resources[i].Match(asked) != policy.Maybe || asked.Match(policy.CompileResource(s.Resources[i].Text)) != policy.Yes {
					continue
				}
				if !part.IsUnset() {
					return ""
				}
				part = s.Resources[i].Text
			}
		}
	}
	return part
}

// addObject adds an object that Terraform writes with another account's
// credentials, or with the bucket's own.
func (q *question) addObject(w *writing, o *graph.Object) {
	key := policy.CompileResource(q.target.bucket.ARN + "/" + o.Key)
	asked := policy.CompileResource(q.target.bucketARN)
	if o.ExistingRead || o.Writer == nil || asked.Match(key) == policy.No {
		return
	}
	if q.target.account != nil && o.Writer.ID == q.target.account.ID {
		w.own = true
		return
	}
	f := foreignWriter{account: o.Writer, plain: policy.Of(o.ACL != ownerControl), full: policy.Of(o.ACL == ownerControl)}
	if hasWildcard(q.target.key) {
		f.resource = q.target.bucket.ARN + "/" + o.Key
	}
	w.foreign = append(w.foreign, f)
}
