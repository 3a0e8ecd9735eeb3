package source

import (
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// The functions of the AWS provider (version 5.40 and later). Colons stand in
// no word, so that an ARN with words in it can be taken apart.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/functions/arn_parse (2026-11)

var arnParts = []string{"partition", "service", "region", "account_id", "resource"}

// arnFields takes an ARN apart; known is false if an opaque part may hold colons.
func arnFields(args []cty.Value) (fields []string, known bool, err error) {
	if err := arity(args, 1); err != nil {
		return nil, false, err
	}
	if !args[0].IsKnown() {
		return nil, false, nil
	}
	if args[0].IsNull() || args[0].Type() != cty.String {
		return nil, false, fmt.Errorf("takes an ARN")
	}
	s := args[0].AsString()
	if !onlyWords(s) {
		return nil, false, nil
	}
	parts := splitText(s, ":")
	if len(parts) < 6 {
		if hasSymbol(s) {
			return nil, false, nil
		}
		return nil, false, fmt.Errorf("%q is no ARN", s)
	}
	return append(parts[1:5:5], strings.Join(parts[5:], ":")), true, nil
}

func arnParse(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	fields, known, err := arnFields(args)
	if err != nil || !known {
		return cty.DynamicVal, err
	}
	attrs := map[string]cty.Value{}
	for i, name := range arnParts {
		attrs[name] = cty.StringVal(fields[i])
	}
	return cty.ObjectVal(attrs), nil
}

func arnBuild(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	if err := arity(args, len(arnParts)); err != nil {
		return cty.DynamicVal, err
	}
	text := "arn"
	for _, v := range args {
		s, err := templateText(v, sc)
		if err != nil {
			return cty.DynamicVal, err
		}
		text += ":" + s
	}
	return cty.StringVal(text), nil
}

// trimRolePath gives a role's ARN without its path.
func trimRolePath(e *evaluator, args []cty.Value, sc *scope) (cty.Value, error) {
	fields, known, err := arnFields(args)
	if err != nil || !known {
		return cty.UnknownVal(cty.String), err
	}
	steps := splitText(fields[4], "/")
	if fields[1] != "iam" || fields[2] != "" || steps[0] != "role" || len(steps) < 2 {
		return cty.DynamicVal, fmt.Errorf("takes the ARN of a role")
	}
	fields[4] = "role/" + steps[len(steps)-1]
	return cty.StringVal("arn:" + strings.Join(fields, ":")), nil
}
