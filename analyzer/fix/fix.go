package fix

import (
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/access"
	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/finding"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Problem is a layer that denies an access.
type Problem struct {
	Engine *eval.Engine
	Access *access.Access
	Layer  eval.LayerKind
	Traces []eval.Trace // of the requests that the layer denies
	Place  Place
}

// Place says how things are written in the configuration.
type Place interface {
	// Document is the resource that holds the statements of a policy argument
	// (an aws_iam_policy_document, or the resource itself), and whether they are
	// blocks or objects.
	Document(o graph.Origin) (holder graph.Origin, blocks bool)
	// Expression is how one resource's configuration writes an attribute of
	// another: "aws_iam_role.etl.arn"; false if it cannot refer to it.
	Expression(from, to graph.Origin, attr string) (string, bool)
}

// Suggest finds the change for a problem; nil if none is known.
func Suggest(p Problem) *finding.Fix {
	if len(p.Traces) == 0 {
		return nil
	}
	a := attempt{Problem: p}
	for i := range p.Traces[0].Layers {
		if l := &p.Traces[0].Layers[i]; l.Kind == p.Layer && (a.layer == nil || l.Verdict != eval.Allowed) {
			a.layer = l
		}
	}
	if a.layer == nil {
		return nil
	}
	var change *change
	if a.layer.Explicit {
		change = a.exempt()
	} else {
		change = a.grant()
	}
	if change == nil {
		return nil
	}
	change.fix.Verified = a.passes(change)
	return &change.fix
}

// attempt is a problem while a change is sought.
type attempt struct {
	Problem
	layer *eval.Layer
}

// change is a fix with what it makes of the graph's things.
type change struct {
	fix       finding.Fix
	overlay   eval.Overlay
	principal *graph.Principal // nil: as it was
	via       *graph.Endpoint
	wiring    *graph.Wiring
	passed    []*graph.Policy // session policies
}

// passes reports whether the layer lets every request of the problem through
// once the change is made.
func (a *attempt) passes(c *change) bool {
	engine := a.Engine.With(c.overlay)
	for _, t := range a.Traces {
		r := t.Request
		if c.principal != nil {
			r.Principal = c.principal
		}
		if c.via != nil {
			r.Via = c.via
		}
		if c.wiring != nil {
			r.Wiring = c.wiring
		}
		if c.passed != nil {
			r.Passed = c.passed
		}
		found := false
		for _, l := range engine.Evaluate(r).Layers {
			if l.Kind != a.Layer {
				continue
			}
			found = true
			// A Deny for some keys only is meant to be there: the grant is what was
			// missing, and it works for all others.
			some := l.Verdict == eval.Conditional && l.Reason == eval.MayDeny && !a.layer.Explicit
			if l.Verdict != eval.Allowed && l.Verdict != eval.NotApplicable && !some {
				return false
			}
		}
		if !found && c.principal == nil && c.wiring == nil && len(c.overlay.Buckets)+len(c.overlay.Keys) == 0 {
			return false
		}
	}
	return true
}

// actions are the actions that the layer denies, with the KMS leg's own.
func (a *attempt) actions() []string {
	var out []string
	for _, t := range a.Traces {
		for _, l := range t.Layers {
			if l.Kind == a.Layer && l.Verdict != eval.Allowed && l.Verdict != eval.NotApplicable {
				out = append(out, l.Action)
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(out)))
}

// resources are the requests' resources, those of the KMS leg being the key.
func (a *attempt) resources() []value {
	if a.kms() {
		if k := a.key(); k != nil {
			return []value{{text: k.ARN, of: k.Origin, attr: "arn"}}
		}
		return nil
	}
	var out []value
	add := func(v value) {
		if !slices.ContainsFunc(out, func(x value) bool { return x.text == v.text }) {
			out = append(out, v)
		}
	}
	for _, t := range a.Traces {
		for _, l := range t.Layers {
			switch {
			case l.Kind != a.Layer || l.Verdict == eval.Allowed || l.Verdict == eval.NotApplicable:
			case l.On.IsUnset():
				add(a.resource(t.Request.Resource))
			default:
				add(value{text: l.On})
				if strings.Contains(string(l.On), ":lambda:") { // and its versions
					add(value{text: l.On + ":*"})
				}
			}
		}
	}
	return out
}

// resource is an ARN with the thing that it begins with.
func (a *attempt) resource(arn policy.Text) value {
	x := a.Access
	switch {
	case x.AccessPoint != nil:
		return value{text: arn, of: x.AccessPoint.Origin, attr: "arn", suffix: strings.TrimPrefix(string(arn), string(x.AccessPoint.ARN))}
	case x.Role != nil:
		return value{text: arn, of: x.Role.Origin, attr: "arn"}
	case x.Key != nil:
		return value{text: arn, of: x.Key.Origin, attr: "arn"}
	case x.Bucket != nil && strings.HasPrefix(string(arn), string(x.Bucket.ARN)):
		return value{text: arn, of: x.Bucket.Origin, attr: "arn", suffix: strings.TrimPrefix(string(arn), string(x.Bucket.ARN))}
	}
	return value{text: arn}
}

func (a *attempt) kms() bool {
	return strings.HasPrefix(strings.ToLower(a.layer.Action), "kms:")
}

// key is the key that the layer is about: the one asked for, the wiring's own, or the bucket's.
func (a *attempt) key() *graph.Key {
	if a.Access.Key != nil {
		return a.Access.Key
	}
	return a.Access.EncryptionKey(a.Engine.Graph())
}

// who is the principal as a policy names it. The role of a permission set ends
// in characters that change with its assignment: a pattern leaves them out.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html (2026-11)
func (a *attempt) who() value {
	p := a.Access.Principal
	if p.PermissionSet != "" {
		name := string(p.ARN)
		return value{text: policy.Text(name[:strings.LastIndex(name, string(p.PermissionSet)+"_")]) + p.PermissionSet + "_*"}
	}
	return value{text: p.ARN, of: p.Origin, attr: "arn"}
}

// admit makes a resource policy's statement name the user, role or root. A
// Principal takes no pattern, so that the role of a permission set is named by
// a condition beside its account.
func (a *attempt) admit(s *statement) {
	p := a.Access.Principal
	s.PrincipalType, s.Principals = "AWS", []value{a.who()}
	if p.PermissionSet != "" && p.Account != nil {
		s.Principals = []value{root(p.Account)}
		s.Conditions = append(s.Conditions, condition{"ArnLike", "aws:PrincipalArn", []value{a.who()}})
	}
}

// root is the principal that stands for a whole account.
func root(a *graph.Account) value {
	return value{text: policy.Text("arn:"+partition(a)+":iam::") + a.ID + ":root"}
}
