package rules

import (
	"context"
	"errors"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"github.com/tfaccess/tfaccess/analyzer/eval"
	"github.com/tfaccess/tfaccess/analyzer/facts"
	"github.com/tfaccess/tfaccess/analyzer/policy"
)

type worldKey struct{}

// withWorld lets tfaccess.evaluate find the world of its run: the query is
// prepared once for all runs.
func withWorld(ctx context.Context, w *facts.World) context.Context {
	return context.WithValue(ctx, worldKey{}, w)
}

// builtins are our functions as OPA takes them.
func builtins() []func(*rego.Rego) {
	return []func(*rego.Rego){
		rego.Function1(function(evaluateDecl), evaluate),
		rego.Function2(function(arnMatchDecl), func(_ rego.BuiltinContext, p, a *ast.Term) (*ast.Term, error) {
			pattern, arn, err := two(p, a)
			if err != nil {
				return nil, err
			}
			return match(arnMatch(pattern, arn)), nil
		}),
		rego.Function2(function(actionMatchDecl), func(_ rego.BuiltinContext, p, a *ast.Term) (*ast.Term, error) {
			pattern, action, err := two(p, a)
			if err != nil {
				return nil, err
			}
			return match(actionMatch(pattern, action)), nil
		}),
	}
}

func function(b *ast.Builtin) *rego.Function {
	return &rego.Function{Name: b.Name, Description: b.Description, Decl: b.Decl, Memoize: true}
}

func match(t policy.Tri) *ast.Term { return ast.StringTerm(t.String()) }

func two(a, b *ast.Term) (x, y policy.Text, err error) {
	s, ok := a.Value.(ast.String)
	t, ok2 := b.Value.(ast.String)
	if !ok || !ok2 {
		return "", "", errors.New("both arguments must be strings")
	}
	return policy.Text(s), policy.Text(t), nil
}

// evaluate decides a request that no access asks for.
func evaluate(ctx rego.BuiltinContext, request *ast.Term) (*ast.Term, error) {
	w, _ := ctx.Context.Value(worldKey{}).(*facts.World)
	if w == nil {
		return nil, errors.New("tfaccess.evaluate: there is no graph to decide in")
	}
	o, ok := request.Value.(ast.Object)
	if !ok {
		return nil, errors.New("tfaccess.evaluate: the request must be an object")
	}
	field := func(name string) policy.Text {
		if t := o.Get(ast.StringTerm(name)); t != nil {
			if s, ok := t.Value.(ast.String); ok {
				return policy.Text(s)
			}
		}
		return ""
	}
	p := w.Graph.Principal(field("principal"))
	if p == nil || field("action").IsUnset() || field("resource").IsUnset() {
		return nil, errors.New("tfaccess.evaluate: principal, action and resource must be set")
	}
	t := w.Evaluate(eval.Request{Principal: p, Action: string(field("action")), Resource: field("resource")})
	var layers []string
	for _, l := range t.Layers {
		if l.Verdict == eval.Denied && l.Alone {
			layers = append(layers, l.Kind.String())
		}
	}
	slices.Sort(layers)
	denied := make([]*ast.Term, len(layers))
	for i, l := range layers {
		denied[i] = ast.StringTerm(l)
	}
	return ast.ObjectTerm(
		[2]*ast.Term{ast.StringTerm("verdict"), ast.StringTerm(t.Verdict.String())},
		[2]*ast.Term{ast.StringTerm("denied_by"), ast.ArrayTerm(denied...)},
	), nil
}

// arnMatch is the Tri of an ARN pattern and an ARN, either with symbols.
func arnMatch(pattern, arn policy.Text) policy.Tri {
	p, a := policy.Compile(pattern), policy.Compile(arn)
	return p.Match(a)
}

// actionMatch is the Tri of an action pattern and an action.
func actionMatch(pattern, action policy.Text) policy.Tri {
	return policy.CompileAction(pattern).Match(policy.CompileAction(action))
}
