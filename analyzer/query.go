package analyzer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/graph"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

// Query is a request as a person types it.
type Query struct {
	// Principal is an ARN, a service principal's name, "anonymous", or the
	// address of a user or role, or of what uses a role with a session policy
	// (aws_transfer_user.x). The ARN of a role's session asks about the
	// session of that name, the role's own about any.
	Principal string
	Action    string // "s3:GetObject"
	// Resource is an ARN, or the address of a bucket, key, role or access
	// point; a bucket's may be followed by "/KEY".
	Resource string
	Via      string // address or id of a VPC endpoint; "none" or empty: through none
	Context  map[string][]string
}

// request turns a query into a request; the error says which part is at fault.
func (a *Analysis) request(q Query) (eval.Request, error) {
	r := eval.Request{Action: q.Action, Path: eval.Public, Forwarded: policy.No}
	if service, name, ok := strings.Cut(q.Action, ":"); !ok || service == "" || name == "" || strings.ContainsAny(q.Action, "*? ") {
		return r, &UsageError{Err: fmt.Errorf("--action %s: not one IAM action", q.Action), Hint: "an action has its service in front: s3:GetObject"}
	}
	var err error
	if r.Wiring = a.session(q.Principal); r.Wiring != nil {
		r.Principal = a.planned.Graph.Principal(r.Wiring.Role)
	} else if r.Principal, err = a.principal(q.Principal); err != nil {
		return r, err
	}
	switch {
	case r.Principal.Kind == graph.Service || r.Wiring != nil:
		r.Path = eval.Internal
	case r.Principal.Kind == graph.Role:
		r.Session = sessionName(q.Principal)
	}
	if r.Resource, err = a.resource(q.Resource); err != nil {
		return r, err
	}
	if q.Via != "" && q.Via != "none" {
		if r.Via, err = a.endpoint(q.Via); err != nil {
			return r, err
		}
		r.Path = eval.ThroughEndpoint
	}
	for k, values := range q.Context {
		if r.Context == nil {
			r.Context = map[string][]policy.Text{}
		}
		for _, v := range values {
			r.Context[k] = append(r.Context[k], policy.Text(v))
		}
	}
	if r.Wiring == nil {
		r.Wiring = a.wiring(r)
	}
	return r, nil
}

// wiring is the one delivery of a service that a question is about: what is
// set up tells the source, headers and key that were not given. Nil if several
// or none fit.
func (a *Analysis) wiring(r eval.Request) *graph.Wiring {
	if r.Principal.Kind != graph.Service {
		return nil
	}
	given := func(key string, value policy.Text) bool {
		for k, values := range r.Context {
			if strings.EqualFold(k, key) {
				return len(values) == 1 && policy.Equal(values[0], value) != policy.No
			}
		}
		return true
	}
	asked := policy.CompileResource(r.Resource)
	var found *graph.Wiring
	for _, w := range a.planned.Graph.Wirings {
		does := slices.ContainsFunc(w.Actions, func(x graph.WiredAction) bool {
			pattern := policy.CompileResource(x.Resource)
			return strings.EqualFold(x.Action, r.Action) && pattern.Match(asked) == policy.Yes
		})
		if w.Service != r.Principal.ARN || !does || !given("aws:SourceArn", w.SourceARN) || !given("aws:SourceAccount", w.SourceAccount) {
			continue
		}
		if found != nil {
			return nil
		}
		found = w
	}
	return found
}

// session finds what stands at an address and uses a role in a session of its
// own; nil if nothing does, or if several inputs have the address.
func (a *Analysis) session(address string) *graph.Wiring {
	var found *graph.Wiring
	for _, w := range a.planned.Graph.Wirings {
		if !w.ByPolicy || w.Origin.Address != address && w.Origin.Input+":"+w.Origin.Address != address {
			continue
		}
		if found != nil && found.Origin.Input != w.Origin.Input {
			return nil
		}
		found = w
	}
	return found
}

func (a *Analysis) principal(text string) (*graph.Principal, error) {
	g := a.planned.Graph
	if strings.HasPrefix(text, "arn:") || text == "anonymous" || strings.HasSuffix(text, ".amazonaws.com") || strings.HasSuffix(text, ".amazonaws.com.cn") {
		if p := g.Principal(policy.Text(text)); p != nil {
			return p, nil
		}
		return nil, &UsageError{Err: fmt.Errorf("--principal %s: not the ARN of a user, role, session or account root", text)}
	}
	found, err := g.Lookup(text)
	if err != nil {
		return nil, &UsageError{Err: fmt.Errorf("--principal: %w", err)}
	}
	p, ok := found.(*graph.Principal)
	if !ok {
		return nil, &UsageError{Err: fmt.Errorf("--principal %s: this is %s, not a user or role", text, noun(found))}
	}
	return p, nil
}

// sessionName is the name at the end of the ARN of an assumed-role session,
// "arn:aws:sts::ACCOUNT:assumed-role/ROLE/NAME", or empty.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-role-session (2026-11)
func sessionName(principal string) policy.Text {
	_, rest, _ := strings.Cut(principal, ":assumed-role/")
	_, name, _ := strings.Cut(rest, "/")
	return policy.Text(name)
}

func (a *Analysis) resource(text string) (policy.Text, error) {
	if strings.HasPrefix(text, "arn:") || text == "*" {
		return policy.Text(text), nil
	}
	address, key, object := cutKey(text)
	found, err := a.planned.Graph.Lookup(address)
	if err != nil {
		return "", &UsageError{Err: fmt.Errorf("--resource: %w", err)}
	}
	switch x := found.(type) {
	case *graph.Bucket:
		if object {
			return x.ARN + "/" + policy.Text(key), nil
		}
		return x.ARN, nil
	case *graph.AccessPoint:
		if object {
			return x.ARN + "/object/" + policy.Text(key), nil
		}
		return x.ARN, nil
	case *graph.Key:
		return x.ARN, nil
	case *graph.Principal:
		return x.ARN, nil
	}
	return "", &UsageError{Err: fmt.Errorf("--resource %s: this is %s; a bucket, access point, key or role is wanted", text, noun(found))}
}

func (a *Analysis) endpoint(text string) (*graph.Endpoint, error) {
	for _, e := range a.planned.Graph.Endpoints {
		if string(e.ID) == text {
			return e, nil
		}
	}
	found, err := a.planned.Graph.Lookup(text)
	if err != nil {
		return nil, &UsageError{Err: fmt.Errorf("--via: %w", err)}
	}
	e, ok := found.(*graph.Endpoint)
	if !ok {
		return nil, &UsageError{Err: fmt.Errorf("--via %s: this is %s, not a VPC endpoint", text, noun(found))}
	}
	return e, nil
}

// cutKey splits ADDRESS/KEY at the first slash outside of an instance key.
func cutKey(text string) (address, key string, object bool) {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && depth > 0:
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '/' && depth == 0:
			return text[:i], text[i+1:], true
		}
	}
	return text, "", false
}

func noun(x any) string {
	switch x := x.(type) {
	case *graph.Principal:
		return "a " + string(x.Kind)
	case *graph.Bucket:
		return "a bucket"
	case *graph.Key:
		return "a KMS key"
	case *graph.Endpoint:
		return "a VPC endpoint"
	case *graph.AccessPoint:
		return "an access point"
	}
	return "something else"
}
