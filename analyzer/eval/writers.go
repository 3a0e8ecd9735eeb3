package eval

import (
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// bucketFacts is what the engine works out about a bucket with ACLs once.
type bucketFacts struct {
	writers []*caller // who may write objects into it, by name
	// openWriters: others may write, of whom no input tells.
	openWriters bool
}

// writerIndex finds the principals whose identity policies name a bucket for
// uploads. Who may write everywhere is no particular bucket's writer.
type writerIndex struct {
	byBucket map[string][]*caller
	patterns []writerPattern // names with wildcards
}

type writerPattern struct {
	caller  *caller
	objects policy.Pattern
}

var putObject = policy.CompileAction("s3:PutObject")

func (e *Engine) indexWriters() *writerIndex {
	x := &writerIndex{byBucket: map[string][]*caller{}}
	for _, p := range e.graph.Principals {
		if p.Deleted || !takesIdentityPolicies(p.Kind) {
			continue
		}
		for _, have := range p.Policies {
			if have.Presence != graph.Present {
				continue
			}
			for _, s := range have.Document.Statements {
				if s.Effect == policy.Allow && !s.NotResource && s.Covers(putObject) != policy.No {
					x.add(e.callers[p], s)
				}
			}
		}
	}
	return x
}

func (x *writerIndex) add(c *caller, s *policy.Statement) {
	for i := range s.Resources {
		a, ok := parseARN(s.Resources[i].Text)
		if !ok || a.service != "s3" || a.account != "" {
			continue
		}
		name, _, objects := cutOutside(a.resource, '/')
		switch {
		case !objects && !strings.HasSuffix(name, "*"), strings.Trim(name, "*") == "":
		case hasWildcard(policy.Text(name)):
			x.patterns = append(x.patterns, writerPattern{c, s.Resources[i]})
		default:
			x.byBucket[name] = append(x.byBucket[name], c)
		}
	}
}

// facts are a bucket's; nil if it has no ACLs.
func (e *Engine) facts(b *graph.Bucket) *bucketFacts {
	if e.over != nil && e.over.facts[b] != nil {
		return e.over.facts[b]
	}
	return e.buckets[b]
}

// findWriters is writersOf for a bucket with ACLs; nil for others.
func (e *Engine) findWriters(b *graph.Bucket) *bucketFacts {
	if b.Ownership != graph.ObjectWriter && b.Ownership != graph.BucketOwnerPreferred {
		return nil
	}
	return e.writersOf(b, e.writers())
}

// writersOf collects who may write into a bucket: those whose identity
// policies name it, and those whom its own policy names. ACLs that are
// disabled make it no matter.
func (e *Engine) writersOf(b *graph.Bucket, x *writerIndex) *bucketFacts {
	facts := &bucketFacts{}
	seen := map[*caller]bool{}
	add := func(c *caller) {
		if !seen[c] {
			seen[c] = true
			facts.writers = append(facts.writers, c)
		}
	}
	for _, c := range x.byBucket[string(b.Name)] {
		add(c)
	}
	objects := policy.CompileResource(b.ARN + "/*")
	for i := range x.patterns {
		if x.patterns[i].objects.Match(objects) != policy.No {
			add(x.patterns[i].caller)
		}
	}
	if b.Policy == nil || b.Policy.Presence == graph.Absent {
		facts.openWriters = b.Policy == nil && !b.Managed
		return facts
	}
	if b.Policy.Presence != graph.Present {
		facts.openWriters = true
		return facts
	}
	for _, s := range b.Policy.Document.Statements {
		if s.Effect != policy.Allow || s.Covers(putObject) == policy.No {
			continue
		}
		for i := range s.Principals {
			e.addNamedWriter(facts, b, &s.Principals[i], add)
		}
	}
	return facts
}

// addNamedWriter adds whom a bucket policy lets upload. An account stands for
// those of its principals that name the bucket; one of which no input shows a
// principal may have any.
func (e *Engine) addNamedWriter(facts *bucketFacts, b *graph.Bucket, p *policy.PrincipalPattern, add func(*caller)) {
	switch p.Kind {
	case policy.PrincipalAWS:
		if who := e.principal(p.Text); takesIdentityPolicies(who.Kind) {
			add(e.caller(who))
		}
	case policy.PrincipalAccount:
		if b.Account != nil && p.Account == b.Account.ID || e.wiredAs(b, p.Text) {
			return
		}
		for _, c := range facts.writers {
			if c.who.Account == p.Account {
				return
			}
		}
		facts.openWriters = true
	case policy.PrincipalAny, policy.PrincipalUnknown:
		facts.openWriters = true
	}
}

// wiredAs reports whether a service delivers into the bucket under a name:
// deliveries give the bucket's owner full control.
func (e *Engine) wiredAs(b *graph.Bucket, name policy.Text) bool {
	for _, w := range e.graph.Wirings {
		if w.Bucket != b.Name {
			continue
		}
		for _, other := range append([]policy.Text{w.Service}, w.Alternatives...) {
			if other == name {
				return true
			}
		}
	}
	return false
}
