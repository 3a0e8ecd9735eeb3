package config

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// maxFile bounds what one file may hold: AWS's largest policy has 20 KiB.
const maxFile = 1 << 20

// functions are those that the file may call: text and JSON, and reading files
// below its own directory.
func functions(files fs.FS) map[string]function.Function {
	f := map[string]function.Function{
		"jsonencode": stdlib.JSONEncodeFunc,
		"jsondecode": stdlib.JSONDecodeFunc,
		"format":     stdlib.FormatFunc,
		"join":       stdlib.JoinFunc,
		"concat":     stdlib.ConcatFunc,
		"merge":      stdlib.MergeFunc,
		"replace":    stdlib.ReplaceFunc,
		"lower":      stdlib.LowerFunc,
		"upper":      stdlib.UpperFunc,
	}
	f["file"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			data, err := readFile(files, args[0].AsString())
			if err != nil {
				return cty.NilVal, function.NewArgError(0, err)
			}
			return cty.StringVal(data), nil
		},
	})
	f["templatefile"] = function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}, {Name: "vars", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			name := args[0].AsString()
			data, err := readFile(files, name)
			if err != nil {
				return cty.NilVal, function.NewArgError(0, err)
			}
			return template(name, data, args[1], f)
		},
	})
	return f
}

// template renders a file in which the variables of a map stand. Templates do
// not call templates.
func template(name, data string, vars cty.Value, functions map[string]function.Function) (cty.Value, error) {
	if t := vars.Type(); !t.IsObjectType() && !t.IsMapType() {
		return cty.NilVal, function.NewArgErrorf(1, "the variables have to be a map")
	}
	expr, diags := hclsyntax.ParseTemplate([]byte(data), name, hcl.InitialPos)
	if diags.HasErrors() {
		return cty.NilVal, diags
	}
	scope := &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: map[string]function.Function{}}
	for it := vars.ElementIterator(); it.Next(); {
		k, v := it.Element()
		scope.Variables[k.AsString()] = v
	}
	for k, fn := range functions {
		if k != "templatefile" {
			scope.Functions[k] = fn
		}
	}
	v, diags := expr.Value(scope)
	if diags.HasErrors() {
		return cty.NilVal, diags
	}
	if v.IsNull() || !v.Type().Equals(cty.String) {
		return cty.NilVal, fmt.Errorf("%s gives no text", name)
	}
	return v, nil
}

// readFile reads a file by a path relative to the configuration's directory.
func readFile(files fs.FS, name string) (string, error) {
	clean := path.Clean(strings.ReplaceAll(name, `\`, "/"))
	if !fs.ValidPath(clean) {
		return "", fmt.Errorf("%s is outside of the configuration's directory; move the file below it", name)
	}
	if files == nil {
		return "", fmt.Errorf("%s: there is no directory to read files from", name)
	}
	file, err := files.Open(clean)
	if err != nil {
		return "", fmt.Errorf("%s: no such file%s", name, near(files, clean))
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("%s cannot be read", name)
	case len(data) > maxFile:
		return "", fmt.Errorf("%s is larger than 1 MiB", name)
	}
	return string(data), nil
}

// near names the file in the same directory whose name is nearest.
func near(files fs.FS, name string) string {
	entries, err := fs.ReadDir(files, path.Dir(name))
	if err != nil {
		return fmt.Sprintf(" (there is no directory %s)", path.Dir(name))
	}
	var names []string
	for _, e := range entries {
		names = append(names, path.Join(path.Dir(name), e.Name()))
	}
	if s := didYouMean(name, names); s != "" {
		return "." + strings.TrimSuffix(s, "?")
	}
	return ""
}
